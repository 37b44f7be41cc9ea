"""What the tests of nbgrader's files share."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from grader.notebook.assignment import Assignment
from grader.records import Row, digest_of
from tests.grader import samples
from tests.grader.outputs.rows import question, row
from tests.grader.samples import with_cell


@pytest.fixture
def sample() -> Assignment:
    """The target assignment; nothing of it was run."""
    return Assignment("target", samples.as_bytes(samples.instructor("target")), helpers="")


@pytest.fixture
def target_rows(sample: Assignment) -> dict[str, tuple[Row, bytes]]:
    """Rows of three students, not run: what counts is who they are."""
    found = {}
    for student in ("a", "b", "c"):
        data = with_cell(samples.cell(f"# {student}", "markdown"))
        items = {name: question(0.0, most) for name, most in sample.points.items()}
        found[student] = (row(student, items, "target", submission=digest_of(data)), data)
    return found


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database that is made without the program that tells nbgrader's version of it."""
    api = importlib.import_module("nbgrader.api")
    monkeypatch.setattr(api, "get_alembic_version", lambda: "1")
    return f"sqlite:///{tmp_path}/gradebook.db"
