"""The figures of chapter 5: curves side by side, surfaces, fits and class contributions."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from utils import plotting
from utils.plotting import COLORS, LINE_COLORS, MARKERS, Floats, Numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plot_information(
    P: Floats, information: Floats, entropies: Floats, cities: Mapping[str, float]
) -> "Figure":
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
) -> "Figure":
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
) -> "Figure":
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


def plot_coin(p: Floats, likelihood: Floats, loss: Floats) -> "Figure":
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


def plot_gap(p: Floats, cross: Floats, entropy: float, truth: float, forecast: float) -> "Figure":
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


def plot_surfaces(
    surfaces: Mapping[str, Callable[[Floats, Floats], Floats]],
    paths: Mapping[str, Mapping[str, Floats]],
    *,
    limit: float,
) -> "Figure":
    """Draw one loss surface per panel over two weights, with the paths of gradient descent.

    Args:
        surfaces: title to the loss as a function of two arrays of weights.
        paths: title to name to positions (steps, 2).
        limit: both weights run from -limit to limit.
    """
    figure, axes = plotting.subplots(1, len(surfaces), 10, 4.6)
    for ax, (title, surface) in zip(axes, surfaces.items(), strict=True):
        plotting.plot_surface_paths(
            surface,
            paths[title],
            xlim=(-limit, limit),
            ylim=(-limit, limit),
            levels=24,
            xlabel="weight $w_1$",
            ylabel="weight $w_2$",
            title=title,
            ax=ax,
        )
    return figure


def plot_spread(
    panels: Mapping[str, Mapping[str, Floats]], at: Numbers, *, xlabel: str, ylabel: str
) -> "Figure":
    """Draw means of runs as lines and all runs, lowest to highest, as bands.

    Args:
        panels: title to name to values (steps, runs).
        at: positions (steps,).
        xlabel: label of the horizontal axes.
        ylabel: label of the vertical axis.
    """
    figure, axes = plotting.subplots(1, len(panels), 10, 3.9)
    for ax, (title, runs) in zip(axes, panels.items(), strict=True):
        means = {name: values.mean(axis=1) for name, values in runs.items()}
        plotting.plot_curves(
            means,
            x=dict.fromkeys(means, np.asarray(at)),
            xlabel=xlabel,
            ylabel=ylabel,
            title=title,
            ax=ax,
        )
        for k, values in enumerate(runs.values()):
            low, high = values.min(axis=1), values.max(axis=1)
            ax.fill_between(np.asarray(at), low, high, color=LINE_COLORS[k], alpha=0.2, lw=0)
    low = min(ax.get_ylim()[0] for ax in axes)
    high = max(ax.get_ylim()[1] for ax in axes)
    for ax in axes:
        ax.set_ylim(low, high)
    return figure


def plot_fits(
    x: Floats, y: Floats, outlier: npt.NDArray[np.bool_], lines: Mapping[str, tuple[float, float]]
) -> "Figure":
    """Draw points, outliers among them, and straight lines through them.

    Args:
        x: positions (n,).
        y: heights (n,).
        outlier: True where a point is an outlier (n,).
        lines: name to (slope, intercept).
    """
    ends = np.array([x.min(), x.max()])
    figure = plotting.plot_curves(
        {name: w * ends + b for name, (w, b) in lines.items()},
        x=dict.fromkeys(lines, ends),
        xlabel="x",
        ylabel="y",
        title="Four outliers pull at three lines",
    )
    ax = figure.axes[0]
    for line in ax.lines:
        line.set_marker("")
    for k, (chosen, name) in enumerate([(np.logical_not(outlier), "data"), (outlier, "outliers")]):
        look: dict[str, Any] = {"color": COLORS[7 - 3 * k], "marker": MARKERS[k], "label": name}
        ax.plot(x[chosen], y[chosen], ls="none", zorder=3, **look)
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    return figure


def plot_contributions(
    classes: Sequence[str], truth: Floats, prediction: Floats, base_name: str, terms: Floats
) -> "Figure":
    """Draw truth and prediction per class, and each class's share of the cross-entropy.

    Args:
        classes: K names.
        truth: true distribution (K,).
        prediction: predicted distribution (K,).
        base_name: unit of the terms, such as "nats".
        terms: contributions (K,) to the cross-entropy.
    """
    figure, (left, right) = plotting.subplots(1, 2, 9.5, 3.8)
    places = np.arange(len(classes))
    for k, (name, values) in enumerate([("truth y", truth), ("prediction p", prediction)]):
        bars = left.bar(places + 0.4 * k - 0.2, values, 0.38, color=COLORS[k], label=name)
        left.bar_label(bars, [f"{v:.2f}" for v in values], fontsize=9, padding=2)
    left.set(ylim=(0, 1.15), ylabel="probability", title="Truth and prediction")
    left.legend(loc="upper left", bbox_to_anchor=(0, -0.1), ncols=2, fontsize=9.5)
    bars = right.bar(places, terms, 0.55, color=COLORS[2])
    right.bar_label(bars, [f"{v:.3f}" for v in terms], padding=2)
    right.set(
        ylabel=f"−y ln p [{base_name}]",
        title=f"Cross-entropy {terms.sum():.3f} {base_name}",
        ylim=(0, 1.15 * max(1.0, float(terms.max()))),
    )
    for ax in (left, right):
        ax.set_xticks(places, classes)
        ax.grid(visible=False, axis="x")
    return figure


def plot_pulls(z: Floats, pulls: Mapping[str, Floats]) -> "Figure":
    """Draw one gradient per panel, and in grey the right one, which is the last.

    Args:
        z: logits of the wrong class (n,).
        pulls: name of the form to its gradient (n,), `nan` where it broke.
    """
    figure, axes = plotting.subplots(1, len(pulls), 10, 2.9)
    right = list(pulls.values())[-1]
    for k, (ax, (name, pull)) in enumerate(zip(axes, pulls.items(), strict=True)):
        ax.plot(z, right, color="#BBBBBB", lw=6, label="exact")
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


def _side_by_side(panels: Sequence[Mapping[str, Any]], **shared: Any) -> "Figure":
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
