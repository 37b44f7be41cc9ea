"""What a person is shown of an answer, and which answers count as equal."""

from __future__ import annotations

from grader.notebook.assignment import Assignment
from grader.outputs.review import groups
from grader.records import Row, Task, empty_row
from grader.session import doctor
from grader.session.blind_spots import reached_by
from grader.session.submission import answers_of
from tests.grader.conftest import FAST
from tests.grader.samples import HONEST, notebook_with

SAME = "def shout(text):\n    return str(text).upper()"
EVIL = "import sys\nsys.modules['json'].dumps = print\n"


def held(target: Assignment, finding: doctor.Finding, student: str, data: bytes) -> Row:
    """Return a row in which the second test waits for a person, for the same reasons."""
    task = Task(student, data, target, finding.plan, finding.level, FAST, "")
    row = empty_row(task)
    answer = answers_of(task, reached_by(target, data))["second_test"]
    split = {"score": None, "reason": "", "detail": "cannot tell"}
    plain = {"score": 3.0, "reason": "", "detail": ""}
    found = {"split": split, "plain": plain, "review": True, "answer": answer}
    row["questions"]["second_test"].update(found)  # type: ignore[typeddict-item]
    return row


def test_nobody_hides_in_the_group_of_an_honest_answer(
    target: Assignment, finding: doctor.Finding
) -> None:
    """Equal answers, but code above the test before them reaches for the interpreter."""
    rows = [
        held(target, finding, "ann", notebook_with(HONEST, SAME)),
        held(target, finding, "bob", notebook_with("# mine\n" + HONEST, SAME + "  # so")),
        held(target, finding, "eve", notebook_with(EVIL + HONEST, SAME)),
    ]
    found = {tuple(group.students): group.code for group in groups(rows)}
    assert list(found) == [("ann", "bob"), ("eve",)]
    assert EVIL.strip() in found["eve",] and SAME in found["eve",]
    assert "def total" not in found["ann", "bob"]


def test_what_a_test_reads_is_all_that_stands_above_it(
    target: Assignment, finding: doctor.Finding
) -> None:
    task = Task("x", notebook_with(HONEST, EVIL + SAME), target, finding.plan, 3, FAST, "")
    reached = reached_by(target, task.submission)
    assert list(reached) == ["first_test", "second_test", "third_test"]
    assert not reached["first_test"] and reached["second_test"] == reached["third_test"]
    answers = answers_of(task, reached)
    assert answers["first_test"]["code"] == HONEST.strip()
    assert answers["second_test"]["code"] == (EVIL + SAME).strip()
    for text in (HONEST.strip(), EVIL.strip(), "answer = 42"):
        assert text in answers["third_test"]["code"]
