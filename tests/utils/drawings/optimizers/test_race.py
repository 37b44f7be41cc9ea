"""The race draws every rule's path and heights up to the step it is asked for."""

import numpy as np

from tests.figures import shows
from utils.drawings.optimizers import LOOKS, Race
from utils.drawings.optimizers.looks import SHAPES
from utils.nn.optimizers import RULES, descend
from utils.surfaces import SURFACES


def test_race_follows_paths_and_heights() -> None:
    tracks = {
        title: (
            SURFACES[name],
            {
                rule: descend(
                    RULES[rule], SURFACES[name].gradient, SURFACES[name].start, 6, lr=1e-3
                )
                for rule in ("SGD", "Adam")
            },
        )
        for title, name in {"A": "ravine", "B": "Rosenbrock"}.items()
    }
    race = Race(tracks)
    assert len(race.moving) == 2 * 2 * 2 * 2
    heads = [SHAPES["SGD"], SHAPES["Adam"]] * 4
    assert [line.get_marker() for line in race.moving[1::2]] == heads  # type: ignore[attr-defined]
    for step in (0, 4, 6):
        race.update(step)
        for column, (title, (surface, ways)) in enumerate(tracks.items()):
            lines = [("minimum", *np.transpose(surface.minima), "black")]
            heights = []
            for rule, way in ways.items():
                color = LOOKS[rule]["color"]
                lines += [("", *way[: step + 1].T, color), ("", *way[step : step + 1].T, color)]
                climb = np.column_stack([range(7), surface(*way.T)])
                heights.append((rule, *climb[: step + 1].T, color))
                heights.append(("", *climb[step : step + 1].T, color))
            lines.append(("", *np.reshape(surface.start, (2, 1)), "black"))
            above, below = race.figure.axes[column], race.figure.axes[column + 2]
            shows(
                above, title=title, heights=surface, lines=lines, xlim=surface.xlim,
                ylim=surface.ylim,
            )  # fmt: skip
            shows(
                below, lines=heights, xlabel="step", ylabel="height", yscale="log", xlim=(0, 6),
                ylim=(1e-9, 1e4),
            )  # fmt: skip
    (legend,) = race.figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["SGD", "Adam"]
