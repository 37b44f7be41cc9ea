"""A room's mutants, in a copy of a course of one function."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from course.config import CourseError
from course.mutants.record import Mutant, Record
from course.mutants.room import Room, prepare
from tests.course.mutants.conftest import CODE, TEST

NOTHING = Record({}, (), frozenset())
LINE = "return a if a > b else b"
EQUAL = Mutant("utils/nn/small.py", LINE, "return a if a >= b else b")
EXPLAINED = Record({EQUAL: "equal"}, (), frozenset())
NAMES = [f"utils.nn.small.x_larger__mutmut_{n}" for n in (1, 2, 3)]


def note(room: Room, verdicts: Iterable[str]) -> None:
    """Add what the loop would say of the mutants."""
    with open(room.results, "a", encoding="utf-8") as results:
        for (name, version), verdict in zip(room.versions().items(), verdicts, strict=False):
            line = {"mutant": name, "version": version, "verdict": verdict}
            results.write(f"{json.dumps(line)}\n")


@pytest.mark.proof
def test_only_the_mutant_that_changes_nothing_survives(small: Path) -> None:
    room = prepare("utils/nn", small)
    room.run(NOTHING)
    assert room.verdicts(NOTHING) == dict(
        zip(NAMES, ["noticed", "noticed", "survived"], strict=True)
    )
    assert room.change(NAMES[2]) == EQUAL


@pytest.mark.proof
def test_tests_that_cannot_be_collected_are_an_error(small: Path) -> None:
    (small / "tests/utils/nn/test_small.py").write_text("import nothing_of_that_name")
    with pytest.raises(CourseError, match=r"tests of utils-nn could not be run; see above"):
        prepare("utils/nn", small).run(NOTHING)


def test_the_last_verdict_counts_and_an_explanation_more(small: Path) -> None:
    room = prepare("utils/nn", small)
    assert list(room.verdicts(NOTHING).values()) == ["not run"] * 3
    note(room, ["survived", "stopped"])
    assert list(room.verdicts(NOTHING).values()) == ["survived", "stopped", "not run"]
    note(room, ["noticed"])
    assert list(room.verdicts(NOTHING).values()) == ["noticed", "stopped", "not run"]
    assert list(room.verdicts(EXPLAINED).values()) == ["noticed", "stopped", "explained"]


def test_a_loop_that_fails_is_an_error(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = prepare("utils/nn", small)
    failed: subprocess.CompletedProcess[str] = subprocess.CompletedProcess("", 4)
    monkeypatch.setattr(subprocess, "run", lambda command, cwd: failed)
    with pytest.raises(CourseError, match=r"^The tests of utils-nn could not be run; see above\.$"):
        room.run(NOTHING)


def test_half_a_line_that_a_killed_run_left_is_no_verdict(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = prepare("utils/nn", small)
    note(room, ["noticed", "stopped"])
    whole = room.results.read_text()
    with open(room.results, "a") as results:
        results.write('{"mutant": "utils.nn.small.x_la')
    assert list(room.verdicts(NOTHING).values()) == ["noticed", "stopped", "not run"]

    def loop(command: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
        assert room.results.read_text() == whole
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", loop)
    room.run(NOTHING)


def test_a_function_that_runs_at_import_is_left_out(small: Path) -> None:
    record = Record({}, (), frozenset({("utils/nn/small.py", "larger")}))
    assert prepare("utils/nn", small).verdicts(record) == {}


def test_a_run_tests_what_has_no_verdict_or_survived_and_no_explanation(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = prepare("utils/nn", small)
    asked = []

    def loop(command: list[str], cwd: Path) -> subprocess.CompletedProcess[str]:
        job = json.loads(Path(command[-1]).read_text())
        assert cwd == room.folder / "course" and job["results"] == str(room.results)
        assert command[1] == "-P" and Path(command[2]).name == "loop.py"
        asked.append((list(job["mutants"]), job["tests"], job["workers"]))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", loop)
    tests = ["tests/utils/nn/test_small.py"]
    note(room, ["noticed"])
    room.run(NOTHING, workers=2)
    room.run(EXPLAINED)
    note(room, ["stopped", "survived", "survived"])
    room.run(NOTHING)
    room.run(EXPLAINED)
    note(room, ["stopped", "noticed"])
    room.run(EXPLAINED)  # nothing is left
    both = NAMES[1:]
    assert asked == [(both, tests, 2), (both[:1], tests, 1), (both, tests, 1), (both[:1], tests, 1)]


def test_a_changed_function_has_no_verdict_any_more(small: Path) -> None:
    note(prepare("utils/nn", small), ["noticed"] * 3)
    path = small / "utils/nn/small.py"
    path.write_text(f"{CODE}\n\ndef same() -> int:\n    return 1\n")
    verdicts = prepare("utils/nn", small).verdicts(NOTHING)
    assert list(verdicts.values()) == ["noticed"] * 3 + ["not run"]
    path.write_text(CODE.replace("a > b", "a - b > 0"))
    assert set(prepare("utils/nn", small).verdicts(NOTHING).values()) == {"not run"}


def test_a_change_of_several_lines_is_shown_without_what_stays(small: Path) -> None:
    code = "class Pair:\n    def first(self) -> int:\n        return max(\n            1,\n"
    code += "            2,\n        )\n"
    (small / "utils/nn/small.py").write_text(code)
    changes = changes_of(small)
    assert ("1,", "None,") in changes and ("1,", "2,") in changes and ("1,", "") in changes
    assert not any("first" in before for before, _ in changes)


def test_a_change_in_two_places_has_all_their_lines(small: Path) -> None:
    code = "def first(n: int = 1) -> int:\n    return 5 if max(\n        n,\n    ) else 6\n"
    (small / "utils/nn/small.py").write_text(code)
    changes = changes_of(small)
    assert ("return 5 if max(\n) else 6", "return 5 if (max(\n)) and False else 6") in changes
    # The name is left out, since it is what differs between all mutants.
    assert ("def (n: int = 1) -> int:", "def (n: int = 2) -> int:") in changes


def changes_of(course: Path) -> set[tuple[str, str]]:
    room = prepare("utils/nn", course)
    return {(m.before, m.after) for m in map(room.change, room.versions())}


def test_a_module_is_tested_by_the_tests_of_its_name(small: Path) -> None:
    for name in ("utils/nn/other.py", "utils/nn/_small.py", "utils/nn/__main__.py"):
        (small / name).write_text(CODE)
    (small / "tests/utils/nn/test_others.py").write_text(TEST)
    (small / "tests/utils/nn/parts").mkdir()
    (small / "tests/utils/nn/parts/test_small.py").write_text(TEST)

    def chosen(name: str) -> tuple[list[str], list[str]]:
        room = prepare(name, small)
        return sorted(room.files), room.tests

    own, others = "tests/utils/nn/test_small.py", "tests/utils/nn/test_others.py"
    files = ["utils/nn/_small.py", "utils/nn/other.py", "utils/nn/small.py"]
    assert chosen("utils/nn") == (files, [others, own])
    assert chosen("utils/nn/small.py") == (["utils/nn/small.py"], [own])
    assert chosen("utils/nn/_small.py") == (["utils/nn/_small.py"], [own])
    with pytest.raises(CourseError, match=r"other.py has no tests of its own; name the room, util"):
        prepare("utils/nn/other.py", small)


def test_without_git_there_is_no_copy(small: Path) -> None:
    (small / ".git").rename(small / "git")
    with pytest.raises(subprocess.CalledProcessError):
        prepare("utils/nn", small)


def test_the_copy_is_the_course_as_it_is_now(small: Path) -> None:
    (small / "utils/gone.py").touch()
    copy = small / "build/mutants/utils-nn/course"
    assert prepare("utils/nn", small).folder == copy.parent
    assert (copy / "utils/gone.py").exists()
    before = (copy / "pyproject.toml").stat().st_mtime_ns
    (small / "utils/gone.py").unlink()
    (small / "utils/data.txt").write_text("new")
    prepare("utils/nn", small)
    assert not (copy / "utils/gone.py").exists() and (copy / "utils/data.txt").read_text() == "new"
    assert (copy / "pyproject.toml").stat().st_mtime_ns == before
    assert "x_larger__mutmut_1" in (copy / "utils/nn/small.py").read_text()
