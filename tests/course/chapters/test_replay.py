"""Replaying a chapter with mutations: each way in which one, or the chapter itself, can end."""

from __future__ import annotations

import inspect
import signal
from pathlib import Path
from typing import Any

import pytest

from course.chapters import replay
from course.chapters.falsify import _in_process
from course.chapters.replay import (
    FAILED,
    KILLED,
    NEEDS_TENSORFLOW,
    SPOILED,
    SURVIVED,
    Mutant,
    Verdict,
    run_cell,
    without_report,
)

LIMIT = 60
NOTHING_FAILS = Verdict(SURVIVED, "nothing fails")
CELLS = {
    2: "import math\n",
    4: "total = 2 * 3",
    5: "doubled = 2 * total",
    7: "assert doubled == 12",
}


def verdicts(
    folder: Path, cells: dict[int, str], *mutants: Mutant, apart: frozenset[int] = frozenset()
) -> Any:
    return _in_process(replay.run_chapter, folder, cells, mutants, apart, LIMIT)


def test_verdicts_come_in_the_order_of_the_mutants(tmp_path: Path) -> None:
    mutants = {
        Mutant(5, "doubled = total", 7): Verdict(KILLED),
        Mutant(4, "total = 6", 7): NOTHING_FAILS,
        Mutant(4, "total = 2 + 3", 7): Verdict(KILLED),
        Mutant(4, "total = 3 + 3", 7): NOTHING_FAILS,
        Mutant(4, "total = 2 - 3", 7): Verdict(KILLED),
        Mutant(4, "total = 2 + 3", 5): NOTHING_FAILS,  # what stands after the marked cell
        Mutant(7, "assert doubled == 13", 7): Verdict(KILLED),
        Mutant(4, "assert total", 7): Verdict(
            SURVIVED, "cell 4 ends in an error, not a proof: NameError: name 'total' is not defined"
        ),
        Mutant(5, "assert total == 5, 'not\\n  five'", 7): Verdict(
            SURVIVED, "cell 5 fails before the marked one: AssertionError: not five"
        ),
        Mutant(7, "raise ValueError('x' * 300)", 7): Verdict(
            SURVIVED, f"the marked cell ends in an error, not a proof: ValueError: {'x' * 188}"
        ),
        Mutant(5, "import os; os._exit(3)", 7): Verdict(
            SURVIVED, "its process ended with status 3"
        ),
    }
    assert verdicts(tmp_path, CELLS, *mutants) == list(mutants.values())


def test_a_chapter_that_fails_by_itself_says_where(tmp_path: Path) -> None:
    cells = CELLS | {5: "doubled = 1 / 0"}
    found = verdicts(tmp_path, cells, Mutant(4, "total = 5", 7))
    assert found == Verdict(FAILED, "cell 5: ZeroDivisionError: division by zero")


WHERE = """\
import os

assert __name__ == "__main__" and callable(__builtins__.print)
assert os.getcwd() == {folder!r}
assert os.environ["COURSE_STATIC"] == "1"
nothing = os.stat(os.devnull)
assert all(os.path.samestat(os.fstat(output), nothing) for output in (1, 2))
print("into nothing", flush=True)
"""


def test_cells_run_where_the_notebook_stands_and_print_nothing(tmp_path: Path) -> None:
    cells = {2: WHERE.format(folder=str(tmp_path)), 3: "assert __name__"}
    alone = Mutant(3, "assert not __name__", 3)
    assert verdicts(tmp_path, cells) == []
    assert _in_process(replay.run_alone, tmp_path, cells, alone, LIMIT) == Verdict(KILLED)


def test_alone_a_mutant_runs_after_the_cells_before_it(tmp_path: Path) -> None:
    def alone(*mutant: Any, cells: dict[int, str] = CELLS, limit: int = LIMIT) -> Any:
        return _in_process(replay.run_alone, tmp_path, cells, Mutant(*mutant), limit)

    assert alone(5, "doubled = total", 7) == Verdict(KILLED)
    assert alone(4, "total = 6", 7) == NOTHING_FAILS
    # A second time would make 3 of it.
    counted = {2: "n = 0", 3: "n += 1", 4: "assert n == 1"}
    assert alone(3, "n = n + 1", 4, cells=counted) == NOTHING_FAILS
    forever = Verdict(SURVIVED, "it had not ended after 1 s")
    assert alone(4, "while True: pass", 7, limit=1) == forever


TENSORFLOW = {
    2: "import tensorflow as tf",
    3: "weights = tf.Variable([1.0, 2.0])\nplain = 1",
    4: "total = float(tf.reduce_sum(weights))",
    5: "assert total == 3",
}
TRIED = [
    Mutant(4, "weights.assign_add([1.0, 0.0])\ntotal = float(tf.reduce_sum(weights))", 5),
    Mutant(4, "total = float(tf.reduce_sum(weights + 0))", 5),
]


def test_what_needs_tensorflow_is_tried_in_the_chapter_s_process(tmp_path: Path) -> None:
    assert verdicts(tmp_path, TENSORFLOW, *TRIED) == [Verdict(KILLED), NOTHING_FAILS]
    assert (
        verdicts(tmp_path, TENSORFLOW, *TRIED, apart=frozenset({4}))
        == [Verdict(NEEDS_TENSORFLOW)] * 2
    )


def test_a_run_that_a_mutation_spoiled_names_the_last_cell_that_one_was_tried_in(
    tmp_path: Path,
) -> None:
    cells = TENSORFLOW | {3: "import sys\nweights = tf.ones(2)\nsys.course_count = 0"}
    cells[4] = "sys.course_count += 1\ntotal = float(tf.reduce_sum(weights))"
    cells |= {5: "assert sys.course_count == 1", 6: "late = 1"}
    mutant = Mutant(4, cells[4] + " + 1", 6)
    assert verdicts(tmp_path, cells, mutant, Mutant(6, "late = 2", 6)) == Verdict(
        SPOILED, "cell 5: AssertionError:", 4
    )


def test_one_that_needs_tensorflow_and_never_ends_is_stopped(tmp_path: Path) -> None:
    mutants = [Mutant(4, "while True: tf.ones(2)", 5), TRIED[1]]
    found = _in_process(replay.run_chapter, tmp_path, TENSORFLOW, mutants, set(), 2)
    assert found == [Verdict(SURVIVED, "it had not ended after 2 s"), NOTHING_FAILS]


def test_a_cell_s_functions_can_be_read_and_are_as_in_a_notebook() -> None:
    namespace: dict[str, Any] = {"__name__": "__main__"}
    text = "x = 1\ndef f(a: int) -> int:\n    return a\n"
    run_cell(7, text, namespace)
    assert inspect.getsource(namespace["f"]) == text.partition("\n")[2]
    # As text they would be, were the module's own import of annotations theirs too.
    assert namespace["f"].__annotations__ == {"a": int, "return": int}
    with pytest.raises(SyntaxError) as error:
        run_cell(8, "x = ", namespace)
    assert error.value.filename == "<cell 8>"


@pytest.mark.parametrize(
    ("status", "note"),
    [
        (-signal.SIGXCPU, "it had not ended after 5 s"),
        (-signal.SIGALRM, "it had not ended after 5 s"),
        (-signal.SIGKILL, "its process ended with status -9"),
        (None, "its process ended with status None"),
    ],
)
def test_a_process_without_a_report_is_judged_by_its_end(status: int | None, note: str) -> None:
    assert without_report(status, 5) == Verdict(SURVIVED, note)
