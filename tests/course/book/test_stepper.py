"""The stepper: what each step computes, and where its numbers stand."""

from __future__ import annotations

import html
import re
from itertools import count, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bs4 import BeautifulSoup

from course.book import stepper
from course.book.words import words_of
from course.config import LANGUAGES, ROOT, CourseError
from tests.course.book.markup import flat

SMALL = {
    "x": [1, -2],
    "y": [0, 1, 0],
    "W1": [[0.1, 0.2, -0.3], [0.4, 0, -0.00001]],
    "b1": [0, 0.5, -0.6],
    "z1": [0.7, 0.8, -0.9],
    "a1": [0.7, 0.8, 0],
    "W2": [[1, 2, 3], [4, 5, 6], [7, 8, 9]],
    "b2": [0, 0, 0],
    "z2": [1.1, 1.2, 1.3],
    "out": [0.25, 0.123456789, 0.5],
    "C": 2.0918640,
    "delta2": [0.25, -0.5, 0.75],
    "dW2": [[11, 12, 13], [14, 15, 16], [17, 18, 19]],
    "paths": [[0.1, 0.2, -0.3], [1, 2, 3], [4, 5, 6]],
    "da1": [21, 22, 23],
    "delta1": [31, 32, 0],
    "dW1": [[41, 42, 43], [-51, -52, -53]],
}


def test_every_calculation_is_written_out() -> None:
    d2 = "(0.25, −0.5, 0.75)"
    wanted = [
        ["x = (1, −2)", "y = (0, 1, 0)"],
        [
            "z1(1) = 1·0.1 + −2·0.4 = 0.7",
            "z2(1) = 1·0.2 + −2·0 + 0.5 = 0.8",
            "z3(1) = 1·(−0.3) + −2·0 + (−0.6) = −0.9",
        ],
        ["a1 = max(0, 0.7) = 0.7", "a2 = max(0, 0.8) = 0.8", "a3 = max(0, −0.9) = 0"],
        [
            "z1(2) = 0.7·1 + 0.8·4 + 0·7 = 1.1",
            "z2(2) = 0.7·2 + 0.8·5 + 0·8 = 1.2",
            "z3(2) = 0.7·3 + 0.8·6 + 0·9 = 1.3",
        ],
        ["p = softmax(1.1, 1.2, 1.3) = (0.25, 0.123, 0.5)", "C = −ln 0.12346 = 2.0919"],
        ["δ1 = 0.25 − 0 = 0.25", "δ2 = 0.123 − 1 = −0.5", "δ3 = 0.5 − 0 = 0.75"],
        [f"0.7 · {d2} = (11, 12, 13)", f"0.8 · {d2} = (14, 15, 16)", f"0 · {d2} = (17, 18, 19)"],
        [
            "∂C/∂a1 = 0.1 + 0.2 + (−0.3) = 21",
            "∂C/∂a2 = 1 + 2 + 3 = 22",
            "∂C/∂a3 = 4 + 5 + 6 = 23",
        ],
        ["δ = (31, 32, 0)", "1 · (31, 32, 0) = (41, 42, 43)", "−2 · (31, 32, 0) = (−51, −52, −53)"],
    ]
    lines = stepper.calculations(SMALL)
    assert [[re.sub("</?su[bp]>", "", line) for line in step] for step in lines] == wanted
    assert lines[1][0].startswith("z<sub>1</sub><sup>(1)</sup> = ")
    assert [lines[i][1].partition(" = ")[0] for i in (2, 5, 7)] == [
        "a<sub>2</sub>",
        "δ<sub>2</sub>",
        "∂C/∂a<sub>2</sub>",
    ]


def different() -> stepper.Numbers:
    """All numbers of a drawing, each of them another one."""
    counter = count(1)

    def some(*shape: int) -> Any:
        return np.reshape([next(counter) for _ in range(np.prod(shape))], shape).tolist()

    one = dict.fromkeys(("x",), 2) | dict.fromkeys(("z1", "a1", "da1", "delta1"), 3)
    many = dict.fromkeys(("z2", "out", "delta2"), 3) | {"W1": (2, 3), "dW1": (2, 3)}
    matrices = dict.fromkeys(("W2", "dW2", "paths"), (3, 3))
    return {name: some(*np.atleast_1d(shape)) for name, shape in (one | many | matrices).items()}


