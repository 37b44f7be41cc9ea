"""Mutation tests: change a room's code in small ways and see whether its tests notice.

`make mutants ROOM=utils/nn` tests one room by the tests beside it, `make mutants` all rooms;
`ROOM=utils/nn/stacked.py` one module by the tests of its name. mutmut makes and runs the
mutants in a copy of the course below `build/mutants`, where a run that was stopped goes on: it
tests what has no result yet, and again what survived without an explanation. The explanations
stand in `tests/mutants.toml`.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course.command_line import command_line
from course.config import ROOT, CourseError
from utils.files import write_whole

# Not grader/processes: its code runs in processes that are made before a mutant is chosen.
ROOMS = (
    "utils/nn",
    "course",
    "course/chapters",
    "course/labs",
    "grader",
    "grader/notebook",
    "grader/outputs",
    "grader/protocol",
    "grader/sandbox",
    "grader/session",
    "grader/submissions",
)
SOURCES = ("utils", "experiments", "labs", "course", "grader", "bench")
RECORD = ROOT / "tests" / "mutants.toml"
_CONFIG = """
[tool.mutmut]
source_paths = {sources}
only_mutate = {files}
also_copy = {others}
pytest_add_cli_args = ["-m", "not proof and not weekly", "--hypothesis-profile=ci"]
pytest_add_cli_args_test_selection = {tests}
# Each mutant's process is forked from one that has collected the tests and run none: TensorFlow
# hangs in a fork of a process that computed with it, so that no test may do that when collected.
process_isolation = "forkserver"
"""
# What mutmut's exit codes say: they are pytest's, or 33 where no test calls the function.
_VERDICTS = {None: "not run", 0: "survived", 5: "survived", 33: "survived"} | dict.fromkeys(
    (1, 2, 3), "noticed"
)


@dataclass(frozen=True)
class Mutant:
    """A change of one place in a file, as lines taken out and put in."""

    file: str
    before: str
    after: str


@dataclass(frozen=True)
class Rule:
    """A text in a line whose change into any of some others changes nothing."""

    before: str
    after: tuple[str, ...]
    why: str

    def explains(self, mutant: Mutant) -> bool:
        """Tell whether one such change, in one place, makes the mutant."""
        start, end, text = 0, len(self.before), mutant.before
        while (start := text.find(self.before, start)) >= 0:
            if mutant.after in (text[:start] + new + text[start + end :] for new in self.after):
                return True
            start += 1
        return False


@dataclass(frozen=True)
class Record:
    """Which mutants may survive, and why."""

    survivors: dict[Mutant, str]
    rules: tuple[Rule, ...]
    at_import: frozenset[tuple[str, str]]  # functions that no mutant reaches, with their files

    def explains(self, mutant: Mutant) -> bool:
        """Tell whether an entry or a rule says why the mutant may survive."""
        return mutant in self.survivors or any(rule.explains(mutant) for rule in self.rules)


@dataclass(frozen=True)
class Result:
    """How many mutants there are of each verdict, and those that survived, by their names."""

    counts: Counter[str]
    alive: dict[str, Mutant]


def prepare(room: str, root: Path = ROOT) -> Path:
    """Copy the course, as git sees it, to where mutmut works on a room or a module.

    Returns:
        The folder of the copy.

    Raises:
        CourseError: no test has the module's name.
    """
    folder = root / "build" / "mutants" / room.replace("/", "-")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=root, check=True, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    names = [name for name in listed if name and (root / name).is_file()]
    files = [f for f in names if room in (f, Path(f).parent.as_posix()) and f.endswith(".py")]
    where, called = (room, "test_*.py")
    if room in files:
        where, called = Path(room).parent.as_posix(), f"test_{Path(room).name}"
    tests = [f for f in names if Path(f).parent == Path("tests", where) and Path(f).match(called)]
    if not tests:
        raise CourseError(f"{room} has no tests of its own; name the room, {where}.")
    config = _CONFIG.format(
        sources=json.dumps(SOURCES),
        files=json.dumps([f for f in files if not Path(f).name.startswith("__")]),
        others=json.dumps(sorted({name.partition("/")[0] for name in names} - set(SOURCES))),
        tests=json.dumps(tests),
    )
    for name in names:
        content = (root / name).read_bytes()
        if name == "pyproject.toml":
            content += config.encode()
        target = folder / name
        # A file that stays as it was keeps its time, and mutmut what it found out about it.
        if not target.is_file() or target.read_bytes() != content:
            write_whole(target, content)
    return folder


def run(folder: Path, again: Iterable[str] = ()) -> None:
    """Let mutmut test the mutants that have no result yet, and those named."""
    named = set(again)
    for path, found in _results(folder):
        codes = found["exit_code_by_key"]
        if forgotten := named & codes.keys():
            codes |= dict.fromkeys(forgotten)
            write_whole(path, json.dumps(found))
    subprocess.run([sys.executable, "-m", "mutmut", "run"], cwd=folder, check=True)


def result(folder: Path, record: Record) -> Result:
    """Read what became of the mutants in a folder.

    A function that runs when its module is imported is left out where the record names it:
    mutmut chooses a mutant after the import.
    """
    counts: Counter[str] = Counter()
    alive: dict[str, Mutant] = {}
    for path, found in _results(folder):
        file = path.relative_to(folder / "mutants").as_posix().removesuffix(".meta")
        for name, code in found["exit_code_by_key"].items():
            function = name.rpartition(".")[2].partition("__mutmut_")[0].removeprefix("x_")
            if (file, function) in record.at_import:
                continue
            # A mutant that runs for long is stopped; one may also end its process.
            verdict = _VERDICTS.get(code, "stopped")
            counts[verdict] += 1
            if verdict == "survived":
                alive[name] = _change(folder, file, name)
    return Result(counts, alive)


def _results(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted((folder / "mutants").rglob("*.py.meta")):
        yield path, json.loads(path.read_text(encoding="utf-8"))


def _change(folder: Path, file: str, name: str) -> Mutant:
    from mutmut.mutation.diff_apply import get_diff_for_mutant  # not to be had on Windows

    with contextlib.chdir(folder):
        shown = get_diff_for_mutant(name, path=file).splitlines()
    lines = [line for line in shown if not line.startswith(("---", "+++"))]
    taken, put = ([ln[1:].strip() for ln in lines if ln.startswith(sign)] for sign in "-+")
    return Mutant(file, "\n".join(taken), "\n".join(put))


def read_record(path: Path = RECORD) -> Record:
    """Read why which mutants may survive.

    Raises:
        CourseError: an entry or a rule gives no reason.
    """
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    for entry in (entry for table in tables.values() for entry in table):
        if not entry.get("why", "").strip():
            subject = entry.get("function") or entry["after"]
            raise CourseError(f"{path.name} does not say why {subject!r} may survive.")
    return Record(
        {Mutant(e["file"], e["before"], e["after"]): e["why"] for e in tables.get("survivor", [])},
        tuple(Rule(e["before"], tuple(e["after"]), e["why"]) for e in tables.get("rule", [])),
        frozenset((e["file"], e["function"]) for e in tables.get("at_import", [])),
    )


def entry(mutant: Mutant) -> str:
    """Write out the entry of the record that a survivor needs, its reason still open."""
    fields = {"file": mutant.file, "before": mutant.before, "after": mutant.after, "why": ""}
    lines = [f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in fields.items()]
    return "\n".join(["[[survivor]]", *lines])


@command_line
def main(rooms: list[str]) -> int:
    """Test rooms or modules; the exit status is 0 when all mutants are noticed or explained."""
    for room in rooms:
        of_room = Path(room).parent.as_posix() in ROOMS and (ROOT / room).is_file()
        if not of_room and room not in ROOMS:
            raise CourseError(f"There is no room {room!r}; choose from {', '.join(ROOMS)}.")
    record, open_ones, complete = read_record(), [], True
    for room in rooms or ROOMS:
        folder = prepare(room)
        before = result(folder, record).alive
        run(folder, [name for name, mutant in before.items() if not record.explains(mutant)])
        found = result(folder, record)
        unexplained = [mutant for mutant in found.alive.values() if not record.explains(mutant)]
        counts = ", ".join(f"{n} {verdict}" for verdict, n in sorted(found.counts.items()))
        print(f"{room}: {found.counts.total()} mutants, {counts}, {len(unexplained)} unexplained")
        open_ones += unexplained
        # Where more are stopped than noticed, it is the tests that hang.
        if found.counts["stopped"] > found.counts["noticed"]:
            print(f"{room}: most mutants were stopped, so this says nothing; do its tests hang?")
            complete = False
        complete &= not found.counts["not run"]
    for mutant in open_ones:
        print(f"\n{entry(mutant)}")
    return 0 if complete and not open_ones else 1


if __name__ == "__main__":
    sys.exit(main())
