"""The ledger of the slides: its own form, and what it asks of a chapter's cells."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from course.chapters.check import check
from course.chapters.slides import (
    Ledger,
    Statement,
    claims,
    ledger_problems,
    load_ledger,
    slide_numbers,
)
from course.config import Chapter, CourseError, load_chapters
from course.source import parse, stamp
from course.typography import typography_problems
from tests.course.chapters.courses import Course

LEDGER = Ledger(
    {},
    {
        s.id: s
        for s in [
            Statement("A001", 1, "history", "", "", source="Rosenblatt, 1958: The perceptron"),
            Statement("A005", 1, "agrees", "", "", ("3.6", "3.7")),
            Statement("A006", 1, "wrong", "", "", ("0.9758",)),
            Statement("B001", 2, "agrees", "", ""),
        ]
    },
)
CHAPTER = Chapter(1, "one", "One", "一", ())
HISTORY = """\
# %% [markdown] lang="en" slides="A001"
# ## 1.2 Who did it
# The perceptron (Rosenblatt, 1958).

# %% [markdown] lang="zh-TW" of=""
# ## 1.2 誰做的
# 感知器（Rosenblatt, 1958）。

"""
CODE = """\
# %% slides="A005"
check_slide("P2", "sums", z, ["3.6", "3.7"])

# %% slides="A006"
check_erratum("P2", "sigmoid", y, slide="0.9758", right="0.9759")
"""


def problems(text: str, edition: int = 2) -> list[str]:
    source = parse(stamp(text))
    assert source.problems == []
    return list(ledger_problems(replace(CHAPTER, edition=edition), source, LEDGER))


def test_every_statement_of_the_decks_is_in_the_ledger() -> None:
    counts = {"A": 118, "B": 82, "C": 46, "D": 50, "E": 72}
    wanted = [f"{letter}{n:03d}" for letter, last in counts.items() for n in range(1, last + 1)]
    ledger = load_ledger()
    assert len(wanted) == 368
    assert list(ledger.statements) == wanted
    assert list(ledger.decks) == list(counts)
    assert {s.chapter for s in ledger.statements.values()} <= {c.number for c in load_chapters()}


def test_the_wording_is_short_and_well_set() -> None:
    for s in load_ledger().statements.values():
        assert len(s.en) <= 160 and len(s.zh) <= 110, s.id
        assert list(typography_problems(s.en, "en")) == [], s.id
        assert list(typography_problems(s.zh, "zh-TW")) == [], s.id
        assert re.search(r"[\u4e00-\u9fff]", s.zh) and not re.search(r"[\u4e00-\u9fff]", s.en), s.id


def test_a_chapter_that_settles_all_has_no_problem() -> None:
    assert problems(HISTORY + CODE) == []


def test_a_statement_without_a_cell_fails_in_the_second_edition_alone() -> None:
    assert problems(HISTORY, edition=1) == []
    (first, second) = problems(HISTORY)
    assert first.startswith("A005: no cell settles it") and second.startswith("A006: no cell")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('slides="A005"', 'slides="A005 C001"', "cell 4: slides= names C001, which notebooks/"),
        ('slides="A005"', 'slides="A005 B001"', "gives to chapter 2"),
        ("check_erratum(", "print(", "A006: the ledger calls it wrong, and no cell"),
        ('"3.7"', '"3.8"', "cell 4: compares with a slide's '3.8', which A005 do not print"),
        ('slide="0.9758"', 'slide="0.976"', "cell 5: compares with a slide's '0.976'"),
        ('en" slides="A001"', 'en" slides="A001 A005"', "cell 3: prose settles only history"),
        ("(Rosenblatt, 1958).", "(Rosenblatt).", "A001: history needs a prose cell that names"),
    ],
)
def test_each_breach_is_named(old: str, new: str, message: str) -> None:
    text = HISTORY + CODE
    assert text.count(old) == 1
    (problem,) = problems(text.replace(old, new))
    assert message in problem


def test_a_comparison_names_its_statement_in_the_second_edition() -> None:
    text = HISTORY + CODE + '# %%\ncheck_slide("P2", "sum", z, "3.6")\n'
    assert problems(text, edition=1) == []
    assert problems(text) == ["cell 6: compares with a slide; name its statement in slides="]


@pytest.mark.parametrize(
    "proof", ["assert y > 8", "np.testing.assert_allclose(y, z)", "slides.check_erratum(1)"]
)
def test_what_proves_a_statement_wrong(proof: str) -> None:
    text = HISTORY + CODE.replace(
        'check_erratum("P2", "sigmoid", y, slide="0.9758", right="0.9759")', proof
    )
    assert problems(text) == []


def test_numbers_are_found_however_they_are_given() -> None:
    code = """\
table = [["1", "2"], ["3", "nan"]]
check_slide("P1", "one", x, table)
slides.check_slide("P1", "two", x, slide=["4"], show="5")
check_erratum("P1", "three", x, slide="no number", right="6")
check_slide("P1", "four", x, -f(y))
"""
    assert list(slide_numbers(code)) == ["1", "2", "3", "4"]


def test_claims_say_cell_and_section() -> None:
    found = claims(parse(stamp(HISTORY + CODE)))
    assert [(name, c.number, c.section) for name, cs in found.items() for c in cs] == [
        ("A001", 3, "1.2"),
        ("A005", 4, "1.2"),
        ("A006", 5, "1.2"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[A004]", "[A4]", "slides.toml, A4: not an id; write a deck (A, B)"),
        ("[A004]", "[C004]", "slides.toml, C004: not an id"),
        ("[A004]", "[B001]", "is not valid TOML"),
        ("chapter = 1\n", "", "A004: chapter is missing"),
        ("chapter = 1", 'chapter = "1"', "A004: chapter is '1'; write a int"),
        ('"agrees"', '"right"', "A004: verdict 'right'; choose from agrees, limits"),
        ('"agrees"', '"history"', "A004: history stands on a source"),
        ('["3.6", "1"]', '["3.6", "x"]', "A004: prints 'x'; write numbers as strings"),
        ("prints =", "printed =", "A004: unknown key 'printed'"),
    ],
)
def test_each_mistake_in_the_ledger_is_named(
    small_course: Course, old: str, new: str, message: str
) -> None:
    root, chapter = small_course
    path = root / "notebooks/sources/slides.toml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(CourseError) as error:
        load_ledger(root)
    assert message in str(error.value) and "\n" not in str(error.value)
    assert check(chapter, root) == [str(error.value)]
