"""The commands and what they print."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from grader.__main__ import main
from tests.grader.runs import ROOT, a_few, command, hand_in, rows_of
from tests.grader.samples import HONEST, notebook_with

NAMES = {1: "王小明", 2: "=cmd('x')!A1", 3: "<img src=x>"}


def test_a_mistyped_student_and_a_missing_scheduler_are_named(
    source: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("grader.engine._CONNECT_TIMEOUT", "1s")
    words = ["grade", str(source), str(a_few(tmp_path / "in")), "--out", str(tmp_path / "out")]
    assert main([*words, "--regrade", "bne"]) == 2
    assert "no submission by bne" in capsys.readouterr().err
    assert main([*words, "--scheduler", "tcp://127.0.0.1:1"]) == 2
    error = capsys.readouterr().err
    assert "pip install distributed" in error or "127.0.0.1:1" in error


def test_check_tells_students_what_the_grader_will_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.ipynb"
    path.write_bytes(notebook_with(HONEST, second="def shout(text):\n    return text"))
    assert main(["check", str(path)]) == 0
    text = capsys.readouterr().out
    assert "first_test: 5 of 5" in text and "second_test: 0 of 3\n    AssertionError" in text


def test_ctrl_c_in_a_terminal_leaves_a_line_and_the_next_call_goes_on(
    source: Path, tmp_path: Path
) -> None:
    """A terminal sends it to every process of the command's group."""
    waits = notebook_with("import time\ntime.sleep(999)")
    folder, out = hand_in(tmp_path / "in", ann=notebook_with(HONEST), ben=waits), tmp_path / "out"
    words = ["grade", source, folder, "--out", out, "--jobs", 2, "--question-seconds", 500]
    line = [sys.executable, "-m", "grader", *map(str, words)]
    log, told = out / "grader.log", tmp_path / "told"
    with open(told, "w") as file:
        # What runs in the background of a shell, as these tests may, ignores Ctrl-C from its start.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        run = subprocess.Popen(line, cwd=ROOT, stdout=file, stderr=file, start_new_session=True)
        signal.signal(signal.SIGINT, before)
    while not log.exists() or "ann: graded" not in log.read_text():
        assert run.poll() is None, told.read_text()
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGINT)
    assert run.wait(120) == 130
    assert told.read_text().endswith("grader: stopped; run it again and it resumes from here\n")
    text = log.read_text()
    assert text.endswith("INFO grader: stopped; the next call goes on from here\n")
    assert "Traceback" not in text and "ERROR" not in text
    hand_in(folder, ben=notebook_with(HONEST))
    assert command(*words).returncode == 0
    assert {name: row["score"] for name, row in rows_of(out).items()} == {"ann": 10, "ben": 10}
    assert log.read_text().count("ann: graded") == 1


def test_doctor_says_what_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    text = capsys.readouterr().out
    assert "Isolation level" in text and "holds  reads no file outside" in text


def grades(path: Path) -> list[str]:
    return [row["Grade"] for row in csv.DictReader(path.read_text().splitlines())]


def test_a_class_from_moodle_is_graded_late_work_reduced_and_feedback_returned(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handed_in, worksheet, out = (tmp_path / name for name in ("in.zip", "m.csv", "out"))
    with zipfile.ZipFile(handed_in, "w") as archive:
        for number, name in NAMES.items():
            path = f"{name}_{number}_assignsubmission_file_/target.ipynb"
            archive.writestr(path, notebook_with(HONEST))
    times = {1: "Tuesday, 1 December 2026, 11:59 PM", 2: "Wednesday, 2 December 2026, 1:00 AM"}
    lines = [["Identifier", "Last modified (submission)", "Grade", "Maximum Grade"]]
    lines += [[f"Participant {number}", times.get(number, "-"), "", "20"] for number in NAMES]
    with open(worksheet, "w", newline="") as file:
        csv.writer(file).writerows(lines)
    words = ["grade", str(source), str(handed_in), "--out", str(out)]
    words += ["--moodle", str(worksheet)]
    assert main([*words, "--late", "10%/day"]) == 2
    assert "there is no deadline; add it" in capsys.readouterr().err and not out.exists()
    late = ["--deadline", "2026-12-01T23:59", "--timezone", "Asia/Taipei", "--late", "10%/day"]
    assert main([*words, *late]) == 0
    printed = capsys.readouterr().out
    assert "10%/day: 1 late, 1 point taken off" in printed
    assert (
        f"nobody knows when it was handed in (say it in a table: --dates): {NAMES[3]}_3" in printed
    )
    assert grades(out / "moodle.csv") == ["20", "18", ""]
    lines_before = (out / "results.jsonl").read_bytes()
    (tmp_path / "d.csv").write_text(f"student,handed_in\n{NAMES[3]}_3,2026-12-01\n")
    assert (
        main([*words, "--dates", str(tmp_path / "d.csv"), "--extension", "moodle:2=2026-12-02"])
        == 0
    )
    capsys.readouterr()
    # A call without the exported table leaves the points of the last one in what is uploaded.
    for call, stale in ((words[:-2], True), (words, False)):
        assert main(call) == 0  # all of it is kept
        assert ("moodle.csv has the points of an earlier call" in capsys.readouterr().out) == stale
    assert grades(out / "moodle.csv") == ["20"] * 3
    assert (out / "results.jsonl").read_bytes() == lines_before
    assert main(["return", str(out)]) == 0
    with zipfile.ZipFile(out / "moodle-feedback.zip") as archive:
        pages = {name: archive.read(name).decode() for name in archive.namelist()}
    assert sorted(name.split("/")[0] for name in pages) == sorted(
        f"{name}_{number}_assignsubmission_file_" for number, name in NAMES.items()
    )
    assert all("<img" not in page and "in time" in page for page in pages.values())
    assert ",'=cmd" not in (out / "grades.csv").read_text()
    assert "\n'=cmd" in (out / "grades.csv").read_text()
