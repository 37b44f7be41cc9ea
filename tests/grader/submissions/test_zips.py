"""Submissions in zips."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from grader.notebook.outputs import MAX_FILE
from grader.submissions import zips
from grader.submissions.listing import submissions
from grader.submissions.submission import RENAMED, SubmissionsError
from grader.submissions.zips import from_zip


def test_zip_of_a_platform(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Mei Lin_4711_assignsubmission_file_/lab.ipynb", b"mei")
        archive.writestr("wang_12345_67890_lab.ipynb", b"wang")
        archive.writestr("lee_LATE_12346_67891_lab-1.ipynb", b"lee")
        archive.writestr("../../../etc/cron.d/evil.ipynb", b"evil")
        archive.writestr("/absolute.ipynb", b"absolute")
        archive.writestr("C:\\windows\\x.ipynb", b"windows")
        archive.writestr("__MACOSX/._lab.ipynb", b"")
        archive.writestr("Tan_9_assignsubmission_file_/report.pdf", b"")
        archive.writestr("Su_8_assignsubmission_file_/a.ipynb", b"a")
        archive.writestr("Su_8_assignsubmission_file_/b.ipynb", b"b")
        archive.writestr("bomb.ipynb", b"\0" * (MAX_FILE + 10))
        archive.writestr("submitted/anna/lab/lab.ipynb", b"anna")
        link = zipfile.ZipInfo("link.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    before = sorted(tmp_path.rglob("*"))
    found = {item.student: item.read() for item in submissions(path, "lab", "lab")}
    assert found == {
        "Mei Lin_4711": b"mei",
        "wang_12345": b"wang",
        "lee_12346": b"lee",
        "etc": b"evil",
        "absolute": b"absolute",
        "C:": b"windows",
        "Tan_9": "no notebook was handed in",
        "Su_8": "several notebooks were handed in, none is named lab.ipynb",
        "bomb": "the file is larger than 128 MiB",
        "anna": b"anna",
        "link": "the submission is a link",
    }
    assert sorted(tmp_path.rglob("*")) == before


def test_damaged_zips(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.ipynb", b"text of the first")
        archive.writestr("b.ipynb", b"text of the second")
    data = bytearray(path.read_bytes())
    at = data.index(b"text of the first")
    data[at] ^= 0xFF
    path.write_bytes(bytes(data))
    found = {item.student: item.read() for item in submissions(path, "x", "x")}
    assert found["b"] == b"text of the second"
    assert isinstance(found["a"], str) and "cannot be unpacked" in found["a"]
    path.write_bytes(b"PK no zip")
    with pytest.raises(SubmissionsError):
        submissions(path, "x", "x")
    with pytest.raises(SubmissionsError):
        submissions(tmp_path / "nowhere", "x", "x")


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, name.encode())
    return path


@pytest.mark.parametrize(
    "form",
    [
        "course/submitted/{}/lab/lab.ipynb",
        "submitted/{}/lab/lab.ipynb",
        "lab01 submissions/{}.ipynb",
        "submitted/{}.ipynb",
        "{}.ipynb",
        "{}.IPYNB",
        "{}/lab.ipynb",
        "a/b/c/{}/lab.ipynb",
    ],
)
def test_a_class_zip_may_have_any_layout(form: str, tmp_path: Path) -> None:
    path = zipped(tmp_path / "class.zip", *(form.format(name) for name in ("ann", "bob")))
    found = {item.student: item.read() for item in submissions(path, "lab", "lab")}
    assert found == {name: form.format(name).encode() for name in ("ann", "bob")}


@pytest.mark.parametrize("form", ["ann/lab.ipynb", "submitted/ann/lab/lab.ipynb", "ann.ipynb"])
def test_one_student_alone_keeps_the_name(form: str, tmp_path: Path) -> None:
    (item,) = submissions(zipped(tmp_path / "one.zip", form), "lab", "lab")
    assert item.student == "ann"


def test_a_class_is_not_taken_for_one_student(tmp_path: Path) -> None:
    path = zipped(tmp_path / "class.zip", "x/2026/ann/lab.ipynb", "x/2026/ann/old/lab.ipynb")
    with pytest.raises(SubmissionsError, match="one student with several notebooks"):
        submissions(path, "lab", "lab")


def test_numbers_of_students_are_those_of_their_platform(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "all.zip",
        "Mei Lin_4711_assignsubmission_file_/lab.ipynb",
        "wang_12345_67890_lab.ipynb",
        "lee_7/lab.ipynb",
    )
    found = {item.student: item.platform for item in submissions(path, "lab", "lab")}
    assert found == {"Mei Lin_4711": "moodle:4711", "wang_12345": "canvas:12345", "lee_7": ""}


def test_where_it_lay_and_whether_canvas_calls_it_late(tmp_path: Path) -> None:
    names = [
        "Mei_1_assignsubmission_file_/lab.ipynb",
        "wang_2_9_lab.ipynb",
        "lee_LATE_3_9_lab.ipynb",
        "sue_LATE_4_9_notes.txt",
        "LATE_5/lab.ipynb",
    ]
    found = submissions(zipped(tmp_path / "all.zip", *names), "lab", "lab")
    assert {item.entry: item.late for item in found} == dict(
        zip(names, (None, False, True, True, None), strict=True)
    )
    assert {item.time for item in found} == {None}  # the members' times are of the download


def test_a_renamed_notebook_gets_a_sentence(tmp_path: Path) -> None:
    path = zipped(tmp_path / "all.zip", "ann/lab.ipynb.txt", "bob/lab.ipynb")
    found = {item.student: item.read() for item in submissions(path, "lab", "lab")}
    assert found == {"ann": RENAMED, "bob": b"bob/lab.ipynb"}


def test_what_is_no_submission_is_left_out(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "all.zip", "./ann/notes.txt", "./ann/lab.ipynb", "dan/.lab.ipynb", "empty/",
        "__MACOSX/eve/lab.ipynb", "..", "bob/lab.ipynb",
    )  # fmt: skip
    found = {item.student: (item.entry, item.read()) for item in submissions(path, "lab", "lab")}
    assert found == {
        "ann": ("./ann/lab.ipynb", b"./ann/lab.ipynb"),
        "bob": ("bob/lab.ipynb", b"bob/lab.ipynb"),
    }


def test_only_canvas_marks_what_is_late_also_within_a_folder(tmp_path: Path) -> None:
    for names, expected in (
        (["x/wang_LATE_2_9_lab.ipynb", "x/lee_3_9_lab.ipynb"], {"wang_2": True, "lee_3": False}),
        (["Mei_1_assignsubmission_file_/lin_LATE_3_9_lab.ipynb"], {"Mei_1": None}),
    ):
        found = submissions(zipped(tmp_path / "all.zip", *names), "lab", "lab")
        assert {item.student: item.late for item in found} == expected


def test_another_notebook_is_not_taken_for_the_one(tmp_path: Path) -> None:
    path = zipped(tmp_path / "all.zip", "ann/b.ipynb", "ann/mine.ipynb", "bob/b.ipynb")
    found = submissions(path, "a", "lab", frozenset("b"))
    assert {item.student: item.read() for item in found} == {
        "ann": b"ann/mine.ipynb", "bob": "a.ipynb was not handed in: this is 'b'"
    }  # fmt: skip


def test_what_is_wrong_with_a_zip_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(b"PK no zip")
    with pytest.raises(SubmissionsError) as error:
        from_zip(path, "lab")
    assert str(error.value) == f"{path}: not a readable zip: File is not a zip file"
    zipped(path, "x/a/ann/lab.ipynb", "x/a/ann/old/lab.ipynb")
    with pytest.raises(SubmissionsError) as error:
        from_zip(path, "lab")
    assert str(error.value) == (
        f"{path}: one student with several notebooks of the same name; put one folder for "
        "each student, or <student>.ipynb, at the top of the zip"
    )
    monkeypatch.setattr(zips, "MAX_ENTRIES", 2)
    assert len(from_zip(zipped(path, "ann.ipynb", "bob.ipynb"), "lab")) == 2
    with pytest.raises(SubmissionsError) as error:
        from_zip(zipped(path, "ann.ipynb", "bob.ipynb", "eve.ipynb"), "lab")
    assert str(error.value) == f"{path}: more than 2 entries"


def test_no_more_is_unpacked_than_shows_that_it_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = zipped(tmp_path / "all.zip", "ann.ipynb")
    monkeypatch.setattr(zips, "MAX_FILE", 3)
    assert from_zip(path, "lab")[0].read() == b"ann."


def test_why_a_file_cannot_be_unpacked_is_said(tmp_path: Path) -> None:
    path = zipped(tmp_path / "all.zip", "ann.ipynb")
    data = path.read_bytes()
    at = data.index(b"ann.ipynb", data.index(b"ann.ipynb") + 1)
    path.write_bytes(data[:at] + b"X" + data[at + 1 :])
    told = "cannot be unpacked: BadZipFile: Bad CRC-32 for file 'ann.ipynb'"
    assert from_zip(path, "lab")[0].read() == told
