"""Named test functions of two variables, with gradients, on which optimizers are raced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from utils.arrays import Floats
from utils.nn.activations import sigmoid

Height: TypeAlias = Callable[[Any, Any], Any]
Slope: TypeAlias = Callable[[Any, Any], tuple[Any, Any]]


@dataclass(frozen=True)
class Surface:
    """A function of x and y: call it for heights, `gradient(point)` for the slope there.

    Args:
        height: maps x and y, numbers or arrays of one shape, to heights.
        slope: maps x and y to both partial derivatives.
        xlim: range of x worth drawing.
        ylim: range of y worth drawing.
        start: a point from which a race begins.
        minima: all global minima; empty if there is none.
        log: whether contours are best drawn on a logarithmic scale.
    """

    height: Height
    slope: Slope
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    start: tuple[float, float]
    minima: tuple[tuple[float, float], ...] = ()
    log: bool = False

    def __call__(self, x: Any, y: Any) -> Any:
        """Compute the height at x, y; both may be arrays."""
        return self.height(x, y)

    def gradient(self, point: npt.ArrayLike) -> Floats:
        """Compute the gradient at a point (2,), or at points (..., 2)."""
        point = np.asarray(point, dtype=float)
        return np.stack(self.slope(point[..., 0], point[..., 1]), axis=-1)


def rotated(surface: Surface, degrees: float = 45.0) -> Surface:
    """Turn a surface about the origin; the picture grows so that it holds the old one."""
    c, s = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    turn = np.array([[c, -s], [s, c]])  # columns: where the axes go

    def back(x: Any, y: Any) -> tuple[Any, Any]:
        return c * x + s * y, c * y - s * x

    def slope(x: Any, y: Any) -> tuple[Any, Any]:
        along, across = surface.slope(*back(x, y))
        return c * along - s * across, s * along + c * across

    corners = np.array([[x, y] for x in surface.xlim for y in surface.ylim]) @ turn.T
    (left, low), (right, high) = corners.min(axis=0), corners.max(axis=0)
    return Surface(
        lambda x, y: surface(*back(x, y)),
        slope,
        xlim=(float(left), float(right)),
        ylim=(float(low), float(high)),
        start=_turned(turn, surface.start),
        minima=tuple(_turned(turn, place) for place in surface.minima),
        log=surface.log,
    )


def _turned(turn: Floats, place: tuple[float, float]) -> tuple[float, float]:
    x, y = turn @ place
    return float(x), float(y)


def _beale(x: Any, y: Any) -> Any:
    a, b, c = _beale_terms(x, y)
    return a**2 + b**2 + c**2


def _beale_slope(x: Any, y: Any) -> tuple[Any, Any]:
    a, b, c = _beale_terms(x, y)
    along_x = 2 * (a * (y - 1) + b * (y**2 - 1) + c * (y**3 - 1))
    return along_x, 2 * x * (a + 2 * b * y + 3 * c * y**2)


def _beale_terms(x: Any, y: Any) -> tuple[Any, Any, Any]:
    return 1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3


def _himmelblau_slope(x: Any, y: Any) -> tuple[Any, Any]:
    a, b = x**2 + y - 11, x + y**2 - 7
    return 4 * a * x + 2 * b, 2 * a + 4 * b * y


# The wall of the cliff: where it stands, how high and how steep it is.
_EDGE, _HEIGHT, _STEEPNESS = 1.0, 8.0, 40.0


def _wall(x: Any) -> Any:
    return sigmoid(_STEEPNESS * (x - _EDGE))


def _cliff_slope(x: Any, y: Any) -> tuple[Any, Any]:
    wall = _wall(x)
    return 0.2 * x + _HEIGHT * _STEEPNESS * wall * (1 - wall), 0.2 * y


# Beale, Rosenbrock (1960), Himmelblau (1972), Rastrigin (1974): standard test functions.
SURFACES = {
    "Beale": Surface(
        _beale,
        _beale_slope,
        xlim=(-0.5, 4.5),
        ylim=(-2.0, 2.5),
        start=(1.0, 1.5),
        minima=((3.0, 0.5),),
        log=True,
    ),
    "Rosenbrock": Surface(
        lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
        lambda x, y: (-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)),
        xlim=(-2.0, 2.0),
        ylim=(-1.0, 3.0),
        start=(-1.2, 1.0),
        minima=((1.0, 1.0),),
        log=True,
    ),
    "Himmelblau": Surface(
        lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
        _himmelblau_slope,
        xlim=(-6.0, 6.0),
        ylim=(-6.0, 6.0),
        start=(0.0, 0.0),
        minima=(
            (3.0, 2.0),
            (-2.805118086952745, 3.131312518250573),
            (-3.779310253377747, -3.283185991286170),
            (3.584428340330492, -1.848126526964404),
        ),
        log=True,
    ),
    "Rastrigin": Surface(
        lambda x, y: 20 + x**2 - 10 * np.cos(2 * np.pi * x) + y**2 - 10 * np.cos(2 * np.pi * y),
        lambda x, y: (
            2 * x + 20 * np.pi * np.sin(2 * np.pi * x),
            2 * y + 20 * np.pi * np.sin(2 * np.pi * y),
        ),
        xlim=(-1.2, 3.2),
        ylim=(-3.2, 1.2),
        start=(2.3, -1.7),
        minima=((0.0, 0.0),),
    ),
    "saddle": Surface(
        lambda x, y: x**2 - y**2,
        lambda x, y: (2 * x, -2 * y),
        xlim=(-2.0, 2.0),
        ylim=(-2.0, 2.0),
        start=(1.5, 0.001),
    ),
    "ravine": Surface(
        lambda x, y: 0.5 * (x**2 + 50 * y**2),
        lambda x, y: (1.0 * x, 50.0 * y),
        xlim=(-11.0, 3.0),
        ylim=(-2.0, 2.0),
        start=(-10.0, 1.0),
        minima=((0.0, 0.0),),
        log=True,
    ),
    # A bowl with a step across it: on both sides of the edge the slope is gentle.
    "cliff": Surface(
        lambda x, y: 0.1 * (x**2 + y**2) + _HEIGHT * _wall(x),
        _cliff_slope,
        xlim=(-5.0, 3.0),
        ylim=(-3.0, 3.0),
        start=(2.5, 2.0),
        minima=((0.0, 0.0),),
        log=True,
    ),
}
