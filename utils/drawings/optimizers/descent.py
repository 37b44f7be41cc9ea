"""Descents of chapter 7: landscapes, rates and distances."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np

from utils import plotting
from utils.arrays import Floats
from utils.plotting import COLORS, LINE_COLORS, MARKERS
from utils.surfaces import Surface

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def plot_landscape(
    height: Callable[[Floats, Floats], Any],
    arrows: Floats,
    gradients: Floats,
    points: Mapping[str, tuple[float, float]],
) -> Figure:
    """Draw contours with minus the gradient as arrows, and named points.

    Args:
        height: maps grids to heights.
        arrows: where the arrows begin (n, 2).
        gradients: there (n, 2).
        points: name to place.
    """
    figure = plotting.plot_surface_paths(
        height, {}, xlim=(-2.2, 2.2), ylim=(-1.4, 1.4), title="A loss of two weights"
    )
    axes = figure.axes[0]
    directions = -gradients / np.linalg.norm(gradients, axis=1, keepdims=True)
    axes.quiver(*arrows.T, *directions.T, color=COLORS[0], scale=22, width=0.004)
    for k, (name, place) in enumerate(points.items()):
        axes.plot(
            *place,
            MARKERS[k],
            color=LINE_COLORS[k + 1],
            markersize=11,
            markeredgecolor="black",
            linestyle="none",
            label=name,
        )
    axes.set(xlabel="weight w1", ylabel="weight w2")
    axes.legend(loc="upper center", ncols=len(points), handlelength=1, fontsize=9.5)
    return figure


def plot_rates(
    distances: Mapping[str, Floats], rates: Floats, after: Floats, bound: float
) -> Figure:
    """Draw distances step by step for some rates, and after all steps for many rates.

    Args:
        distances: name to distances from the minimum (steps + 1,).
        rates: learning rates (n,).
        after: distances after the last step (n,).
        bound: the rate above which gradient descent diverges.
    """
    figure, (left, right) = plotting.subplots(1, 2, width=9.6, height=3.9)
    steps = {name: np.arange(len(d)) for name, d in distances.items()}
    plotting.plot_curves(
        distances,
        x=steps,
        xlabel="step",
        ylabel="distance from the minimum",
        title="Five learning rates",
        logy=True,
        ax=left,
    )
    right.plot(rates, after, color=COLORS[0])
    right.axvline(bound, color=COLORS[1], linestyle="--", label="2 / largest eigenvalue")
    right.set(
        yscale="log",
        xlabel="learning rate",
        ylabel="distance after all steps",
        title="The bound is sharp",
    )
    right.legend(loc="upper center")
    return figure


def plot_distances(curves: Mapping[str, Floats], title: str, ylim: tuple[float, float]) -> Figure:
    """Draw distances from the minimum, (steps + 1,) each, by name."""
    return _steps(curves, title, ylabel="distance from the minimum", ylim=ylim)


def plot_rates_in_force(curves: Mapping[str, Floats]) -> Figure:
    """Draw the quotient of step and gradient, (steps,) each, by name."""
    title = "Rate in force: gradient 1, after step 100 only 0.1"
    return _steps(curves, title, ylabel="step / gradient", ylim=(0.05, 5), first=1)


def plot_epochs(curves: Mapping[str, Floats], title: str) -> Figure:
    """Draw training losses, (epochs,) each, by name."""
    figure = _steps(curves, title, ylabel="training loss", ylim=(0.2, 2), first=1)
    figure.axes[0].set_xlabel("epoch")
    return figure


def _steps(
    curves: Mapping[str, Floats],
    title: str,
    *,
    ylabel: str,
    ylim: tuple[float, float],
    first: int = 0,
    logy: bool = True,
) -> Figure:
    """Draw curves that begin at step `first`; what lies below `ylim` leaves the picture."""
    figure = plotting.plot_curves(
        curves,
        x={name: np.arange(len(curve)) + first for name, curve in curves.items()},
        xlabel="step",
        ylabel=ylabel,
        title=title,
        logy=logy,
    )
    axes = figure.axes[0]
    axes.set_ylim(*ylim)
    axes.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
    axes.legend(loc="upper right", ncols=2 if len(curves) > 3 else 1, fontsize=9.5)
    return figure


def plot_surface(axes: Axes, surface: Surface, ways: Mapping[str, Floats], title: str) -> None:
    """Draw a named surface with its minima, and ways down it, into one panel."""
    plotting.plot_surface_paths(
        surface,
        ways,
        xlim=surface.xlim,
        ylim=surface.ylim,
        log=surface.log,
        levels=20,
        minima=surface.minima,
        title=title,
        ax=axes,
    )


def plot_differences(
    differences: Mapping[str, tuple[Floats, Floats]],
) -> Figure:
    """Draw how far two variants of each rule are from Keras, step by step.

    Args:
        differences: name to the largest difference per step of the slide's form, and of
            ours, (steps,) each.
    """
    columns = 3
    rows = -(-len(differences) // columns)
    figure, grid = plotting.subplots(rows, columns, width=9.8, height=2.6 * rows + 0.6)
    for axes, (name, (slide, ours)) in zip(grid.ravel(), differences.items(), strict=False):
        steps = np.arange(len(slide)) + 1
        # On a logarithmic axis 0 has no place; a rule that blew up stays at the top.
        for k, (label, values) in enumerate({"slide": slide, "ours": ours}.items()):
            axes.plot(
                steps,
                np.clip(values, 1e-18, 1e3),
                color=LINE_COLORS[1 - k],
                linestyle="-" if k else (0, (5, 2)),
                label=f"{label} - Keras",
            )
        axes.set(yscale="log", ylim=(1e-19, 1e4), title=name)
        axes.title.set_fontsize(10)
    for axes in grid.ravel()[len(differences) :]:
        axes.remove()
    handles, labels = grid.ravel()[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper right", ncols=2)
    figure.supxlabel("step")
    figure.supylabel("largest difference of a weight")
    return figure
