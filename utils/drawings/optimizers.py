"""The figures of chapter 7: landscapes, paths, the race, and recorded comparisons."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import numpy.typing as npt

from utils import plotting
from utils.plotting import COLORS, LINE_COLORS, MARKERS, Floats
from utils.surfaces import SURFACES, Surface

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_BLUE, _RED, _GREEN, _PINK, _ORANGE, _SKY, _BLACK = LINE_COLORS
# Relatives share a colour: momentum and Nesterov, Adam and its two variants.
LOOKS: dict[str, dict[str, Any]] = {
    "SGD": {"color": _BLACK, "linestyle": "-"},
    "momentum": {"color": _BLUE, "linestyle": "-"},
    "Nesterov": {"color": _BLUE, "linestyle": (0, (4, 1.5))},
    "Adagrad": {"color": _GREEN, "linestyle": "-"},
    "Adadelta": {"color": _ORANGE, "linestyle": "-"},
    "RMSprop": {"color": _PINK, "linestyle": "-"},
    "Adam": {"color": _RED, "linestyle": "-"},
    "AMSGrad": {"color": _RED, "linestyle": (0, (4, 1.5))},
    "Nadam": {"color": _RED, "linestyle": (0, (1.2, 1.2))},
}
_SHAPES = dict(zip(LOOKS, [*MARKERS, "p"], strict=True))


def plot_landscape(
    height: Callable[[Floats, Floats], Any],
    arrows: Floats,
    gradients: Floats,
    points: Mapping[str, tuple[float, float]],
) -> "Figure":
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
) -> "Figure":
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
        title="Four learning rates",
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


def plot_distances(curves: Mapping[str, Floats], title: str, ylim: tuple[float, float]) -> "Figure":
    """Draw distances from the minimum, (steps + 1,) each, by name."""
    return _steps(curves, title, ylabel="distance from the minimum", ylim=ylim)


def plot_rates_in_force(curves: Mapping[str, Floats]) -> "Figure":
    """Draw the quotient of step and gradient, (steps,) each, by name."""
    title = "Rate in force: gradient 1, after step 100 only 0.1"
    return _steps(curves, title, ylabel="step / gradient", ylim=(0.05, 5), first=1)


def plot_estimates(curves: Mapping[str, Floats]) -> "Figure":
    """Draw estimates of the mean and the mean square, (steps,) each, by name."""
    title = "True values: mean 1, mean square 1.25"
    figure = _steps(curves, title, ylabel="estimate", ylim=(0, 2.3), first=1, logy=False)
    figure.axes[0].set_xscale("log")
    return figure


def plot_epochs(curves: Mapping[str, Floats], title: str) -> "Figure":
    """Draw training losses, (epochs,) each, by name."""
    figure = _steps(curves, title, ylabel="training loss", ylim=(0.08, 2), first=1)
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
) -> "Figure":
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


def plot_cures(
    wells: tuple[Floats, Floats, Mapping[str, Floats], Callable[[Floats], Floats]],
    others: Mapping[str, tuple[str, Mapping[str, Floats]]],
) -> "Figure":
    """Draw four illnesses, each with a path that suffers and a path that is cured.

    Args:
        wells: positions (n,), heights (n,), name to path (steps, 1), and the height.
        others: title to the name of a surface and its paths, name to (steps, 2).
    """
    figure, grid = plotting.subplots(2, 2, width=9.6, height=7.2)
    axes = grid[0, 0]
    w, heights, paths, height = wells
    axes.plot(w, heights, color="#8C8C8C", linewidth=1.5)
    for k, (name, path) in enumerate(paths.items()):
        places = path[:, 0]
        color, marker = LINE_COLORS[k], MARKERS[k]
        up = 0.12 * (k + 1)
        axes.plot(
            places, height(places) + up, ".-", color=color, linewidth=0.8, markersize=4, alpha=0.7
        )
        axes.plot(
            places[-1:], height(places[-1:]) + up, marker, color=color, markersize=10, label=name
        )
    axes.set(xlabel="weight w", ylabel="loss", title="Local minimum")
    axes.legend(loc="upper center", fontsize=9)
    for axes, (title, (name, ways)) in zip(grid.ravel()[1:], others.items(), strict=True):
        surface = SURFACES[name]
        _surface(axes, surface, ways, title)
        axes.legend(loc="lower right", fontsize=9)
    return figure


def _surface(axes: "Axes", surface: Surface, ways: Mapping[str, Floats], title: str) -> None:
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
) -> "Figure":
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


class Race:
    """All rules on all surfaces: a figure whose paths can be drawn up to any step."""

    def __init__(self, paths: Mapping[str, Mapping[str, Floats]]) -> None:
        """Draw everything at its end; `paths` is surface to rule to (steps + 1, 2)."""
        self.figure, grid = plotting.subplots(2, 4, width=9.4, height=5)
        self.moving: list[Artist] = []
        self._parts: list[tuple[Any, Any, Floats]] = []
        panels = list(grid.ravel())
        for axes, (name, ways) in zip(panels, paths.items(), strict=False):
            self._panel(axes, name, ways)
        last = panels[len(paths)]
        for rule, look in LOOKS.items():
            last.plot([], [], marker=_SHAPES[rule], markersize=7, label=rule, **look)
        start = {"markerfacecolor": "white", "markersize": 6, "linestyle": "none"}
        last.plot([], [], "o", color="black", label="start", **start)
        last.plot([], [], "*", color="black", markersize=11, linestyle="none", label="minimum")
        last.legend(loc="center", frameon=False, fontsize=10)
        last.axis("off")

    def _panel(self, axes: "Axes", name: str, ways: Mapping[str, Floats]) -> None:
        _surface(axes, SURFACES[name], {}, name)
        legend = axes.get_legend()
        if legend is not None:
            legend.remove()
        axes.set(xlabel="", ylabel="")
        axes.tick_params(labelsize=8)
        axes.title.set_fontsize(11)
        for line in axes.lines:
            line.set_markersize(11)
        for rule, way in ways.items():
            (trail,) = axes.plot([], [], linewidth=1.4, zorder=4, **LOOKS[rule])
            (head,) = axes.plot(
                [],
                [],
                marker=_SHAPES[rule],
                color=LOOKS[rule]["color"],
                markersize=7,
                markeredgecolor="white",
                markeredgewidth=0.6,
                zorder=5,
            )
            self._parts.append((trail, head, way))
            self.moving += [trail, head]
        axes.plot(
            *next(iter(ways.values()))[0],
            "o",
            color="black",
            markerfacecolor="white",
            markersize=6,
            zorder=6,
        )

    def update(self, step: int) -> None:
        """Draw every path up to a step; a path that has left the picture keeps its trail."""
        for trail, head, way in self._parts:
            so_far = way[: step + 1]
            trail.set_data(*so_far.T)
            head.set_data(*so_far[-1:].T)

    def still(self, step: int) -> "Figure":
        """Give the figure at a step."""
        self.update(step)
        return self.figure


def plot_recorded_race(losses: Mapping[str, Floats], accuracies: Mapping[str, Floats]) -> "Figure":
    """Draw training losses per epoch, and test accuracies at the end, of every run.

    Args:
        losses: rule to losses (seeds, epochs).
        accuracies: rule to accuracies (seeds,).
    """
    figure, (left, right) = plotting.subplots(1, 2, width=10, height=4.4)
    for rule, loss in losses.items():
        epochs = np.arange(loss.shape[1]) + 1
        left.plot(
            epochs,
            loss.mean(axis=0),
            marker=_SHAPES[rule],
            markersize=5,
            linewidth=1.5,
            label=rule,
            **LOOKS[rule],
        )
    left.set(
        yscale="log",
        xlabel="epoch",
        ylabel="training loss (dropout on)",
        title="Recorded: mean of two seeds",
    )
    left.yaxis.set_major_formatter(mpl.ticker.ScalarFormatter())
    left.yaxis.set_minor_formatter(mpl.ticker.ScalarFormatter())
    left.legend(ncols=2, fontsize=9)
    _strips(right, accuracies, LOOKS)
    right.set(xlabel="test accuracy after the last epoch", title="Recorded: each seed a dot")
    return figure


def _strips(
    axes: "Axes", values: Mapping[str, Floats], looks: Mapping[str, Mapping[str, Any]]
) -> None:
    """Draw each group's values as dots on a line of its own, the first group on top."""
    names = list(values)
    for k, name in enumerate(names):
        axes.plot(
            values[name],
            np.full(len(values[name]), -k),
            linestyle="none",
            marker=_SHAPES.get(name, "o"),
            markersize=8,
            color=looks[name]["color"],
            alpha=0.8,
        )
    axes.set_yticks([-k for k in range(len(names))], names)
    axes.set_ylim(-len(names) + 0.4, 0.6)


