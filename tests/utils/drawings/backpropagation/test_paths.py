"""Contributions of paths are drawn where they add up; a table holds every product."""

import numpy as np

from tests.figures import contents, level, shows
from utils.drawings import backpropagation as draw
from utils.drawings.backpropagation.paths import signed

WEIGHTS, DELTAS = np.array([0.3, -0.3, 0.4]), np.array([0.32, -0.68, 0.36])


def test_nudge() -> None:
    parts = WEIGHTS * DELTAS
    figure = draw.plot_nudge(WEIGHTS, DELTAS, 0.45, size=0.001)
    left, right = figure.axes
    found = [text for text, _, _ in contents(left)["texts"]]
    assert left.get_title() == "Along a path, slopes multiply"
    assert found[:-2:1].count("× 0.3") == 1 and "× +0.320" in found and "× -0.680" in found
    assert "nudged by 0.001" in found and len(contents(left)["arrows"]) == 6
    total = parts.sum()
    starts = [0, parts[0], parts[:2].sum(), 0]
    names = ["through\noutput 1", "through\noutput 2", "through\noutput 3", "sum"]
    shows(
        right,
        title="Over the paths, they add up",
        ylabel="change of C per unit of $a^{(1)}_1$",
        legend=["measured: change of C / 0.001 = 0.4500"],
        lines=[level("measured: change of C / 0.001 = 0.4500", 0.45)],
        bars=[("", range(4), [*parts, total], starts)],
        texts=[
            (signed(number, 4), k, start + number / 2)
            for k, (number, start) in enumerate(zip([*parts, total], starts, strict=True))
        ],
        xticks=names,
        ylim=(0, 0.585),
    )


def test_outer_product() -> None:
    a, delta = np.array([0.5, 0.0]), np.array([1.0, -2.0, 0.25])
    figure = draw.plot_outer_product(a, delta, a_name="a", delta_name="d", title="Table")
    products = [(signed(a[i] * delta[j], 4), j + 0.5, -i - 0.5) for i in range(2) for j in range(3)]
    sides = [(f"$d_{j + 1}$ = {signed(delta[j])}", j + 0.5, 0.15) for j in range(3)]
    sides += [("$a_1$ = 0.50", -0.1, -0.5), ("$a_2$ = 0.00", -0.1, -1.5)]
    shows(figure, title="Table", texts=products + sides, patches=6)


def test_signed() -> None:
    assert [signed(0.12345), signed(-2), signed(0.0004), signed(-0.0)] == [
        "+0.123", "-2.000", "0", "0",
    ]  # fmt: skip
