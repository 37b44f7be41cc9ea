"""The notebooks for formgrader: what of a row stands where."""

from __future__ import annotations

import importlib
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from grader.notebook.assignment import Assignment
from grader.outputs.nbgrader_database import MISSING, GradebookError
from grader.outputs.nbgrader_notebooks import folder_beside, harmless, write
from grader.records import CellReport, Row, digest_of
from tests.grader import samples
from tests.grader.outputs.rows import question, row

pytest.importorskip("nbgrader")

nbformat: Any = importlib.import_module("nbformat")
PICTURE = {"a.png": {"image/png": "iVBORw0KGgo="}}
CELLS = [
    {**samples.cell("Look: ![a](attachment:a.png) <b>!</b>", "markdown"), "attachments": PICTURE},
    samples.solution("f", "### BEGIN SOLUTION\nf = 1\n### END SOLUTION"),
    samples.test_cell("f_test", 3.0, "assert f == 1\nassert f < 2"),
    samples.cell("Why?", "markdown", grade_id="why", grade=True, solution=True, points=2.0),
    samples.cell("Draw *it*.", "markdown", grade_id="draw", locked=True, task=True, points=4.0),
    samples.cell("*The end*.", "markdown"),
]


@pytest.fixture
def lab() -> Assignment:
    return Assignment("lab", samples.as_bytes(samples.notebook(CELLS)), helpers="")


def handed_in(title: str = "") -> bytes:
    """An answer to both questions, a cell of its own, and perhaps another notebook's title."""
    cells = [dict(cell) for cell in CELLS]
    cells[1] = {**cells[1], "source": "f = 2"}
    cells[3] = {**cells[3], "source": "Since *so*."}
    return samples.as_bytes(samples.notebook([*cells, samples.cell("print('mine')")]))


def ran(step: int, output: str = "", error: str = "") -> CellReport:
    return {"step": step, "id": "", "own": True, "source": "", "error": error, "output": output,
            "withheld": False}  # fmt: skip


def written(folder: Path, lab: Assignment, data: bytes, **more: Any) -> Any:
    """Write one student's notebook and read it as formgrader does."""
    one = row("ann", more.pop("questions", {}), "ps1", submission=digest_of(data), **more)
    assert write(folder, "ps1", lab, [one], {"ann": data}.get) == (1, [])
    document = nbformat.read(folder / "ann/ps1/lab.ipynb", 4)
    nbformat.validate(document)
    return document


def outputs(cell: Any) -> list[dict[str, Any]]:
    return [dict(output) for output in cell.outputs]


def printed(text: str) -> dict[str, str]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def test_the_answers_stand_in_the_instructors_notebook(tmp_path: Path, lab: Assignment) -> None:
    document = written(tmp_path, lab, handed_in())
    assert [cell.source for cell in document.cells] == [
        "Look: ![a](attachment:a.png) <b>!</b>",
        "f = 2",
        "assert f == 1\nassert f < 2",
        "<div><p>Since <em>so</em>.</p></div>",
        "<div><p>Draw <em>it</em>.</p></div>",
        "*The end*.",
        "print('mine')",
    ]
    assert [cell.id for cell in document.cells] == [f"cell-{n}" for n in range(7)]
    counts = [None, 1, 2, None, None, None, 3]
    assert [cell.get("execution_count") for cell in document.cells] == counts
    assert [cell.get("attachments") for cell in document.cells] == [PICTURE] + [None] * 6
    assert document.cells[2].metadata.nbgrader.points == 3.0
    assert all(outputs(document.cells[n]) == [] for n in (1, 2, 6))
    assert document.metadata == {
        "language_info": {"name": "python"},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
    }
    text = (tmp_path / "ann/ps1/lab.ipynb").read_text()
    assert text.endswith("}\n")


def test_cells_show_what_came_of_them(tmp_path: Path, lab: Assignment) -> None:
    cells = [
        ran(1, "one\ntwo \n\n"),
        ran(2, "", "AssertionError: f: 2"),
        ran(6, "this X", "KeyError"),
    ]
    document = written(tmp_path, lab, handed_in(), cells=cells)
    assert outputs(document.cells[1]) == [printed("one\ntwo \n")]
    assert outputs(document.cells[2]) == [
        {
            "output_type": "error",
            "ename": "AssertionError",
            "evalue": "f: 2",
            "traceback": ["AssertionError: f: 2"],
        }
    ]
    text, error = outputs(document.cells[6])
    assert text == printed("this X\n")
    assert (error["ename"], error["evalue"]) == ("KeyError", "")


@pytest.mark.parametrize(
    ("item", "text"),
    [
        (question(1.5, 3.0, reason="f is 2", detail="line 1"), "1.5 of 3 points\nf is 2\nline 1\n"),
        (question(None, 3.0), "open of 3 points\n"),
        (question(0.0, 3.0, reason="f is 2", detail="f is 2"), "0 of 3 points\nf is 2\n"),
    ],
)
def test_a_test_shows_its_points(tmp_path: Path, lab: Assignment, item: Any, text: str) -> None:
    items = {"f_test": item, "why": question(None, 2.0), "f": question(9.0)}
    document = written(tmp_path, lab, handed_in(), questions=items, cells=[ran(2, "seen\n")])
    assert outputs(document.cells[2]) == [printed(f"seen\n{text}")]
    assert outputs(document.cells[1]) == []


