"""Where things are: the course's folders, its list of chapters, its home on the web."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "zh-TW")
# The one tag that a cell may have.
IGNORE = "nbval-ignore-output"


class CourseError(Exception):
    """Something the author must correct; its text is one sentence that says what to do."""


@dataclass(frozen=True)
class Chapter:
    """One chapter: its number, its file name without number, titles and syllabus rows.

    Chapters of the second edition are held to its limits, and to the ledger of the slides.
    """

    number: int
    slug: str
    title: str
    title_zh: str
    rows: tuple[str, ...]
    edition: int = 1

    @property
    def name(self) -> str:
        """File name without suffix, such as `01_perceptron`."""
        return f"{self.number:02d}_{self.slug}"

    def source(self, root: Path = ROOT) -> Path:
        """Return the bilingual source that authors edit."""
        return root / "notebooks" / "sources" / f"{self.name}.py"

    def notebook(self, language: str, root: Path = ROOT) -> Path:
        """Return the executed notebook in one language."""
        folder = root / "notebooks"
        return (folder if language == "en" else folder / language) / f"{self.name}.ipynb"

    def heading(self, language: str) -> str:
        """Return number and title in one language, such as `1 Perceptron`."""
        return f"{self.number} {self.title if language == 'en' else self.title_zh}"


def load_chapters(root: Path = ROOT) -> list[Chapter]:
    """Read `notebooks/sources/chapters.toml`, in order."""
    table = tomllib.loads((root / "notebooks/sources/chapters.toml").read_text(encoding="utf-8"))
    return [Chapter(**{**entry, "rows": tuple(entry["rows"])}) for entry in table["chapter"]]


def select_chapters(wanted: list[str], root: Path = ROOT) -> list[Chapter]:
    """Return the chapters named by number (`2`, `02`) or file name (`02_tensors`); all if none.

    Raises:
        CourseError: a name that no chapter has.
    """
    chapters = load_chapters(root)
    if not wanted:
        return chapters
    by_name = {c.name: c for c in chapters} | {f"{c.number:02d}": c for c in chapters}
    unknown = [w for w in wanted if w.zfill(2) not in by_name]
    if unknown:
        known = ", ".join(f"{c.number:02d}" for c in chapters)
        raise CourseError(
            f"There is no chapter {unknown[0]!r}; choose from {known}, as in CHAPTER=02."
        )
    return [by_name[w.zfill(2)] for w in wanted]


@cache
def repository() -> str:
    """Return the project's address, from `pyproject.toml` ([project.urls] Repository)."""
    return _address("Repository").rstrip("/")


@cache
def book_address() -> str:
    """Return where the book is read, from `pyproject.toml` ([project.urls] Documentation)."""
    return _address("Documentation").rstrip("/") + "/"


def _address(name: str) -> str:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(table["project"]["urls"][name])
