"""Every rule of chapter 7 can be told from the others in every figure."""

import matplotlib.pyplot as plt
import numpy as np

from tests.figures import shows
from utils.drawings.optimizers.looks import LOOKS, SHAPES, plot_strips
from utils.nn.optimizers import RULES


def test_every_rule_has_a_look_of_its_own() -> None:
    assert list(LOOKS) == list(SHAPES) == list(RULES)
    assert len({(look["color"], str(look["linestyle"])) for look in LOOKS.values()}) == len(RULES)
    assert len(set(SHAPES.values())) == len(RULES)


def test_strips_stand_below_each_other() -> None:
    figure, axes = plt.subplots()
    plot_strips(axes, {"Adam": np.array([1.0, 3.0]), "SGD": np.array([2.0])})
    shows(
        figure,
        yticks=["Adam", "SGD"],
        ylim=(-1.6, 0.6),
        lines=[
            ("", [1, 3], [0, 0], LOOKS["Adam"]["color"]),
            ("", [2], [-1], LOOKS["SGD"]["color"]),
        ],
    )
