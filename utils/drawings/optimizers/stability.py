"""Where descent stays stable, in chapter 7: sharpness of a network, the plane of momentum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from utils import plotting
from utils.arrays import Floats
from utils.plotting import COLORS, LINE_COLORS, MARKERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_edge(runs: Mapping[float, tuple[Floats, Floats, Floats]]) -> Figure:
    """Draw sharpness and loss over the steps, with the bound of each rate.

    Args:
        runs: learning rate to the steps at which the sharpness was measured (n,), the
            sharpness (n,), and the loss before every step (steps,).
    """
    figure, (left, right) = plotting.subplots(1, 2, width=9.8, height=4)
    for k, (lr, (steps, sharpness, losses)) in enumerate(runs.items()):
        color = LINE_COLORS[k]
        left.plot(steps, sharpness, color=color, label=f"lr {lr:g}")
        left.axhline(2 / lr, color=color, linestyle="--", linewidth=1.2, label=f"2 / {lr:g}")
        right.plot(losses, color=color, linewidth=1.2, label=f"lr {lr:g}")
    left.set(xlabel="step", ylabel="sharpness", title="Largest eigenvalue", ylim=(0, None))
    left.legend(loc="lower right", ncols=2, fontsize=9)
    right.set(xlabel="step", ylabel="training loss", title="Loss", yscale="log")
    right.legend(loc="upper right")
    return figure


def plot_momentum_map(
    rates: Floats,
    momenta: Floats,
    factors: Floats,
    here: tuple[float, float],
    best: tuple[float, float],
    distances: Floats,
) -> Figure:
    """Draw the factor per step over rate and momentum, and the way of one pair.

    Args:
        rates: learning rates (n,).
        momenta: momenta (m,).
        factors: by how much the distance shrinks in a step (m, n); above 1 it grows.
        here: the chosen rate and momentum.
        best: the best rate and momentum.
        distances: from the minimum at every step, for the chosen pair (steps + 1,).
    """
    figure, (left, right) = plotting.subplots(1, 2, width=9.8, height=4.2)
    shown = np.where(factors < 1, factors, np.nan)
    corners = (rates[0], rates[-1], momenta[0], momenta[-1])
    image = left.imshow(
        shown, cmap="viridis", vmin=0.5, vmax=1, origin="lower", aspect="auto", extent=corners
    )
    figure.colorbar(image, ax=left, label="factor per step (white: diverges)")
    for k, (name, place, size) in enumerate((("chosen", here, 11), ("best", best, 14))):
        left.plot(
            *place,
            "X*"[k],
            color=COLORS[1] if not k else "white",
            markeredgecolor="black",
            markersize=size,
            linestyle="none",
            label=name,
        )
    left.grid(False)
    left.set(xlabel="learning rate", ylabel="momentum", title="Two curvatures, 1 and kappa")
    left.legend(loc="lower right")
    finite = np.where(distances < 1e12, distances, np.nan)
    right.plot(finite, color=COLORS[1])
    right.set(xlabel="step", ylabel="distance", title="The chosen pair", yscale="log")
    return figure


def plot_one_curve(losses: Mapping[str, tuple[Floats, Floats, Floats]]) -> Figure:
    """Draw losses over the rate, and over the rate in force.

    Args:
        losses: rule to rates (n,), rates in force (n,), and losses (seeds, n).
    """
    figure, panels = plotting.subplots(1, 2, width=9.8, height=3.8)
    labels = ("lr", "lr / (1 - gamma)")
    for panel, (axes, label) in enumerate(zip(panels, labels, strict=True)):
        for k, (name, values) in enumerate(losses.items()):
            axes.plot(
                values[panel],
                values[2].mean(axis=0),
                color=LINE_COLORS[k],
                marker=MARKERS[k],
                markersize=6,
                linestyle=plotting.DASHES[k],
                label=name,
            )
        axes.set(
            xscale="log",
            yscale="log",
            xlabel=label,
            ylabel="training loss",
            title=f"Recorded: over {label}",
        )
        axes.legend(loc="upper left")
    return figure
