"""The grader's README says what was recorded, and the version that it was recorded of."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bench import readme
from grader import VERSION


def test_the_readme_says_what_was_recorded() -> None:
    assert f"{readme.BEGIN}\n{readme.section()}\n{readme.END}" in readme.README.read_text()


def test_new_records_are_written_into_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(readme.RECORDS, tmp_path / "records")
    monkeypatch.setattr(readme, "RECORDS", tmp_path / "records")
    monkeypatch.setattr(readme, "README", tmp_path / "README.md")
    readme.README.write_text(f"before\n{readme.BEGIN}\nold\n{readme.END}\nafter\n")
    for path in readme.RECORDS.iterdir():
        record = json.loads(path.read_text())
        record["facts"]["grader"] = VERSION
        if path.stem == "little":
            numbers = {"grader, seconds each": 0.25, "nbgrader, seconds each": 4.0, "ratio": 16.0}
            record["found"] |= {"submissions": 60, **numbers}
        path.write_text(json.dumps(record))
    readme.write()
    text = readme.README.read_text()
    row = f"| 60 submissions that use Keras and train little | {VERSION} | 0.25 | 4 | 16 |"
    assert row in text and "not measured" not in text and "old" not in text
    assert text.startswith("before\n") and text.endswith(f"{readme.END}\nafter\n")
    readme.write()
    assert readme.README.read_text() == text
