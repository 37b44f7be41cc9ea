"""A drawn frame shows what is known by then; a small one, what is new."""

import re
from typing import Any

import numpy as np
import pytest

from tests.figures import contents
from utils.drawings.backpropagation import COLUMNS, Network, frames, plot_frame, plot_strip

W1 = np.array([[0.1, 0.2, -0.5], [0.2, -0.3, 0.4]])
W2 = np.array([[0.3, -0.3, 0.4], [-0.5, 0.6, 0.5], [0.4, 0.2, -0.2]])
NET = Network(W1, W2, np.array([0, 0, 0.1]), np.array([0, 0, 0.05]))
FRAMES = frames(NET, [0.6, 0.2], [0, 1, 0])


def texts(axes: Any) -> list[str]:
    return [text for text, _, _ in contents(axes)["texts"]]


def numbers(shown: list[str], pattern: str) -> list[float]:
    found = [re.fullmatch(pattern, text) for text in shown]
    return [float(match[1]) for match in found if match]


@pytest.mark.parametrize("step", range(9))
def test_a_frame_shows_what_is_known(step: int) -> None:
    axes = plot_frame(FRAMES[step]).axes[0]
    known, shown = FRAMES[step]["known"], texts(axes)
    assert axes.get_title().startswith(f"Step {step} of 8: {FRAMES[step]['title']}")
    assert FRAMES[step]["formula"] in axes.get_title()
    legend = axes.get_legend()
    assert legend is not None and len(legend.get_texts()) == 1 + (step >= 5) + (step == 7)

    values = numbers(shown, r"\$.*\$\n(-?\d\.\d{3})")
    units = [
        known["x"],
        known.get("a1", known.get("z1", [])),
        known.get("out", known.get("z2", [])),
    ]
    np.testing.assert_allclose(values, np.concatenate(units), atol=0.0005)
    deltas = [*known.get("delta1", []), *known.get("delta2", [])]
    np.testing.assert_allclose(numbers(shown, r"δ = ([+-]?[\d.]+)"), deltas, atol=0.0005)
    np.testing.assert_allclose(
        numbers(shown, r"∂C/∂a = ([+-]?[\d.]+)"), known.get("da1", []), atol=0.0005
    )
    biases = [*known.get("db1", known.get("b1", [])), *known.get("db2", known.get("b2", []))]
    found = numbers(shown, r"(?:∂C/∂)?b = ([+-]?[\d.]+)")
    np.testing.assert_allclose(found, biases, atol=0.0005)
    assert ("loss C = 1.1362" in shown) == (step >= 4)


@pytest.mark.parametrize(
    ("step", "first", "second"),
    [(1, "W1", None), (3, "W1", "W2"), (6, "W1", "dW2"), (7, "W1", "paths"), (8, "dW1", "dW2")],
)
def test_edges_show_the_newest_numbers(step: int, first: str, second: str | None) -> None:
    axes = plot_frame(FRAMES[step]).axes[0]
    known = FRAMES[step]["known"]
    expected = [np.ravel(known[name]) for name in (first, second) if name]
    found = numbers(texts(axes), r"([+-]?\d[\d.]*)")
    np.testing.assert_allclose(found, np.concatenate(expected), atol=0.0005)
    assert len(contents(axes)["arrows"]) == 15


def test_the_strip_shows_only_what_is_new() -> None:
    figure = plot_strip(FRAMES)
    assert len(figure.axes) == 9
    for step, axes in enumerate(figure.axes):
        title = f"{step}  {FRAMES[step]['title']}\n{FRAMES[step]['formula']}"
        assert axes.get_title() == title
    paths = numbers(texts(figure.axes[7]), r"([+-]\d[\d.]*)")
    np.testing.assert_allclose(paths, np.ravel(FRAMES[7]["known"]["paths"]), atol=0.0005)
    assert texts(figure.axes[2]).count("0.100") == 1
    assert not numbers(texts(figure.axes[2]), r"(0\.600)")


def test_columns_have_their_own_letters() -> None:
    net = Network(W1, W2[:, :2], hidden="sigmoid", output="sigmoid", notation=COLUMNS)
    frame = frames(net, [0.6, 0.2], [0, 1])[8]
    shown = texts(plot_frame(frame).axes[0])
    assert sum(text.startswith("s = ") for text in shown) == 3
    assert sum(text.startswith("∂C/∂h = ") for text in shown) == 3
    assert not any("b = " in text for text in shown)
    assert any(r"\hat y_2" in text for text in shown)
