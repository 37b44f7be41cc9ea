"""The list of all submissions."""

from __future__ import annotations

from pathlib import Path

from grader.submissions.listing import submissions


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
