"""Notebooks with parts replaced, removed, doubled or broken: each gets a row."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.notebook.assignment import Assignment
from grader.notebook.cells import NotebookError, parse
from grader.notebook.merge import merge
from grader.outputs.pages import feedback
from grader.processes.job import Mode
from grader.records import Task
from grader.session import submission
from grader.session.watch import PassResult, run_pass
from tests.grader.conftest import Grade
from tests.grader.security.tampering import honest

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=12,
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A notebook with some of its parts replaced, removed, doubled, or its bytes broken."""
    raw: Any = honest()
    for _ in range(draw(st.integers(0, 5))):
        place: Any = raw
        while isinstance(place, (dict, list)) and place:
            keys: list[Any] = list(place) if isinstance(place, dict) else list(range(len(place)))
            key = draw(st.sampled_from(keys))
            act = draw(
                st.sampled_from(["deeper", "deeper", "deeper", "replace", "remove", "double"])
            )
            if act == "replace":
                place[key] = draw(_JSON)
            elif act == "remove":
                del place[key]
            elif act == "double" and isinstance(place, list):
                place.insert(key, place[key])
            else:
                place = place[key]
                continue
            break
    data = bytearray(json.dumps(raw).encode())
    for _ in range(draw(st.integers(0, 3)) if draw(st.booleans()) else 0):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        data[at : at + draw(st.integers(0, 20))] = draw(st.binary(max_size=10))
    return bytes(data)


def check_damaged(data: bytes, grade: Grade, target: Assignment) -> None:
    try:
        cells = parse(data)
        readable = True
        merge(target.cells, cells)
    except (NotebookError, RecursionError):
        readable = False
    row = grade(target, data)
    assert (row["status"] == "graded") == readable, row
    assert readable or len(row["reason"]) > 5
    assert 0 <= row["score"] <= 10 and set(row["questions"]) == set(target.points)
    json.loads(json.dumps(row))
    feedback(row).encode("utf-8", "replace")


def contents(data: bytes) -> str:
    """Return all that the grader takes from a notebook: its cells, or why it cannot be read."""
    try:
        return repr(parse(data))
    except (NotebookError, RecursionError) as error:
        return repr(error)


def fuzzed(count: int) -> settings:
    """So many notebooks, however large; fixtures are made once for all of them."""
    return settings(max_examples=count, suppress_health_check=list(HealthCheck))


def test_fuzzed_notebooks_get_a_row(grade: Grade, target: Assignment) -> None:
    @fuzzed(10)
    @given(damaged())
    def run(data: bytes) -> None:
        check_damaged(data, grade, target)

    run()


@pytest.mark.proof
def test_1000_fuzzed_notebooks_get_a_row(
    grade: Grade, target: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that the grader does itself is done for each; those with equal contents share runs."""
    runs: dict[Any, PassResult] = {}

    def run_once(task: Task, seconds: float, skip: list[int], *, mode: Mode) -> PassResult:
        key = (contents(task.submission), *skip, mode)
        if key not in runs:
            runs[key] = run_pass(task, seconds, skip, mode=mode)
        return copy.deepcopy(runs[key])

    monkeypatch.setattr(submission, "run_pass", run_once)

    @fuzzed(1000)
    @given(damaged())
    def run(data: bytes) -> None:
        check_damaged(data, grade, target)

    run()
    assert len(runs) > 60