def plot_sweep(
    rates: Mapping[str, Floats],
    losses: Mapping[str, Floats],
    deck: Mapping[str, float],
    good: float,
) -> "Figure":
    """Draw training loss over the learning rate for every rule.

    Args:
        rates: rule to rates (n,).
        losses: rule to losses (seeds, n), NaN where training diverged.
        deck: rule to the rate that the lecture recommends.
        good: a loss up to this multiple of the lowest counts as good.
    """
    figure, grid = plotting.subplots(2, 3, width=9.8, height=6)
    for axes, (rule, loss) in zip(grid.ravel(), losses.items(), strict=True):
        for k, one in enumerate(loss):
            axes.plot(
                rates[rule],
                one,
                marker=MARKERS[k],
                markersize=4,
                color=LINE_COLORS[k * 5],
                linewidth=1.3,
                label=f"seed {k}",
            )
        mean = loss.mean(axis=0)
        axes.axhspan(mean.min() * 0.7, good * mean.min(), color=COLORS[2], alpha=0.15, label="good")
        axes.axvline(deck[rule], color=COLORS[1], linestyle="--", label="lecture")
        axes.set(xscale="log", yscale="log", ylim=(0.04, 5), title=rule)
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper right", ncols=4, fontsize=9.5)
    figure.supxlabel("learning rate")
    figure.supylabel("training loss after 3 epochs")
    return figure


