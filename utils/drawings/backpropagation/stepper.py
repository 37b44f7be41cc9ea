"""The stepper: one forward and one backward pass, drawn frame by frame."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib.patches
import numpy as np

from utils import plotting
from utils.arrays import Array
from utils.drawings.backpropagation.frames import ROWS, Frame
from utils.drawings.backpropagation.paths import BACKWARD, FORWARD, PATH, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


WIDE, HIGH, RADIUS = 4.4, 2.2, 0.6  # between the units of two layers, of one; of a unit


def plot_frame(frame: Frame) -> "Figure":
    """Draw a frame with everything that is known by then."""
    figure, ax = plotting.subplots(width=9.6, height=7.0)
    _draw(ax, frame, set(frame["known"]), size=9.0)
    ax.set_title(f"Step {frame['step']} of 8: {frame['title']}   {frame['formula']}")
    handles = [(FORWARD, "→ forward: values, weights")]
    if frame["step"] >= 5:
        handles.append((BACKWARD, "← backward: error signals δ, gradients"))
    if "paths" in frame["new"]:
        handles.append((PATH, "← what each path brings back: its weight times δ"))
    for color, label in handles:
        ax.plot([], [], color=color, label=label)
    ax.legend(loc="lower left", frameon=False)
    return figure


def plot_strip(all_frames: Sequence[Frame]) -> "Figure":
    """Draw all frames small, each with only the numbers that are new in it."""
    figure, axes = plotting.subplots(3, 3, width=9.9, height=8.6)
    for ax, frame in zip(axes.ravel(), all_frames, strict=True):
        _draw(ax, frame, set(frame["new"]), size=6.4)
        ax.set_title(f"{frame['step']}  {frame['title']}\n{frame['formula']}", fontsize=8.5)
    return figure


def _draw(ax: "Axes", frame: Frame, shown: set[str], size: float) -> None:
    """Draw units, edges and the numbers of `shown`; `size` is that of the letters."""
    known = {name: np.asarray(value) for name, value in frame["known"].items()}
    places = [
        [(WIDE * column, HIGH * ((n - 1) / 2 - k)) for k in range(n)]
        for column, n in enumerate(frame["sizes"])
    ]
    for gap, (weights, gradient) in enumerate((("W1", "dW1"), ("W2", "dW2"))):
        _edges(ax, places[gap], places[gap + 1], known, shown, weights, gradient, size)
    values = [("x",), ("z1", "a1"), ("z2", "out")]
    for column, spots in enumerate(places):
        names = [name for name in values[column] if name in known]
        for k, (x, y) in enumerate(spots):
            circle = matplotlib.patches.Circle((x, y), RADIUS, facecolor="white", zorder=3)
            is_new = bool(names and names[-1] in frame["new"])
            ax.add_patch(circle)
            circle.set(edgecolor=FORWARD if is_new else "#555555", linewidth=1.2 + is_new)
            text = f"${_letter(frame, names, column)}_{k + 1}$"
            if names and names[-1] in shown:
                number = f"{known[names[-1]][k]:.3f}"
                text = f"{text}\n{number}" if size > 8 else number
            look: dict[str, Any] = {"ha": "center", "va": "center", "fontsize": size, "zorder": 4}
            ax.text(x, y, text, color=FORWARD, **look)
            _notes(ax, frame, known, shown, column, k, (x, y), size)
    if "C" in shown:
        loss = f"loss C = {float(known['C']):.4f}"
        ax.text(2 * WIDE, -3.7, loss, ha="center", fontsize=size + 1, fontweight="bold")
    ax.set(xlim=(-0.7, 2 * WIDE + 1.7), ylim=(-4.1, 3.4), aspect="equal")
    ax.axis("off")


def _letter(frame: Frame, names: Sequence[str], column: int) -> str:
    rows = frame["letters"] == ROWS["letters"]
    if names and names[-1] == "z1":
        return "z^{(1)}" if rows else "s"
    if names and names[-1] == "z2":
        return "z^{(2)}" if rows else "z"
    return str(frame["letters"][column])


def _notes(
    ax: "Axes",
    frame: Frame,
    known: Mapping[str, Array],
    shown: set[str],
    column: int,
    k: int,
    spot: tuple[float, float],
    size: float,
) -> None:
    """Write what stands above and below a unit: sum, bias, derivatives, target."""
    z, a, b, db, delta = (f"{name}{column}" for name in ("z", "a", "b", "db", "delta"))
    x, y = spot
    above, below = [], []
    if frame["has_biases"] and db in shown:
        above.append((f"∂C/∂b = {signed(known[db][k])}", BACKWARD))
    elif frame["has_biases"] and b in shown:
        above.append((f"b = {known[b][k]:g}", FORWARD))
    if z in shown and (a in shown or (column == 2 and "out" in shown)):
        letter = "s" if column == 1 and frame["letters"] != ROWS["letters"] else "z"
        above.append((f"{letter} = {known[z][k]:.3f}", FORWARD))
    if column == 1 and "da1" in shown:
        letter = frame["letters"][1].partition("^")[0]
        below.append((f"∂C/∂{letter} = {signed(known['da1'][k])}", PATH))
    if delta in shown:
        below.append((f"δ = {signed(known[delta][k])}", BACKWARD))
    pitch = 0.21 if size > 8 else 0.33
    side: dict[str, Any] = (
        {"x": x + 0.5, "ha": "right"} if column == 1 else {"x": x - 0.4, "ha": "left"}
    )
    for lines, up in ((above, 1), (below, -1)):
        for line, (text, color) in enumerate(lines):
            height = y + up * (RADIUS + 0.06 + pitch * line)
            va = "bottom" if up > 0 else "top"
            ax.text(y=height, s=text, va=va, color=color, fontsize=size, zorder=4, **side)
    if column == 2 and "y" in shown:
        ax.text(x + RADIUS + 0.1, y, f"target\n{known['y'][k]:g}", va="center", fontsize=size)


def _edges(
    ax: "Axes",
    starts: Sequence[tuple[float, float]],
    ends: Sequence[tuple[float, float]],
    known: Mapping[str, Array],
    shown: set[str],
    weights: str,
    gradient: str,
    size: float,
) -> None:
    """Draw the edges between two columns, with the newest numbers that are shown."""
    name = next((n for n in (gradient, weights) if n in shown), None)
    if weights == "W2" and "paths" in shown and "dW1" not in known:
        name = "paths"
    color = {None: "#BBBBBB", weights: FORWARD, "paths": PATH}.get(name, BACKWARD)
    for i, start in enumerate(starts):
        for j, end in enumerate(ends):
            number = float(known[name][i, j]) if name else 0.0
            width = 0.7 + 2.2 * min(abs(number), 1)
            heads = "-|>" if name in (None, weights) else "<|-" if size > 8 else "-"
            arrow: dict[str, Any] = {"arrowstyle": heads, "color": color}
            arrow |= {"lw": width, "alpha": 0.6, "shrinkA": 0, "shrinkB": 0}
            tip, tail = _between(start, end, 0.86), _between(start, end, 0.14)
            ax.annotate("", tip, tail, arrowprops=arrow, zorder=1)
            if name:
                text = f"{number:g}" if name == weights else signed(number)
                spot = _between(start, end, 0.25)
                box = {"facecolor": "white", "edgecolor": "none", "pad": 0.4}
                look: dict[str, Any] = {
                    "ha": "center",
                    "va": "center",
                    "fontsize": size - 0.5,
                    "zorder": 2,
                }
                ax.text(*spot, text, color=color, bbox=box, **look)


def _between(start: tuple[float, float], end: tuple[float, float], t: float) -> tuple[float, float]:
    return (1 - t) * start[0] + t * end[0], (1 - t) * start[1] + t * end[1]
