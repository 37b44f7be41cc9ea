"""The figures of chapter 8."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import matplotlib as mpl
import matplotlib.colors
import matplotlib.ticker
import numpy as np
import numpy.typing as npt

from utils.plotting import COLORS, DASHES, LINE_COLORS, MARKERS, subplots

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Array: TypeAlias = npt.NDArray[Any]

FLOAT32_SMALLEST = 1.4e-45  # below half of it, float32 has only 0


def plot_slopes(slopes: Mapping[str, Array], z: Array) -> "Figure":
    """Draw the derivatives of activations over the weighted sum z, and the line 1."""
    figure, axes = subplots(width=7.2, height=3.6)
    for k, (name, values) in enumerate(slopes.items()):
        axes.plot(z, values, color=LINE_COLORS[k], ls=DASHES[k], label=name)
    axes.axhline(0.25, color="#777777", lw=1, ls=":")
    axes.text(z[0], 0.27, "0.25", color="#555555")
    axes.set(xlabel="weighted sum z", ylabel="derivative φ'(z)", ylim=(-0.04, 1.08))
    axes.set_title("Slopes of three activations")
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return figure


def plot_depths_norms(
    measured: Mapping[str, Mapping[int, Array]], predicted: Mapping[str, Array]
) -> "Figure":
    """Draw gradient norms per layer for several depths, one panel per activation.

    Args:
        measured: activation to depth to norms (networks, layers).
        predicted: activation to the predicted norms of the deepest network's layers 2 to
            depth, of which the last is 1; drawn through the measured last one.
    """
    figure, grid = subplots(1, len(measured), width=10, height=4.9)
    shades = mpl.colormaps["viridis"](np.linspace(0.9, 0.05, 5))
    for axes, (name, by_depth) in zip(grid, measured.items(), strict=True):
        for shade, (depth, norms) in zip(shades, by_depth.items(), strict=True):
            layers = np.arange(2, depth + 1)
            inner = norms[:, 1:depth]
            middle = np.exp(np.log(inner).mean(axis=0))
            axes.fill_between(
                layers, inner.min(axis=0), inner.max(axis=0), color=shade, alpha=0.2, lw=0
            )
            axes.plot(layers, middle, color=shade, lw=2.4, label=f"{depth} layers")
            axes.plot(layers[0], middle[0], "o", color=shade, markeredgecolor="white", ms=8)
        line = predicted[name] * middle[-1]
        axes.plot(layers, line, color=COLORS[1], ls=(0, (4, 2)), lw=1.6, label="predicted")
        axes.axhline(FLOAT32_SMALLEST, color="#777777", ls=":", lw=1.2)
        axes.set_yscale("log")
        axes.set(xlabel="layer", title=name, ylim=(1e-66, 1e4), xlim=(-2, 103))
        axes.yaxis.set_major_locator(mpl.ticker.LogLocator(numticks=8))
    grid[0].set_ylabel("norm of the gradient of a layer's weights")
    for axes in grid[1:]:
        axes.tick_params(labelleft=False)
    grid[1].text(
        50, 1e-48, "below: 0 in float32", color="#555555", ha="center", va="top", fontsize=10
    )
    handles, labels = grid[-1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(handles))
    return figure


def plot_norms(
    panels: Mapping[str, Mapping[str, Array]],
    *,
    ylim: tuple[float, float] | None = None,
    ylabel: str = "norm of the gradient",
    height: float = 4.2,
    predicted: Mapping[str, Mapping[str, Array]] | None = None,
) -> "Figure":
    """Draw one number per layer on a log scale: a line for the geometric mean, and a band.

    Args:
        panels: title to name to values (networks, layers), the band from least to greatest.
        ylim: range of the vertical axis, shared by all panels.
        ylabel: label of the vertical axis.
        height: of the figure, in inches.
        predicted: per title and name, one number per layer, drawn as a thin black line.
    """
    columns = len(panels)
    figure, grid = subplots(1, columns, width=10 if columns > 1 else 7.5, height=height)
    for axes, (title, lines) in zip(np.ravel(grid), panels.items(), strict=True):
        for k, (name, values) in enumerate(lines.items()):
            layers = np.arange(values.shape[1]) + 1
            look: dict[str, Any] = {"color": LINE_COLORS[k], "ls": DASHES[k]}
            with np.errstate(divide="ignore"):
                middle = np.exp(np.log(values).mean(axis=0))
            axes.fill_between(
                layers,
                values.min(axis=0),
                values.max(axis=0),
                color=LINE_COLORS[k],
                alpha=0.18,
                lw=0,
            )
            axes.plot(layers, middle, label=name, **look)
            if predicted is not None and name in predicted.get(title, {}):
                line = predicted[title][name]
                axes.plot(layers[-len(line) :], line, color="black", lw=1, ls=":")
        axes.set_yscale("log")
        axes.set(xlabel="layer", title=title)
        if ylim:
            axes.set_ylim(*ylim)
        axes.legend(loc="best", fontsize=9.5)
    np.ravel(grid)[0].set_ylabel(ylabel)
    return figure


def plot_remedies(
    table: Mapping[str, Array], rates: Sequence[float], remedies: Sequence[str]
) -> "Figure":
    """Draw training accuracies as coloured cells, one panel per illness.

    Args:
        table: title to accuracies (remedies, rates, runs); a run that diverged has 0.
        rates: learning rates, the columns.
        remedies: the rows.
    """
    figure, grid = subplots(1, len(table), width=10, height=4.3)
    for axes, (title, runs) in zip(grid, table.items(), strict=True):
        mean = runs.mean(axis=2)
        axes.imshow(mean, cmap="Blues", vmin=0, vmax=1.1, aspect="auto")
        for (i, j), value in np.ndenumerate(mean):
            broken = (runs[i, j] == 0).sum()
            text = f"{value:.2f}" if not broken else f"{broken} of {len(runs[i, j])} broke"
            color = "white" if value > 0.65 else "black"
            axes.text(j, i, text, ha="center", va="center", color=color, fontsize=9.5)
        axes.set_xticks(range(len(rates)), [f"{rate:g}" for rate in rates])
        axes.set_yticks(range(len(remedies)), list(remedies))
        axes.grid(visible=False)
        axes.set(xlabel="learning rate", title=title)
    grid[1].tick_params(labelleft=False)
    return figure


def plot_runs(panels: Mapping[str, Mapping[str, Array]], ylabels: Sequence[str]) -> "Figure":
    """Draw one dot per run, and a bar at their mean, one panel per quantity.

    Args:
        panels: title to name to one number per run.
        ylabels: of each panel.
    """
    figure, grid = subplots(1, len(panels), width=10, height=3.7)
    for axes, (title, groups), ylabel in zip(grid, panels.items(), ylabels, strict=True):
        for k, values in enumerate(groups.values()):
            offsets = np.linspace(-0.14, 0.14, len(values))
            axes.plot(
                k + offsets,
                values,
                ls="",
                marker=MARKERS[k],
                color=LINE_COLORS[k],
                markeredgecolor="white",
                ms=8,
            )
            axes.hlines(values.mean(), k - 0.25, k + 0.25, color=LINE_COLORS[k], lw=2)
        axes.set_xticks(range(len(groups)), list(groups))
        axes.set_xlim(-0.5, len(groups) - 0.5)
        axes.grid(visible=False, axis="x")
        axes.set(ylabel=ylabel, title=title)
    return figure


def plot_identity(panels: Mapping[str, Mapping[str, Array]]) -> "Figure":
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
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    return figure


def plot_one_weight(w: Array, losses: Mapping[str, Array], minima: Mapping[str, float]) -> "Figure":
    """Draw the loss of one weight, without and with a shortcut, and the lowest points."""
    figure, axes = subplots(width=7.2, height=3.8)
    for k, (name, loss) in enumerate(losses.items()):
        axes.plot(w, loss, color=LINE_COLORS[k], ls=DASHES[k], label=name)
        axes.plot(minima[name], 0, MARKERS[k], color=LINE_COLORS[k], ms=10, markeredgecolor="white")
    axes.axvline(0, color="#777777", lw=1, ls=":")
    axes.set(xlabel="weight w", ylabel="loss E", title="The shortcut moves the parabola by 1")
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    return figure


def plot_errors_by_depth(errors: Mapping[str, Array], depths: Sequence[int]) -> "Figure":
    """Draw training errors over the depth: every run as a mark, a line through the means.

    Args:
        errors: name to errors (depths, runs), between 0 and 1.
        depths: hidden layers.
    """
    figure, axes = subplots(width=7.2, height=3.9)
    places = np.arange(len(depths))
    for k, (name, runs) in enumerate(errors.items()):
        look: dict[str, Any] = {"color": LINE_COLORS[k], "ls": DASHES[k]}
        axes.plot(places, 100 * runs.mean(axis=1), label=name, **look)
        for offset, values in zip((-0.04, 0, 0.04), runs.T, strict=True):
            axes.plot(
                places + offset,
                100 * values,
                MARKERS[k],
                color=LINE_COLORS[k],
                markeredgecolor="white",
                ms=8,
            )
    axes.set_xticks(places, [str(depth) for depth in depths])
    axes.set(xlabel="hidden layers", ylabel="training error (%)", ylim=(0, None))
    axes.set_title("Live: dense tanh networks, 2,000 digits, three seeds")
    axes.legend(loc="upper left")
    return figure


def plot_degradation(rows: Sequence[Mapping[str, Any]]) -> "Figure":
    """Draw recorded training errors per epoch, one panel per learning rate and kind.

    Args:
        rows: the runs of the experiment V10, with depth, shortcuts, lr, seed and error.
    """
    rates = sorted({row["lr"] for row in rows}, reverse=True)
    depths = sorted({row["depth"] for row in rows})
    figure, grid = subplots(len(rates), 2, width=10, height=6.8)
    for i, lr in enumerate(rates):
        for j, shortcuts in enumerate((False, True)):
            axes = grid[i, j]
            for k, depth in enumerate(depths):
                chosen = [
                    row
                    for row in rows
                    if (row["lr"], row["depth"], row["shortcuts"]) == (lr, depth, shortcuts)
                ]
                for row in chosen:
                    error = 100 * np.asarray(row["error"])
                    axes.plot(
                        np.arange(len(error)) + 1,
                        error,
                        color=LINE_COLORS[k],
                        ls=DASHES[k],
                        marker=MARKERS[k],
                        ms=5,
                        label=f"{depth} layers" if row is chosen[0] else None,
                    )
            axes.set_yscale("log")
            axes.set(ylim=(0.1, 130), xlabel="epoch")
            axes.yaxis.set_major_formatter(mpl.ticker.FormatStrFormatter("%g"))
            kind = "residual" if shortcuts else "plain"
            axes.set_title(f"{kind}, learning rate {lr:g}")
        grid[i, 0].set_ylabel("training error (%)")
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(depths))
    return figure


def plot_surfaces(rows: Sequence[Mapping[str, Any]], top: float = 1e4) -> "Figure":
    """Draw recorded loss surfaces: as mountains above, as contours below.

    Args:
        rows: networks of the experiment V11, one column each, with depth, shortcuts, axis
            and surface.
        top: losses above it are cut off.
    """
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=(10, 7.2))
    grid = figure.add_gridspec(2, len(rows), height_ratios=(1.35, 1))
    low, high = -4.0, float(np.log10(top))
    norm = mpl.colors.Normalize(low, high)
    levels = np.arange(low, high + 0.01, 0.5)
    filled: Any = None
    for column, row in enumerate(rows):
        axis = np.asarray(row["axis"])
        surface = np.asarray(row["surface"], dtype=float)
        heights = np.log10(np.clip(np.nan_to_num(surface, nan=top), 10**low, top))
        kind = "with shortcuts" if row["shortcuts"] else "plain"
        title = f"{row['depth']} layers, {kind}"
        a, b = np.meshgrid(axis, axis)

        space: Any = figure.add_subplot(grid[0, column], projection="3d")
        space.plot_surface(
            a, b, heights, cmap="viridis", norm=norm, rstride=1, cstride=1, lw=0.15, ec="#FFFFFF55"
        )
        space.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1], zlim=(low, high), xlabel="a", ylabel="b")
        ticks = np.arange(low, high + 1)
        space.set_zticks(ticks, [f"$10^{{{tick:.0f}}}$" for tick in ticks])
        space.tick_params(labelsize=8, pad=-2)
        space.xaxis.labelpad = space.yaxis.labelpad = -8
        space.view_init(elev=30, azim=-58)
        space.set_box_aspect((1, 1, 0.8), zoom=1.12)
        space.set_title(title, fontsize=11.5, pad=0)

        plane = figure.add_subplot(grid[1, column])
        filled = plane.contourf(a, b, heights, levels, cmap="viridis", norm=norm, extend="both")
        plane.contour(a, b, heights, levels, colors="white", linewidths=0.5, linestyles="-")
        plane.plot(0, 0, "*", color="white", ms=14, markeredgecolor="black")
        plane.set(aspect="equal", xlabel="a", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
        plane.grid(visible=False)
        if not column:
            plane.set_ylabel("b")
    bar = figure.colorbar(filled, ax=figure.axes, shrink=0.75, pad=0.02, label="loss")
    ticks = np.arange(low, high + 1)
    bar.set_ticks(list(ticks), labels=[f"$10^{{{tick:.0f}}}$" for tick in ticks])
    return figure


def plot_slices(rows: Sequence[Mapping[str, Any]]) -> "Figure":
    """Draw the loss along both random directions through the trained networks."""
    figure, grid = subplots(1, 2, width=10, height=4)
    for axes, part, label in zip(grid, (0, 1), "ab", strict=True):
        _slice(axes, rows, part)
        axes.set(xlabel=f"{label} (the other is 0)", yscale="log", ylim=(2e-5, 1e5))
        axes.set_xticks([-1, -0.5, 0, 0.5, 1])
    grid[0].set_ylabel("loss on 250 training images")
    handles, labels = grid[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2)
    return figure


def _slice(axes: "Axes", rows: Sequence[Mapping[str, Any]], part: int) -> None:
    for k, row in enumerate(rows):
        surface = np.asarray(row["surface"], dtype=float)
        middle = len(surface) // 2
        line = surface[:, middle] if part else surface[middle]
        kind = "with shortcuts" if row["shortcuts"] else "plain"
        axes.plot(
            row["axis"],
            line,
            color=LINE_COLORS[k],
            ls=DASHES[k],
            label=f"{row['depth']} layers, {kind}",
        )
