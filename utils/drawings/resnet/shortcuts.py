"""Shortcuts in chapter 8: what they change in training and in the loss surface."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import matplotlib.colors
import matplotlib.ticker
import numpy as np

from utils.arrays import Array
from utils.plotting import DASHES, LINE_COLORS, MARKERS, subplots

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_identity(panels: Mapping[str, Mapping[str, Array]]) -> Figure:
    """Draw squared errors per step on a log scale, every run thin and their mean thick.

    Args:
        panels: title to name to errors (steps, runs).
    """
    figure, grid = subplots(1, len(panels), width=10, height=4.1)
    for axes, (title, forms) in zip(grid, panels.items(), strict=True):
        for k, (name, runs) in enumerate(forms.items()):
            steps = np.arange(len(runs))
            axes.plot(steps, runs, color=LINE_COLORS[k], lw=0.8, alpha=0.4)
            middle = np.exp(np.log(runs).mean(axis=1))
            axes.plot(steps, middle, color=LINE_COLORS[k], ls=DASHES[k], lw=2.6, label=name)
        axes.set_yscale("log")
        axes.set(xlabel="step", title=title, ylim=(1e-5, 10))
    grid[0].set_ylabel("mean squared error")
    handles, labels = grid[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels))
    return figure


def plot_one_weight(w: Array, losses: Mapping[str, Array], minima: Mapping[str, float]) -> Figure:
    """Draw the loss of one weight, without and with a shortcut, and the lowest points."""
    figure, axes = subplots(width=7.2, height=3.8)
    for k, (name, loss) in enumerate(losses.items()):
        axes.plot(w, loss, color=LINE_COLORS[k], ls=DASHES[k], label=name)
        axes.plot(minima[name], 0, MARKERS[k], color=LINE_COLORS[k], ms=10, markeredgecolor="white")
    axes.axvline(0, color="#777777", lw=1, ls=":")
    axes.set(xlabel="weight w", ylabel="loss C", title="The shortcut moves the parabola by 1")
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return figure


def plot_errors_over_epochs(errors: Mapping[str, Array], epochs: int) -> Figure:
    """Draw training errors over the epochs: every run thin, a thick line through the means.

    Args:
        errors: name to errors (parts, runs), between 0 and 1.
        epochs: length of one part.
    """
    figure, axes = subplots(width=7.2, height=3.9)
    for k, (name, runs) in enumerate(errors.items()):
        x = epochs * (np.arange(len(runs)) + 1)
        axes.plot(x, 100 * runs, color=LINE_COLORS[k], lw=0.8, alpha=0.4)
        look: dict[str, Any] = {"color": LINE_COLORS[k], "ls": DASHES[k], "marker": MARKERS[k]}
        axes.plot(x, 100 * runs.mean(axis=1), label=name, lw=2.6, ms=6, **look)
    axes.set(xlabel="epoch", ylabel="training error (%)", ylim=(-2, None))
    axes.set_title("Live: dense tanh networks, five seeds")
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return figure


def plot_starts(panels: Mapping[str, Mapping[str, Array]], xlabels: Sequence[str]) -> Figure:
    """Draw one dot per run, and a bar at their mean: a row for each network, all panels alike.

    Args:
        panels: title to network to one number per run; the first panel has the order of the rows.
        xlabels: of each panel.
    """
    figure, grid = subplots(1, len(panels), width=10, height=3.9)
    names = list(next(iter(panels.values())))
    for axes, (title, rows), xlabel in zip(grid, panels.items(), xlabels, strict=True):
        for k, name in enumerate(names):
            values = rows[name]
            offsets = np.linspace(-0.2, 0.2, len(values))
            look: dict[str, Any] = {"color": LINE_COLORS[k], "marker": MARKERS[k], "ms": 6}
            axes.plot(values, k + offsets, ls="", **look)
            axes.vlines(values.mean(), k - 0.35, k + 0.35, color=LINE_COLORS[k], lw=2)
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.5, -0.5)  # the first network on top
        axes.grid(visible=False, axis="y")
        axes.set_title(title, fontsize=11)
        axes.set_xlabel(xlabel)
    for axes in grid[1:]:
        axes.tick_params(labelleft=False)
    return figure


def plot_degradation(rows: Sequence[Mapping[str, Any]]) -> Figure:
    """Draw the recorded runs: errors over epochs, gradients at the start, errors of lesions.

    Args:
        rows: the runs of the experiment V10, with depth, shortcuts, warm_up, error,
            start_gradients and lesion_errors.
    """
    figure, grid = subplots(2, 2, width=10, height=7.4)
    kinds = sorted({(row["depth"], row["shortcuts"]) for row in rows})
    for k, kind in enumerate(kinds):
        look: dict[str, Any] = {"color": LINE_COLORS[k], "ls": DASHES[k], "lw": 1.8}
        label = f"{kind[0]} layers, {'residual' if kind[1] else 'plain'}"
        chosen = [row for row in rows if (row["depth"], row["shortcuts"]) == kind]
        for row in chosen:
            error = 100 * np.asarray(row["error"])
            axes = grid[0, int(row["warm_up"])]
            axes.plot(np.arange(len(error)) + 1, error, label=label, **look)
            if not row["warm_up"]:
                norms = row["start_gradients"]
                grid[1, 0].plot(np.arange(len(norms)) + 1, norms, label=label, **look)
                lesions = 100 * np.asarray(row["lesion_errors"], dtype=float)
                places = np.linspace(0, 1, len(lesions))
                grid[1, 1].plot(
                    places, lesions, MARKERS[k], color=LINE_COLORS[k], ms=5, label=label
                )
    titles = ("Training, no warm-up", "Training, warm-up", "Before training", "After training")
    for axes, title in zip(grid.flat, titles, strict=True):
        axes.set_title(title)
    for axes in grid[0]:
        axes.set(xlabel="epoch", yscale="log", ylim=(0.008, 130))
        axes.yaxis.set_major_formatter(mpl.ticker.FormatStrFormatter("%g"))
        axes.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
    grid[0, 0].set_ylabel("training error (%)")
    grid[1, 0].set(xlabel="layer", ylabel="norm of the gradient", yscale="log")
    grid[1, 1].set(xlabel="pair taken out (0: first, 1: last)", ylabel="training error (%)")
    handles, labels = grid[0, 0].get_legend_handles_labels()
    one = dict(zip(labels, handles, strict=True))
    figure.legend(one.values(), one.keys(), loc="outside lower center", ncols=len(one))
    return figure


def plot_surfaces(rows: Sequence[Mapping[str, Any]], top: float = 1e4) -> Figure:
    """Draw recorded loss surfaces: the far ones as mountains, the near ones as contours below.

    Args:
        rows: networks of the experiment V11, one column each, with depth, shortcuts, and the
            axes and surfaces near and far.
        top: losses above it are cut off.
    """
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=(10, 7.2))
    grid = figure.add_gridspec(2, len(rows), height_ratios=(1.35, 1))
    low, high = -4.0, float(np.log10(top))
    norm = mpl.colors.Normalize(low, high)
    levels = np.arange(low, high + 0.01, 0.25)

    def on_grid(row: Mapping[str, Any], reach: str) -> tuple[Array, Array, Array, list[float]]:
        axis = np.asarray(row[f"{reach}_axis"])
        surface = np.asarray(row[f"{reach}_surface"], dtype=float)
        heights = np.log10(np.clip(np.nan_to_num(surface, nan=top), 10**low, top))
        return *np.meshgrid(axis, axis), heights, [float(axis[0]), 0.0, float(axis[-1])]

    filled: Any = None
    for column, row in enumerate(rows):
        kind = "with shortcuts" if row["shortcuts"] else "plain"
        title = f"{row['depth']} layers, {kind}"

        a, b, heights, ends = on_grid(row, "far")
        space: Any = figure.add_subplot(grid[0, column], projection="3d")
        space.plot_surface(
            a, b, heights, cmap="viridis", norm=norm, rstride=1, cstride=1, lw=0.15, ec="#FFFFFF55"
        )
        space.set(xticks=ends, yticks=ends, zlim=(low, high), xlabel="a", ylabel="b")
        ticks = np.arange(low, high + 1)
        space.set_zticks(ticks, [f"$10^{{{tick:.0f}}}$" for tick in ticks])
        space.tick_params(labelsize=8, pad=-2)
        space.xaxis.labelpad = space.yaxis.labelpad = -8
        space.view_init(elev=30, azim=-58)
        space.set_box_aspect((1, 1, 0.8), zoom=1.12)
        space.set_title(f"{title}: far", fontsize=11.5, pad=0)

        a, b, heights, ends = on_grid(row, "near")
        plane = figure.add_subplot(grid[1, column])
        filled = plane.contourf(a, b, heights, levels, cmap="viridis", norm=norm, extend="both")
        plane.contour(a, b, heights, levels, colors="white", linewidths=0.5, linestyles="-")
        plane.plot(0, 0, "*", color="white", ms=14, markeredgecolor="black")
        plane.set(aspect="equal", xlabel="a", xticks=ends, yticks=ends)
        plane.set_title("near", fontsize=11.5)
        plane.grid(visible=False)
        if not column:
            plane.set_ylabel("b")
    bar = figure.colorbar(filled, ax=figure.axes, shrink=0.75, pad=0.02, label="loss")
    ticks = np.arange(low, high + 1)
    bar.set_ticks(list(ticks), labels=[f"$10^{{{tick:.0f}}}$" for tick in ticks])
    return figure
