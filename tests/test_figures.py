"""`shows` notices whatever is missing, added or changed in a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.figures import level, shows, upright


@pytest.fixture(autouse=True)
def close_figures() -> Iterator[None]:
    yield
    plt.close("all")


X = np.array([1.0, 2.0, 4.0])
CONTENT: dict[str, Any] = {
    "title": "T",
    "xlabel": "x",
    "ylabel": "y",
    "legend": ["a", "b"],
    "yscale": "log",
    "lines": [("a", X, X**2, "red"), ("b", X, X), level("", 3), upright("", 2)],
    "points": [("", X, X)],
    "bars": [("", X, [1, 2, 3])],
    "stairs": [("", [0, 1, 3], [5, 6])],
    "bands": [(X, X, X + 1)],
    "segments": [[(0, 2), (1, 2)]],
    "arrows": [((1, 1), (2, 3))],
    "quiver": [([1], [1], [2], [3])],
    "texts": [("here", 1, 2)],
    "patches": 1,
}


def draw() -> Any:
    figure, axes = plt.subplots()
    axes.plot(X, X**2, color="red", label="a")
    axes.plot(X, X, "--", color="blue", label="b")
    axes.axhline(3)
    axes.axvline(2)
    axes.scatter(X, X)
    axes.bar(X, [1, 2, 3])
    axes.stairs([5, 6], [0, 1, 3])
    axes.fill_between(X, X, X + 1)
    axes.hlines(2, 0, 1)
    axes.annotate("", (2, 3), (1, 1), arrowprops={})
    axes.quiver([1], [1], [2], [3])
    axes.text(1, 2, "here")
    axes.axhspan(1, 2)
    axes.set(title="T", xlabel="x", ylabel="y", yscale="log")
    axes.legend()
    return figure


def test_what_is_shown_passes() -> None:
    shows(draw(), **CONTENT)
    shows(draw().axes[0], **CONTENT)


@pytest.mark.parametrize("name", CONTENT)
def test_what_is_not_named_fails(name: str) -> None:
    with pytest.raises(AssertionError):
        shows(draw(), **{key: value for key, value in CONTENT.items() if key != name})


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("title", "U"),
        ("legend", ["b", "a"]),
        ("lines", [("a", X, X**2, "green"), *CONTENT["lines"][1:]]),
        ("lines", [("a", X, X**2 + 0.001), *CONTENT["lines"][1:]]),
        ("lines", [("b", X, X**2), ("a", X, X), *CONTENT["lines"][2:]]),
        ("lines", [*CONTENT["lines"][:3], upright("", 2.1)]),
        ("points", [("", X, X[::-1])]),
        ("bars", [("", X, [1, 2, 4])]),
        ("stairs", [("", [0, 1, 3], [6, 5])]),
        ("bands", [(X, X, X + 2)]),
        ("segments", [[(0, 2), (1, 3)]]),
        ("arrows", [((2, 3), (1, 1))]),
        ("quiver", [([1], [1], [3], [2])]),
        ("texts", ["there"]),
        ("texts", [("here", 2, 1)]),
        ("patches", 2),
        ("xlim", (0, 1)),
    ],
)
def test_other_content_fails(name: str, other: Any) -> None:
    with pytest.raises(AssertionError):
        shows(draw(), **CONTENT | {name: other})


def test_a_misspelt_kind_fails() -> None:
    with pytest.raises(AssertionError, match="no such kind"):
        shows(draw(), **CONTENT, line=[])


def bowl(x: Any, y: Any) -> Any:
    return x**2 + 3 * y**2


@pytest.mark.parametrize(
    ("heights", "right"), [(bowl, True), (lambda x, y: bowl(y, x), False), (None, False)]
)
def test_contours_lie_on_the_function(heights: Callable[..., Any] | None, right: bool) -> None:
    figure, axes = plt.subplots()
    grid = np.meshgrid(np.linspace(-2, 2, 100), np.linspace(-2, 2, 100))
    axes.contourf(*grid, bowl(*grid))
    axes.clabel(axes.contour(*grid, bowl(*grid), [1, 2, 3]))
    if right:
        shows(figure, heights=heights)
    else:
        with pytest.raises(AssertionError, match="contour"):
            shows(figure, heights=heights)


def test_lines_of_a_legend_must_differ() -> None:
    figure, axes = plt.subplots()
    axes.plot(X, X, "k", label="a")
    axes.plot(X, 2 * X, "k", label="b")
    with pytest.raises(AssertionError, match="look alike"):
        shows(figure, lines=[("a", X, X), ("b", X, 2 * X)])


def test_panels_and_what_stands_around_them() -> None:
    figure, (left, right) = plt.subplots(1, 2)
    left.plot(X, X, label="a")
    image = right.imshow(np.eye(2))
    right.set_xticks([0, 1], ["p", "q"])
    figure.colorbar(image, label="height")
    figure.suptitle("whole")
    figure.legend(*left.get_legend_handles_labels())
    first, second = {"lines": [("a", X, X)]}, {"images": [np.eye(2)], "xticks": ["p", "q"]}
    around: dict[str, Any] = {"title": "whole", "legend": ["a"], "colorbar": "height"}
    shows(figure, first, second, **around)
    others: list[dict[str, Any]] = [
        {"title": ""}, {"legend": []}, {"colorbar": "depth"}, {"xlabel": "x"},
    ]  # fmt: skip
    for wrong in others:
        with pytest.raises(AssertionError):
            shows(figure, first, second, **around | wrong)
    with pytest.raises(AssertionError):
        shows(figure, first, second | {"xticks": ["q", "p"]}, **around)
    with pytest.raises(AssertionError, match="2 axes"):
        shows(figure, first, **around)
