"""What a figure shows, compared with what it was given: `shows(figure, title=…, lines=…)`.

Everything counts: what the axes hold and the test does not name fails as well, so that
neither a curve, a marker nor a text can come, go or change unnoticed.

A test names the artists of each axes by kind, in the order in which they were drawn:

- `lines`: (label, x, y), or (label, x, y, colour); use `level` and `upright` for axhline, axvline
- `points` of scatter: (label, x, y)
- `bars`: (label, centres, heights), or (label, centres, heights, bottoms); also of `hist`
- `stairs`: (label, edges, heights)
- `bands` of fill_between: (x, lower, upper)
- `segments` of hlines, vlines and error bars: [(x, y), (x, y)]
- `arrows` of annotate: (start, end); `quiver`: (x, y, u, v)
- `images`: pixels as drawn; `heights`: the function whose contours are drawn
- `texts`: the text, or (text, x, y)
- `patches`: the number of all other shapes

A label that begins with "_", or none, is written "".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection, PolyCollection
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure
from matplotlib.patches import StepPatch
from matplotlib.quiver import Quiver
from matplotlib.text import Annotation

KINDS = (
    "lines", "points", "bars", "stairs", "bands", "segments", "arrows", "quiver", "images", "texts",
)  # fmt: skip


def shows(
    target: Figure | Axes,
    *panels: Mapping[str, Any],
    title: str = "",
    xlabel: str = "",
    ylabel: str = "",
    legend: Sequence[str] = (),
    **content: Any,
) -> None:
    """Assert that a figure, or one axes of it, shows just what is named.

    Args:
        target: a figure with one axes, or with as many as there are panels; or one axes.
        *panels: per axes the arguments of this function.
        title: of the axes; with panels, of the whole figure, as are labels and legend.
        xlabel: label of the horizontal axis.
        ylabel: label of the vertical axis.
        legend: its entries.
        **content: the artists by kind (see above); besides them `colorbar`, the label of a
            colour bar, `xscale` and `yscale` ("linear" by default), and, compared only if
            given, `xlim`, `ylim`, `xticks` and `yticks` (texts at the ticks).
    """
    if isinstance(target, Axes):
        _axes_show(target, title=title, xlabel=xlabel, ylabel=ylabel, legend=legend, **content)
        return
    bars = [axes for axes in target.axes if axes.get_label() == "<colorbar>"]
    plain = [axes for axes in target.axes if axes not in bars]
    expected = content.pop("colorbar", None)
    found = [axes.get_ylabel() or axes.get_xlabel() for axes in bars]
    assert found == ([] if expected is None else [expected]), f"colour bars: {found}"
    around = {
        "title": target.get_suptitle(),
        "xlabel": target.get_supxlabel(),
        "ylabel": target.get_supylabel(),
        "legend": [entry for box in target.legends for entry in _entries(box)],
    }
    if not panels:
        assert len(plain) == 1, f"{len(plain)} axes: name each one's content"
        assert not any(around.values()), f"around the axes: {around}"
        _axes_show(plain[0], title=title, xlabel=xlabel, ylabel=ylabel, legend=legend, **content)
        return
    assert not content, f"of a figure with panels: {content}"
    named = {"title": title, "xlabel": xlabel, "ylabel": ylabel, "legend": list(legend)}
    assert around == named
    assert len(plain) == len(panels), f"{len(plain)} axes, {len(panels)} panels named"
    for axes, panel in zip(plain, panels, strict=True):
        _axes_show(axes, **panel)


def level(label: str, y: float) -> tuple[str, Any, Any]:
    """A line that `axhline` draws, from the left end of the axes to the right end."""
    return label, [0, 1], [y, y]


def upright(label: str, x: float) -> tuple[str, Any, Any]:
    """A line that `axvline` draws, from the bottom of the axes to the top."""
    return label, [x, x], [0, 1]


def contents(axes: Axes) -> dict[str, list[Any]]:
    """Collect the artists of an axes by kind, as the arguments of `shows`."""
    found: dict[str, list[Any]] = {kind: [] for kind in (*KINDS, "contours", "patches")}
    known: set[Any] = {axes.patch}
    for line in axes.lines:
        x, y = np.asarray(line.get_xydata(), dtype=float).T
        found["lines"].append((_label(line), x, y, to_hex(line.get_color())))
    for container in axes.containers:
        if isinstance(container, BarContainer):
            known |= set(container.patches)
            flat = container.orientation == "horizontal"
            corners = [bar.get_xy()[flat] for bar in container.patches]
            sides = [bar.get_height() if flat else bar.get_width() for bar in container.patches]
            sizes = [bar.get_width() if flat else bar.get_height() for bar in container.patches]
            centres = np.asarray(corners) + np.asarray(sides) / 2
            bottoms = [bar.get_xy()[not flat] for bar in container.patches]
            found["bars"].append((_label(container), centres, sizes, bottoms))
    for patch in axes.patches:
        if isinstance(patch, StepPatch):
            values, edges, _ = patch.get_data()
            found["stairs"].append((_label(patch), edges, values))
        elif patch not in known:
            found["patches"].append(patch)
    for collection in axes.collections:
        if isinstance(collection, ContourSet):
            found["contours"].append(collection)
            known |= set(getattr(collection, "labelTexts", ()))
        elif isinstance(collection, PathCollection):
            x, y = np.asarray(collection.get_offsets(), dtype=float).T
            found["points"].append((_label(collection), x, y))
        elif isinstance(collection, Quiver):
            found["quiver"].append((collection.X, collection.Y, collection.U, collection.V))
        elif isinstance(collection, PolyCollection):
            found["bands"].append(_band(collection))
        elif isinstance(collection, LineCollection):
            found["segments"] += [segment.tolist() for segment in collection.get_segments()]
        else:
            raise TypeError(f"no kind for {collection}")
    for image in axes.images:
        found["images"].append(np.asarray(image.get_array()))
    for text in axes.texts:
        if isinstance(text, Annotation) and text.arrow_patch is not None:
            found["arrows"].append((text.xyann, text.xy))
        if text not in known and text.get_text():
            found["texts"].append((text.get_text(), *text.get_position()))
    return found


def _axes_show(
    axes: Axes,
    *,
    title: str = "",
    xlabel: str = "",
    ylabel: str = "",
    legend: Sequence[str] = (),
    xscale: str = "linear",
    yscale: str = "linear",
    heights: Callable[..., Any] | None = None,
    patches: int = 0,
    **content: Any,
) -> None:
    words = (axes.get_title(), axes.get_xlabel(), axes.get_ylabel(), _entries(axes.get_legend()))
    assert words == (title, xlabel, ylabel, list(legend))
    assert (axes.get_xscale(), axes.get_yscale()) == (xscale, yscale)
    _check_ranges(axes, content)
    found = contents(axes)
    unknown = set(content) - set(KINDS)
    assert not unknown, f"no such kind: {unknown}"
    for kind in KINDS:
        wanted = list(content.get(kind, ()))
        assert len(found[kind]) == len(wanted), f"{kind}: {len(wanted)} named, found {found[kind]}"
        for mine, theirs in zip(found[kind], wanted, strict=True):
            _same(mine, theirs, f"{kind} of {title!r}")
    assert len(found["patches"]) == patches, f"other shapes: {found['patches']}"
    assert bool(found["contours"]) == (heights is not None), f"contours: {found['contours']}"
    if heights is not None:
        _check_contours(axes, found["contours"], heights)
    looks = [_look(line) for line in _named(axes)]
    assert len(set(looks)) == len(looks), f"two lines of the legend look alike: {looks}"


def _named(axes: Axes) -> list[Any]:
    """The lines that stand in the legend, each label once."""
    by_label = {_label(line): line for line in axes.lines if _label(line)}
    return list(by_label.values())


def _look(line: Any) -> tuple[str, ...]:
    # A line of any dashes answers "--" when it is asked for its style.
    dashes = line._unscaled_dash_pattern if line.get_linestyle() != "None" else None
    return to_hex(line.get_color()), str(dashes), str(line.get_marker())


def _check_ranges(axes: Axes, content: dict[str, Any]) -> None:
    """Compare, and take out, what is compared only if it is given."""
    for name in ("xlim", "ylim"):
        if (wanted := content.pop(name, None)) is not None:
            np.testing.assert_allclose(getattr(axes, f"get_{name}")(), wanted)
    for name in ("xticks", "yticks"):
        if (wanted := content.pop(name, None)) is not None:
            axis = axes.xaxis if name == "xticks" else axes.yaxis
            assert [text.get_text() for text in axis.get_ticklabels()] == list(wanted)


def _same(found: Any, wanted: Any, what: str) -> None:
    """Compare an artist: strings exactly, colours as hex, numbers to seven digits."""
    if isinstance(wanted, str):
        text = found if isinstance(found, str) else found[0]
        assert text == wanted, f"{what}: {text!r} is not {wanted!r}"
        return
    if not (isinstance(wanted, tuple) and isinstance(wanted[0], str)):
        wanted, found = (None, wanted), (None, found)
    assert found[0] == wanted[0], f"{what}: {found[0]!r} is not {wanted[0]!r}"
    for mine, theirs in zip(found[1:], wanted[1:], strict=False):
        if isinstance(theirs, str):
            assert mine == to_hex(theirs), f"{what} {wanted[0]!r}: {mine} is not {theirs}"
        elif theirs is not None:
            hint = f"{what} {wanted[0]!r}"
            np.testing.assert_allclose(_numbers(mine), _numbers(theirs), atol=1e-12, err_msg=hint)


def _numbers(values: Any) -> npt.NDArray[np.float64]:
    masked: Any = np.ma.masked_invalid(np.ma.asarray(values, dtype=float))
    return np.asarray(masked.filled(np.nan))


def _band(collection: PolyCollection) -> tuple[Any, Any, Any]:
    """The outline of fill_between: its positions, and the lower and upper edge there."""
    points = np.concatenate([path.vertices for path in collection.get_paths()])
    x = np.unique(points[:, 0])
    edges = [points[points[:, 0] == place, 1] for place in x]
    return x, [edge.min() for edge in edges], [edge.max() for edge in edges]


def _check_contours(axes: Axes, sets: Sequence[Any], heights: Callable[..., Any]) -> None:
    """Around a point of a contour line the function must reach the contour's height."""
    lines = [contours for contours in sets if not contours.filled]
    assert lines, "there are filled contours only: draw their lines, too"
    # A hundredth of the picture is two cells of the grid: within them a contour is straight.
    steps = np.array([np.ptp(axes.get_xlim()), np.ptp(axes.get_ylim())]) / 100
    around = steps * [[i, j] for i in (-1, 0, 1) for j in (-1, 0, 1)]
    for contours in lines:
        right: list[bool] = []
        for height, path in zip(contours.levels, contours.get_paths(), strict=True):
            near = path.vertices[:, None] + around  # (points, 9, 2)
            reached = np.asarray(heights(near[..., 0], near[..., 1]), dtype=float)
            slack = 1e-9 * (1 + abs(height))
            low, high = reached.min(axis=1) - slack, reached.max(axis=1) + slack
            right += ((low <= height) & (height <= high)).tolist()
        assert right, "no contour within the axes"
        assert np.mean(right) > 0.98, f"contours: {np.mean(right):.1%} lie on the function"


def _label(artist: Any) -> str:
    label = str(artist.get_label() or "")
    return "" if label.startswith("_") else label


def _entries(legend: Any) -> list[str]:
    return [] if legend is None else [text.get_text() for text in legend.get_texts()]