def plot_search(grid: Floats, rates: Floats, population: Floats, history: Floats) -> "Figure":
    """Draw a grid search beside a population whose learning rates change.

    Args:
        grid: validation loss of each member per round (rounds, members), fixed rates.
        rates: these rates (members,).
        population: validation loss per round (rounds, members), changing rates.
        history: the rates of every round (rounds, members).
    """
    figure, (left, right) = plotting.subplots(1, 2, width=9.8, height=4)
    rounds = np.arange(len(grid)) + 1
    for k, rate in enumerate(rates):
        left.plot(rounds, grid[:, k], color="#8C8C8C", linewidth=1, label="_" if k else "grid")
        names = {"PBT": "_", "grid": "_"} if k else {"PBT": "PBT", "grid": "grid, all the time"}
        right.plot(rounds, history[:, k], ".", color=COLORS[0], markersize=6, label=names["PBT"])
        right.plot(0, rate, "o", color=COLORS[0], markerfacecolor="white", label=names["grid"])
    left.plot(rounds, grid.min(axis=1), color=COLORS[1], label="best of the grid")
    left.plot(rounds, population.min(axis=1), color=COLORS[0], linestyle="--", label="best of PBT")
    left.set(
        yscale="log", xlabel="epoch", ylabel="validation loss", title="Eight networks, one seed"
    )
    left.set_ylim(top=9)
    left.legend(loc="upper right", ncols=3, fontsize=8.5)
    right.set(
        yscale="log", xlabel="epoch", ylabel="learning rate", title="Rates of the eight networks"
    )
    right.legend(loc="lower right", fontsize=8.5)
    return figure


def plot_batches(
    sizes: Sequence[int],
    accuracies: Mapping[str, Floats],
    seconds: Floats,
) -> "Figure":
    """Draw test accuracy and time per epoch over the batch size.

    Args:
        sizes: batch sizes (n,).
        accuracies: name of the comparison to accuracies (seeds, n).
        seconds: processor seconds per 10,000 images (n, rounds).
    """
    figure, (left, right) = plotting.subplots(1, 2, width=9.8, height=4)
    for k, (name, accuracy) in enumerate(accuracies.items()):
        left.plot(
            sizes,
            accuracy.mean(axis=0),
            color=LINE_COLORS[k],
            marker=MARKERS[k],
            markersize=5,
            linestyle=plotting.DASHES[k],
            label=name,
        )
        left.fill_between(
            sizes, accuracy.min(axis=0), accuracy.max(axis=0), color=LINE_COLORS[k], alpha=0.2
        )
    left.set(xscale="log", xlabel="batch size", ylabel="test accuracy", title="Accuracy")
    left.legend(loc="lower center", fontsize=9)
    right.plot(sizes, np.median(seconds, axis=1), "o-", color=COLORS[0], label="median")
    right.fill_between(
        sizes,
        seconds.min(axis=1),
        seconds.max(axis=1),
        color=COLORS[0],
        alpha=0.25,
        label="least to greatest",
    )
    right.set(
        xscale="log",
        yscale="log",
        xlabel="batch size",
        ylabel="processor time [s per 10,000 images]",
        title="Time",
    )
    right.legend(fontsize=9)
    return figure


