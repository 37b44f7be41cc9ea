"""An assignment: the instructor's notebook, its files, and what its model solutions showed."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from grader.analysis import has_solutions, preloads
from grader.notebook import Cell, NotebookError, parse

MAX_HELPERS = 512 * 2**20


class AssignmentError(ValueError):
    """The assignment cannot be graded as it is; the message says what to do."""


@dataclass(frozen=True)
class Calibration:
    """What a run of the model solutions showed; empty when the notebook has none."""

    calibrated: bool = False
    student_side: tuple[int, ...] = ()
    in_place: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    modules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assignment:
    """What is graded: plain values only, so that it can be sent to another machine."""

    name: str
    data: bytes
    helpers: str
    in_process: tuple[str, ...] = ()
    calibration: Calibration = field(default_factory=Calibration)
    plain: bool = False

    @property
    def cells(self) -> list[Cell]:
        """Return the instructor's cells."""
        return parse(self.data)

    @property
    def points(self) -> dict[str, float]:
        """Return the highest points by question, in order."""
        return {cell.grade_id: cell.points for cell in self.cells if cell.is_test or cell.is_manual}

    def digest(self) -> str:
        """Return a digest of everything that may change a score."""
        parts = hashlib.sha256(self.data)
        parts.update(repr((self.in_process, self.plain)).encode())
        for path in sorted(Path(self.helpers).rglob("*")):
            if path.is_file():
                parts.update(str(path.relative_to(self.helpers)).encode() + b"\0")
                parts.update(hashlib.sha256(path.read_bytes()).digest())
        return parts.hexdigest()[:32]

    def preload(self) -> list[str]:
        """Return the modules to import before anything runs."""
        return [*preloads(self.cells), *self.calibration.modules]


def find(name: str) -> Path:
    """Return the notebook of an assignment given as a path or as the name of a lab.

    Raises:
        AssignmentError: there is none, or more than one.
    """
    path = Path(name)
    if path.is_file():
        return path
    if path.is_dir():
        found = sorted(path.glob("*.ipynb"))
    else:
        found = [
            candidate
            for candidate in sorted(Path("labs").rglob("*.ipynb"))
            if candidate.stem == name and has_solutions(_cells(candidate))
        ]
    if len(found) != 1:
        listed = ", ".join(str(item) for item in found) or "none"
        raise AssignmentError(
            f"{name!r} must name one instructor notebook with solutions; found: {listed}"
        )
    return found[0]


def _cells(path: Path) -> list[Cell]:
    try:
        return parse(path.read_bytes())
    except (OSError, NotebookError) as error:
        raise AssignmentError(f"{path}: {error}") from None


def load(
    path: Path, scratch: Path, *, in_process: tuple[str, ...] = (), private: tuple[Path, ...] = ()
) -> Assignment:
    """Read an assignment and copy its files to `scratch`, where students' processes may read them.

    Its files are those that nbgrader would release: what lies beside the notebook and is no
    notebook and no database. Paths in `private` (submissions, results) are left out.

    Raises:
        AssignmentError: the notebook is unreadable or has no gradable cell.
    """
    cells = _cells(path)
    _check(path, cells, in_process)
    helpers = scratch / "helpers"
    _copy_helpers(path, cells, helpers, [scratch, *private])
    return Assignment(path.stem, path.read_bytes(), str(helpers), in_process)


def _check(path: Path, cells: list[Cell], in_process: tuple[str, ...]) -> None:
    ids = [cell.grade_id for cell in cells if cell.grade_id]
    doubled = sorted({name for name in ids if ids.count(name) > 1})
    if doubled:
        raise AssignmentError(f"{path}: cell id used twice: {', '.join(doubled)}; rename one")
    tests = {cell.grade_id for cell in cells if cell.is_test}
    if not tests:
        raise AssignmentError(f"{path}: no test cell with points; is it an nbgrader notebook?")
    if any((cell.grade or cell.solution) and not cell.grade_id for cell in cells):
        raise AssignmentError(f"{path}: a graded cell has no valid grade_id")
    if any("### AUTOTEST" in cell.source or "### HASHED AUTOTEST" in cell.source for cell in cells):
        raise AssignmentError(
            f"{path}: run nbgrader's InstantiateTests first; AUTOTEST lines remain"
        )
    unknown = sorted(set(in_process) - tests)
    if unknown:
        raise AssignmentError(f"{path}: no test cell named {', '.join(unknown)}")


def _copy_helpers(path: Path, cells: list[Cell], target: Path, private: list[Path]) -> None:
    """Copy the assignment's files (no notebooks) and the modules from parent folders it imports."""
    target.mkdir(parents=True, exist_ok=True)
    sources = {
        item.name: item
        for item in sorted(path.parent.iterdir())
        if _may_be_shown(item) and not _holds(item, private)
    }
    for name in _local_imports(cells):
        for folder in path.resolve().parents:
            for candidate in (folder / name, folder / f"{name}.py"):
                if candidate.is_file() or (candidate / "__init__.py").is_file():
                    sources.setdefault(candidate.name, candidate)
    total = 0
    for name, source in sources.items():
        files = [source] if source.is_file() else [f for f in source.rglob("*") if f.is_file()]
        total += sum(file.stat().st_size for file in files)
        if total > MAX_HELPERS:
            raise AssignmentError(
                f"{path.parent}: the files beside the notebook exceed {MAX_HELPERS // 2**20} MiB; "
                "put the notebook into a folder with only what it needs"
            )
        if source.is_file():
            shutil.copyfile(source, target / name)
        else:
            shutil.copytree(source, target / name, ignore=_not_shown, symlinks=False)
    for item in [target, *target.rglob("*")]:
        item.chmod(0o755 if item.is_dir() else 0o644)


def _holds(item: Path, private: list[Path]) -> bool:
    """Tell whether something private, or any notebook, lies at or below a path."""
    place = item.resolve()
    if any(place == path.resolve() or place in path.resolve().parents for path in private):
        return True
    return item.is_dir() and any(item.rglob("*.ipynb"))


def _may_be_shown(path: Path) -> bool:
    hidden = path.name.startswith(".") or path.is_symlink() or path.name == "__pycache__"
    return not (hidden or path.suffix in (".ipynb", ".db", ".sqlite", ".jsonl"))


def _not_shown(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if not _may_be_shown(Path(folder, name))}


def _local_imports(cells: list[Cell]) -> list[str]:
    """Return the top-level names that the notebook imports and that are not installed."""
    import ast

    from IPython.core.inputtransformer2 import TransformerManager

    found: list[str] = []
    for cell in cells:
        if not cell.is_code:
            continue
        try:
            tree = ast.parse(TransformerManager().transform_cell(cell.source))
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found += [alias.name.split(".")[0] for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.append(node.module.split(".")[0])
    return [name for name in dict.fromkeys(found) if not _is_installed(name)]


def _is_installed(name: str) -> bool:
    if name in sys.stdlib_module_names:
        return True
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return False
    origin = (spec.origin or "") if spec else ""
    return "site-packages" in origin or "dist-packages" in origin
