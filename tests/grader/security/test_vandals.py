"""What one submission can do to the class: to its tables and pages, its log, the grader's own work.

Nothing is forged here; each attack shows first that it would have done harm.
"""

from __future__ import annotations

import csv
import io
import json
import logging
import time
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pytest
from IPython.core import inputtransformer2
from IPython.core.inputtransformer2 import TransformerManager

from grader import similar
from grader.notebook.assignment import Assignment
from grader.notebook.cells import NotebookError, parse
from grader.notebook.merge import merge
from grader.notebook.names import names_in, transformed, tree_of
from grader.notebook.reach import Reach
from grader.outputs import pages, returned, review
from grader.outputs.log import NAME, log_file
from grader.outputs.tables import as_table
from grader.records import Task
from grader.session import doctor
from grader.session.submission import answers_of
from grader.submissions.listing import submissions
from grader.submissions.names import CANVAS, MOODLE
from tests.grader import samples
from tests.grader.conftest import FAST, Grade
from tests.grader.outputs import rows
from tests.grader.questions import graded
from tests.grader.runs import hand_in
from tests.grader.samples import HONEST, cell, notebook_with
from tests.grader.security.attacking import output_of

# What a spreadsheet takes into one cell, and Python's reader of tables.
SPREADSHEET, READER = 32_767, 131_072


# A student's own name, or the name of the file that was handed in, holds another's number.
NUMBERS = {
    "name": "Eve_4711_assignsubmission_file_x_99_assignsubmission_file_/lab.ipynb",
    "file": "Eve_4711_assignsubmission_file_x_99_assignsubmission_file_lab.ipynb",
    "name like Canvas's": "Eve_4711_1_x_4711_assignsubmission_file_lab.ipynb",
}


@pytest.mark.parametrize("name", NUMBERS)
def test_nobody_takes_another_students_number(name: str, tmp_path: Path) -> None:
    entry = NUMBERS[name]
    read = MOODLE.fullmatch(entry.partition("/")[0])
    assert read and read["id"] == "4711", "this deceives nobody"
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "eve")
        archive.writestr(entry.replace("Eve", "Zoe").replace("4711", "5"), "zoe")
        archive.writestr("Mei_4711_assignsubmission_file_/lab.ipynb", "mei")
    found = submissions(path, "lab", "lab")
    assert [i.read() for i in found if i.platform == "moodle:4711"] == [b"mei"]
    assert len(found) == 3
    row = rows.row("Eve", {"q": 1.0}, handed_in=rows.entry(entry))
    assert returned.place(row)[0] != "moodle"


def test_a_file_of_canvas_does_not_become_one_of_moodle(tmp_path: Path) -> None:
    name = "eve_12_34_x_4711_assignsubmission_file_lab.ipynb"
    assert MOODLE.fullmatch(name) and CANVAS.fullmatch(name)
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "eve")
        archive.writestr("mei_13_35_lab.ipynb", "mei")
    assert [i.platform for i in submissions(path, "lab", "lab")] == ["canvas:12", "canvas:13"]


# Each looks on the screen like "ann\u00e9".
LOOKALIKES = ("ann\u00e9", "anne\u0301", "ann\u00e9\u200b", "\u202dann\u00e9", "ann\u00e9\ufeff")


