"""The ledger of the slides: its own form, and what it asks of a chapter's cells."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from course.chapters.check import check
from course.chapters.slides import (
    FILE,
    Deck,
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
            Statement("A001", 1, "history", "", "", source="Rosenblatt, 1958: Psychology: 386"),
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


def test_a_deck_is_credited_in_each_language() -> None:
    deck, nobody_s = Deck("A", "Lines", "線", "Lin"), Deck("B", "Sums", "和", "")
    assert deck.credit("en") == "“Lines”, by Lin" and deck.credit("zh-TW") == "Lin「線」"
    assert nobody_s.credit("en") == "“Sums”, by a lecturer who is not named"
    assert nobody_s.credit("zh-TW") == "未署名「和」"


def test_a_chapter_has_the_decks_of_its_statements() -> None:
    decks = {letter: Deck(letter, letter, letter, "") for letter in "CBA"}
    ledger = replace(LEDGER, decks=decks)
    assert [deck.letter for deck in ledger.decks_of(CHAPTER)] == ["A"]
    assert [deck.letter for deck in ledger.decks_of(replace(CHAPTER, number=2))] == ["B"]


def test_the_ledger_is_read_as_it_stands(written_course: Course) -> None:
    root, _ = written_course
    history = '\n[A001]\nchapter = 1\nverdict = "history"\nsource = "Rosenblatt, 1958"\n'
    with (root / FILE).open("a", encoding="utf-8") as file:
        file.write(history + 'en = "He wrote."\nzh = "他寫了。"\n')
    ledger = load_ledger(root)
    assert ledger.decks == {
        "A": Deck("A", "Lines", "線", "甲"),
        "B": Deck("B", "Numbers", "數", ""),
    }
    assert list(ledger.statements.values()) == [
        Statement("A004", 1, "agrees", "A line rises.", "線會上升。", ("3.6", "1")),
        Statement("B001", 2, "wrong", "Seven is eight.", "七是八。"),
        Statement("A001", 1, "history", "He wrote.", "他寫了。", source="Rosenblatt, 1958"),
    ]


def test_a_ledger_without_decks_or_file_is_refused(written_course: Course) -> None:
    path = written_course[0] / FILE
    path.write_text("[A004]\nchapter = 1\nverdict = 'agrees'\nen = ''\nzh = ''\n")
    with pytest.raises(CourseError, match=r"A004: not an id; write a deck \(\) and three digits"):
        load_ledger(written_course[0])
    path.unlink()
    with pytest.raises(CourseError, match=f"^{FILE} is missing; bring it back: git checkout"):
        load_ledger(written_course[0])


def test_all_mistakes_in_the_ledger_are_listed_each_on_its_line(written_course: Course) -> None:
    root, _ = written_course
    entry = (
        '[A05]\nchapter = 1\nen = 3\nprints = [3.6, "inf"]\nsource = "Nobody, 1900"\nb = 1\na = 2\n'
    )
    (root / FILE).write_text("[deck.A]\ntitle = ''\ntitle_zh = ''\nlecturer = ''\n" + entry)
    known = "chapter, verdict, en, zh, prints, source"
    with pytest.raises(CourseError) as error:
        load_ledger(root)
    assert str(error.value).splitlines() == [
        f"{FILE}, A05: not an id; write a deck (A) and three digits, as in A004",
        f"{FILE}, A05: unknown key 'a'; use only {known}",
        f"{FILE}, A05: unknown key 'b'; use only {known}",
        f"{FILE}, A05: verdict is missing",
        f"{FILE}, A05: en is 3; write a str",
        f"{FILE}, A05: zh is missing",
        f"{FILE}, A05: history stands on a source, and only history does; "
        "write source = or correct verdict",
        f'{FILE}, A05: prints 3.6; write numbers as strings, as in prints = ["3.6"]',
        f"{FILE}, A05: prints 'inf'; write numbers as strings, as in prints = [\"3.6\"]",
    ]


def test_a_chapter_that_settles_all_has_no_problem() -> None:
    assert problems(HISTORY + CODE) == []
    # One of several cells may prove it wrong.
    assert problems(HISTORY + CODE + '# %% slides="A006"\nprint(1)\n') == []


def test_a_statement_without_a_cell_fails_in_the_second_edition_alone() -> None:
    assert problems(HISTORY, edition=1) == []
    (problem,) = problems(HISTORY + CODE.replace('"3.7"', '"3.8"'), edition=1)
    assert "compares with a slide's '3.8'" in problem
    (first, second) = problems(HISTORY)
    assert first == "A005: no cell settles it; write one and mark it slides='A005'"
    assert second.startswith("A006: no cell")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'slides="A005"',
            'slides="A005 C001"',
            f"cell 4: slides= names C001, which {FILE} does not have; correct the id",
        ),
        (
            'slides="A005"',
            'slides="A005 B001"',
            f"cell 4: slides= names B001, which {FILE} gives to chapter 2; take it out here, or "
            "change chapter = there",
        ),
        (
            "check_erratum(",
            "print(",
            "A006: the ledger calls it wrong, and no cell that names it proves it; use "
            "check_erratum or assert there",
        ),
        (
            '"3.7"',
            '"3.8"',
            f"cell 4: compares with a slide's '3.8', which A005 do not print by {FILE}; "
            "correct the number, or record it in prints =",
        ),
        ('slide="0.9758"', 'slide="0.976"', "cell 5: compares with a slide's '0.976'"),
        (
            'en" slides="A001"',
            'en" slides="A001 A005"',
            "cell 3: prose settles only history, and A005 is 'agrees'; name it in a code cell",
        ),
        (
            "(Rosenblatt, 1958).",
            "(Rosenblatt).",
            "A001: history needs a prose cell that names it and cites its source, Rosenblatt, 1958",
        ),
    ],
)
def test_each_breach_is_named(old: str, new: str, message: str) -> None:
    text = HISTORY + CODE
    assert text.count(old) == 1
    (problem,) = problems(text.replace(old, new))
    assert message in problem and "Psychology" not in problem


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


def test_history_may_be_named_by_code_too_but_the_prose_must_cite_it() -> None:
    code = CODE.replace('slides="A005"', 'slides="A001 A005"')
    assert problems(HISTORY + code) == []
    alone = HISTORY.replace("# ## 1.2 Who did it\n# The perceptron (", "# (")
    assert alone != HISTORY and problems(alone + code) == []
    (problem,) = problems(HISTORY.replace(' slides="A001"', "") + code)
    assert problem.startswith("A001: history needs a prose cell")


def test_a_number_is_the_slide_s_if_any_statement_of_its_cell_prints_it() -> None:
    both = (
        '# %% slides="A005 A006 Z999"\ncheck_erratum("P2", "sum", z, ["3.6", "0.9758", "3.6", "4"])'
    )
    unknown, number = problems(HISTORY + both + "\n")
    assert unknown.startswith("cell 4: slides= names Z999, which")
    assert number.startswith("cell 4: compares with a slide's '4', which A005 A006 Z999 do not")


def test_numbers_are_found_however_they_are_given() -> None:
    code = """\
