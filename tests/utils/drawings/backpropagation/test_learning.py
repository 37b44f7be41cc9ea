"""Curves and errors of remedies stand where their data say."""

from typing import Any

import numpy as np

from tests.figures import shows, upright
from utils.drawings import backpropagation as draw
from utils.drawings.backpropagation.paths import BACKWARD, FORWARD

rng = np.random.default_rng(0)
UPDATES = np.array([25, 100, 1000])


def test_overfitting() -> None:
    updates = np.array([0, 25, 50])
    keys = ("train_error", "test_error", "train_loss", "test_loss")
    record = {key: np.array([0.4, 0.2, 0.1]) for key in keys}
    rising = record | {"test_error": np.array([0.4, 0.2, 0.3])}
    figure = draw.plot_overfitting({"right": record, "wrong": rising}, updates)
    panels: list[dict[str, Any]] = []
    for what in ("error", "loss"):
        for title, curves in (("right", record), ("wrong", rising)):
            names = [f"train {what}", f"test {what}"]
            lines: list[Any] = [(name, updates, curves[name.replace(" ", "_")]) for name in names]
            if title == "wrong" and what == "error":
                names = [*names, "lowest test error"]
                lines.append(upright("lowest test error", 25))
            label = "error (share wrong)" if what == "error" else "cross-entropy (nats)"
            panels.append(
                {
                    "title": f"{title}: {what}", "xlabel": "updates", "ylabel": label,
                    "legend": names, "lines": lines,
                    "ylim": (0, 0.45 if what == "error" else 1.5),
                }
            )  # fmt: skip
    shows(figure, *panels)


def test_remedy_curves() -> None:
    curves = {
        name: (rng.random((5, 3)) / 3, rng.random((5, 3)) / 3) for name in ("none", "L2", "dropout")
    }
    figure = draw.plot_remedy_curves(curves, UPDATES, marks=(500,))
    untreated = curves["none"][1].mean(axis=0)
    panels = [
        {
            "title": name,
            "xscale": "log",
            "ylim": (0, 0.5),
            "bands": [(UPDATES, errors.min(0), errors.max(0)) for errors in (train, validation)],
            "lines": [
                upright("", 500),
                ("training", UPDATES, train.mean(0), BACKWARD),
                ("validation", UPDATES, validation.mean(0), FORWARD),
                ("validation, no remedy", UPDATES, untreated, "black"),
            ],
        }
        for name, (train, validation) in curves.items()
    ]
    legend = ["training", "validation", "validation, no remedy"]
    around = {"xlabel": "updates (logarithmic)", "ylabel": "error (share wrong)"}
    shows(figure, *panels, legend=legend, **around)


def test_remedy_errors() -> None:
    errors = {name: {m: rng.random(5) for m in ("early", "late")} for name in ("none", "L2")}
    figure = draw.plot_remedy_errors(errors, reference=0.2, reference_name="stopped")
    lines: list[Any] = [upright("stopped", 0.2)]
    for row, moments in enumerate(errors.values()):
        for k, (moment, values) in enumerate(moments.items()):
            height = -row + 0.18 * (0.5 - k)
            label = moment if row == 0 else ""
            lines += [("", values, [height] * 5), (label, [values.mean()], [height])]
    shows(
        figure,
        title="Test error of each remedy, early and late",
        xlabel="test error (share wrong); small dots: single runs, large: mean",
        legend=["stopped", "early", "late"],
        lines=lines,
        yticks=["none", "L2"],
    )


def test_steep_curves() -> None:
    x = np.linspace(-1, 1, 5)
    fits = {"2 units": (x, x**2), "30 units": (x, x**3)}
    figure = draw.plot_steep_curves(fits, (x[:2], x[1:3]), (x, np.sin(x)))
    panels = [
        {
            "title": title, "xlabel": "x", "ylim": (-2.2, 2.2),
            "lines": [
                ("truth", x, np.sin(x)),
                ("network", *fit, FORWARD),
                ("training points", x[:2], x[1:3], BACKWARD),
            ],
        }
        for title, fit in fits.items()
    ]  # fmt: skip
    panels[0]["ylabel"] = "y"
    shows(figure, *panels, legend=["truth", "network", "training points"])
