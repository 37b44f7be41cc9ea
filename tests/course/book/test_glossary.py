from __future__ import annotations

import re

import pytest

from course.book.glossary import Place, first_use, glossary_page, read_terms, split_sections

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
