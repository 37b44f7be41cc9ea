"""Feedback goes back: each platform's own rule for reading names finds the right student."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from grader.__main__ import main
from grader.outputs.mistakes import NAME, Mistake, Mistakes, write
from grader.outputs.reports import write_reports
from grader.outputs.results import Results
from grader.outputs.returned import give_back, place
from tests.grader.outputs.rows import entry, question, results, row

HOSTILE = "<script>alert(1)</script>"


def moodle_reads(path: str) -> tuple[int, str] | None:
    """The student's number and the file's name as Moodle's importer takes them from a path.

    After `is_valid_filename_for_import` of mod/assign/feedback/file/importziplib.php: the versions
    before 4.1 ask for five parts between underscores, later ones for four.
    """
    parts = path.split("/")
    if parts[-1].startswith((".", "~")):
        return None
    while parts:
        pieces = parts.pop(0).split("_", 4)
        if len(pieces) == 5 and pieces[1].isdigit() and pieces[2:4] == ["assignsubmission", "file"]:
            return int(pieces[1]), "/".join([pieces[4], *parts])
    return None


def canvas_reads(path: str) -> tuple[str, str]:
    """The student's and the attachment's number as Canvas takes them from a file's name.

    After `infer_comment_context_from_filename` of app/models/abstract_assignment.rb.
    """
    pieces = [piece for piece in path.split("/")[-1].split("_") if piece != "LATE"]
    if pieces[0] == "anon":
        return pieces[1], pieces[2]
    user, attachment = [piece for piece in pieces if re.fullmatch(r"\d+", piece)][:2]
    return user, attachment


def contents(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert len({name.casefold() for name in names}) == len(names)
        return {name: archive.read(name).decode() for name in names}


def test_the_pages_that_go_back_are_those_of_the_feedback(tmp_path: Path) -> None:
    told = question(0.0, reason="Question 1: f(1) is 5.")
    unreadable = row("eve", {"q1": 0.0}, status="unreadable", reason="the file is empty")
    del unreadable["language"]
    rows = [row("王小明", {"q1": told}, language="zh-TW"), unreadable]
    for number, one in enumerate(rows):
        path = f"n_{number}_assignsubmission_file_/lab.ipynb"
        one |= {"platform": f"moodle:{number}", "handed_in": entry(path)}
    out = Results(results(tmp_path / "out", rows))
    known = [Mistake(0.0, told["reason"], {"en": "constant", "zh-TW": "固定的數"})]
    write(out.folder / NAME, Mistakes("lab", "", {"q1": known}))
    with out.writing():
        write_reports(out)
    give_back(out.folder)
    pages = [*contents(out.folder / "moodle-feedback.zip").values()]
    assert pages == [
        (out.folder / "feedback" / f"{one['student']}.html").read_text(encoding="utf-8")
        for one in reversed(rows)
    ]
    assert "檔案是空的" in pages[0] and "固定的數" in pages[1]


def test_moodle_finds_each_student(tmp_path: Path) -> None:
    names = {
        4711: "Mei Lin_4711_assignsubmission_file_/lab.ipynb",
        12: "王小明_12_assignsubmission_file/lab.ipynb",
        13: "課程/submissions/O'Neil (B)_13_assignsubmission_file_/a/b/lab.ipynb",
        14: "flat name_14_assignsubmission_file_lab.ipynb",
        15: f"{HOSTILE.replace('/', '')}_15_assignsubmission_file_/lab.ipynb",
        16: "..\\\x1b[2J_16_assignsubmission_file_/lab.ipynb",
        17: "under_score_17_assignsubmission_file_/lab.ipynb",
        18: "Mei Lin_18_assignsubmission_onlinetext_/lab.ipynb",
        19: "class\\Ann Wu_19_assignsubmission_file_\\lab.ipynb",
        20: "half \ud800_20_assignsubmission_file_/lab.ipynb",
    }
    rows = [
        row(f"student {n}", {"q1": 5.0}, platform=f"moodle:{n}", handed_in=entry(path))
        for n, path in names.items()
    ]
    rows[0]["questions"]["q1"] |= {"score": 0.0, "reason": "it said \ud800"}
    rows[0] |= {"notes": ["half \ud800"]}
    found = give_back(results(tmp_path / "out", rows))
    path = tmp_path / "out" / "moodle-feedback.zip"
    assert found.zips == {path: len(names)} and not found.held and not found.elsewhere
    pages = contents(path)
    read = {moodle_reads(name): page for name, page in pages.items()}
    assert {number for number, _ in filter(None, read)} == set(names) and None not in read
    for found_at, page in read.items():
        assert found_at is not None and f"student {found_at[0]}<" in page
        assert found_at[1] == "/lab feedback.html"
    for name in ("王小明_12", "under score_17", " [2J_16", "Ann Wu_19", "half ?_20"):
        assert f"{name}_assignsubmission_file_/lab feedback.html" in pages
    with zipfile.ZipFile(path) as archive:
        assert {info.external_attr >> 16 for info in archive.infolist()} == {0o644}
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_DEFLATED}
    assert not any(c < " " or ".." in name.split("/") for name in pages for c in name)


def test_canvas_finds_each_student(tmp_path: Path) -> None:
    names = {
        "linmei_4711_9001_lab.ipynb": ("4711", "9001"),
        "wang_LATE_12_9002_lab-1.ipynb": ("12", "9002"),
        "王小明_13_9003_實驗 3 (1).ipynb": ("13", "9003"),
        "lee_14_9004_7_8_lab.IPYNB": ("14", "9004"),
        "anon_LATE_xYz12_9005_lab.ipynb": ("xYz12", "9005"),
        "submissions/tan_15_9006_lab.ipynb.txt": ("15", "9006"),
    }
    rows = []
    for number, (path, (user, _)) in enumerate(names.items()):
        platform = "" if path.startswith("anon") else f"canvas:{user}"
        place = entry(path, "LATE" in path)
        rows.append(row(f"student {number}", {"q1": 5.0}, platform=platform, handed_in=place))
    give_back(results(tmp_path / "out", rows))
    pages = contents(tmp_path / "out" / "canvas-feedback.zip")
    assert sorted(map(canvas_reads, pages)) == sorted(names.values())
    for path, numbers in names.items():
        (page,) = [page for name, page in pages.items() if canvas_reads(name) == numbers]
        assert f"student {[*names].index(path)}<" in page
    assert all(name.endswith(".html") for name in pages)


def test_what_is_not_final_stays_here_and_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def of(number: int) -> dict[str, Any]:
        path = f"n_{number}_assignsubmission_file_/lab.ipynb"
        return {"platform": f"moodle:{number}", "handed_in": entry(path)}

    rows = [
        row("anna", {"q1": 5.0}, **of(1)),
        row("ben", {"q1": question(1.0, review=True)}, **of(2)),
        row("chen", {"q1": question(None)}, **of(3)),
        row("dora", {"q1": 0.0}, status="error", reason="lost\x1b[2J", **of(4)),
        row("eve", {"q1": 5.0}),
        row("fin", {"q1": 5.0}, handed_in=entry("ann/x_1_2_lab.ipynb")),
    ]
    rows.append(row("gus", {"q1": 5.0}))
    del rows[-1]["handed_in"]  # as in results of an older version
    assert [place(one) for one in rows[4:]] == [("", "")] * 3
    out = results(tmp_path / "out", rows)
    assert main(["return", str(out)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{out}/moodle-feedback.zip: 1 page",
        "no page for ben: open: q1",
        "no page for chen: open: q1",
        "no page for dora: the grader failed: lost\\x1b[2J",
        f"3 students came in no zip of Moodle or Canvas; see {out}/feedback for the pages of: "
        "eve, fin, gus",
    ]
    assert [*contents(out / "moodle-feedback.zip")] == [
        "n_1_assignsubmission_file_/lab feedback.html"
    ]
    first = (out / "moodle-feedback.zip").read_bytes()
    assert main(["return", str(out)]) == 0
    assert (out / "moodle-feedback.zip").read_bytes() == first
    results(out, rows[4:])
    (out / "canvas-feedback.zip").write_bytes(b"of another class")
    assert main(["return", str(out)]) == 0
    assert not list(out.glob("*.zip"))
    assert main(["return", str(tmp_path)]) == 2
    assert "has no results.jsonl; name the folder" in capsys.readouterr().err


def test_two_submissions_of_one_student_are_two_files(tmp_path: Path) -> None:
    place: dict[str, Any] = {
        "platform": "moodle:7",
        "handed_in": entry("Su_7_assignsubmission_file_/lab.ipynb"),
    }
    rows = [row("Su_7", {"q1": 1.0}, **place), row("Su_7 (2)", {"q1": 2.0}, **place)]
    give_back(results(tmp_path / "out", rows))
    assert [*contents(tmp_path / "out" / "moodle-feedback.zip")] == [
        "Su_7_assignsubmission_file_/lab feedback.html",
        "Su_7_assignsubmission_file_/lab feedback (2).html",
    ]


def test_a_page_holds_what_a_person_decided(tmp_path: Path) -> None:
    item = question(1.0, review=True, answer={"code": "x", "digest": "d1"})
    rows = [row("ben", {"q1": item}, handed_in=entry("b_2_assignsubmission_file_/lab.ipynb"))]
    out = results(tmp_path / "out", rows)
    (out / "decisions.jsonl").write_text(
        '{"assignment": "lab", "question": "q1", "answer": "d1", "points": 7.0, "comment": "", '
        '"who": "me", "when": "now"}\n'
    )
    assert not give_back(out).held
    (page,) = contents(out / "moodle-feedback.zip").values()
    assert "<b>7</b> of 10" in page
