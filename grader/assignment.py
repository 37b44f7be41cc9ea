"""An assignment: the instructor's notebook, its files, and what its model solutions showed."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from grader.analysis import has_solutions, imported, path_parts, preloads
from grader.notebook import Cell, NotebookError, parse, visible_source

MAX_HELPERS = 512 * 2**20
MAX_TEXT = 8 * 2**20
# Where a lab's name is looked up, below the present folder; nbgrader's and this course's places.
PLACES = ("labs", "source", "build/nbgrader/source")
_SECRETS = (b"### BEGIN SOLUTION", b"### BEGIN HIDDEN TESTS", b"=== BEGIN MARK SCHEME ===")


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
    """What is graded: plain values only, so that it can be sent to another machine.

    `helpers` is the folder with the files that students' processes may read; the trusted process
    reads `reference`, which also has what only hidden tests import.
    """

    name: str
    data: bytes
    helpers: str
    reference: str = ""
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

    @property
    def trusted(self) -> str:
        """Return the folder of the files that the trusted process reads."""
        return self.reference or self.helpers

    def digest(self) -> str:
        """Return a digest of everything that may change a score."""
        parts = hashlib.sha256(self.data)
        parts.update(repr((self.in_process, self.plain)).encode())
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
    """Return the notebook of an assignment given as a path or as the name of a lab.

    A lab is looked up in `PLACES`; the beginning of its name will do if only one begins so.

    Raises:
        AssignmentError: there is none, or more than one.
    """
    path = Path(name)
    if path.is_file():
        return path
    if path.is_dir():
        found = sorted(path.glob("*.ipynb"))
    else:
        known = [one for place in PLACES for one in sorted(Path(place).rglob("*.ipynb"))]
        exact = [one for one in known if one.stem == name]
        found = [one for one in exact or known if _is_instructors(one, name)]
    if len(found) != 1:
        listed = ", ".join(str(item) for item in found) or "none"
        raise AssignmentError(
            f"{name!r} must name one instructor notebook with solutions; found: {listed}. "
            "Give its path; this course's labs are written by `make nbgrader`"
        )
    return found[0]


def _is_instructors(path: Path, name: str) -> bool:
    if not path.stem.startswith(name) or ".ipynb_checkpoints" in path.parts:
        return False
    try:
        return has_solutions(parse(path.read_bytes()))
    except (OSError, NotebookError):
        return False


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
    notebook and no database. Where several notebooks lie there, and in the folders above, only
    the modules that the notebook imports count, and files that it or they mention by name.
    What holds solutions or hidden tests is left out, and so is what lies in `private`. Modules
    that only hidden tests import are for the trusted process alone.

    Raises:
        AssignmentError: the notebook is unreadable or has no gradable cell.
    """
    cells = _cells(path)
    _check(path, cells, in_process)
    helpers, reference = scratch / "helpers", scratch / "reference"
    shown, extra = _helpers(path, cells, [scratch, *private])
    _copy(path, shown, helpers)
    if extra:
        _copy(path, shown | extra, reference)
    return Assignment(
        path.stem, path.read_bytes(), str(helpers), str(reference) if extra else "", in_process
    )


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


def _helpers(
    path: Path, cells: list[Cell], private: list[Path]
) -> tuple[dict[Path, Path], dict[Path, Path]]:
    """Return the files for students, and those for the trusted process alone, by their paths."""
    shown: dict[Path, Path] = {}
    if len(list(path.parent.glob("*.ipynb"))) == 1:
        for item in sorted(path.parent.iterdir()):
            if not _holds(item, private):
                shown |= {file.relative_to(path.parent): file for file in _files(item)}
    texts = [cell.source for cell in cells if cell.is_code]
    visible = [visible_source(cell) for cell in cells if cell.is_code]
    whole, packages = _mentioned(path, texts, private)
    named, _ = _mentioned(path, visible, private)
    extra = {name: file for name, file in whole.items() if name not in named | shown}
    for place, name in packages:
        # Students may import what else there is in a package that the notebook uses.
        for file in sorted(place.glob("*.py")) if name.parts else ():
            if name / file.name not in extra and _may_be_shown(file):
                shown.setdefault(name / file.name, file)
    return named | shown, extra


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


def _mentioned(
    path: Path, texts: list[str], private: list[Path]
) -> tuple[dict[Path, Path], set[tuple[Path, Path]]]:
    """Return what code imports, directly or not, and the files it mentions; and the folders.

    Files are given by their paths below the folder that they are imported from. Of the folders
    it is the second item.
    """
    folder = path.resolve().parent
    sources: dict[Path, Path] = {}
    queue = [(module, name, Path()) for text in texts for module, name in imported(text)]
    words = {word for text in texts for word in path_parts(text)}
    packages = {(folder, Path())}
    seen = set()
    while queue:
        step = queue.pop()
        if step in seen:
            continue
        seen.add(step)
        for name, file in _module_files(*step, folder):
            packages.add((file.parent, name.parent))
            if name not in sources and _may_be_shown(file):
                sources[name] = file
                text = file.read_text(encoding="utf-8", errors="replace")
                words |= path_parts(text)
                queue += [(module, part, name.parent) for module, part in imported(text)]
    for place, name in sorted(packages):
        for item in sorted(place.iterdir()):
            is_code = item.suffix == ".py" or (item / "__init__.py").is_file()
            if item.name in words and not is_code and not _holds(item, private):
                for file in _files(item):
                    sources.setdefault(name / file.relative_to(place), file)
    return sources, packages


def _module_files(module: str, name: str, package: Path, folder: Path) -> list[tuple[Path, Path]]:
    """Return the files of a module that is not installed: path below its root, and place."""
    dots = len(module) - len(module.lstrip("."))
    for _ in range(dots - 1):
        package = package.parent
    parts = [part for part in module[dots:].split(".") if part]
    whole = [*(package.parts if dots else ()), *parts]
    if not whole or _is_installed(whole[0]):
        return []
    for root in (folder, *folder.parents):
        if (root / whole[0] / "__init__.py").is_file() or (root / f"{whole[0]}.py").is_file():
            break
    else:
        return []
    found = []
    for end in range(1, len(whole) + 2):
        at = Path(*[*whole, name][:end])
        for candidate in (at / "__init__.py", at.with_name(at.name + ".py")):
            if at.name and (root / candidate).is_file():
                found.append((candidate, root / candidate))
    return found


def _files(item: Path) -> list[Path]:
    """Return the files at or below a path that students may see."""
    if not _may_be_shown(item):
        return []
    if item.is_file():
        return [item]
    return [file for inner in sorted(item.iterdir()) for file in _files(inner)]


def _holds(item: Path, private: list[Path]) -> bool:
    """Tell whether something private, or any notebook, lies at or below a path."""
    place = item.resolve()
    if any(place == path.resolve() or place in path.resolve().parents for path in private):
        return True
    return item.is_dir() and any(item.rglob("*.ipynb"))


def _may_be_shown(path: Path) -> bool:
    hidden = path.name.startswith(".") or path.is_symlink() or path.name == "__pycache__"
    if hidden or path.suffix in (".ipynb", ".db", ".sqlite", ".jsonl"):
        return False
    if path.is_dir():
        return True
    if not path.is_file():
        return False
    with open(path, "rb") as file:
        text = file.read(MAX_TEXT)
    return not any(secret in text for secret in _SECRETS)


def _is_installed(name: str) -> bool:
    if name in sys.stdlib_module_names:
        return True
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return False
    origin = (spec.origin or "") if spec else ""
    return "site-packages" in origin or "dist-packages" in origin
