"""Whether anything has changed since the book was built: hashes of its sources and of its files."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from course.config import LANGUAGES

# Folders and files of the project that pages are made of, or that links of theirs lead to.
_FOLDERS = ("course", "experiments", "grader", "labs", "notebooks", "utils")
_FILES = ("*.md", "pyproject.toml", "LICENSE*")
_LIBRARIES = (
    *("keras", "matplotlib", "numpy", "pillow", "scipy", "tensorflow"),
    *("myst-nb", "pagefind", "pydata-sphinx-theme", "sphinx"),
)
_CACHES = {"__pycache__", ".ipynb_checkpoints"}


def sources(root: Path) -> str:
    """Return a hash of all that the site is made of: the project's files, the libraries."""
    digest = hashlib.sha256(repr((LANGUAGES, [version(name) for name in _LIBRARIES])).encode())
    paths = [path for folder in _FOLDERS for path in (root / folder).rglob("*")]
    paths += [path for pattern in _FILES for path in root.glob(pattern)]
    for path in sorted(paths):
        if path.is_file() and not _CACHES & set(path.parts):
            digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def site(out: Path) -> str:
    """Return a hash of the names, sizes and times of the site's files."""
    digest = hashlib.sha256()
    for path in sorted(out.rglob("*")):
        if path.is_file():
            found = path.stat()
            digest.update(f"{path.relative_to(out)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
