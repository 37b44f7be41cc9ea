"""Falsification: mutations of tiny chapters, one for each way they can end."""

from __future__ import annotations

from contextlib import redirect_stdout
from pathlib import Path
from unittest.mock import Mock

import pytest

from course.chapters.falsify import Survivor, _in_process, code_cells, falsify, report_survivors
from course.config import Chapter, CourseError, repository
from course.directives import Mutation
from course.source import Code, Prose, Source, stamp
from tests.course.chapters.courses import CONTEXT, Course

LIMIT = 60
FORKS = pytest.mark.usefixtures("in_forks")
# Python says so of a fork in a process with threads, such as a worker of the tests.
pytestmark = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")

GREEN = """\
# %%
import string

total = 0


def twice(x):
    return 2 * x


# %%
total = total + twice(3)

# %% fold="Check the sum"
print(total)
assert total == 6
"""

PROSE = """
# %% [markdown] lang="en"
# Done.

# %% [markdown] lang="zh-TW" of=""
# 完成。
"""


def run(course: Course, source: str, *, limit: int = LIMIT) -> tuple[int, list[Survivor]]:
    root, chapter = course
    chapter.source(root).write_text(stamp(source), encoding="utf-8")
    return falsify(chapter, root, limit=limit)


@FORKS
def test_mutations_that_turn_the_marked_cell_red_are_killed(written_course: Course) -> None:
    source = GREEN + (
        "#! falsify: assert total == 6 => assert total == 7\n"
        "#! falsify: total + twice(3) => total - twice(3)\n"
        "#! falsify: return 2 * x => return x\n"
    )
    assert run(written_course, source) == (3, [])


@FORKS
@pytest.mark.parametrize(
    ("mutation", "note"),
    [
        ("import string => import math", "nothing fails"),
        ("twice(3) => thrice(3)", "cell 4 ends in an error, not a proof: NameError: name 'thrice'"),
        ("print(total) => print(totals)", "the marked cell ends in an error, not a proof: NameErr"),
        ("print(total) => print(total", "the marked cell ends in an error, not a proof: SyntaxErr"),
        ("return 2 * x => assert x == 2", "cell 4 fails before the marked one: AssertionError"),
        ("print(total) => import os; os._exit(3)", "its process ended with status 3"),
        # As the system ends a process that has had its time.
        ("print(total) => import os; os.kill(os.getpid(), 24)", "it had not ended after 60 s"),
        (
            "print(total) => raise SystemExit",
            "the marked cell ends in an error, not a proof: SystemE",
        ),
    ],
)
def test_what_is_not_proof_survives(written_course: Course, mutation: str, note: str) -> None:
    count, (survivor,) = run(written_course, f"{GREEN}#! falsify: {mutation}\n")
    assert count == 1 and survivor.cell == 5
    assert survivor.mutation == Mutation(*mutation.split(" => "))
    assert survivor.note.startswith(note)


@FORKS
def test_a_mutation_reaches_neither_the_chapter_nor_the_next_one(written_course: Course) -> None:
    cells = [
        "x = [0, 1, 2]\nlog = []",
        "x[0] += 1\nlog.append(1)\nassert sum(x) == 4\n#! falsify: x[0] += 1 => x[0] = 9",
        "assert sum(x) == 4 and log == [1]\n#! falsify: sum(x) == 4 => sum(x) == 12",
    ]
    source = "\n".join(f"# %%\n{cell}\n" for cell in cells)
    assert run(written_course, source) == (2, [])


TENSORFLOW = """\
# %%
import tensorflow as tf

early = 3
assert tf.constant(early) == 3
#! falsify: early = 3 => early = 4

# %%
unrelated = 1

# %%
f = tf.function(lambda x: tf.reduce_sum(x * x))
weights = tf.Variable([1.0, 2.0])
weights.assign_add([1.0, 0.0])

# %%
total = float(f(weights))
assert total == 8
#! falsify: weights.assign_add([1.0, 0.0]) => weights.assign_add([0.0, 0.0])
#! falsify: float(f(weights)) => float(f(weights + 0))
#! falsify: float(f(weights)) => float(f(weight))

# %%
assert total - 1 == 7
#! falsify: total - 1 => total + 1
"""


@pytest.mark.proof
def test_mutations_after_tensorflow_has_started(written_course: Course) -> None:
    count, survivors = run(written_course, TENSORFLOW)
    assert count == 5
    assert [s.note.partition(":")[0] for s in survivors] == [
        "nothing fails",
        "the marked cell ends in an error, not a proof",
    ]


# Without TensorFlow, but as mutations are tried after it has started.
SPOILING = f"""\
# %%
import os
{CONTEXT}
# %%
early = 1
eager._context.use()
assert eager._context.used == 1 and early == 1
#! falsify: _context.used == 1 => _context.used == 2
#! falsify: eager._context.use() => eager._context.use() or 1
#! falsify: early = 1 => eager._context.use()

# %%
assert os.path.exists("02_two.ipynb")
eager._context.use()
assert eager._context.used == 2
#! falsify: assert os => eager._context.use(); assert os
#! falsify: eager._context.use() => eager._context.use() or 1
"""


