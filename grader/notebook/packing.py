"""The files of an assignment by their content, for machines that do not have its folders."""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from grader.notebook.assignment import Assignment

Contents = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Packed:
    """What lies in an assignment's folders; `reference` is None where it has none of its own."""

    helpers: Contents
    reference: Contents | None

    def digest(self) -> str:
        """Return a digest of names and contents: another version has another one."""
        return hashlib.sha256(repr((self.helpers, self.reference)).encode()).hexdigest()[:32]


def pack(assignment: Assignment) -> tuple[Assignment, Packed]:
    """Return an assignment without folders, and what was in them."""
    reference = _contents(assignment.reference) if assignment.reference else None
    packed = Packed(_contents(assignment.helpers), reference)
    return replace(assignment, helpers="", reference=""), packed


def _contents(folder: str) -> Contents:
    files = sorted(path for path in Path(folder).rglob("*") if path.is_file())
    return tuple((path.relative_to(folder).as_posix(), path.read_bytes()) for path in files)


def unpack(assignment: Assignment, packed: Packed, place: Path) -> Assignment:
    """Return an assignment with its files in a folder of this machine, written there once."""
    folder = place / packed.digest()
    if not folder.is_dir():
        part = folder.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        _write(packed.helpers, part / "helpers")
        if packed.reference is not None:
            _write(packed.reference, part / "reference")
        os.rename(part, folder)
    reference = "" if packed.reference is None else str(folder / "reference")
    return replace(assignment, helpers=str(folder / "helpers"), reference=reference)


def _write(contents: Contents, folder: Path) -> None:
    """Write files as `load` copies them: for students to read."""
    folder.mkdir(parents=True)
    for name, data in contents:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    for item in [folder.parent, folder, *folder.rglob("*")]:
        item.chmod(0o755 if item.is_dir() else 0o644)
