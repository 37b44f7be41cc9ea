"""Tables of known mistakes: read, kept beside the results, named on the class's page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.__main__ import main
from grader.outputs.mistakes import MistakesError, keep, kept, read
from grader.outputs.reports import write_reports
from grader.outputs.results import Results
from tests.grader import samples
from tests.grader.outputs.rows import question, results, row
from tests.grader.runs import hand_in
from tests.grader.samples import HONEST, notebook_with

KNOWN = {"q1": {"f(1) is 5, 應為 1": ["constant"]}}


@pytest.mark.parametrize("text", ["", "[]", '{"q": 1}', '{"q": {"m": 1}}', None])
def test_another_file_says_what_writes_one(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(MistakesError, match=r"known\.json is not a table .*make answers LAB=03"):
        read(path)


def test_pages_written_later_name_them_too(tmp_path: Path) -> None:
    told = question(0.0, reason="f(1) is 5, 應為 1")
    out = Results(results(tmp_path / "out", [row("ann", {"q1": told})]))
    assert kept(out.folder) == {}
    for known in ({}, KNOWN):
        keep(out.folder, known)
        with out.writing():
            write_reports(out)
        page = (out.folder / "summary.html").read_text(encoding="utf-8")
        assert ("<td>constant</td>" in page) == bool(known)


def test_the_command_reads_them_before_it_grades(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "target.ipynb").write_bytes(samples.as_bytes(samples.instructor("target")))
    hand_in(tmp_path / "in", ann=notebook_with(HONEST))
    words = ["grade", str(tmp_path / "target.ipynb"), str(tmp_path / "in"), "--out"]
    words += [str(tmp_path / "out"), "--mistakes", str(tmp_path / "known.json")]
    assert main(words) == 2 and not (tmp_path / "out").exists()
    assert "make answers" in capsys.readouterr().err
    (tmp_path / "known.json").write_text(json.dumps(KNOWN), encoding="utf-8")
    assert main(words) == 0
    assert kept(tmp_path / "out") == KNOWN
