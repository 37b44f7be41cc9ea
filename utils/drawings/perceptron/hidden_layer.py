"""The figures of chapter 1 about networks with a hidden layer."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from utils import plotting
from utils.arrays import Array
from utils.drawings.perceptron.neuron import GATE_CLASSES
from utils.plotting import COLORS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from utils.nn.two_layer import ManyNetworks


def _unit(P: Array, hidden: Any, k: int) -> Array:
    return np.asarray(hidden(P)[:, k])


def _first_run(P: Array, network: "ManyNetworks") -> Array:
    return np.asarray(network.predict(P)[0])


def plot_hidden_units(
    points: Array, labels: Sequence[int], hidden: Any, output_weights: Array, output_bias: Array
) -> "Figure":
    """Draw where each of two hidden units is positive, and the samples in hidden space.

    Args:
        points: the four inputs (4, 2).
        labels: their classes.
        hidden: maps inputs (n, 2) to the hidden outputs (n, 2).
        output_weights: weights of the output neuron (2, 1).
        output_bias: its bias, one number in any shape.
    """
    fig, axes = plotting.subplots(1, 3, width=10, height=3.7)
    names: dict[str, Any] = {"threshold": 0.0, "class_names": GATE_CLASSES}
    for k in (0, 1):
        plotting.plot_decision_boundary(
            partial(_unit, hidden=hidden, k=k),
            points,
            labels,
            title=f"unit {k + 1}: orange where > 0",
            ax=axes[k],
            **names,
        )
    A = hidden(points)
    plotting.plot_decision_boundary(
        lambda P: P @ output_weights + output_bias,
        A,
        labels,
        title="hidden space",
        feature_names=("output of unit 1", "output of unit 2"),
        ax=axes[2],
        **names,
    )
    axes[2].locator_params(nbins=4)
    for point, place in zip(points, A, strict=True):
        # Above the first of two samples that fall together, below the second.
        below = point.tolist() == [1, 1]
        axes[2].annotate(
            f"({point[0]:g},{point[1]:g})",
            place,
            xytext=(0, -18 if below else 9),
            textcoords="offset points",
            ha="center",
            fontsize=9,
            bbox={"fc": "white", "ec": "none", "pad": 0.5, "alpha": 0.8},
        )
    return fig


def plot_pairs(shares: Mapping[str, Sequence[float]], pairs: Sequence[str]) -> "Figure":
    """Draw shares of networks by the main features of their two hidden units.

    Args:
        shares: name of a set of networks to one share (0 to 1) for each pair.
        pairs: the names of the pairs; the first is the lecture's story.
    """
    fig, ax = plotting.subplots(width=9, height=4)
    for k, (when, values) in enumerate(shares.items()):
        places = np.arange(len(pairs)) + 0.27 * (k - 1)
        bars = ax.bar(
            places,
            100 * np.array(values),
            width=0.25,
            label=when,
            color=COLORS[k],
            ec="white",
            hatch=["", "//", ".."][k],
        )
        ax.bar_label(bars, fmt="%.0f", fontsize=9)
    ax.axvspan(-0.45, 0.45, color="#EEEEEE", zorder=0)
    ax.margins(y=0.25)  # room for the legend
    ax.set_xticks(np.arange(len(pairs)), pairs, fontsize=9)
    ax.set(ylabel="share of networks (%)", title="Main features of the two hidden units")
    ax.legend(title="grey: the lecture's story")
    return fig


def plot_moons(
    X: Array, y: Array, networks: Mapping[int, "ManyNetworks"], accuracies: Mapping[int, float]
) -> "Figure":
    """Draw one training set of two moons with the boundaries of networks of several sizes.

    Args:
        X: samples (n, 2).
        y: labels (n,).
        networks: number of hidden units to the trained networks, of which run 0 is drawn.
        accuracies: number of hidden units to the accuracy of run 0 on fresh points.
    """
    fig, axes = plotting.subplots(1, len(networks), width=10, height=3.6)
    for ax, (size, network) in zip(axes, networks.items(), strict=True):
        units = "1 unit" if size == 1 else f"{size} units"
        plotting.plot_decision_boundary(
            partial(_first_run, network=network),
            X,
            y,
            title=f"{units}: {accuracies[size]:.2f} on fresh points",
            ax=ax,
        )
        ax.title.set_fontsize(11)
        if ax is not axes[0]:
            ax.get_legend().remove()
    return fig


def plot_size_sweep(
    sizes: Sequence[int],
    measured: Mapping[str, Mapping[str, Array]],
    advice: Mapping[str, float],
) -> "Figure":
    """Draw accuracy against hidden units: mean, and minimum to maximum over the runs.

    Args:
        sizes: numbers of hidden units.
        measured: title of a panel to (name to accuracies (sizes, runs)).
        advice: name of a rule to the number of units it recommends.
    """
    fig, axes = plotting.subplots(1, len(measured), width=10, height=4.2)
    for ax, (title, panel) in zip(axes, measured.items(), strict=True):
        for k, (name, values) in enumerate(panel.items()):
            ax.plot(sizes, values.mean(1), ["o-", "s--"][k], color=COLORS[k], label=name)
            ax.fill_between(sizes, values.min(1), values.max(1), color=COLORS[k], alpha=0.15)
        for text, size in advice.items():
            ax.axvline(size, color="gray", lw=1)
            place = ax.get_xaxis_transform()
            ax.text(size, 1.005, text, ha="center", fontsize=8, transform=place)
        ax.set_xscale("log", base=2)
        ax.xaxis.set_major_formatter("{x:.0f}")
        ax.set(xlabel="hidden units", ylim=(0.72, 1.01))
        ax.set_title(title, pad=20)
    axes[0].set_ylabel("accuracy (share right)")
    axes[-1].legend(loc="lower right", title="mean; band: worst to best run")
    return fig


def plot_training_loop() -> "Figure":
    """Draw the five components of a network in one step of training."""
    places = {
        "inputs X": (0.5, 2),
        "weights W, b": (2.8, 2),
        "ACTIVATION": (5.2, 2),
        "prediction": (7.4, 2),
        "LOSS": (9.6, 1.4),
        "METRIC": (9.6, 2.8),
        "targets y": (9.6, 4.0),
        "INITIALIZER": (0.5, 0.5),
        "OPTIMIZER": (5.2, 0.5),
    }
    forward = ["inputs X", "weights W, b", "ACTIVATION", "prediction", "LOSS"]
    arrows = [(a, b, "-") for a, b in pairwise(forward)]
    arrows += [("prediction", "METRIC", "-"), ("targets y", "METRIC", "-")]
    arrows += [("INITIALIZER", "weights W, b", ":")]
    arrows += [("LOSS", "OPTIMIZER", "--"), ("OPTIMIZER", "weights W, b", "--")]
    fig, ax = plotting.subplots(width=10, height=4.2)
    boxes = {}
    for name, place in places.items():
        fill = COLORS[5] if name.isupper() else "white"
        box = {"boxstyle": "round,pad=0.5", "fc": fill}
        boxes[name] = ax.text(*place, name, ha="center", va="center", bbox=box, zorder=3)
    for a, b, dash in arrows:
        ax.annotate(
            "",
            xy=places[b],
            xytext=places[a],
            arrowprops={
                "arrowstyle": "-|>",
                "ls": dash,
                "lw": 1.6,
                "color": "#333333",
                "patchA": boxes[a].get_bbox_patch(),
                "patchB": boxes[b].get_bbox_patch(),
                "shrinkA": 2,
                "shrinkB": 2,
            },
        )
    ax.annotate(  # from the targets past the metric to the loss
        "",
        xy=places["LOSS"],
        xytext=places["targets y"],
        arrowprops={
            "arrowstyle": "-|>",
            "lw": 1.6,
            "color": "#333333",
            "connectionstyle": "arc3,rad=-0.45",
            "patchA": boxes["targets y"].get_bbox_patch(),
            "patchB": boxes["LOSS"].get_bbox_patch(),
            "shrinkA": 2,
            "shrinkB": 2,
        },
    )
    ax.text(6.9, 0.55, "backward pass: gradients", color=COLORS[1])
    ax.text(2.9, 1.05, "update", color=COLORS[1])
    ax.text(3.4, 2.5, "forward pass", color=COLORS[0])
    ax.set(xlim=(-0.4, 10.7), ylim=(0, 4.4), title="The five components in one step")
    ax.axis("off")
    return fig
