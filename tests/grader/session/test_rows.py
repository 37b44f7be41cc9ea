"""The row of a submission, made of what its runs through the notebook say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.records import digest_of, empty_row
from grader.sandbox.jail import Plan
from grader.session.verdict import HELD
from grader.session.watch import PassResult
from tests.grader import samples
from tests.grader.samples import cell, notebook, solution
from tests.grader.session.scripted import (
    PLAN,
    TASK,
    Runs,
    graded,
    handed_in,
    run,
    scored,
)


def test_both_runs_give_all_points(monkeypatch: pytest.MonkeyPatch) -> None:
    proven: list[tuple[Plan, int]] = []
    cells: Any = {5: "fifth", 2: "second"}
    manual = {"essay": True, "other": False, "drawing": False}
    runs = Runs(
        split=run(2, 1, "split", notes=["odd", "late"], cells=cells, manual=manual),
        plain=run(2, 1, "plain", notes=["no"]),
    )
    row = graded(monkeypatch, runs, prove=lambda *what: proven.append(what))
    assert (proven, runs.modes()) == ([(PLAN, 3)], ["split", "plain"])
    score = {"score": None, "detail": "", "review": False, "reason": "to be graded by a person"}
    text = "Mine, 測試."
    assert row == empty_row(TASK) | {
        "score": 3.0,
        "seconds": row["seconds"],
        "notes": ["late", "odd"],
        "cells": ["second", "fifth"],
        "language": "en",
        "titles": dict.fromkeys(
            ("one", "one_test", "two_test", "essay", "other", "drawing"), "Sums"
        ),
        "questions": {
            name: {
                **{"score": points, "max_score": points, "reason": "", "detail": "plain found"},
                **{"review": False, "split": scored(points, "split")},
                "plain": scored(points, "plain"),
            }
            for name, points in {"one_test": 2, "two_test": 1}.items()
        }
        | {
            "essay": {
                **{**score, "max_score": 3},
                "answer": {"code": text, "digest": digest_of(text.encode())},
            },
            "other": {**score, "max_score": 3, "score": 0.0, "reason": "no response"},
            "drawing": {**score, "max_score": 4},
        },
    }


@pytest.mark.parametrize("lost", ["one_test", "two_test"])
def test_what_is_lost_is_run_again_for_what_the_student_reads(
    lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = {"one_test": 2.0, "two_test": 1.0, lost: 0.0}
    found = [
        run(points["one_test"], points["two_test"], who) for who in ("split", "plain", "visible")
    ]
    runs = Runs(split=found[0], plain=found[1], visible=found[2])
    row = graded(monkeypatch, runs)
    assert runs.modes() == ["split", "plain", "visible"]
    assert row["score"] == sum(points.values())
    told = {name: row["questions"][name]["reason"] for name in points}
    assert told == {"one_test": "", "two_test": ""} | {lost: "visible tells"}


@pytest.mark.parametrize(
    ("split", "plain"),
    [
        (PassResult(unreadable="no JSON"), PassResult()),
        (PassResult(unreadable="another notebook"), PassResult()),
    ],
)
def test_what_cannot_be_read_runs_once(
    split: PassResult, plain: PassResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    readable = split.unreadable == "another notebook"
    runs = Runs(split=split)
    data = handed_in() if readable else b"{"
    row = graded(monkeypatch, runs, replace(TASK, submission=data))
    assert runs.modes() == ["split"]
    assert (row["status"], row["reason"], row["score"]) == ("unreadable", split.unreadable, 0.0)
    assert row["questions"]["one_test"]["reason"] == split.unreadable
    assert row.get("titles") == ({} if readable else None)
    assert row.get("language") == ("en" if readable else None)


def test_an_unreadable_notebook_in_chinese_is_told_in_chinese(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = notebook([cell("## 第 2 題", "markdown"), solution("q", "1")])
    task = replace(TASK, submission=samples.as_bytes(raw))
    row = graded(monkeypatch, Runs(split=PassResult(unreadable="another")), task)
    assert (row["language"], row["titles"]) == ("zh-TW", {})


def test_titles_are_of_the_assignments_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    more = [cell("## Mine", "markdown"), solution("mine", "1")]
    runs = Runs(split=run(2, 1), plain=run(2, 1))
    row = graded(monkeypatch, runs, replace(TASK, submission=handed_in(*more)))
    assert row["titles"]["one"] == "Sums" and "mine" not in row["titles"]


STOPPED = "the notebook took longer than 100 s"


@pytest.mark.parametrize("stopped", ["split", "plain"])
def test_a_test_that_did_not_run_earns_nothing(
    stopped: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ran out of time in one of the two runs."""
    part = PassResult(scores={"one_test": scored(2, "it")}, died_at=3, seconds=100, interrupted=[3])
    whole = run(2, 1, "other")
    found = {"split": whole, "plain": whole, stopped: part}
    row = graded(monkeypatch, Runs(**found, visible=run(2, 1)))
    assert (row["status"], row["reason"], row["score"]) == ("stopped", STOPPED, 2.0)
    assert row["questions"]["one_test"]["reason"] == ""
    second = row["questions"]["two_test"]
    missing = {"score": 0.0, "reason": STOPPED, "detail": STOPPED}
    assert second["reason"] == STOPPED and second[stopped] == missing  # type: ignore[literal-required]


@pytest.mark.parametrize(
    ("split", "held"),
    [((2, 1), []), ((0, 1), ["one_test"]), ((2, None), ["two_test"])],
)
def test_who_waits_for_a_person_is_shown_with_the_answer(
    split: tuple[float | None, float | None], held: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = Runs(split=run(*split), plain=run(2, 1), visible=run(2, 1))
    questions = graded(monkeypatch, runs)["questions"]
    for name in ("one_test", "two_test"):
        assert questions[name]["review"] == (name in held) == ("answer" in questions[name])
        assert (questions[name]["reason"] == HELD) == (name in held)
    code = {"one_test": "def f(): return 1", "two_test": ""}
    for name in held:
        assert questions[name]["answer"]["code"] == code[name]


def test_what_could_forge_the_plain_run_waits_for_a_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second test could notice what objects share; all code above it is shown."""
    data = handed_in(one="import sys\nsys.modules.clear()\ndef f(): return 1")
    runs = Runs(split=run(2, 1), plain=run(2, 1), visible=run(2, 1))
    first, second = list(
        graded(monkeypatch, runs, replace(TASK, submission=data))["questions"].values()
    )[:2]
    assert (first["score"], first["review"]) == (2, False)
    assert (second["score"], second["review"]) == (0, True)
    assert "sys.modules" in second["answer"]["code"]
    assert "this submission could change" in second["detail"]
