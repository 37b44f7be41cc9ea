"""What notebooks need beside them: our modules that their code imports, and the data of these."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from course.config import CourseError
from grader.notebook.names import imported

OURS = ("utils", "labs", "experiments")
# The setup cell knows the course's folder by this one, which says whose data it may hold.
_DATASETS = "utils/datasets/README.md"


def needed_files(texts: Iterable[str], root: Path) -> set[Path]:
    """Return our modules that code imports, directly or not, and the data that they load.

    Args:
        texts: Python code, such as that of a notebook's cells.
        root: the folder that holds our packages.

    Raises:
        CourseError: code imports a module of ours that does not exist.
    """
    found = {root / _DATASETS}
    queue = [step for text in texts for step in imported(text)]
    while queue:
        module, name = queue.pop()
        if module.split(".")[0] in OURS:
            for path in _modules(module, name, root):
                if path not in found:
                    found |= {path, *_data(path, root)}
                    queue += imported(path.read_text(encoding="utf-8"))
    return found


def _modules(module: str, name: str, root: Path) -> list[Path]:
    """Return the files that run when `name` is imported from a module: packages, then itself."""
    parts, found = [*module.split("."), name], []
    for end in range(1, len(parts) + bool(name)):
        place = root.joinpath(*parts[:end])
        files = [p for p in (place / "__init__.py", place.with_suffix(".py")) if p.is_file()]
        if not files and end < len(parts):
            missing = ".".join(parts[:end])
            raise CourseError(f"A notebook imports {missing}, which does not exist; correct it.")
        found += files
    return found


def _data(path: Path, root: Path) -> list[Path]:
    """Return the files that a module loads: the data sets, or what an experiment recorded."""
    if path == root / "utils" / "data.py":
        return [p for p in (root / "utils" / "datasets").iterdir() if p.is_file()]
    record = path.parent / "results" / f"{path.stem}.json"
    return [record] if record.is_file() else []
