"""Falsification: mutations of tiny chapters, one for each way they can end."""

from __future__ import annotations

import pytest

from course.chapters.falsify import Survivor, falsify, needed_cells, report_survivors
from course.config import CourseError
from course.directives import Mutation
from tests.course.chapters.courses import Course

LIMIT = 60

GREEN = """\
# %%
import numpy as np

total = 0


def twice(x):
    return 2 * x


# %%
total = total + twice(3)

# %% fold="Check the sum"
print(total)
assert total == 6
"""


def run(course: Course, source: str, *, limit: int = LIMIT) -> tuple[int, list[Survivor]]:
    root, chapter = course
    chapter.source(root).write_text(source, encoding="utf-8")
    return falsify(chapter, root, limit=limit)


def test_mutations_that_turn_the_marked_cell_red_are_killed(small_course: Course) -> None:
    source = GREEN + (
        "#! falsify: assert total == 6 => assert total == 7\n"
        "#! falsify: total + twice(3) => total - twice(3)\n"
        "#! falsify: return 2 * x => return x\n"
    )
    assert run(small_course, source) == (3, [])


@pytest.mark.parametrize(
    ("mutation", "note"),
    [
        ("import numpy as np => import math", "nothing fails"),
        ("twice(3) => thrice(3)", "cell 4 ends in an error, not a proof: NameError: name 'thrice'"),
        ("print(total) => print(totals)", "the marked cell ends in an error, not a proof: NameErr"),
        ("print(total) => print(total", "the marked cell ends in an error, not a proof: SyntaxErr"),
        ("return 2 * x => assert x == 2", "cell 4 fails before the marked one: AssertionError"),
        ("print(total) => import os; os._exit(3)", "its process ended with status 3"),
        (
            "print(total) => raise SystemExit",
            "the marked cell ends in an error, not a proof: SystemE",
        ),
    ],
)
def test_what_is_not_proof_survives(small_course: Course, mutation: str, note: str) -> None:
    count, (survivor,) = run(small_course, f"{GREEN}#! falsify: {mutation}\n")
    assert count == 1 and survivor.cell == 5
    assert survivor.mutation == Mutation(*mutation.split(" => "))
    assert survivor.note.startswith(note)


def test_a_mutation_that_never_ends_survives(small_course: Course) -> None:
    source = GREEN + "#! falsify: print(total) => exec('while True: pass')\n"
    _, (survivor,) = run(small_course, source, limit=2)
    assert survivor.note == "it had not ended after 2 s"


def test_a_mutation_reaches_neither_the_chapter_nor_the_next_one(small_course: Course) -> None:
    cells = [
        "import numpy as np",
        "x = np.arange(3)\nlog = []",
        "x[0] += 1\nlog.append(1)\nassert x.sum() == 4\n#! falsify: x[0] += 1 => x[0] = 9",
        "assert x.sum() == 4 and log == [1]\n#! falsify: x.sum() == 4 => x.sum() == 12",
    ]
    source = "\n".join(f"# %%\n{cell}\n" for cell in cells)
    assert run(small_course, source) == (2, [])


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


def test_mutations_after_tensorflow_has_started(small_course: Course) -> None:
    count, survivors = run(small_course, TENSORFLOW)
    assert count == 5
    assert [s.note.partition(":")[0] for s in survivors] == [
        "nothing fails",
        "the marked cell ends in an error, not a proof",
    ]


def test_a_cell_that_names_do_not_show_is_run_too(small_course: Course) -> None:
    source = TENSORFLOW.replace("unrelated = 1", "globals()['hid' + 'den'] = 2").replace(
        "float(f(weights))\n", "float(f(weights)) + hidden - 2\n"
    )
    count, survivors = run(small_course, source.replace("f(weight)", "f(2 * weights)"))
    assert (count, len(survivors)) == (5, 1)


def test_only_cells_that_define_what_is_used_are_needed() -> None:
    cells = {
        2: "setup = 1",
        3: "import numpy as np",
        4: "a = np.ones(3)",
        5: "b = 1",
        6: "a[0] = 2",
        7: "c = a + 1",
        8: "assert c.sum()",
        9: "assert b",
    }
    assert list(needed_cells(cells, 8, 8)) == [2, 3, 4, 6, 7, 8]
    assert list(needed_cells(cells, 7, 8)) == [2, 3, 4, 6, 7, 8]
    assert list(needed_cells(cells, 9, 9)) == [2, 5, 9]


def test_a_chapter_that_fails_by_itself_proves_nothing(small_course: Course) -> None:
    source = GREEN.replace("total == 6", "total == 7") + "#! falsify: total == 7 => total == 6\n"
    with pytest.raises(CourseError, match="01_one, cell 5: AssertionError"):
        run(small_course, source)


def test_the_report_names_survivors_and_counts(
    small_course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    root, chapter = small_course
    source = GREEN + "#! falsify: 6 => 7\n#! falsify: import numpy as np => import math\n"
    chapter.source(root).write_text(source, encoding="utf-8")
    assert report_survivors([chapter], root) == 1
    assert capsys.readouterr().out.splitlines() == [
        "01_one, cell 5: import numpy as np => import math: nothing fails",
        "2 mutations, 1 survived",
    ]


def test_a_chapter_without_mutations_is_not_run(small_course: Course) -> None:
    assert run(small_course, "# %%\nraise SystemExit\n") == (0, [])
