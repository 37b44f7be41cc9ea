"""Heights and gradients of the named surfaces, against finite differences and SciPy."""

import numpy as np
import pytest
from scipy.optimize import rosen, rosen_der

from utils.surfaces import SURFACES, Surface, rotated

EACH = pytest.mark.parametrize("surface", SURFACES.values(), ids=list(SURFACES))


def random_points(surface: Surface, n: int) -> np.ndarray:
    rng = np.random.default_rng(0)
    return np.column_stack([rng.uniform(*surface.xlim, n), rng.uniform(*surface.ylim, n)])


def test_all_seven_are_there() -> None:
    names = {"Beale", "Rosenbrock", "Himmelblau", "Rastrigin", "saddle", "ravine", "cliff"}
    assert set(SURFACES) == names


@EACH
def test_gradient_equals_finite_differences(surface: Surface) -> None:
    points, h = random_points(surface, 300), 1e-6
    shifts = h * np.eye(2)
    differences = np.stack(
        [(surface(*(points + s).T) - surface(*(points - s).T)) / (2 * h) for s in shifts],
        axis=-1,
    )
    size = 1 + np.abs(differences)
    assert (np.abs(surface.gradient(points) - differences) / size).max() < 1e-5
    assert surface.gradient(points[0]).shape == (2,)


@EACH
def test_minima_are_flat_and_lowest(surface: Surface) -> None:
    points = random_points(surface, 20_000)
    heights = surface(*points.T)
    for minimum in surface.minima:
        assert np.abs(surface.gradient(minimum)).max() < 1e-6
        assert surface(*minimum) < 1e-6 <= heights.min()
    if not surface.minima:  # the saddle falls forever
        assert heights.min() < -1


@EACH
def test_start_lies_inside_and_is_not_the_end(surface: Surface) -> None:
    x, y = surface.start
    assert surface.xlim[0] < x < surface.xlim[1] and surface.ylim[0] < y < surface.ylim[1]
    assert np.linalg.norm(surface.gradient(surface.start)) > 0.1


def test_rosenbrock_equals_scipy() -> None:
    rosenbrock = SURFACES["Rosenbrock"]
    for point in random_points(rosenbrock, 50):
        assert np.isclose(rosenbrock(*point), rosen(point))
        assert np.allclose(rosenbrock.gradient(point), rosen_der(point))


def test_known_values() -> None:
    """At the origin: 1.5^2 + 2.25^2 + 2.625^2; 11^2 + 7^2; 0; 1."""
    heights = {name: float(surface(0.0, 0.0)) for name, surface in SURFACES.items()}
    assert heights["Beale"] == pytest.approx(14.203125)
    assert heights["Himmelblau"] == 170
    assert heights["Rastrigin"] == 0
    assert heights["Rosenbrock"] == 1


def test_cliff_is_steep_at_the_edge_only() -> None:
    cliff = SURFACES["cliff"]
    slopes = np.abs(cliff.gradient([[1.0, 0.0], [2.0, 0.0], [0.0, 0.0]])[:, 0])
    assert slopes[0] > 30 and slopes[1:].max() < 1.1


@EACH
def test_a_turned_surface_has_the_same_heights_elsewhere(surface: Surface) -> None:
    twin = rotated(surface, 90)  # x goes to y, y to -x
    points = random_points(surface, 50)
    x, y = points.T
    np.testing.assert_allclose(twin(-y, x), surface(x, y), rtol=1e-9, atol=1e-9)
    slope = surface.gradient(points)
    expected = np.column_stack([-slope[:, 1], slope[:, 0]])
    found = twin.gradient(np.column_stack([-y, x]))
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(twin.start, (-surface.start[1], surface.start[0]))
    np.testing.assert_allclose(twin.xlim, (-surface.ylim[1], -surface.ylim[0]), atol=1e-9)
    np.testing.assert_allclose(twin.ylim, surface.xlim, atol=1e-9)
    for place, turned in zip(surface.minima, twin.minima, strict=True):
        np.testing.assert_allclose(turned, (-place[1], place[0]))


def test_turning_by_45_degrees_and_back() -> None:
    ravine = SURFACES["ravine"]
    back = rotated(rotated(ravine), -45)
    np.testing.assert_allclose(back(3.0, 0.5), ravine(3.0, 0.5))
    assert rotated(ravine)(1.0, 1.0) == pytest.approx(ravine(np.sqrt(2), 0.0))
