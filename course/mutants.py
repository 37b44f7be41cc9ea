"""Mutation tests: change a room's code in small ways and see whether its tests notice.

`make mutants ROOM=utils/nn` tests one room, `make mutants` all of them. mutmut makes and runs
the mutants in a copy of the course below `build/mutants`, where a run that was stopped goes
on. A mutant that survives needs its explanation in `tests/mutants.toml`.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
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
pytest_add_cli_args_test_selection = ["tests/{room}"]
"""
_SURVIVED, _UNTESTED = 0, 33  # mutmut's exit codes


@dataclass(frozen=True)
class Mutant:
    """A change of one place in a file, as lines taken out and put in."""

    file: str
    before: str
    after: str


def prepare(room: str, root: Path = ROOT) -> Path:
    """Copy the course, as git sees it, to where mutmut works on this room; return the folder."""
    folder = root / "build" / "mutants" / room.replace("/", "-")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=root, check=True, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    names = [name for name in listed if name and (root / name).is_file()]
    files = [f for f in names if Path(f).parent.as_posix() == room and f.endswith(".py")]
    mutated = [f for f in files if not Path(f).name.startswith("__")]
    others = sorted({name.partition("/")[0] for name in names} - set(SOURCES))
    config = _CONFIG.format(
        room=room,
        sources=json.dumps(SOURCES),
        files=json.dumps(mutated),
        others=json.dumps(others),
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


def run(folder: Path) -> None:
    """Let mutmut test the mutants that have no result yet."""
    subprocess.run([sys.executable, "-m", "mutmut", "run"], cwd=folder, check=True)


def survivors(folder: Path, record: Path = RECORD) -> tuple[int, list[Mutant]]:
    """Count the mutants that were tested in a folder and list those that survived.

    A function that runs when its module is imported is left out where the record names it:
    mutmut chooses a mutant after the import.
    """
    entries = _read(record).get("at_import", [])
    at_import = {(e["file"], e["function"]) for e in entries}
    tested, alive = 0, []
    for meta in sorted((folder / "mutants").rglob("*.meta")):
        codes = json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"]
        file = meta.relative_to(folder / "mutants").as_posix().removesuffix(".meta")
        for name, code in codes.items():
            function = name.rpartition(".")[2].partition("__mutmut_")[0].removeprefix("x_")
            if (file, function) in at_import:
                continue
            tested += code is not None
            if code in (_SURVIVED, _UNTESTED):
                alive.append(_change(folder, file, name))
    return tested, alive


def _change(folder: Path, file: str, name: str) -> Mutant:
    command = [sys.executable, "-m", "mutmut", "show", name]
    shown = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
    lines = [line for line in shown.splitlines() if not line.startswith(("---", "+++"))]
    taken, put = ([ln[1:].strip() for ln in lines if ln.startswith(sign)] for sign in "-+")
    return Mutant(file, "\n".join(taken), "\n".join(put))


def explained(record: Path = RECORD) -> dict[Mutant, str]:
    """Read why which mutants may survive.

    Raises:
        CourseError: an entry gives no reason.
    """
    entries = _read(record).get("survivor", [])
    found = {Mutant(e["file"], e["before"], e["after"]): e.get("why", "") for e in entries}
    for mutant, why in found.items():
        if not why.strip():
            raise CourseError(f"{record.name} does not say why {mutant.after!r} may survive.")
    return found


def _read(record: Path) -> dict[str, Any]:
    return tomllib.loads(record.read_text(encoding="utf-8"))


def entry(mutant: Mutant) -> str:
    """Write out the entry of the record that a survivor needs, its reason still open."""
    fields = {"file": mutant.file, "before": mutant.before, "after": mutant.after, "why": ""}
    lines = [f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in fields.items()]
    return "\n".join(["[[survivor]]", *lines])


@command_line
def main(rooms: list[str]) -> int:
    """Test the rooms' mutants; the exit status is 0 when each was killed or is explained."""
    unknown = [room for room in rooms if room not in ROOMS]
    if unknown:
        raise CourseError(f"There is no room {unknown[0]!r}; choose from {', '.join(ROOMS)}.")
    reasons, unexplained = explained(), []
    for room in rooms or ROOMS:
        folder = prepare(room)
        run(folder)
        tested, alive = survivors(folder)
        known = [mutant for mutant in alive if mutant in reasons]
        unexplained += [mutant for mutant in alive if mutant not in reasons]
        print(f"{room}: {tested} mutants, {len(alive)} survived, {len(known)} of them explained")
    for mutant in unexplained:
        print(f"\n{entry(mutant)}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
