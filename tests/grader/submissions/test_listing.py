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
    (tmp_path / "a.IPYNB").write_text("A")
    found = submissions(tmp_path, "x", "x")
    names = ["a", "a (2)", "a (2) (2)", "a (3)", "a (4)"]
    assert sorted(item.student for item in found) == names
    assert sorted(str(item.read()) for item in found) == [
        "b'A'", "b'a (2)'", "b'a (2)/'", "b'a'", "b'a/'"
    ]  # fmt: skip
    assert [item.notes for item in found].count(("a second submission under the same name",)) == 3
    assert {name: item.student for name, item in by_name(found).items()} == dict(
        zip(names, names, strict=True)
    )


def test_students_come_in_the_order_of_their_names_and_with_the_notebook_to_grade(
    tmp_path: Path,
) -> None:
    (tmp_path / "class").mkdir()
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        for name in ("ben_2", "anna_1"):
            for notebook, text in {"lab": name, "notes": "my notes", "other": "of lab 2"}.items():
                archive.writestr(f"{name}_assignsubmission_file_/{notebook}.ipynb", text)
        archive.writestr("cleo_3_assignsubmission_file_/other.ipynb", "of lab 2")
        archive.extractall(tmp_path / "class")
    for path in (tmp_path / "class", tmp_path / "class.zip"):
        found = submissions(path, "lab", "lab", frozenset({"other"}))
        assert [(item.student, item.read()) for item in found] == [
            ("anna_1", b"anna_1"),
            ("ben_2", b"ben_2"),
            ("cleo_3", "lab.ipynb was not handed in: this is 'other'"),
        ]


def test_what_holds_no_submission_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("no zip")
    for path in (tmp_path / "text.zip", tmp_path / "nowhere"):
        with pytest.raises(SubmissionsError) as caught:
            submissions(path, "lab", "lab")
        assert str(caught.value) == (
            f"{path} is neither a folder nor a zip; name nbgrader's `submitted`, a folder of "
            "<student>.ipynb, or the zip from your learning platform"
        )
    (tmp_path / "empty").mkdir()
    with pytest.raises(SubmissionsError, match=r"/empty: no submission found$"):
        submissions(tmp_path / "empty", "lab", "lab")
