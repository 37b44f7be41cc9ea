"""The list of all submissions."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from grader.submissions.listing import by_name, submissions
from grader.submissions.submission import SubmissionsError


def test_no_two_submissions_bear_the_same_name(tmp_path: Path) -> None:
    for name in ("a", "a (2)"):
        (tmp_path / f"{name}.ipynb").write_text(name)
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.ipynb").write_text(name + "/")
    found = submissions(tmp_path, "x", "x")
    assert sorted(item.student for item in found) == ["a", "a (2)", "a (2) (2)", "a (3)"]
    assert sorted(str(item.read()) for item in found) == [
        "b'a (2)'", "b'a (2)/'", "b'a'", "b'a/'"
    ]  # fmt: skip
    assert [item.notes for item in found].count(("a second submission under the same name",)) == 2
    assert {name: item.student for name, item in by_name(found).items()} == {
        name: name for name in ("a", "a (2)", "a (2) (2)", "a (3)")
    }


def test_students_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for name in ("ben_2", "anna_1"):
            archive.writestr(f"{name}_assignsubmission_file_/lab.ipynb", name)
            archive.writestr(f"{name}_assignsubmission_file_/other.ipynb", "other")
    others = frozenset({"other"})
    found = submissions(tmp_path / "class.zip", "lab", "lab", others)
    assert [(item.student, item.read()) for item in found] == [
        ("anna_1", b"anna_1"),
        ("ben_2", b"ben_2"),
    ]


def test_what_holds_no_submission_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("no zip")
    for path in (tmp_path / "text.zip", tmp_path / "nowhere"):
        with pytest.raises(SubmissionsError, match=f"^{path} is neither a folder nor a zip; name"):
            submissions(path, "lab", "lab")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SubmissionsError, match=r"/empty: no submission found$"):
        submissions(tmp_path / "empty", "lab", "lab")
