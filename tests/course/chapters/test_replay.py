"""Replaying a chapter with mutations: each way in which one, or the chapter itself, can end."""

from __future__ import annotations

import inspect
import resource
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
from tests.course.chapters.courses import CONTEXT

LIMIT = 60
FORKS = pytest.mark.usefixtures("in_forks")
# Python says so of a fork in a process with threads, such as a worker of the tests.
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
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


@FORKS
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


@FORKS
def test_a_chapter_that_fails_by_itself_says_where(tmp_path: Path) -> None:
    cells = CELLS | {5: "doubled = 1 / 0"}
    found = verdicts(tmp_path, cells, Mutant(4, "total = 5", 7))
    assert found == Verdict(FAILED, "cell 5: ZeroDivisionError: division by zero")


WHERE = """\
import os

assert __name__ == "__main__" and callable(__builtins__.print)
assert os.getcwd() == {folder!r}
nothing = os.stat(os.devnull)
assert all(os.path.samestat(os.fstat(output), nothing) for output in (1, 2))
print("into nothing", flush=True)
"""


@FORKS
def test_cells_run_where_the_notebook_stands_and_print_nothing(tmp_path: Path) -> None:
    cells = {2: WHERE.format(folder=str(tmp_path)), 3: "assert __name__"}
    alone = Mutant(3, "assert not __name__", 3)
    assert verdicts(tmp_path, cells) == []
    assert _in_process(replay.run_alone, tmp_path, cells, alone, LIMIT) == Verdict(KILLED)


@pytest.mark.proof
def test_cells_run_in_a_process_with_still_explorables_and_no_pictures(tmp_path: Path) -> None:
    cells = {
        2: WHERE.format(folder=str(tmp_path)) + 'assert os.environ["COURSE_STATIC"] == "1"',
        3: "import utils.plotting.display\nassert utils.plotting.display.png_of(None) == b''",
    }
    assert verdicts(tmp_path, cells) == []


@FORKS
def test_alone_a_mutant_runs_after_the_cells_before_it(tmp_path: Path) -> None:
    def alone(*mutant: Any, cells: dict[int, str] = CELLS, limit: int = LIMIT) -> Any:
        return _in_process(replay.run_alone, tmp_path, cells, Mutant(*mutant), limit)

    assert alone(5, "doubled = total", 7) == Verdict(KILLED)
    assert alone(4, "total = 6", 7) == NOTHING_FAILS
    # A second time would make 3 of it.
    counted = {2: "n = 0", 3: "n += 1", 4: "assert n == 1"}
    assert alone(3, "n = n + 1", 4, cells=counted) == NOTHING_FAILS


# What a mutant of 60 s may use: of the processor, and where it only waits.
LIMITS = """\
import resource, signal, time
soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
assert 60 <= soft - time.process_time() <= 61 and hard == {hard}
assert 599 <= signal.alarm(0) <= 600
assert not "within its limits"
"""


@FORKS
def test_the_system_ends_a_mutant_that_takes_too_long(tmp_path: Path) -> None:
    within = LIMITS.format(hard=resource.getrlimit(resource.RLIMIT_CPU)[1])
    too_long = "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)"
    forever = Verdict(SURVIVED, "it had not ended after 60 s")
    mutants = [Mutant(7, text, 7) for text in (too_long, within, too_long)]
    found = [forever, Verdict(KILLED), forever]
    assert verdicts(tmp_path, CELLS, *mutants) == found
    for mutant, wanted in zip(mutants[:2], found[:2], strict=True):
        assert _in_process(replay.run_alone, tmp_path, CELLS, mutant, LIMIT) == wanted


@FORKS
def test_as_many_mutants_as_may_run_beside_the_chapter(tmp_path: Path) -> None:
    cells = {2: "import os, signal, time"}
    # The first two end once both have begun, or are stopped by the clock.
    meet = "open('{}', 'w').close()\nwhile not os.path.exists('{}'): time.sleep(0.001)\nassert 0"
    alone = "assert os.path.exists('one') and os.path.exists('two')"
    cells[3] = "one = 1"
    mutants = [
        Mutant(3, meet.format("one", "two"), 3),
        Mutant(3, meet.format("two", "one"), 3),
        Mutant(3, f"{alone}, 'begun before one of these had ended'", 3),
    ]
    found = _in_process(replay.run_chapter, tmp_path, cells, mutants, set(), 1)
    assert found == [Verdict(KILLED), Verdict(KILLED), NOTHING_FAILS]


