"""Mutation tests of a room, on a course of one function."""

from __future__ import annotations

import json
import subprocess
import tomllib
from pathlib import Path

import pytest

from course import mutants
from course.config import ROOT, CourseError
from course.mutants import Mutant

CODE = '''def larger(a: int, b: int) -> int:
    """Return the larger of two numbers."""
    return a if a > b else b
'''
TEST = """from utils.nn.small import larger


def test_larger() -> None:
    assert larger(1, 2) == 2 and larger(2, 1) == 2
"""
EQUAL = Mutant("utils/nn/small.py", "return a if a > b else b", "return a if a >= b else b")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A course of one function, which one of its mutants does not change."""
    for name, text in {
        "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--import-mode=importlib'\n",
        "utils/__init__.py": "",
        "utils/nn/__init__.py": "",
        "utils/nn/small.py": CODE,
        "tests/utils/nn/test_small.py": TEST,
        **{f"{name}/__init__.py": "" for name in mutants.SOURCES[1:]},
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path


@pytest.mark.proof
def test_only_the_mutant_that_changes_nothing_survives(small: Path) -> None:
    folder = mutants.prepare("utils/nn", small)
    mutants.run(folder)
    tested, alive = mutants.survivors(folder)
    assert tested >= 1
    assert alive == [EQUAL]


def test_what_runs_at_import_is_left_out_where_the_record_says_so(tmp_path: Path) -> None:
    codes = {f"utils.nn.small.x__table__mutmut_{n}": code for n, code in enumerate((0, 1, 33))}
    meta = tmp_path / "mutants" / "utils/nn/small.py.meta"
    meta.parent.mkdir(parents=True)
    meta.write_text(json.dumps({"exit_code_by_key": codes | {"utils.nn.small.x_f__mutmut_1": 1}}))
    record = tmp_path / "mutants.toml"
    record.write_text('[[at_import]]\nfile = "utils/nn/small.py"\nfunction = "_table"\n')
    assert mutants.survivors(tmp_path, record) == (1, [])


def test_a_changed_file_is_copied_again_and_others_keep_their_time(small: Path) -> None:
    folder = mutants.prepare("utils/nn", small)
    before = (folder / "utils/__init__.py").stat().st_mtime_ns
    (small / "utils/nn/small.py").write_text(CODE.replace(">", ">="))
    mutants.prepare("utils/nn", small)
    assert ">=" in (folder / "utils/nn/small.py").read_text()
    assert (folder / "utils/__init__.py").stat().st_mtime_ns == before


def test_what_the_command_prints_is_an_entry_of_the_record(tmp_path: Path) -> None:
    record = tmp_path / "mutants.toml"
    record.write_text(mutants.entry(EQUAL).replace('why = ""', 'why = "equal numbers"'))
    assert mutants.explained(record) == {EQUAL: "equal numbers"}


def test_an_entry_needs_a_reason(tmp_path: Path) -> None:
    record = tmp_path / "mutants.toml"
    record.write_text(mutants.entry(EQUAL))
    with pytest.raises(CourseError, match="does not say why 'return a if a >= b else b' may"):
        mutants.explained(record)


def test_the_record_can_be_read_and_its_code_is_there() -> None:
    for mutant in mutants.explained():
        text = (ROOT / mutant.file).read_text(encoding="utf-8")
        for line in mutant.before.splitlines():
            assert line in text, mutant
    for entry in tomllib.loads(mutants.RECORD.read_text(encoding="utf-8"))["at_import"]:
        text = (ROOT / entry["file"]).read_text(encoding="utf-8")
        assert f"def {entry['function']}(" in text and entry["why"]


def test_an_unknown_room_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert mutants.main(["grader/attic"]) == 1
    assert "There is no room 'grader/attic'; choose from utils/nn" in capsys.readouterr().err
