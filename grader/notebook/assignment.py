"""An assignment: the instructor's notebook, its files, and what its model solutions showed."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from grader.notebook.cells import Cell, NotebookError, parse
from grader.notebook.files import assignment_files
from grader.notebook.outputs import fitting
from grader.notebook.roles import has_solutions, preloads

MAX_HELPERS = 512 * 2**20
# Where a lab's name is looked up, below the present folder; nbgrader's and this course's places.
PLACES = ("labs", "source", "build/nbgrader/source")


class AssignmentError(ValueError):
    """The assignment cannot be graded as it is; the message says what to do."""


@dataclass(frozen=True)
class Calibration:
    """What a run of the model solutions showed; empty when the notebook has none."""

    calibrated: bool = False
    student_side: tuple[int, ...] = ()
    in_place: tuple[tuple[str, str, str], ...] = ()
    partial: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assignment:
    """What is graded: plain values only, so that it can be sent to another machine.

    `helpers` is the folder with the files that students' processes may read; the trusted process
    reads `reference`, which also has what only hidden tests import.
    """

    name: str
    data: bytes
    helpers: str
    reference: str = ""
    calibration: Calibration = field(default_factory=Calibration)

    @property
    def cells(self) -> list[Cell]:
        """Return the instructor's cells."""
        return parse(self.data)

    @property
    def points(self) -> dict[str, float]:
        """Return the highest points by question, in order."""
        return {cell.grade_id: cell.points for cell in self.cells if cell.is_test or cell.is_manual}

    @property
    def trusted(self) -> str:
        """Return the folder of the files that the trusted process reads."""
        return self.reference or self.helpers

    def digest(self) -> str:
        """Return a digest of everything that may change a score."""
        parts = hashlib.sha256(self.data)
        for folder in dict.fromkeys((self.helpers, self.trusted)):
            for path in sorted(Path(folder).rglob("*")):
                if path.is_file():
                    parts.update(str(path.relative_to(folder)).encode() + b"\0")
                    parts.update(hashlib.sha256(path.read_bytes()).digest())
        return parts.hexdigest()[:32]

    def preload(self) -> list[str]:
        """Return the modules to import before anything runs."""
        return [*preloads(self.cells), *self.calibration.modules]


def find(name: str) -> Path:
    """Return the one notebook of an assignment, as `find_all` does.

    Raises:
        AssignmentError: there is none, or more than one.
    """
    found = find_all(name)
    if len(found) > 1:
        raise AssignmentError(_not_found(name, found))
    return found[0]


def find_all(name: str) -> list[Path]:
    """Return the notebooks of an assignment given as a path or as the name of a lab.

    A folder is an assignment with all notebooks in it. The name of a lab, or of the folder of an
    assignment, is looked up in `PLACES`; the beginning of a lab's name will do if only one begins
    so, and its number.

    Raises:
        AssignmentError: there is none, or more than one assignment of this name.
    """
    path = Path(name)
    if path.is_file():
        return [path]
    if path.is_dir():
        if found := _notebooks_in(path):
            return found
        raise AssignmentError(_not_found(name, []))
    places = [Path(place) for place in PLACES]
    folders = [found for place in places if (found := _notebooks_in(place / name))]
    if len(folders) == 1 and len(folders[0]) > 1:
        return folders[0]
    known = [one for place in places for one in sorted(place.rglob("*.ipynb"))]
    beginnings = (name, f"lab{name}") if name.isdigit() else (name,)
    exact = [one for one in known if one.stem == name]
    named = [one for one in exact or known if one.stem.startswith(beginnings)]
    found = [one for one in named if _is_instructors(one)]
    if len(found) != 1:
        raise AssignmentError(_not_found(name, found))
    return found


def _not_found(name: str, found: list[Path]) -> str:
    listed = ", ".join(str(item) for item in found) or "none"
    return (
        f"{name!r} must name one instructor notebook with solutions, or the folder of an "
        f"assignment; found: {listed}. "
        "Give its path; this course's labs are written by `make nbgrader`"
    )


def _notebooks_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.ipynb") if path.is_file())


def names_beside(path: Path) -> frozenset[str]:
    """Return the names of the other notebooks in a notebook's folder."""
    return frozenset(one.stem for one in _notebooks_in(path.parent)) - {path.stem}


def _is_instructors(path: Path) -> bool:
    if ".ipynb_checkpoints" in path.parts:
        return False
    try:
        return has_solutions(_read(path)[1])
    except AssignmentError:
        return False


def _read(path: Path) -> tuple[bytes, list[Cell]]:
    try:
        data = fitting(path.read_bytes())
        if isinstance(data, str):
            raise AssignmentError(f"{path}: {data}")
        return data, parse(data)
    except (OSError, NotebookError) as error:
        raise AssignmentError(f"{path}: {error}") from None


def load(path: Path, scratch: Path, *, private: tuple[Path, ...] = ()) -> Assignment:
    """Read an assignment and copy its files to `scratch`, where students' processes may read them.

    Its files are those that nbgrader would release: what lies beside the notebook and is neither a
    notebook nor a database. Where several notebooks lie there, and in the folders above, only
    the modules that the notebook imports count, and files that it or they mention by name.
    What holds solutions or hidden tests is left out, and so is what lies in `private`. Modules
    that only hidden tests import are for the trusted process alone.

    Raises:
        AssignmentError: the notebook is unreadable or has no gradable cell.
    """
    data, cells = _read(path)
    _check(path, cells)
    helpers, reference = scratch / "helpers", scratch / "reference"
    shown, extra = assignment_files(path, cells, [scratch, *private])
    _copy(path, shown, helpers)
    if extra:
        _copy(path, shown | extra, reference)
    return Assignment(path.stem, data, str(helpers), str(reference) if extra else "")


def _check(path: Path, cells: list[Cell]) -> None:
    ids = [cell.grade_id for cell in cells if cell.grade_id]
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    if doubled:
        raise AssignmentError(f"{path}: cell id used twice: {', '.join(doubled)}; rename one")
    if not any(cell.is_test or cell.is_manual for cell in cells):
        raise AssignmentError(f"{path}: no cell with points; is it an nbgrader notebook?")
    if any((cell.grade or cell.solution) and not cell.grade_id for cell in cells):
        raise AssignmentError(f"{path}: a graded cell has no valid grade_id")
    if any("### AUTOTEST" in cell.source or "### HASHED AUTOTEST" in cell.source for cell in cells):
        raise AssignmentError(
            f"{path}: run nbgrader's InstantiateTests first; AUTOTEST lines remain"
        )


def _copy(path: Path, sources: dict[Path, Path], target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    total = 0
    for name, source in sources.items():
        total += source.stat().st_size
        if total > MAX_HELPERS:
            raise AssignmentError(
                f"{path.parent}: the files beside the notebook exceed {MAX_HELPERS // 2**20} MiB; "
                "put the notebook into a folder with only what it needs"
            )
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target / name)
    for item in [target, *target.rglob("*")]:
        item.chmod(0o755 if item.is_dir() else 0o644)
