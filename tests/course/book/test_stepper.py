"""The stepper: its numbers are those that chapter 3 prints, and every sum on it is right."""

from __future__ import annotations

import html
import json
import re
from itertools import count, pairwise, product
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup

from course.book import stepper
from course.book.words import words_of
from course.config import LANGUAGES, ROOT, CourseError
from tests.course.book.markup import flat


@pytest.fixture(scope="module")
def known() -> stepper.Numbers:
    return stepper.numbers()


def printed(label: str) -> list[float]:
    """Numbers that chapter 3 prints behind a label, from its stored outputs."""
    notebook = json.loads((ROOT / "notebooks/03_backpropagation.ipynb").read_text(encoding="utf-8"))
    text = "".join(
        "".join(output.get("text", ()))
        for cell in notebook["cells"]
        for output in cell.get("outputs", ())
    )
    found = re.search(rf"{re.escape(label)} *\[([^\]]*)\]", text)
    assert found, label
    return [float(number) for number in found[1].split()]


@pytest.mark.parametrize(
    ("label", "name"), [("z1 =", "z1"), ("a1 =", "a1"), ("p =", "out"), ("p - y:", "delta2")]
)
def test_numbers_are_those_that_the_notebook_prints(
    known: stepper.Numbers, label: str, name: str
) -> None:
    assert known[name] == pytest.approx(printed(label), abs=5.1e-5)


def test_path_contributions_are_those_that_the_notebook_prints(known: stepper.Numbers) -> None:
    assert known["paths"][0] == pytest.approx(printed("contribution of each path:"), abs=5.1e-5)


def test_parameters_are_21(known: stepper.Numbers) -> None:
    assert sum(np.size(known[name]) for name in ("W1", "b1", "W2", "b2")) == 21


def test_every_sum_is_right(known: stepper.Numbers) -> None:
    checked = 0
    for step in stepper.calculations(known):
        for line in step:
            text = BeautifulSoup(line, "html.parser").get_text().replace("−", "-")
            for left, right in pairwise(text.split(" = ")):
                plain = left.replace("·", "*").replace("ln", "np.log")
                if re.search(r"[a-zC∂δ]", plain.replace("np.log", "").replace("max", "")):
                    continue
                plain = re.sub(r"^(\S+) \* \((.*)\)$", r"\1 * np.array([\2])", plain)
                value = eval(re.sub(r"np\.log (\S+)", r"np.log(\1)", plain), {"np": np})
                assert value == pytest.approx(eval(f"np.array({right})", {"np": np}), abs=2e-3), (
                    line
                )
                checked += 1
    assert checked == 3 + 3 + 3 + 1 + 3 + 3 + 3 + 2


def test_each_step_has_its_words(known: stepper.Numbers) -> None:
    for language in LANGUAGES:
        assert len(words_of("stepper", language)["steps"]) == len(stepper.calculations(known)) == 9


def test_no_two_numbers_of_a_step_lie_on_each_other(known: stepper.Numbers) -> None:
    page = BeautifulSoup(f"<svg>{''.join(stepper.drawing(known))}</svg>", "html.parser")
    texts = page.find_all("text")
    assert len(texts) == 2 * 15 + 9 + 2 + 4 * 3 + 3 * 3
    for now in range(9):
        shown = []
        for text in texts:
            step, only, never = (text.get(f"data-{k}") for k in ("step", "only", "not"))
            if (str(only) == str(now)) if only else (int(str(step)) <= now and never != str(now)):
                shown.append(text)
        boxes = [(float(str(t["x"])), float(str(t["y"])), 5.6 * len(t.get_text())) for t in shown]
        for i, (x, y, width) in enumerate(boxes):
            assert x >= width / 2 and x + width / 2 <= stepper.SIZE[0]
            for x2, y2, width2 in boxes[:i]:
                assert abs(x - x2) >= (width + width2) / 2 or abs(y - y2) >= 10, (now, x, y, x2, y2)


def test_without_a_script_all_steps_are_there(known: stepper.Numbers) -> None:
    text = stepper.stepper_html(known, "zh-TW")
    page = BeautifulSoup(text, "html.parser")
    assert len(page.find_all("li")) == 9 and "\n" not in text
    controls = page.find(class_="controls")
    assert controls is not None and controls.has_attr("hidden")
    assert "1.1362" in html.unescape(text)


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

    def some(*shape: int) -> list:
        return np.reshape([next(counter) for _ in range(np.prod(shape))], shape).tolist()

    one = dict.fromkeys(("x",), 2) | dict.fromkeys(("z1", "a1", "da1", "delta1"), 3)
    many = dict.fromkeys(("z2", "out", "delta2"), 3) | {"W1": (2, 3), "dW1": (2, 3)}
    matrices = dict.fromkeys(("W2", "dW2", "paths"), (3, 3))
    return {name: some(*np.atleast_1d(shape)) for name, shape in (one | many | matrices).items()}


def test_every_number_of_the_drawing_stands_where_it_belongs() -> None:
    known = different()
    units = [[(38, 100), (38, 200)], *([(x, y) for y in (50, 150, 250)] for x in (180, 322))]
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

    page = BeautifulSoup("".join(stepper.drawing(known)), "html.parser")
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


def test_a_chapter_without_the_numbers_is_told_of(tmp_path: Path) -> None:
    sources = tmp_path / "notebooks" / "sources"
    sources.mkdir(parents=True)
    table = (ROOT / "notebooks/sources/chapters.toml").read_text(encoding="utf-8")
    (sources / "chapters.toml").write_text(table, encoding="utf-8")
    (sources / "03_backpropagation.py").write_text("# %%\nx = 1\n")
    with pytest.raises(CourseError) as told:
        stepper.numbers(tmp_path)
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
