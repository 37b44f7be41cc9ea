"""The files of an assignment: those that students may see, and those for the trusted process."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

from grader.notebook.cells import HIDDEN, MARK_SCHEME, SOLUTION, Cell, visible_source
from grader.notebook.names import imported, path_parts

MAX_TEXT = 8 * 2**20
_SECRETS = tuple(begin.encode() for begin, _ in (SOLUTION, HIDDEN, MARK_SCHEME))


def assignment_files(
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
    extra = {
        name: file
        for name, file in whole.items()
        if name not in named and (name not in shown or name.suffix == ".py")
    }
    shown = {name: file for name, file in shown.items() if name not in extra}
    for place, name in packages:
        # Students may import what else there is in a package that the notebook uses.
        for file in sorted(place.glob("*.py")) if name.parts else ():
            if name / file.name not in extra and _may_be_shown(file):
                shown.setdefault(name / file.name, file)
    return named | shown, extra


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
    while queue:
        for name, file in _module_files(*queue.pop(), folder):
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
    """Return whether something private, or any notebook, lies at or below a path."""
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
    origin = spec.origin if spec else None
    return origin is not None and ("site-packages" in origin or "dist-packages" in origin)
