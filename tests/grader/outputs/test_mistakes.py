"""Known mistakes: files of them, which one an answer looks like, and the students' pages."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from grader.__main__ import main
from grader.notebook.cells import parse
from grader.outputs import languages, mistakes
from grader.outputs.decisions import DECIDED
from grader.outputs.mistakes import (
    MOST,
    NAME,
    Mistake,
    Mistakes,
    MistakesError,
    digest_of_tests,
    kept,
    read,
    write,
)
from grader.outputs.pages import feedback
from grader.outputs.reports import write_reports
from grader.outputs.results import Results
from grader.session import verdict
from tests.grader import samples
from tests.grader.outputs.rows import question, results, row
from tests.grader.runs import hand_in
from tests.grader.samples import HONEST, notebook_with

TOLD = "Question 1: f(1) is 5, expected 1.\n第 1 題：f(1) 是 5，應為 1。"
HIDDEN = verdict.HIDDEN


def mistake(points: float, message: str, name: str, chinese: str = "錯誤") -> Mistake:
    return Mistake(points, message, {"en": name, "zh-TW": chinese})


KNOWN = Mistakes(
    "lab",
    "digest",
    {
        "q1": [
            mistake(0.0, TOLD, "constant", "固定的數"),
            mistake(4.0, TOLD, "constant in one part", "有一部分是固定的數"),
            mistake(6.0, TOLD, "<b>6</b>", "<b>六</b>"),
            mistake(6.0, TOLD, "also 6", "也是 6"),
            mistake(4.0, "", "hidden"),
            *(mistake(2.0, TOLD, f"one of many {n}") for n in range(MOST + 1)),
        ]
    },
)


def names(item: Any) -> list[str]:
    return [found.name["en"] for found in KNOWN.like("q1", item)]


def test_points_and_message_must_both_fit() -> None:
    assert names(question(0.0, reason=TOLD)) == ["constant"]
    assert names(question(4.0, reason=TOLD)) == ["constant in one part"]
    assert names(question(6.0, reason=TOLD)) == ["<b>6</b>", "also 6"]
    assert names(question(5.0, reason=TOLD)) == []
    assert names(question(0.0, reason=TOLD.replace("5", "7"))) == []
    assert KNOWN.like("q2", question(0.0, reason=TOLD)) == []


def test_nothing_is_named_where_points_and_message_say_too_little() -> None:
    for reason in ("", HIDDEN, verdict.OTHERWISE, "not written yet", "took longer than 60 s"):
        same = [mistake(points, told, "x") for points in (0.0, 4.0) for told in ("", reason)]
        silent = Mistakes("lab", "", {"q1": [*same, mistake(10.0, TOLD, "all")]})
        for points in (0.0, 4.0):
            assert silent.like("q1", question(points, reason=reason)) == []
    assert silent.like("q1", question(10.0, reason=TOLD)) == []
    assert names(question(2.0, reason=TOLD)) == []


def test_nothing_is_named_where_a_person_decides() -> None:
    assert names(question(None, reason=TOLD)) == []
    assert names(question(4.0, reason=verdict.HELD, review=True)) == []
    decision = {"points": 4.0, "comment": "", "who": "me", "when": ""}
    assert names(question(4.0, reason=DECIDED, decision=decision)) == []


def test_a_joined_row_names_the_notebook_before_the_question() -> None:
    item = question(0.0, reason=TOLD)
    assert [found.name["en"] for found in KNOWN.like("lab/q1", item)] == ["constant"]
    assert KNOWN.like("other/q1", item) == []


def page_of(points: float, reason: str, language: str, known: Mistakes | None = KNOWN) -> str:
    text = feedback(row("ann", {"q1": question(points, reason=reason)}, language=language), known)
    return re.sub(r"\s+", " ", text.partition("<tbody>")[2].partition("</tbody>")[0])


def test_a_students_page_says_in_its_language_what_the_answer_looks_like() -> None:
    """In words that are true too where another mistake gave the same points and message."""
    assert ">One mistake that gives this result: constant.<" in page_of(0.0, TOLD, "en")
    assert '<p class="like">會得到這個結果的一種錯誤：固定的數。</p>' in page_of(0.0, TOLD, "zh-TW")
    several = "Some mistakes that give this result: &lt;b&gt;6&lt;/b&gt;; also 6."
    assert several in page_of(6.0, TOLD, "en")
    assert ">會得到這個結果的幾種錯誤：&lt;b&gt;六&lt;/b&gt;；也是 6。<" in page_of(
        6.0, TOLD, "zh-TW"
    )
    for points, reason, known in [(4.0, HIDDEN, KNOWN), (10.0, "", KNOWN), (0.0, TOLD, None)]:
        assert "this result" not in page_of(points, reason, "en", known)


@pytest.mark.parametrize("language", ["en", "zh-TW"])
def test_a_name_is_text_on_a_students_page(language: str) -> None:
    page = page_of(6.0, TOLD, language)
    assert "&lt;b&gt;" in page and "<b>" not in page
    known = Mistakes("", "", {"q1": [mistake(0.0, TOLD, "x\x1b[2J\x07{0}", "\x9bx{}")]})
    page = page_of(0.0, TOLD, language, known)
    assert "\x1b" not in page and "\x07" not in page and "\x9b" not in page and "x" in page


def test_a_page_depends_on_what_stands_on_it_only() -> None:
    """Not on what hidden tests said: the answer's own process may have written that."""
    for told, name in ((TOLD, ["constant in one part"]), (HIDDEN, [])):
        for text in (TOLD, "Question 1: hidden", ""):
            run = {"score": 4.0, "reason": text}
            assert names(question(4.0, reason=told, detail=text, plain=run)) == name


