"""A copy of the course in which one room's code is replaced by its mutants."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING

from course.config import ROOT, CourseError
from course.mutants.record import Mutant, Record
from utils.files import write_whole

if TYPE_CHECKING:
    from mutmut.mutation.file_mutation import MutatedFile

_LOOP = Path(__file__).with_name("loop.py")


@dataclass(frozen=True)
class Result:
    """How many mutants there are of each verdict, and those that survived, by their names."""

    counts: Counter[str]
    alive: dict[str, Mutant]


@dataclass(frozen=True)
class Room:
    """A room or a module: where its copy is, its tests, and its files with all their mutants."""

    folder: Path
    tests: list[str]
    files: dict[str, MutatedFile]

    @property
    def results(self) -> Path:
        """The file to which the loop adds a line for each mutant."""
        return self.folder / "results.jsonl"

    def mutants(self) -> dict[str, tuple[str, str]]:
        """Name all mutants, with their file and the hash of their function."""
        return {
            f"{_module(file)}.{name}": (file, mutated.hash_by_function_name[_function(name)])
            for file, mutated in self.files.items()
            for name in mutated.mutant_names
        }

    def run(self, again: Iterable[str] = (), workers: int = 1) -> None:
        """Test the mutants that have no verdict yet, and those named.

        Raises:
            CourseError: the tests cannot be collected.
        """
        verdicts, named = self._verdicts(), set(again)
        todo = {
            name: version
            for name, (_, version) in self.mutants().items()
            if name in named or (name, version) not in verdicts
        }
        if not todo:
            return
        job = self.folder / "job.json"
        asked = {"tests": self.tests, "mutants": todo, "results": str(self.results)}
        write_whole(job, json.dumps(asked | {"workers": workers}))
        # -P: what stands beside the loop is not to be imported as if it were a library.
        loop = [sys.executable, "-P", str(_LOOP), str(job)]
        if subprocess.run(loop, cwd=self.folder / "course").returncode:
            raise CourseError(f"The tests of {self.folder.name} could not be run; see above.")

    def result(self, record: Record) -> Result:
        """Read what became of the mutants.

        A function that runs when its module is imported is left out where the record names it:
        a mutant is chosen after the import.
        """
        verdicts = self._verdicts()
        counts: Counter[str] = Counter()
        alive: dict[str, Mutant] = {}
        for name, (file, version) in self.mutants().items():
            own = name.rpartition(".")[2]
            if (file, _function(own).removeprefix("x_")) in record.at_import:
                continue
            verdict = verdicts.get((name, version), "not run")
            counts[verdict] += 1
            if verdict == "survived":
                alive[name] = _change(file, self.files[file], own)
        return Result(counts, alive)

    def _verdicts(self) -> dict[tuple[str, str], str]:
        if not self.results.exists():
            return {}
        lines = map(json.loads, self.results.read_text(encoding="utf-8").splitlines())
        return {(one["mutant"], one["version"]): one["verdict"] for one in lines}


def prepare(room: str, root: Path = ROOT) -> Room:
    """Copy the course, as git sees it, with the code of a room or a module replaced by mutants.

    Raises:
        CourseError: no test has the module's name.
    """
    from mutmut.mutation.file_mutation import mutate_file_contents  # not to be had on Windows

    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=root, check=True, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    names = [name for name in listed if name and (root / name).is_file()]
    chosen = [f for f in names if room in (f, Path(f).parent.as_posix()) and f.endswith(".py")]
    where, called = (room, "test_*.py")
    if room in chosen:
        where, called = Path(room).parent.as_posix(), f"test_{Path(room).stem.lstrip('_')}.py"
    tests = [f for f in names if Path(f).parent == Path("tests", where) and Path(f).match(called)]
    if not tests:
        raise CourseError(f"{room} has no tests of its own; name the room, {where}.")
    files = {
        f: mutate_file_contents(f, (root / f).read_text(encoding="utf-8"))
        for f in chosen
        if not Path(f).name.startswith("__")
    }
    folder = root / "build" / "mutants" / room.replace("/", "-")
    copy = folder / "course"
    for old in copy.rglob("*"):
        if old.is_file() and old.relative_to(copy).as_posix() not in names:
            old.unlink()
    for name in names:
        content = files[name].code.encode() if name in files else (root / name).read_bytes()
        target = copy / name
        if not target.is_file() or target.read_bytes() != content:
            write_whole(target, content)
    return Room(folder, tests, files)


def _module(file: str) -> str:
    return file.removesuffix(".py").replace("/", ".")


def _function(mutant: str) -> str:
    return mutant.partition("__mutmut_")[0]


def _change(file: str, mutated: MutatedFile, name: str) -> Mutant:
    lines = mutated.code.splitlines()

    def source(function: str) -> list[str]:
        span = mutated.line_span_by_function_name[function]
        return [line.replace(function, "") for line in lines[span.start - 1 : span.end]]

    diff = list(unified_diff(source(f"{_function(name)}__mutmut_orig"), source(name), n=0))[2:]
    taken, put = ([ln[1:].strip() for ln in diff if ln.startswith(sign)] for sign in "-+")
    return Mutant(file, "\n".join(taken), "\n".join(put))
