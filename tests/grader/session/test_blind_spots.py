"""What only the plain run could see, and what a person is shown of what could forge it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.notebook.assignment import Assignment, Calibration
from grader.outputs.review import groups
from grader.records import Row, Task, empty_row
from grader.sandbox.jail import Plan
from grader.session import blind_spots as module
from grader.session.blind_spots import blind_spots, reached_by
from grader.session.submission import answers_of
from tests.grader import samples
from tests.grader.conftest import FAST
from tests.grader.samples import HONEST, as_bytes, cell, notebook, notebook_with, solution
from tests.grader.samples import test_cell as check

TARGET = Assignment("target", as_bytes(samples.instructor("target")), "")
NO_WALLS = Plan(namespaces=False, landlock=False, seccomp=False, drop_user=False)
SAME = "def shout(text):\n    return str(text).upper()"
EVIL = "import sys\nsys.modules['json'].dumps = print\n"


def model(name: str, source: str) -> samples.Raw:
    return solution(name, f"### BEGIN SOLUTION\n{source}\n### END SOLUTION")


def lab(*cells: samples.Raw) -> Assignment:
    return Assignment("lab", as_bytes(notebook(list(cells))), "")


def task(data: bytes, student: str = "x") -> Task:
    return Task(student, data, TARGET, NO_WALLS, 3, FAST, "")


def held(student: str, data: bytes) -> Row:
    """Return a row in which the second test waits for a person, for the same reasons."""
    row = empty_row(task(data, student))
    answer = answers_of(task(data), reached_by(TARGET, data))["second_test"]
    split = {"score": None, "reason": "", "detail": "cannot tell"}
    plain = {"score": 3.0, "reason": "", "detail": ""}
    found = {"split": split, "plain": plain, "review": True, "answer": answer}
    row["questions"]["second_test"].update(found)  # type: ignore[typeddict-item]
    return row


def test_nobody_hides_in_the_group_of_an_honest_answer() -> None:
    """Equal answers, but code above the test before them reaches for the interpreter."""
    rows = [
        held("ann", notebook_with(HONEST, SAME)),
        held("bob", notebook_with("# mine\n" + HONEST, SAME + "  # so")),
        held("eve", notebook_with(EVIL + HONEST, SAME)),
    ]
    found = {tuple(group.students): group.code for group in groups(rows)}
    assert list(found) == [("ann", "bob"), ("eve",)]
    assert EVIL.strip() in found["eve",] and SAME in found["eve",]
    assert "def total" not in found["ann", "bob"]


def test_what_a_test_reads_is_all_that_stands_above_it() -> None:
    data = notebook_with(HONEST, EVIL + SAME)
    reached = reached_by(TARGET, data)
    assert list(reached) == ["first_test", "second_test", "third_test"]
    assert reached["first_test"] == "" != reached["second_test"] == reached["third_test"]
    answers = answers_of(task(data), reached)
    assert answers["first_test"]["code"] == HONEST.strip()
    assert answers["second_test"]["code"] == (EVIL + SAME).strip()
    for text in (HONEST.strip(), EVIL.strip(), "answer = 42"):
        assert text in answers["third_test"]["code"]


# Tests by what they are about; those with True might notice what objects share.
TESTS = {
    "shares": ("x = [1]\nassert f(x) == 1", True),
    "asks_once": ("assert f([1]) == 1", False),
    "given_library": ("assert np.allclose(f(np.ones(2)), [2, 2])", False),
    "given_constant": ("assert f(1) == LIMIT", False),
    "constant_of_a_test": ("assert f(1) == WANTED", True),
    "library_of_a_model": ("assert math.isclose(f(1), 1)", True),
    "library_in_prose": ("assert f(1) == json.loads('1')", True),
    "claimed": ("assert b == 3", False),
}
CELLS = [
    cell("import json", "markdown"),
    cell("import numpy as np\nLIMIT = 3"),
    model("a", "import math\ndef f(x): return x"),
    cell("b = f(3)\nkept = [b]"),
    *(check(name, 1, source) for name, (source, _) in TESTS.items()),
    check("binding", 1, "WANTED = 1\nassert f(1) == WANTED"),
]


def test_blind_are_tests_that_may_show_sharing_in_a_submission_that_could_forge_them() -> None:
    assignment = replace(lab(*CELLS), calibration=Calibration(True, student_side=(3,)))
    found = blind_spots(assignment, {name: f"the {name}" for name in TESTS})
    assert list(found) == [name for name, (_, shows) in TESTS.items() if shows]
    assert found["shares"] == (
        "what objects share shows in the plain run alone, and this submission could change what "
        "that says: the shares"
    )
    assert blind_spots(assignment, {}) == {}
    assert blind_spots(assignment, dict.fromkeys(TESTS, "")) == {}


def test_without_model_solutions_names_from_nowhere_are_the_students() -> None:
    tests = [check(name, 1, TESTS[name][0]) for name in ("asks_once", "shares")]
    assignment = lab(solution("a", "# YOUR CODE HERE\nraise NotImplementedError()"), *tests)
    assert list(blind_spots(assignment, {"asks_once": "this", "shares": "this"})) == ["shares"]


GIVEN = [
    cell("LIMIT = 3"),
    cell("import sys\nsys.path.append('here')"),
    model("a", "def f(): return LIMIT"),
    check("one", 1, "wanted = f()\nassert wanted == LIMIT"),
    model("b", "def g(): return 1"),
    check("two", 1, "assert g() < LIMIT and LAST"),
    cell("LAST = 1"),
]


def reached(answer: str, *more: samples.Raw, given: str = "LIMIT = 3") -> dict[str, str]:
    """Return what an answer to `a` could change, with other cells above it."""
    cells = [cell(given), *more, GIVEN[1], solution("a", answer), GIVEN[3], *GIVEN[5:]]
    return reached_by(lab(*GIVEN), as_bytes(notebook(cells)))


def both(what: str) -> dict[str, str]:
    return {"one": what, "two": what}


def test_own_names_are_not_the_instructors() -> None:
    assert reached("def f(): return LIMIT") == both("")
    assert reached("wanted = 3\ndef f(): return wanted") == both("")


def test_a_name_that_tests_read_is_the_instructors() -> None:
    assert reached("LIMIT = 4\ndef f(): return 4") == both("the name LIMIT")
    assert reached("def f(): return 3", cell("LAST = 2")) == both("the name LAST")


def test_a_given_cell_that_the_student_changed_may_bind_its_names() -> None:
    assert reached("def f(): return LIMIT", given="LIMIT = 4") == both("")
    assert reached("def f(): return 3", given="LIMIT = LAST = 4") == both("the name LAST")


def test_only_what_students_wrote_as_code_counts() -> None:
    """The given cell that changes `sys` would not pass for a student's."""
    source = GIVEN[1]["source"]
    assert reached("def f(): return 3", cell(f"{source}.old", "markdown")) == both("")
    assert all(reached("def f(): return 3", cell(f"{source}.old")).values())


def test_more_code_than_a_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    answer, other = "def f(): return 3", "mine = 1"
    monkeypatch.setattr(module, "MOST_CODE", len(answer) + 1)
    assert reached(answer) == both("")
    assert reached(answer + "\n") == both("more code than is read")
    monkeypatch.setattr(module, "MOST_CODE", len(answer) + len(other))
    assert reached(answer, cell(other)) == both("more code than is read")
    monkeypatch.setattr(module, "MOST_CODE", len(answer) + len(other) + 1)
    assert reached(answer, cell(other)) == both("")
