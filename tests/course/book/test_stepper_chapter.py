"""The stepper: its numbers are those that chapter 3 prints, and every sum on it is right."""

from __future__ import annotations

import html
import json
import re
from itertools import pairwise

import numpy as np
import pytest
from bs4 import BeautifulSoup

from course.book import stepper
from course.book.words import words_of
from course.config import LANGUAGES, ROOT


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
