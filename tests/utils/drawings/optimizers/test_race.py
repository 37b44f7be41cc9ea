"""The race draws every rule's path up to the step it is asked for."""

import numpy as np

from tests.figures import shows
from utils.drawings.optimizers import LOOKS, Race
from utils.drawings.optimizers.looks import SHAPES
from utils.nn.optimizers import RULES, descend
from utils.surfaces import SURFACES


def test_race_follows_the_paths() -> None:
    paths = {
        name: {
            rule: descend(step, surface.gradient, surface.start, 6, lr=1e-3)
            for rule, step in RULES.items()
        }
        for name, surface in SURFACES.items()
    }
    race = Race(paths)
    for step in (0, 4, 6):
        figure = race.still(step)
        for axes, (name, ways) in zip(figure.axes, paths.items(), strict=False):
            surface = SURFACES[name]
            lines = [("minimum", *np.transpose(surface.minima), "black")] if surface.minima else []
            for rule, way in ways.items():
                color = LOOKS[rule]["color"]
                lines.append(("", *way[: step + 1].T, color))
                lines.append(("", *way[step : step + 1].T, color))
            lines.append(("", *np.reshape(surface.start, (2, 1)), "black"))
            shows(
                axes, title=name, heights=surface, lines=lines, xlim=surface.xlim,
                ylim=surface.ylim,
            )  # fmt: skip
            moving = [line for line in axes.lines if line in race.moving]
            assert [line.get_marker() for line in moving[1::2]] == list(SHAPES.values())
    assert len(race.moving) == 2 * len(RULES) * len(SURFACES)
    names = [*RULES, "start", "minimum"]
    shows(race.figure.axes[-1], legend=names, lines=[(name, [], []) for name in names])
