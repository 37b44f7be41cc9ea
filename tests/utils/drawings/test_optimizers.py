"""The race draws every rule's path up to the step it is asked for."""

import matplotlib.pyplot as plt
import numpy as np

from utils.drawings.optimizers import LOOKS, Race
from utils.nn.optimizers import RULES, descend
from utils.surfaces import SURFACES


def test_every_rule_has_a_look_of_its_own() -> None:
    assert list(LOOKS) == list(RULES)
    assert len({(look["color"], str(look["linestyle"])) for look in LOOKS.values()}) == len(RULES)


def test_race_follows_the_paths() -> None:
    paths = {
        name: {
            rule: descend(step, surface.gradient, surface.start, 6, lr=1e-3)
            for rule, step in RULES.items()
        }
        for name, surface in SURFACES.items()
    }
    race = Race(paths)
    assert len(race.moving) == 2 * len(RULES) * len(SURFACES)
    for step in (0, 4, 6):
        figure = race.still(step)
        for axes, ways in zip(figure.axes, paths.values(), strict=False):
            trails = [line for line in axes.lines if line in race.moving][::2]
            heads = [line for line in axes.lines if line in race.moving][1::2]
            for trail, head, way in zip(trails, heads, ways.values(), strict=True):
                np.testing.assert_array_equal(trail.get_xydata(), way[: step + 1])
                np.testing.assert_array_equal(head.get_xydata(), way[step : step + 1])
    titles = [axes.get_title() for axes in race.figure.axes[: len(SURFACES)]]
    assert titles == list(SURFACES)
    plt.close(race.figure)
