"""Curves of chapter 5: information, losses and their slopes, gradients."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from utils import plotting
from utils.arrays import Floats
from utils.plotting import LINE_COLORS, MARKERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_information(
    P: Floats, information: Floats, entropies: Floats, cities: Mapping[str, float]
) -> Figure:
    """Draw the information of an event, and the entropy of "it happens or not".

    Args:
        P: probabilities of the event (n,).
        information: of the event, in bits (n,).
        entropies: of the two outcomes together, in bits (n,).
        cities: name to the probability to mark.
    """
    marks = [
        {name: (chance, float(np.interp(chance, P, y))) for name, chance in cities.items()}
        for y in (information, entropies)
    ]
    return _side_by_side(
        [
            {
                "curves": {"information": information},
                "title": "Surprise of one event",
                "xlabel": "probability of the event",
                "ylabel": "information [bits]",
                "points": marks[0],
                "at": P,
            },
            {
                "curves": {"entropy": entropies},
                "title": "Average surprise of yes or no",
                "xlabel": "probability of yes",
                "ylabel": "entropy [bits]",
                "points": marks[1],
                "at": P,
            },
        ]
    )


def plot_losses_and_slopes(
    at: Floats,
    losses: Mapping[str, Floats],
    slopes: Mapping[str, Floats],
    *,
    xlabel: str,
    ylim: tuple[float, float] | None = None,
) -> Figure:
    """Draw losses at the left, and their derivatives at the right.

    Args:
        at: positions (n,).
        losses: name to values (n,).
        slopes: name to derivatives (n,).
        xlabel: label of both horizontal axes.
        ylim: ends of the left vertical axis.
    """
    return _side_by_side(
        [
            {"curves": losses, "title": "Loss", "ylabel": "loss", "ylim": ylim},
            {
                "curves": slopes,
                "title": "Slope",
                "ylabel": "derivative",
            },
        ],
        at=at,
        xlabel=xlabel,
    )


def plot_tour(
    margin: Floats,
    margins: Mapping[str, Floats],
    lead: Floats,
    smoothed: Mapping[str, Floats],
    p: Floats,
    focal: Mapping[str, Floats],
) -> Figure:
    """Draw hinge loss over the margin, label smoothing over the lead, focal loss over p.

    Args:
        margin: positions (n,).
        margins: name to losses (n,).
        lead: how far the true logit is above the others (m,).
        smoothed: name to losses (m,).
        p: probabilities of the true class (k,).
        focal: name to losses (k,).
    """
    return _side_by_side(
        [
            {"curves": margins, "at": margin, "xlabel": "margin m", "title": "Hinge"},
            {
                "curves": smoothed,
                "at": lead,
                "xlabel": "lead of the true logit",
                "title": "Label smoothing",
            },
            {"curves": focal, "at": p, "xlabel": "probability $p_t$", "title": "Focal loss"},
        ],
        ylabel="loss",
    )


def plot_coin(p: Floats, likelihood: Floats, loss: Floats) -> Figure:
    """Draw the likelihood of coin throws and their cross-entropy, with both extremes marked.

    Args:
        p: probabilities of heads (n,).
        likelihood: of all throws together (n,).
        loss: mean binary cross-entropy (n,).
    """
    top, bottom = int(likelihood.argmax()), int(loss.argmin())
    return _side_by_side(
        [
            {
                "curves": {"likelihood": 1000 * likelihood},
                "ylabel": "likelihood [1/1000]",
                "title": "Likelihood of 7 heads, 3 tails",
                "points": {f"p = {p[top]:.1f}": (p[top], 1000 * likelihood[top])},
            },
            {
                "curves": {"cross-entropy": loss},
                "ylabel": "mean loss [nats]",
                "title": "Cross-entropy of the same throws",
                "points": {f"p = {p[bottom]:.1f}": (p[bottom], loss[bottom])},
            },
        ],
        at=p,
        xlabel="probability of heads p",
    )


def plot_gap(p: Floats, cross: Floats, entropy: float, truth: float, forecast: float) -> Figure:
    """Draw cross-entropy over the forecast, the entropy below it, and the gap at one forecast.

    Args:
        p: forecasts (n,), probabilities between 0 and 1.
        cross: cross-entropy (n,) in bits at each forecast.
        entropy: entropy of the truth in bits.
        truth: true probability.
        forecast: where the gap is drawn.
    """
    curves = {"cross-entropy H(y, p)": cross, "entropy H(y)": np.full_like(p, entropy)}
    figure = plotting.plot_curves(
        curves,
        x=dict.fromkeys(curves, p),
        xlabel="forecast p: probability of snow",
        ylabel="bits per day",
        title=f"True probability {truth}: the gap is the KL divergence",
    )
    ax = figure.axes[0]
    height = float(np.interp(forecast, p, cross))
    ax.annotate(
        "", (forecast, height), (forecast, entropy), arrowprops={"arrowstyle": "<->", "lw": 1.6}
    )
    ax.text(forecast + 0.015, (height + entropy) / 2, "KL divergence", va="center")
    ax.plot(truth, entropy, MARKERS[0], color=LINE_COLORS[2], ms=9, ls="none", label="p = y")
    ax.legend(loc="upper center")
    return figure


def plot_pulls(z: Floats, pulls: Mapping[str, Floats], exact: Floats) -> Figure:
    """Draw one gradient per panel, and in grey the exact one.

    Args:
        z: logits of the wrong class (n,).
        pulls: name of the form to its gradient (n,), `nan` where it broke.
        exact: the right gradient (n,).
    """
    figure, axes = plotting.subplots(1, len(pulls), 10, 2.9)
    for k, (ax, (name, pull)) in enumerate(zip(axes, pulls.items(), strict=True)):
        ax.plot(z, exact, color="#BBBBBB", lw=6, label="exact")
        ax.plot(z, pull, color=LINE_COLORS[k], label="this form")
        if np.isnan(pull).any():
            end = int(np.isnan(pull).argmax()) - 1
            ax.plot(z[end], pull[end], "x", color="black", ms=8, mew=2)
            ax.text(z[end], pull[end] - 0.09, "nan\nfrom here", ha="center", va="top", fontsize=9)
        ax.set(title=name, xlabel="logit $z_1$", ylim=(-0.35, 1.15))
        ax.title.set_fontsize(10.5)
        ax.sharey(axes[0])
    axes[0].set_ylabel("gradient $∂C/∂z_1$")
    axes[-1].legend(loc="lower right", fontsize=9.5)
    return figure


def _side_by_side(panels: Sequence[Mapping[str, Any]], **shared: Any) -> Figure:
    """Draw several sets of curves next to each other.

    A panel holds the arguments of `plotting.plot_curves`, and besides `at`: positions (n,)
    that all its curves share; `points`: label to (x, y); `ylim`: ends of the vertical axis.
    """
    figure, axes = plotting.subplots(1, len(panels), 10, 3.8)
    for ax, panel in zip(np.ravel(axes), panels, strict=True):
        settings = shared | dict(panel)
        at = settings.pop("at", None)
        points: Mapping[str, tuple[float, float]] = settings.pop("points", {})
        ylim = settings.pop("ylim", None)
        if at is not None:
            settings["x"] = dict.fromkeys(settings["curves"], at)
        plotting.plot_curves(**settings, ax=ax)
        for k, (label, (x, y)) in enumerate(points.items()):
            ax.plot(x, y, MARKERS[k], color=LINE_COLORS[-1 - k], ls="none", ms=9, label=label)
        if ylim is not None:
            ax.set_ylim(*ylim)
        if len(settings["curves"]) + len(points) > 1:
            ax.legend(fontsize=9.5)
        else:
            ax.get_legend().remove()
    return figure
