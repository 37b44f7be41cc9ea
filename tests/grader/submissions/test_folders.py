"""Submissions in folders, and their times."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from grader.submissions.listing import submissions
from grader.submissions.submission import RENAMED


def test_links_pipes_and_huge_files_are_not_read(tmp_path: Path) -> None:
    import os

    secret = tmp_path / "secret.ipynb"
    secret.write_text("secret")
    folder = tmp_path / "handed_in"
    folder.mkdir()
    (folder / "link.ipynb").symlink_to(secret)
    (folder / "linked").symlink_to(tmp_path)
    (folder / "inner").mkdir()
    (folder / "inner" / "x.ipynb").symlink_to(secret)
    (folder / "deep").mkdir()
    (folder / "deep" / "a").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.ipynb")
    (folder / "empty").mkdir()
    with open(folder / "huge.ipynb", "wb") as file:
        file.truncate(2**40)  # more than fits into memory, and no block on the disk
    (folder / "good.ipynb").write_text("good")
    found = {item.student: item.read() for item in submissions(folder, "x", "x")}
    assert found == {
        "link": "the submission is a link",
        "linked": "the submission is a link",
        "inner": "the submission is a link",
        "deep": "the submission is a link",
        "pipe": "the submission is not a regular file",
        "empty": "no notebook was handed in",
        "huge": "the file is larger than 128 MiB",
        "good": b"good",
    }


def test_nbgraders_tree(tmp_path: Path) -> None:
    for student in ("anna", "ben"):
        for name in ("lab", "other"):
            folder = tmp_path / student / name
            folder.mkdir(parents=True)
            (folder / "problem.ipynb").write_text(student + name)
            (folder / ".ipynb_checkpoints").mkdir()
            (folder / ".ipynb_checkpoints" / "problem.ipynb").write_text("old")
    found = {item.student: item.read() for item in submissions(tmp_path, "problem", "lab")}
    assert found == {"anna": b"annalab", "ben": b"benlab"}


TIMES = {
    "good": ("2026-03-01 12:00:00.123456 UTC", datetime(2026, 3, 1, 12, 0, 0, 123456)),
    "zone": ("2026-03-01 12:00:00 +0800\n", datetime(2026, 3, 1, 4)),
    "file": ("2026-01-01 00:00:00 /proc/self/mem", None),
    "parent": ("2026-01-01 00:00:00 ../../../etc/passwd", None),
    "no day": ("2026-02-31 00:00:00 UTC", None),
    "no zone": ("2026-02-03 00:00:00 +9999", None),
    "first year": ("0001-01-01 00:00:00 +2300", None),
    "long": ("1" * 10_000, None),
}


@pytest.fixture
def in_taipei(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """On a machine whose clock shows another time than UTC."""
    with monkeypatch.context() as changed:
        changed.setenv("TZ", "Asia/Taipei")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("in_taipei")
def test_only_nbgraders_own_form_of_a_time_counts(tmp_path: Path) -> None:
    for name, (text, _) in TIMES.items():
        folder = tmp_path / name / "ps1"
        folder.mkdir(parents=True)
        (folder / "timestamp.txt").write_text(text)
    (tmp_path / "none" / "ps1").mkdir(parents=True)
    (tmp_path / "linked" / "ps1").mkdir(parents=True)
    (tmp_path / "linked" / "ps1" / "timestamp.txt").symlink_to(tmp_path / "good/ps1/timestamp.txt")
    expected = {name: time for name, (_, time) in TIMES.items() if time}
    found = submissions(tmp_path, "ps1", "ps1")
    assert {item.student: item.time for item in found if item.time} == expected


def test_capitals_and_renamed_files_are_not_overlooked(tmp_path: Path) -> None:
    (tmp_path / "Carl.IPYNB").write_text("carl")
    (tmp_path / "dora.ipynb.txt").write_text("dora")
    (tmp_path / "x.ipynb.json").write_text("x")
    (tmp_path / "gil.ipynb.old.ipynb.txt").write_text("gil")
    (tmp_path / "list.csv").write_text("no notebook")
    for student, name in (("eve", "lab.ipynb.txt"), ("finn", "notes.txt")):
        (tmp_path / student).mkdir()
        (tmp_path / student / name).write_text("text")
    found = {item.student: item.read() for item in submissions(tmp_path, "lab", "lab")}
    assert found == {"Carl": b"carl", "dora": RENAMED, "x": RENAMED, "eve": RENAMED, "gil": RENAMED,
                     "finn": "no notebook was handed in"}  # fmt: skip


def test_another_notebook_of_the_folder_is_not_taken_for_the_one(tmp_path: Path) -> None:
    for student, names in {"anna": "ab", "ben": "b", "chen": "c", "dora": "bc"}.items():
        (tmp_path / student).mkdir()
        for name in names:
            (tmp_path / student / f"{name}.ipynb").write_text(name)
    found = submissions(tmp_path, "a", "lab", frozenset("b"))
    assert {item.student: item.read() for item in found} == {
        "anna": b"a", "ben": "a.ipynb was not handed in: this is 'b'", "chen": b"c", "dora": b"c"
    }  # fmt: skip


def test_a_notebook_lies_at_most_three_folders_deep(tmp_path: Path) -> None:
    for student, folder in {"anna": "a/b/c", "ben": "a/b/c/d", "chen": ".trash"}.items():
        (tmp_path / student / folder).mkdir(parents=True)
        (tmp_path / student / folder / "lab.ipynb").write_text(student)
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "lab.ipynb").write_text("old")
    (tmp_path / ".hidden.ipynb").write_text("old")
    found = {item.student: item.read() for item in submissions(tmp_path, "lab", "lab")}
    none = "no notebook was handed in"
    assert found == {"anna": b"anna", "ben": none, "chen": none}


def test_a_download_that_was_unpacked_keeps_the_platforms_number(tmp_path: Path) -> None:
    for name, files in {"Mei Lin_7": ["lab.ipynb"], "Wang_8": []}.items():
        folder = tmp_path / f"{name}_assignsubmission_file_"
        (folder / "lab").mkdir(parents=True)
        (folder / "lab" / "timestamp.txt").write_text("2026-03-01 12:00:00 UTC")
        for file in files:
            (folder / "lab" / file).write_text("mei")
    mei, wang = submissions(tmp_path, "lab", "lab")
    assert (mei.student, mei.platform, mei.read()) == ("Mei Lin_7", "moodle:7", b"mei")
    assert (wang.student, wang.platform) == ("Wang_8", "moodle:8")
    assert mei.time == wang.time == datetime(2026, 3, 1, 12)


def test_a_file_that_is_gone_is_a_problem_of_one_submission(tmp_path: Path) -> None:
    (tmp_path / "ben.ipynb").write_text("ben")
    (ben,) = submissions(tmp_path, "lab", "lab")
    (tmp_path / "ben.ipynb").unlink()
    assert ben.read() == "cannot be read: No such file or directory"


def test_a_disk_that_fails_is_a_problem_of_one_submission(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ben.ipynb").write_text("ben")
    (ben,) = submissions(tmp_path, "lab", "lab")

    def failing(data: bytes) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("grader.submissions.folders.fitting", failing)
    assert ben.read() == "cannot be read: Input/output error"