@FORKS
def test_a_fork_never_returns_into_the_chapter_s_run(tmp_path: Path) -> None:
    cells = CELLS | {2: "import sys\nsys.stderr = open('said', 'w')"}
    assert verdicts(tmp_path, cells, Mutant(7, "assert doubled == 13", 7)) == [Verdict(KILLED)]
    assert (tmp_path / "said").read_text() == ""


EAGER = {2: CONTEXT, 3: "eager._context.use()\ntotal = 3", 5: "assert total == 3", 6: "late = 1"}


@pytest.mark.usefixtures("in_forks_with_snapshot")
class TestWhatNeedsTensorFlow:
    """Mutants that come to an operation of TensorFlow after it has started."""

    def test_is_tried_in_the_chapter_s_process_and_taken_back(self, tmp_path: Path) -> None:
        mutants = [
            Mutant(3, "eager._context.use()\nnew = total = 4", 5),
            Mutant(3, "eager._context.use()\ntotal = 1 + 2", 5),
            Mutant(6, "late = 2", 6),
        ]
        cells = EAGER | {6: "assert 'new' not in globals()"}
        found = [Verdict(KILLED), NOTHING_FAILS, NOTHING_FAILS]
        assert verdicts(tmp_path, cells, *mutants) == found

    def test_is_left_for_later_where_it_would_spoil_the_run(self, tmp_path: Path) -> None:
        mutant = Mutant(3, "eager._context.use()", 5)
        found = verdicts(tmp_path, EAGER, mutant, apart=frozenset({3}))
        assert found == [Verdict(NEEDS_TENSORFLOW)]

    def test_spoils_the_run_with_what_cannot_be_taken_back(self, tmp_path: Path) -> None:
        cells = EAGER | {6: "assert eager._context.used == 1, 'used twice'"}
        mutants = [Mutant(3, "eager._context.use()", 3), Mutant(6, "assert False", 6)]
        assert verdicts(tmp_path, cells, *mutants) == Verdict(
            SPOILED, "cell 6: AssertionError: used twice", 3
        )

    def test_keeps_the_context_for_to_free_it_waits_for_ever(self, tmp_path: Path) -> None:
        kept = Mutant(6, "assert alive() is None", 6)
        assert verdicts(tmp_path, EAGER, kept) == [Verdict(KILLED)]

    def test_is_stopped_after_its_time(self, tmp_path: Path) -> None:
        limited = "import signal\nassert 59 < signal.getitimer(signal.ITIMER_PROF)[0] <= 60.1"
        mutants = [
            Mutant(3, f"eager._context.use()\n{limited}\ntotal = 4", 5),
            Mutant(3, "eager._context.use()\nimport signal; signal.raise_signal(27)", 5),
        ]
        unlimited = "import signal\nassert signal.getitimer(signal.ITIMER_PROF)[0] == 0"
        handled = "assert signal.getsignal(signal.SIGPROF) == signal.SIG_DFL"
        cells = EAGER | {6: f"{unlimited}\n{handled}"}
        assert verdicts(tmp_path, cells, *mutants) == [
            Verdict(KILLED),
            Verdict(SURVIVED, "it had not ended after 60 s"),
        ]


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


@FORKS
def test_a_mutant_s_cells_can_read_the_functions_of_those_before(tmp_path: Path) -> None:
    cells = {
        2: "def one():\n    return 1",
        3: "x = 3",
        4: "def two():\n    return 2",
        5: "from inspect import getsource\nassert '1' in getsource(one) and '+' in getsource(two)",
    }
    mutant = Mutant(4, "def two():\n    return 1 + 1", 5)
    assert _in_process(replay.run_alone, tmp_path, cells, mutant, LIMIT) == NOTHING_FAILS
    cells[5] = cells[5].replace("'+'", "'two'")
    assert verdicts(tmp_path, cells, mutant) == [NOTHING_FAILS]


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