def test_remarks_stand_at_the_top(tmp_path: Path, lab: Assignment) -> None:
    notes = {"notes": ["cell 'f' was deleted", "two\nlines"]}
    head = "Remarks of the grader:\n\n"
    told = "    cell 'f' was deleted\n    two\\x0alines\n"
    document = written(tmp_path, lab, handed_in(), **notes)
    assert document.cells[0].source == f"{head}{told}"
    assert (document.cells[0].cell_type, document.cells[0].id) == ("markdown", "cell-0")
    document = written(tmp_path, lab, handed_in(), **notes, status="stopped", reason="too long")
    assert document.cells[0].source == f"{head}    stopped: too long\n{told}"
    assert document.cells[2].source == "f = 2"


def test_what_cannot_be_read_leaves_the_notebook_as_it_was_released(
    tmp_path: Path, lab: Assignment
) -> None:
    document = written(tmp_path, lab, b"my homework", status="unreadable", reason="no JSON")
    assert [cell.source for cell in document.cells[:3]] == [
        "Remarks of the grader:\n\n    unreadable: no JSON\n",
        CELLS[0]["source"],
        "# YOUR CODE HERE\nraise NotImplementedError()",
    ]


def test_an_instructors_notebook_of_format_3_has_no_pictures(tmp_path: Path) -> None:
    sheet = {"cells": [samples.cell("# Lab", "markdown"), CELLS[1]]}
    data = samples.as_bytes({"nbformat": 3, "worksheets": [sheet]})
    document = written(tmp_path, Assignment("lab", data, helpers=""), data)
    assert document.cells[0].source == "# Lab"


def test_who_has_no_notebook_is_named_and_stops_nobody(tmp_path: Path, lab: Assignment) -> None:
    data = handed_in()
    rows: list[Row] = [
        row("lost", {}, status="error"),
        row("gone", {}),
        row("other", {}),
        row("odd", {}, submission=digest_of(data), notes=None),
        row("ann", {}, submission=digest_of(data)),
        row("bob", {}, submission=digest_of(data)),
    ]
    times = {"bob": datetime(2026, 3, 1, 12, 0, 7, 500)}
    here = dict.fromkeys(("lost", "other", "odd", "ann", "bob"), data)
    assert write(tmp_path, "ps1", lab, iter(rows), here.get, times) == (
        2,
        [
            "gone: no notebook for formgrader: the graded submission is not at hand",
            "other: no notebook for formgrader: the graded submission is not at hand",
            "odd: no notebook for formgrader: TypeError: Value after * must be an iterable, "
            "not NoneType",
        ],
    )
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")) == [
        "ann/ps1/lab.ipynb",
        "bob/ps1/lab.ipynb",
        "bob/ps1/timestamp.txt",
    ]
    stamp = (tmp_path / "bob/ps1/timestamp.txt").read_text()
    assert stamp == "2026-03-01 12:00:07.000500 UTC\n"


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("one\n\ntwo", "<p>one</p>&#10;<p>two</p>"),
        ("![a <b>](/x?a&b)", "<p>[image: a &lt;b&gt; /x?a&amp;b]</p>"),
        ("[*a*](/x?a&b)", "<p><em>a</em> (/x?a&amp;b)</p>"),
        ("```mermaid\na < b\n```", "<pre>a &lt; b&#10;</pre>"),
        ("# A title", "<h1>A title</h1>"),
        ("<i>a</i>", "<p>&lt;i&gt;a&lt;/i&gt;</p>"),
        ("$a < b$", "<p>$a &lt; b$</p>"),
    ],
)
def test_text_is_one_block_of_plain_html(text: str, page: str) -> None:
    assert harmless(text) == f"<div>{page}</div>"


def test_text_that_is_not_rendered_stays_as_it_is() -> None:
    assert harmless("*a*\n\n<b>", rendered=False) == "<div><pre>*a*&#10;&#10;&lt;b&gt;</pre></div>"


def test_the_folder_lies_beside_the_database(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert folder_beside(f"sqlite:///{tmp_path}/link/gradebook.db") == (
        tmp_path.resolve() / "real" / "autograded"
    )


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "postgresql://x/y"]
)
def test_a_database_that_is_no_file_needs_a_folder(url: str) -> None:
    with pytest.raises(GradebookError) as caught:
        folder_beside(url)
    assert str(caught.value) == (
        f"{url} is not a file: say where notebooks go with --autograded FOLDER"
    )


def test_what_is_no_address_of_a_database_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(GradebookError, match=r"^nonsense: Could not parse"):
        folder_beside("nonsense")
    monkeypatch.setitem(sys.modules, "sqlalchemy.engine", None)
    with pytest.raises(GradebookError) as caught:
        folder_beside("nonsense")
    assert str(caught.value) == MISSING