@pytest.mark.usefixtures("in_forks_with_snapshot")
def test_mutations_that_spoil_the_run_are_tried_alone(written_course: Course) -> None:
    count, survivors = run(written_course, SPOILING)
    assert count == 5
    assert [(s.cell, s.mutation.old, s.note) for s in survivors] == [
        (4, "eager._context.use()", "nothing fails"),
        (5, "eager._context.use()", "nothing fails"),
    ]


def test_processes_come_from_a_server_that_has_imported_the_libraries_once(
    written_course: Course, in_forks: Mock
) -> None:
    assert run(written_course, f"{GREEN}#! falsify: 6 => 7\n{PROSE}") == (1, [])
    in_forks.assert_called_once_with("forkserver")
    preloaded = in_forks.return_value.set_forkserver_preload
    preloaded.assert_called_once_with(["course.chapters.preload"])


def test_cells_are_those_of_the_notebook_setup_first() -> None:
    source = Source([Code("x = 1"), Prose("A", "甲"), Code("x = 2")])
    cells = code_cells(source)
    assert list(cells.items())[1:] == [(3, "x = 1"), (5, "x = 2")]
    assert repository() in cells[2]


# Every line of the second cell changes something in place. Were it not taken back after a
# mutation, the unchanged cell would find other numbers than those that its assertions name.
NETWORK = """\
# %%
import keras
import numpy as np

rng, again = np.random.default_rng(0), np.random.default_rng(0)
log, seen = {"sums": []}, {0}
big, small = np.zeros((1024, 1024)), np.arange(3.0)
keras.utils.set_random_seed(0)
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, "linear", False)])
model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
start = model.get_weights()[0]

# %%
rate = 1.0
X = rng.random((8, 3)) * rate
small += 1
log["sums"].append(float(keras.ops.sum(small)))
seen.add(len(log["sums"]))
model.fit(X, X[:, :1], batch_size=8, verbose=0)
step = model.get_weights()[0] - start
expected = -0.1 * 2 / 8 * X.T @ (X @ start - X[:, :1])
assert (X == again.random((8, 3))).all() and log == {"sums": [6.0]} and seen == {0, 1}
assert np.allclose(step, expected, atol=1e-5)
#! falsify: rate = 1.0 => rate = 3.0
#! falsify: small += 1 => small += 2
#! falsify: seen.add(len(log["sums"])) => seen.add(7)
#! falsify: -0.1 * 2 => 0.1 * 2
#! falsify: model.fit( => big[0] = 1; model.fit(
#! falsify: batch_size=8 => batch_size=9
"""


def test_what_a_mutation_did_beside_tensorflow_is_taken_back(
    written_course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A run that a mutation has spoiled would be followed by others.
    processes = Mock(wraps=_in_process)
    monkeypatch.setattr("course.chapters.falsify._in_process", processes)
    count, survivors = run(written_course, NETWORK)
    assert count == 6
    assert [(s.mutation.old, s.note.partition(":")[0]) for s in survivors] == [
        ("model.fit(", "the marked cell ends in an error, not a proof"),
        ("batch_size=8", "nothing fails"),
    ]
    assert processes.call_count == 1


@pytest.mark.proof
def test_a_mutation_beside_tensorflow_that_never_ends_survives(written_course: Course) -> None:
    source = TENSORFLOW + "#! falsify: total - 1 => [tf.abs(1) for _ in iter(int, 1)]\n"
    survivors = run(written_course, source, limit=2)[1]
    assert survivors[-1].note == "it had not ended after 2 s"


@FORKS
def test_a_chapter_that_fails_by_itself_proves_nothing(written_course: Course) -> None:
    source = GREEN.replace("total == 6", "total == 7") + "#! falsify: total == 7 => total == 6\n"
    with pytest.raises(CourseError, match="01_one, cell 5: AssertionError"):
        run(written_course, source)


@FORKS
def test_the_report_names_survivors_and_counts(
    written_course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    root, chapter = written_course
    source = GREEN + "#! falsify: 6 => 7\n#! falsify: import string => import math\n"
    chapter.source(root).write_text(source, encoding="utf-8")
    assert report_survivors([chapter], root) == 1
    assert capsys.readouterr().out.splitlines() == [
        "01_one, cell 5: import string => import math: nothing fails",
        "mutations: 2, survived: 1",
    ]


def test_survivors_are_named_as_soon_as_they_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chapters = [Chapter(n, "one", "One", "一", ()) for n in (1, 2)]
    out, seen = tmp_path / "out", []

    def found(chapter: Chapter, root: Path) -> tuple[int, list[Survivor]]:
        seen.append(out.read_text())
        return 2, [Survivor(5, Mutation("a", "b"), f"of {root}")]

    monkeypatch.setattr("course.chapters.falsify.falsify", found)
    with out.open("w") as file, redirect_stdout(file):
        assert report_survivors(chapters, Path("here")) == 2
    first = "01_one, cell 5: a => b: of here\n"
    assert seen == ["", first]
    assert out.read_text() == f"{first}{first.replace('1', '2')}mutations: 4, survived: 2\n"


@FORKS
def test_a_chapter_without_mutations_is_not_run(written_course: Course) -> None:
    assert run(written_course, "# %%\nraise SystemExit\n") == (0, [])