def test_a_file_gives_back_what_was_written(tmp_path: Path) -> None:
    write(tmp_path / NAME, KNOWN)
    assert read(tmp_path / NAME) == KNOWN == kept(tmp_path)
    assert kept(tmp_path / "elsewhere").known == {}


OLD = '{"q1": {"f(1) is 5": ["constant"]}}'
BAD = ["", "[]", "[" * 100_000, "null", "{", OLD, '{"version": 2}', '{"version": 3, "known": {}}']
KNOWN_BADLY: list[Any] = [
    *({"q": [{"points": 1}]}, {"q": 1}, [], {"q": [[]]}),
    {"q": [{"points": "x", "message": "", "name": {"en": "", "zh-TW": ""}}]},
    {"q": [{"points": 1, "message": "", "name": {"en": "no Chinese"}}]},
    {"q": [{"points": 1, "message": "", "name": {"en": "\ud800", "zh-TW": ""}}]},  # no page has it
]
POINTS: list[Any] = [math.nan, math.inf, -math.inf, -1, -0.5, True, "1", None, 10**400]
KNOWN_BADLY += [
    {"q": [{"points": points, "message": "", "name": {"en": "", "zh-TW": ""}}]} for points in POINTS
]
BAD += [
    json.dumps({"version": 2, "notebook": "lab", "tests": "", "known": known})
    for known in KNOWN_BADLY
]


@pytest.mark.parametrize("text", [*BAD, None])
def test_another_file_says_what_writes_one(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(MistakesError, match=r"known\.json is not a table .*make answers LAB=03"):
        read(path)


def test_a_file_that_is_far_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / NAME
    write(path, KNOWN)
    size = path.stat().st_size
    monkeypatch.setattr(mistakes, "MAX_BYTES", size)
    assert read(path) == KNOWN
    monkeypatch.setattr(mistakes, "MAX_BYTES", size - 1)
    with pytest.raises(MistakesError, match=r"\(it is larger than 0 MB\); .*make answers LAB=03"):
        read(path)
    assert size > 500


def test_pages_written_later_name_them_too(tmp_path: Path) -> None:
    told = question(0.0, reason=TOLD)
    out = Results(results(tmp_path / "out", [row("ann", {"q1": told})]))
    for named in (False, True):
        with out.writing():
            write_reports(out)
        for page in ("summary.html", "feedback/ann.html"):
            assert ("constant" in (out.folder / page).read_text(encoding="utf-8")) == named
        write(out.folder / NAME, KNOWN)


def of_target(points: float = 5.0, **other: str) -> Mistakes:
    tests = digest_of_tests(parse(samples.as_bytes(samples.instructor("target"))))
    known = {**KNOWN.known, "first_test": [mistake(points, TOLD, "all")]}
    return Mistakes(**{"notebook": "target", "tests": tests, **other}, known=known)


def test_the_command_checks_them_before_it_grades(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "target.ipynb").write_bytes(samples.as_bytes(samples.instructor("target")))
    hand_in(tmp_path / "in", ann=notebook_with(HONEST))
    given, out = tmp_path / "known.json", tmp_path / "out"
    plain = ["grade", str(tmp_path / "target.ipynb"), str(tmp_path / "in"), "--out", str(out)]
    words = [*plain, "--mistakes", str(given)]
    for wrong, said in [
        (of_target(notebook="lab05"), "known mistakes of lab05, not of target"),
        (of_target(tests="of last year"), "other tests than those of .*target.ipynb"),
        (of_target(points=5.5), r"\(more points than first_test has\); for a lab of the course"),
        (None, "not a table of known mistakes"),
    ]:
        given.write_text(OLD) if wrong is None else write(given, wrong)
        assert main(words) == 2 and not out.exists()
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 1 and re.search(said, lines[0])
    write(given, of_target())
    assert main(words) == 0 and kept(out) == of_target()
    # One that is kept there is checked likewise, and what was graded stays.
    before = (out / "results.jsonl").read_bytes()
    write(out / NAME, of_target(tests="of last year"))
    assert main(plain) == 2
    (out / NAME).write_text("{")
    assert main(plain) == 2 and (out / "results.jsonl").read_bytes() == before
    assert main(words) == 0 and kept(out) == of_target()


def test_another_labs_results_keep_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "target.ipynb").write_bytes(samples.as_bytes(samples.instructor("target")))
    out = results(tmp_path / "out", [row("ann", {"q1": 1.0}, "lab")])
    write(out / NAME, KNOWN)
    write(tmp_path / "known.json", of_target())
    words = ["grade", str(tmp_path / "target.ipynb"), str(tmp_path), "--out", str(out)]
    for more in ([], ["--mistakes", str(tmp_path / "known.json")]):
        assert main([*words, *more]) == 2
        assert "has the results of 'lab'; name another folder" in capsys.readouterr().err
    assert kept(out) == KNOWN


def test_the_graders_own_sentences_are_no_messages_of_a_test() -> None:
    for own in ("", HIDDEN, verdict.HELD, verdict.OTHERWISE, DECIDED, "part of the points"):
        assert languages.is_own(own)
    assert not languages.is_own(TOLD)
