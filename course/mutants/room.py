"""A copy of the course in which one room's code is replaced by its mutants."""

from __future__ import annotations

import json
import subprocess
import sys
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
class Room:
    """A room or a module: where its copy is, its tests, and its files with all their mutants."""

    folder: Path
    tests: list[str]
    files: dict[str, MutatedFile]

    @property
    def results(self) -> Path:
        """The file to which the loop adds a line for each mutant."""
        return self.folder / "results.jsonl"

    def versions(self) -> dict[str, str]:
        """Name all mutants, each with the hash of the function that it changes."""
        return {
            f"{_module(file)}.{name}": mutated.hash_by_function_name[_function(name)]
            for file, mutated in self.files.items()
            for name in mutated.mutant_names
        }

    def run(self, record: Record, workers: int = 1) -> None:
        """Test the mutants that have no explanation, and no verdict or have survived.

        Raises:
            CourseError: the tests cannot be collected.
        """
        found, versions = self.verdicts(record), self.versions()
        todo = {name: versions[name] for name in found if found[name] in ("not run", "survived")}
        if not todo:
            return
        job = self.folder / "job.json"
        asked = {"tests": self.tests, "mutants": todo, "results": str(self.results)}
        write_whole(job, json.dumps(asked | {"workers": workers}))
        write_whole(self.results, self._whole_lines())  # the loop adds its own behind them
        # -P: what stands beside the loop is not to be imported as if it were a library.
        loop = [sys.executable, "-P", str(_LOOP), str(job)]
        if subprocess.run(loop, cwd=self.folder / "course").returncode:
            raise CourseError(f"The tests of {self.folder.name} could not be run; see above.")

    def verdicts(self, record: Record) -> dict[str, str]:
        """Tell what became of the mutants.

        What the record explains is not run. A function that runs when its module is imported
        is left out where the record names it: a mutant is chosen after the import.
        """
        found = self._found()
        verdicts = {}
        for name, version in self.versions().items():
            change = self.change(name)
            function = _function(name.rpartition(".")[2]).removeprefix("x_")
            if (change.file, function) not in record.at_import:
                known = found.get((name, version), "not run")
                verdicts[name] = "explained" if record.explains(change) else known
        return verdicts

    def change(self, mutant: str) -> Mutant:
        """Tell what a mutant changes."""
        module, _, name = mutant.rpartition(".")
        file = f"{module.replace('.', '/')}.py"
        before = self._source(file, f"{_function(name)}__mutmut_orig")
        diff = list(unified_diff(before, self._source(file, name)))[2:]
        taken, put = ([ln[1:].strip() for ln in diff if ln.startswith(sign)] for sign in "-+")
        return Mutant(file, "\n".join(taken), "\n".join(put))

    def _source(self, file: str, function: str) -> list[str]:
        span = self.files[file].line_span_by_function_name[function]
        lines = self.files[file].code.splitlines()[span.start - 1 : span.end]
        return [line.replace(function, "") for line in lines]

    def _found(self) -> dict[tuple[str, str], str]:
        lines = map(json.loads, self._whole_lines().splitlines())
        return {(one["mutant"], one["version"]): one["verdict"] for one in lines}

    def _whole_lines(self) -> str:
        """Read the results, without half a line that a run left when it was killed."""
        text = self.results.read_text(encoding="utf-8") if self.results.exists() else ""
        return text[: text.rfind("\n") + 1]


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
    names = [name for name in listed if (root / name).is_file()]
    chosen = [f for f in names if room in (f, Path(f).parent.as_posix()) and f.endswith(".py")]
    where, called = (room, "test_*.py")
    if room in chosen:
        where, called = Path(room).parent.as_posix(), f"test_{Path(room).stem.removeprefix('_')}.py"
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