table = [["1", "2"], ["3", "nan"]]
check_slide("P1", "one", x, table)
slides.check_slide("P1", "two", x, slide=["4"], show="5")
check_erratum("P1", "three", x, slide="no number", right="6")
check_slide("P1", "four", x, -f(y))
a.b = c = ["5", 7]
check_erratum("P1", "five", x, c, "8")
check_slide("P1", "six", x, unknown)
print("P1", "seven", x, "9")
"""
    assert list(slide_numbers(code)) == ["1", "2", "3", "4", "5"]


def test_claims_say_cell_and_section() -> None:
    found = claims(parse(stamp(HISTORY + CODE)))
    assert [(name, c.number, c.section) for name, cs in found.items() for c in cs] == [
        ("A001", 3, "1.2"),
        ("A005", 4, "1.2"),
        ("A006", 5, "1.2"),
    ]


def test_a_section_is_a_number_or_a_title_until_the_next_one() -> None:
    texts = ["Text", "## 1.2 A step", "### 1.2.1 Its part", "### A note", "# Summary", "Text"]
    cells = [
        f'# %% [markdown] lang="en"\n# {text}\n\n# %% [markdown] lang="zh-TW" of=""\n# 文\n\n'
        f'# %% slides="A{i:03d}"\nx\n\n'
        for i, text in enumerate(texts)
    ]
    found = claims(parse("".join(cells)))
    sections = ["", "1.2", "1.2", "1.2", "Summary", "Summary"]
    assert [[(c.number, c.section) for c in cs] for cs in found.values()] == [
        [(4 + 2 * i, section)] for i, section in enumerate(sections)
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[A004]", "[A4]", "slides.toml, A4: not an id; write a deck (A, B)"),
        ("[A004]", "[C004]", "slides.toml, C004: not an id"),
        ("[A004]", "[B001]", "is not valid TOML"),
        ("chapter = 1", 'chapter = "1"', "A004: chapter is '1'; write a int"),
        ('"agrees"', '"right"', "A004: verdict 'right'; choose from agrees, limits"),
        ('"agrees"', '"history"', "A004: history stands on a source"),
        ('["3.6", "1"]', '["3.6", "x"]', "A004: prints 'x'; write numbers as strings"),
    ],
)
def test_each_mistake_in_the_ledger_is_named(
    written_course: Course, old: str, new: str, message: str
) -> None:
    root, chapter = written_course
    path = root / "notebooks/sources/slides.toml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(CourseError) as error:
        load_ledger(root)
    assert message in str(error.value) and "\n" not in str(error.value)
    assert check(chapter, root) == [str(error.value)]
