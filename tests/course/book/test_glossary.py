from __future__ import annotations

import re
import shutil
from pathlib import Path

import nbformat
import pytest

from course.book.glossary import (
    Place,
    first_use,
    glossary_page,
    read_terms,
    sections,
    split_sections,
)
from course.book.site import TEXTS
from course.config import ROOT

TEXT = """\
# 1 Perceptron
A neuron before the sections.
## 1.1 Sum (6 min)
Several neurons, *gradient
descent*.
## Summary
Loss.
## 1.2 Loss functions (2 min)
Mini-batch and loss function.
"""


def test_a_term_is_found_where_a_numbered_section_first_has_it() -> None:
    sections = split_sections("chapters/01_perceptron", TEXT)
    first = Place("chapters/01_perceptron", "sum", "1.1")
    second = Place("chapters/01_perceptron", "loss-functions", "1.2")
    assert first_use("neuron", sections) == first_use("gradient descent", sections) == first
    assert first_use("loss function", sections) == second
    assert first_use("mini batch, epoch", sections) == second
    assert (
        first_use("Loss (of a sample)", sections) == first
    )  # under its last heading with a number
    assert first_use("loss (of a sample) functions", sections) == second
    assert first_use("dropout", sections) is None


def test_both_languages_list_every_term_and_lead_to_the_same_sections() -> None:
    places = []
    for language in ("en", "zh-TW"):
        page = glossary_page(language)
        assert page.count("\n| ") == len(read_terms()) + 1
        places.append(re.findall(r'href="([^"]+)"', page))
    assert places[0] == places[1]
    assert len(places[0]) > 0.8 * len(read_terms())


@pytest.mark.parametrize("term", [("neuron", "神經元"), ("batch, mini-batch", "批次、小批次")])
def test_the_terms_are_those_of_the_glossary(term: tuple[str, str]) -> None:
    assert term in read_terms()


GLOSSARY = """\
Some text | with | a | bar | x

| English | 中文 | | English | 中文 |
|---|---|---|---|---|
| loss (of a sample) | 損失(樣本), 值 | | accuracy | 準確率／正確率 |
| Batch | 批次 | | | 無 |
| open | | | | |
| too | few |
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of one chapter and two terms that it uses."""
    (tmp_path / "notebooks" / "sources").mkdir(parents=True)
    (tmp_path / "labs/sources").mkdir(parents=True)
    shutil.copy(ROOT / "labs/sources/labs.toml", tmp_path / "labs/sources")
    (tmp_path / "notebooks/sources/chapters.toml").write_text(
        '[[chapter]]\nnumber = 1\nslug = "one"\nrows = []\ntitle = "One"\ntitle_zh = "一"\n',
        encoding="utf-8",
    )
    (tmp_path / "notebooks/sources/glossary.md").write_text(GLOSSARY, encoding="utf-8")
    cells = [
        nbformat.v4.new_markdown_cell("# 1 One\n## 1.1 Small steps (2 min)\nA loss."),
        nbformat.v4.new_code_cell("accuracy = 1"),
        nbformat.v4.new_markdown_cell("Of a batch.\n## 1.2 Losses\nThe loss of a batch."),
    ]
    nbformat.write(
        nbformat.v4.new_notebook(cells=cells), tmp_path / "notebooks/01_one.ipynb", version=4
    )
    return tmp_path


def test_terms_stand_in_the_order_of_the_alphabet(course: Path) -> None:
    assert read_terms(course) == [
        ("accuracy", "準確率／正確率"),
        ("Batch", "批次"),
        ("loss (of a sample)", "損失(樣本), 值"),
        ("open", ""),
    ]


def test_sections_are_those_of_the_chapters_prose(course: Path) -> None:
    first, second = sections(course)
    assert first == (
        Place("chapters/01_one", "small-steps", "1.1"),
        "## 1.1 Small steps (2 min)\nA loss.\nOf a batch.",
    )
    assert second == (
        Place("chapters/01_one", "losses", "1.2"),
        "## 1.2 Losses\nThe loss of a batch.",
    )


def test_the_page_is_a_table_of_all_terms(course: Path) -> None:
    words = TEXTS["zh-TW"]["glossary"]
    link = '<a href="chapters/01_one.html#small-steps">1.1</a>'
    assert (
        glossary_page("zh-TW", course)
        == f"""\
# {words["title"]}

{words["intro"]}

| English | 中文 | {words["first"]} |
|---|---|---|
| accuracy | 準確率／正確率 | – |
| Batch | 批次 | {link} |
| loss (of a sample) | 損失（樣本）， 值 | {link} |
| open |  | – |
"""
    )
