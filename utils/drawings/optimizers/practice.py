"""Comparisons that chapter 7 trains itself: schedules, searches, weight decay."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from utils import plotting
from utils.arrays import Floats
from utils.plotting import COLORS, LINE_COLORS, MARKERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_schedules(
    schedules: Mapping[str, Callable[[float], float]],
    rates: Floats,
    losses: Mapping[str, Sequence[float]],
) -> Figure:
    """Draw schedules over the course of training, and losses over the rate.

    Args:
        schedules: name to the factor of the rate, a function of the share of all updates.
        rates: learning rates (n,).
        losses: name to the validation loss for each rate (n,).
    """
    figure, (left, right) = plotting.subplots(1, 2, width=9.8, height=4)
    shares = np.linspace(0, 1, 101)
    plotting.plot_curves(
        {name: [factor(x) for x in shares] for name, factor in schedules.items()},
        x=dict.fromkeys(schedules, shares),
        xlabel="share of all updates",
        ylabel="factor of the rate",
        title="Five schedules",
        ax=left,
    )
    left.legend(loc="upper right", fontsize=8.5)
    plotting.plot_curves(
        losses,
        x=dict.fromkeys(losses, rates),
        xlabel="learning rate",
        ylabel="validation loss",
        title="Mean of ten seeds",
        logx=True,
        ax=right,
    )
    right.legend(loc="upper right", fontsize=8.5)
    return figure


def plot_searches(
    trials: Mapping[str, tuple[Floats, Floats]], chosen: Mapping[str, Floats]
) -> Figure:
    """Draw the trials of one seed over their rates, and the test losses of all seeds' choices.

    Args:
        trials: name to rates and validation losses, (trials,) each.
        chosen: name to test losses (seeds,).
    """
    figure, (left, right) = plotting.subplots(1, 2, width=9.8, height=3.8)
    for k, (name, (rates, losses)) in enumerate(trials.items()):
        left.plot(
            rates,
            np.minimum(losses, 5),
            MARKERS[k],
            color=LINE_COLORS[k],
            markersize=9,
            linestyle="none",
            alpha=0.8,
            label=name,
        )
    left.set(
        xscale="log",
        xlabel="learning rate",
        ylabel="validation loss, at most 5",
        title="Nine trials each, one seed",
    )
    left.legend(loc="upper center")
    for k, (name, losses) in enumerate(chosen.items()):
        right.plot(
            losses,
            np.full(len(losses), -k),
            MARKERS[k],
            color=LINE_COLORS[k],
            markersize=8,
            linestyle="none",
            alpha=0.6,
            label=name,
        )
        right.plot([losses.mean()] * 2, [-k - 0.3, -k + 0.3], color="black", linewidth=2)
    right.set_yticks([-k for k in range(len(chosen))], list(chosen))
    right.set(
        xlabel="test loss of the choice",
        title="Each seed a mark; lines: means",
        ylim=(0.6 - len(chosen), 0.6),
    )
    return figure


def plot_decay(rates: Floats, strengths: Floats, losses: Mapping[str, Floats]) -> Figure:
    """Draw a map of losses over rate and strength for each method, numbers in the cells.

    Args:
        rates: learning rates (n,).
        strengths: strengths of the decay (m,).
        losses: name to losses (n, m).
    """
    figure, panels = plotting.subplots(1, len(losses), width=9.8, height=3.6)
    low = min(values.min() for values in losses.values())
    high = max(values.max() for values in losses.values())
    for axes, (name, values) in zip(panels, losses.items(), strict=True):
        axes.imshow(values, cmap="viridis", vmin=low, vmax=high, aspect="auto", origin="lower")
        for (i, j), value in np.ndenumerate(values):
            color = "white" if value < (low + high) / 2 else "black"
            axes.text(j, i, f"{value:.2f}", ha="center", va="center", color=color, fontsize=9)
        axes.set_xticks(range(len(strengths)), [f"{k:g}" for k in strengths])
        axes.set_yticks(range(len(rates)), [f"{lr:.3f}" for lr in rates])
        axes.set(xlabel="strength", ylabel="learning rate", title=name)
        axes.grid(False)
    return figure


def plot_held(paths: Mapping[str, Floats]) -> Figure:
    """Draw one weight over the steps, (steps,) each, by name of the rule."""
    figure = plotting.plot_curves(
        paths, xlabel="step", ylabel="weight", title="Best is -1, worst is 1"
    )
    figure.axes[0].axhline(-1, color=COLORS[2], linestyle=":", linewidth=1)
    figure.axes[0].legend(loc="center right")
    return figure