def plot_clipping(
    gradient: Floats, clipped: Mapping[str, Floats], paths: Mapping[str, Floats]
) -> "Figure":
    """Draw what clipping does to one vector, and to descents over a cliff.

    Args:
        gradient: a vector (2,).
        clipped: name to what becomes of it (2,).
        paths: name to heights per step (steps,).
    """
    figure, (left, right) = plotting.subplots(1, 2, width=9.8, height=4)
    arrows = {"gradient": gradient} | dict(clipped)
    for k, (name, vector) in enumerate(arrows.items()):
        left.annotate(
            "",
            xy=vector,
            xytext=(0, 0),
            arrowprops={"arrowstyle": "-|>", "color": LINE_COLORS[k], "lw": 2.5 - 0.3 * k},
        )
        left.plot(*vector, MARKERS[k], color=LINE_COLORS[k], markersize=8, label=name)
    left.set(
        xlim=(-0.2, 2.4),
        ylim=(-0.1, 1.9),
        xlabel="first component",
        ylabel="second component",
        title="One vector",
    )
    left.legend(loc="upper right", fontsize=9)
    plotting.plot_curves(
        paths,
        x={name: np.arange(len(path)) for name, path in paths.items()},
        xlabel="step",
        ylabel="height",
        title="Over the cliff",
        logy=True,
        ax=right,
    )
    right.legend(loc="upper right", bbox_to_anchor=(1, 0.93), fontsize=9)
    return figure


def plot_sharpness(groups: Mapping[str, Mapping[str, Floats]]) -> "Figure":
    """Draw one strip chart per measure, each seed a dot.

    Args:
        groups: label of the measure to rule to values (seeds,).
    """
    figure, grid = plotting.subplots(2, -(-len(groups) // 2), width=9.4, height=5)
    for axes, (label, values) in zip(grid.ravel(), groups.items(), strict=True):
        _strips(axes, values, LOOKS)
        axes.set_xlabel(label)
        if "eigenvalue" in label:
            axes.set_xscale("log")
            axes.set_xlim(0.005, 20)
        else:
            axes.set_xlim(0.945, 0.977)
    return figure


def plot_core_lab(curves: Mapping[str, Floats]) -> "Figure":
    """Draw training accuracy per epoch, mean and band over seeds.

    Args:
        curves: name to accuracies (seeds, epochs).
    """
    figure, axes = plotting.subplots(width=7.2, height=4.2)
    for k, (name, curve) in enumerate(curves.items()):
        epochs = np.arange(curve.shape[1]) + 1
        color = LINE_COLORS[k]
        axes.plot(
            epochs,
            curve.mean(axis=0),
            color=color,
            linestyle=plotting.DASHES[k],
            marker=MARKERS[k],
            markersize=4,
            label=name,
        )
        axes.fill_between(epochs, curve.min(axis=0), curve.max(axis=0), color=color, alpha=0.2)
    axes.set(
        ylim=(0.92, 1),
        xlabel="epoch",
        ylabel="training accuracy",
        title="Recorded: five layers, three seeds",
    )
    axes.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
    axes.legend(loc="lower right")
    return figure


def plot_rare(sizes: Mapping[str, tuple[Floats, Floats]], truth: float) -> "Figure":
    """Draw how much of their true size the weights of common and rare features reached.

    Args:
        sizes: rule to mean weights of common features, and of rare ones, (seeds,) each.
        truth: the true size.
    """
    figure, axes = plotting.subplots(width=7, height=3.6)
    names = list(sizes)
    for k, (label, color) in enumerate({"common": COLORS[0], "rare": COLORS[1]}.items()):
        for i, name in enumerate(names):
            values = sizes[name][k]
            axes.plot(
                values,
                np.full(len(values), -i + 0.15 - 0.3 * k),
                MARKERS[k],
                color=color,
                alpha=0.8,
                label=label if not i else "_",
            )
    axes.axvline(truth, color="black", linestyle="--", label="true size")
    axes.set_yticks([-i for i in range(len(names))], names)
    axes.set(
        xlabel="mean size of the weights, in the right direction",
        title="After one pass; each seed a mark",
        xlim=(0, 1.4 * truth),
    )
    axes.legend(loc="lower right", fontsize=9)
    return figure


def plot_way(
    surface: Surface, path: npt.ArrayLike, name: str, title: str, heights: Floats
) -> "Figure":
    """Draw one path over its surface, and the height at every step.

    Args:
        surface: where it runs.
        path: points (steps + 1, 2).
        name: of the rule.
        title: of the left panel.
        heights: along the path (steps + 1,).
    """
    figure, (left, right) = plotting.subplots(1, 2, width=9.8, height=4.2)
    _surface(left, surface, {name: np.asarray(path, dtype=float)}, title)
    left.legend(loc="best", fontsize=9)
    finite = np.where(np.abs(heights) < 1e12, heights, np.nan)
    right.plot(finite, color=COLORS[0])
    right.set(xlabel="step", ylabel="height", title="Height on the way")
    right.set_yscale("symlog", linthresh=1e-3)
    return figure