def test_names_that_look_alike_are_told_apart() -> None:
    hidden = {unicodedata.normalize("NFC", name).strip("\u200b\u202d\ufeff") for name in LOOKALIKES}
    assert hidden == {"ann\u00e9"}
    class_ = [rows.row(name, {"q": float(n)}) for n, name in enumerate(LOOKALIKES)]
    lines = list(csv.DictReader(io.StringIO(as_table(class_))))
    assert len({line["student"] for line in lines}) == len(LOOKALIKES)
    assert [line["score"] for line in lines] == ["0", "1", "2", "3", "4"]
    assert not {"\u200b", "\u202d", "\ufeff"} & set(as_table(class_) + pages.summary(class_))
    files = pages.file_names(LOOKALIKES).values()
    assert len({unicodedata.normalize("NFC", file) for file in files}) == len(LOOKALIKES)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\x1b[2K\r", "\x0b", "\u2028"])
def test_a_name_writes_no_line_of_the_log(
    end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("grader"), "propagate", False)
    forged = "2026-11-22 10:00:00,000 INFO grader.session.submission: mei, graded, 10 points"
    with log_file(tmp_path):
        logging.getLogger("grader.session").info("%s: graded", f"eve{end}{forged}")
    text = (tmp_path / NAME).read_bytes().decode()
    assert forged in text and "\x1b" not in text and "\r" not in text
    assert not any(line.startswith("2026-11-22 10:00") for line in text.splitlines())


def test_remarks_without_end_fill_no_table() -> None:
    raw = json.loads(notebook_with(HONEST))
    for number in range(4000):
        raw["cells"].append(samples.solution(f"no_{number}_{'x' * 150}", "pass"))
    told = merge(parse(notebook_with("")), parse(samples.as_bytes(raw))).notes
    assert told[-1].startswith("and 39")
    row = rows.row("eve", {"q": 1.0}, notes=list(told))
    (line,) = csv.DictReader(io.StringIO(as_table([row])))
    assert len(line["notes"]) < SPREADSHEET
    with pytest.raises(csv.Error, match="field larger"):
        list(csv.reader([4000 * f"unknown cell id {'x' * 150}"]))
    assert READER < 4000 * 150


OWN_LINES = {
    "more lines than IPython takes": "%time x\n" * 510,
    "a long cell": "%time x\n" * 100 + "#" * 50_000,
    "assignments": "x = !ls\n" * 100 + "#" * 50_000,
    "questions": "abs?\n" * 100 + "#" * 50_000,
    "quotes": ",abs 1\n" * 100 + "#" * 50_000,
    "nothing but length": "#" * 3_000_000,
}


@pytest.mark.parametrize("name", OWN_LINES)
def test_lines_of_ipythons_own_do_not_hold_up_the_grader(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """IPython reads a cell again for each; the grader's process reads the cells of all."""
    asked: list[str] = []
    monkeypatch.setattr(TransformerManager, "transform_cell", lambda self, text: asked.append(text))
    with pytest.raises(ValueError, match="too"):
        transformed(OWN_LINES[name])
    assert tree_of(OWN_LINES[name]) is None and asked == []
    assert Reach([], [], []).read(OWN_LINES[name]) == "a cell that cannot be read"


def test_a_reader_of_cells_does_stop_at_such_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputtransformer2, "TRANSFORM_LOOP_LIMIT", 20)  # of 500
    with pytest.raises(RuntimeError, match="20 iterations"):
        TransformerManager().transform_cell("%time\n" * 21)
    assert tree_of("%time x\nrows = !ls\nabs?\ny = 3") is not None


DEEP = {
    "a sum": "x = " + "+".join(["1"] * 400),
    "signs": "x = " + "-" * 900 + "1",
    "attributes": "x = y" + ".a" * 900,
    "calls": "x = y" + "()" * 900,
    "branches": "if a:\n  pass\n" + "elif b:\n  x = 1\n" * 900,
    "negations": "x = " + "not " * 900 + "y",
}


@pytest.mark.parametrize("name", DEEP)
def test_code_nested_deeply_stops_neither_merging_nor_comparing(
    name: str, target: Assignment, tmp_path: Path
) -> None:
    with pytest.raises(RecursionError):
        names_in(DEEP[name])
    raw = json.loads(notebook_with(HONEST))
    raw["cells"][0]["source"] = DEEP[name]  # where a given cell was
    assert len(merge(target.cells, parse(samples.as_bytes(raw))).steps) >= len(target.cells)
    long = "def total(v):\n    found = 0\n    for one in v:\n        found = found + one * 1\n"
    right = notebook_with(f"{long}    return found")
    hand_in(tmp_path / "handed_in", eve=samples.as_bytes(raw), ann=right, bob=right)
    source = samples.write_assignment("target", tmp_path / "lab")
    pairs = similar.similar(str(source), tmp_path / "handed_in")
    assert ("ann", "bob") in [pair.students for pair in pairs]


def test_nested_statements_do_not_fill_the_memory_when_answers_are_compared() -> None:
    def nested(numbers: int) -> str:
        return (
            "".join(" " * n + "if a:\n" for n in range(90)) + " " * 90 + f"x = [{'1,' * numbers}]"
        )

    small = nested(100)
    assert sum(map(len, similar.trees_in([small]))) > 30 * len(small), "this fills nothing"
    assert list(similar.trees_in([nested(100_000)])) == []


def with_tail(tail: str) -> bytes:
    """Return a submission with a long answer: its end alone is what counts."""
    return notebook_with(f"x = '''{'y' * 1_000_000}'''\nabs = {tail}\n{HONEST}")


def test_a_long_answer_is_cut_and_is_not_taken_for_another(
    target: Assignment, finding: doctor.Finding
) -> None:
    found = []
    for tail in ("sum", "max"):
        data = with_tail(tail)
        task = Task("eve", data, target, finding.plan, finding.level, FAST, "key")
        reached = {name: "abs" for name in target.points}
        answers = answers_of(task, reached)
        assert len(json.dumps(answers)) < 3 * 250_000 < 3 * len(data)
        verdict: Any = {"score": None, "reason": "", "detail": ""}
        item = rows.question(0.0, split=verdict, plain=verdict, answer=answers["first_test"])
        found.append(rows.row(f"eve {tail}", {"first_test": item}))
    one, other = (row["questions"]["first_test"]["answer"] for row in found)
    assert one["code"][:200_000] == other["code"][:200_000]
    assert len(review.groups(found)) == 2


def test_a_person_reads_the_code_that_runs() -> None:
    """Marks of direction make code look otherwise than it is ("Trojan source")."""
    code = "if who != 'user\u202e \u2066# a comment\u2069 \u2066':\n    points = 10\x1b[8m"
    verdict: Any = {"score": None, "reason": "", "detail": code}
    answer = {"code": code, "digest": "d"}
    item = rows.question(0.0, split=verdict, plain=verdict, answer=answer)
    page = pages.review("lab", review.groups([rows.row("eve\u202e", {"q": item})]))
    assert "a comment" in page and not {"\u202e", "\u2066", "\u2069", "\x1b"} & set(page)


NUMBERS_IN_FILES = {
    "many digits": '{"cells": [], "x": ' + "9" * 5000 + "}",
    "no number": '{"cells": [{"metadata": {"nbgrader": {"points": NaN}}}]}',
    "without bound": '{"cells": [{"metadata": {"nbgrader": {"points": 1e999}}}]}',
    "digits": '{"cells": [{"metadata": {"nbgrader": {"points": DIGITS}}}]}'.replace(
        "DIGITS", "9" * 4000
    ),
    "metadata nested": '{"cells": [], "metadata": ' + '{"a":' * 50_000 + "1" + "}" * 50_000 + "}",
}


@pytest.mark.parametrize("name", NUMBERS_IN_FILES)
def test_numbers_and_nesting_in_a_file_are_read_or_refused(name: str) -> None:
    started = time.process_time()
    try:
        assert [one.points for one in parse(NUMBERS_IN_FILES[name].encode())] in ([], [0.0])
    except NotebookError as error:
        assert len(str(error)) < 300
    assert time.process_time() - started < 5


# What the last value of a test may be if the student's function gives it.
POINTS = {
    "nan": "float('nan')",
    "inf": "float('inf')",
    "minus": "-1e-9",
    "digits": "10 ** 400",
    "above": "1 + 1e-9",
    "array": "__import__('numpy').float64('nan')",
    "fraction": "__import__('fractions').Fraction(10 ** 400, 3)",
}


def test_points_that_are_no_points(finding: doctor.Finding, grade: Grade, tmp_path: Path) -> None:
    questions = {name: (f"def {name}(): return 1.0", f"{name}()") for name in POINTS}
    answers = {name: f"def {name}(): return {text}" for name, text in POINTS.items()}
    answers["above"] += "\nprint('here', above())"
    row = graded(questions, answers, tmp_path, finding, grade)
    assert "here 1.000000001" in output_of(row)
    assert {item["score"] for item in row["questions"].values()} == {0.0}
    assert row["score"] == 0.0 and "NaN" not in json.dumps(row)


LOUD = """
print('here', '\\x1b]0;title\\x07\\x1b[2J\\x00\\ud800\\u202e', end='')
class Loud(Exception):
    def __str__(self): return 'y' * 10**7
Loud.__name__ = Loud.__qualname__ = 'X' * 10**6
total = 3
raise Loud
"""


def test_an_error_with_a_huge_name_and_text(grade: Grade, target: Assignment) -> None:
    row = grade(target, notebook_with(LOUD), student="eve\x1b[2J\ud800")
    assert "here" in output_of(row) and "XXXX: yyyy" in output_of(row)
    assert len(json.dumps(row)) < 50_000 and row["score"] == 5.0
    page = pages.feedback(row) + pages.summary([row]) + as_table([row])
    page.encode("utf-8", "replace")
    assert not {"\x1b", "\x07", "\x00", "\u202e"} & set(page)


def test_cells_that_end_the_process_cost_their_author_only(
    grade: Grade, target: Assignment
) -> None:
    raw = json.loads(notebook_with(HONEST))
    raw["cells"][1:1] = [cell(f"import os\nos._exit({n})") for n in range(3)]
    raw["cells"] += [cell(f"x{n} = {n}") for n in range(100)]
    row = grade(target, samples.as_bytes(raw))
    ends = [note for note in row["notes"] if "ended itself with status" in note]
    points = [item["split"]["score"] or 0.0 for item in row["questions"].values()]
    assert len(ends) == 3 and sum(points) == 10.0, row