def test_every_number_of_the_drawing_stands_where_it_belongs() -> None:
    known = different()
    units: Any = [[(38, 100), (38, 200)], *([(x, y) for y in (50, 150, 250)] for x in (180, 322))]
    wanted: dict[int, dict[str, object]] = {}

    def put(value: int, x: float, y: float, kind: str, step: int, **more: int) -> None:
        only = {f"data-{name}": str(number) for name, number in more.items()}
        at = {"x": str(x), "y": str(y), "data-step": str(step)}
        wanted[value] = {**at, "class": [kind], **only}

    lines = []
    for layer, (forward, backward) in enumerate(((1, 8), (3, 6))):
        for i, j in product(range(len(units[layer])), range(3)):
            start, end = units[layer][i], units[layer + 1][j]
            lines.append([*start, *end])
            x, y = (
                [round(a + s * (b - a)) for s in (0.29, 0.71)]
                for a, b in zip(start, end, strict=True)
            )
            hidden = {"not": 7} if layer else {}
            put(known[f"W{layer + 1}"][i][j], x[0], y[0] + 3, "weight", forward, **hidden)
            put(known[f"dW{layer + 1}"][i][j], x[1], y[1] + 3, "backward", backward)
            if layer:
                put(known["paths"][i][j], x[0], y[0] + 3, "path", 7, only=7)
    for i, (x, y) in enumerate(units[0]):
        put(known["x"][i], x, y + 4, "value", 0)
    for layer, (sums, outputs, errors) in enumerate(((1, 2, 8), (3, 4, 5)), 1):
        for i, (x, y) in enumerate(units[layer]):
            put(known[f"z{layer}"][i], x, y - 25, "forward", sums)
            put(known["a1" if layer == 1 else "out"][i], x, y + 4, "value", outputs)
            put(known[f"delta{layer}"][i], x, y + 33, "backward", errors)
    for i, (x, y) in enumerate(units[1]):
        put(known["da1"][i], x, y + 33, "path", 7, only=7)

    svg = "".join(stepper.drawing(known))
    assert svg == svg.lower()
    page = BeautifulSoup(svg, "html.parser")
    assert {int(text.get_text()): text.attrs for text in page.find_all("text")} == wanted
    joined = [[int(str(line[k])) for k in ("x1", "y1", "x2", "y2")] for line in page("line")]
    assert joined == lines
    circles = [(int(str(c["cx"])), int(str(c["cy"])), str(c["r"])) for c in page("circle")]
    assert circles == [(x, y, "21") for column in units for x, y in column]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_piece_is_a_drawing_with_controls_and_a_list_of_steps(language: str) -> None:
    words = words_of("stepper", language)
    steps = "".join(
        f'''<li data-step="{i}"><strong>{title}</strong><br>{html.escape(text)}
        <span class="sums">{"".join(f"<code>{line}</code>" for line in lines)}</span></li>'''
        for i, ((title, text), lines) in enumerate(
            zip(words["steps"], stepper.calculations(SMALL), strict=True)
        )
    )
    assert flat(stepper.stepper_html(SMALL, language)) == flat(f"""
        <div class="stepper" role="group" aria-label="{words["title"]}" data-pagefind-ignore>
        <p class="piece-title">{words["title"]}</p>
        <svg viewBox="0 0 360 300" role="img" aria-label="{words["drawing"]}">
        {"".join(stepper.drawing(SMALL))}</svg>
        <div class="controls" hidden>
        <button type="button" class="back">{words["back"]}</button>
        <label><span>{words["step"]} <output>0</output></span>
        <input type="range" min="0" max="8" value="0"></label>
        <button type="button" class="next">{words["next"]}</button></div>
        <ol class="steps" start="0" aria-live="polite">{steps}</ol></div>
    """)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course whose chapter 3 is still empty."""
    sources = tmp_path / "notebooks" / "sources"
    sources.mkdir(parents=True)
    table = (ROOT / "notebooks/sources/chapters.toml").read_text(encoding="utf-8")
    (sources / "chapters.toml").write_text(table, encoding="utf-8")
    (sources / "03_backpropagation.py").write_text("# %%\nx = 1\n")
    return tmp_path


def test_the_numbers_are_those_of_the_last_step(course: Path) -> None:
    chapter = course / "notebooks/sources/03_backpropagation.py"
    chapter.write_text(
        "# %%\ndef frames(network, x, y):\n"
        '    return [{}, {"known": {}}, {"known": {"x": x, "y": y, "W1": network}}]\n\n'
        "# %%\nnetwork, x, y = 1, 2, 3\nunknown\n\n# %%\n"
        "steps = frames(network, x, y)\nnetwork = 4\n"
    )
    assert stepper.numbers(course) == {"x": 2, "y": 3, "W1": 1}


def test_a_chapter_without_the_numbers_is_told_of(course: Path) -> None:
    with pytest.raises(CourseError) as told:
        stepper.numbers(course)
    assert str(told.value) == (
        "03_backpropagation has no statement `steps = frames(network, x, y)`, from which the "
        "stepper takes its numbers; correct course/book/stepper.py."
    )


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0.36, 3, "0.36"), (-0.12, 3, "−0.12"), (-0.0001, 3, "0"), (-0.0, 3, "0"), (10, 3, "10")],
)
def test_numbers_are_short(value: float, digits: int, text: str) -> None:
    assert stepper.num(value, digits) == text
