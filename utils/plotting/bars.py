"""Named bars with their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from utils.plotting.style import COLORS, subplots

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_bars(
    values: Mapping[str, float],
    *,
    ylabel: str,
    title: str = "",
    errors: Mapping[str, float] | None = None,
) -> Figure:
    """Draw one bar per name, with its value on top.

    Args:
        values: name to height.
        ylabel: label of the vertical axis, with its unit.
        title: title of the axes.
        errors: name to the length of the error bar on either side.

    Raises:
        ValueError: there is no bar, or `errors` names other bars.
    """
    if not values:
        raise ValueError("plot_bars needs at least one value.")
    if errors is not None and set(errors) != set(values):
        raise ValueError(f"errors must name the bars {list(values)}.")
    heights = [float(height) for height in values.values()]
    figure, axes = subplots(width=min(max(4.5, 1.1 * len(values) + 1.2), 9.0))
    bars = axes.bar(
        list(values),
        heights,
        width=0.65,
        color=COLORS[0],
        yerr=None if errors is None else [errors[name] for name in values],
        capsize=4,
    )
    texts = [f"{h:,.0f}" if abs(h) >= 1000 else f"{h:.3g}" for h in heights]
    axes.bar_label(bars, texts, padding=3)
    axes.margins(y=0.12)
    axes.grid(visible=False, axis="x")
    if len(values) * max(map(len, values)) > 60:  # side by side they would touch
        axes.tick_params(axis="x", labelrotation=30)
        for text in axes.get_xticklabels():
            text.set(ha="right", rotation_mode="anchor")
    axes.set(ylabel=ylabel, title=title)
    return figure
