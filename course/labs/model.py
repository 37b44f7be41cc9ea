"""The list of labs: numbers, titles, and where their files are."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from course.config import ROOT, CourseError


@dataclass(frozen=True)
class Lab:
    """One lab.

    Attributes:
        number: which lab it is; a chapter of the same number belongs to it.
        slug: file name without number.
        title: English title.
        title_zh: Chinese title.
        minutes: what a student takes.
        record: the experiment whose recorded results it shows, if any.
    """

    number: int
    slug: str
    title: str
    title_zh: str
    minutes: int
    record: str = ""

    @property
    def name(self) -> str:
        """Return the file name without suffix, such as `lab01_perceptron`."""
        return f"lab{self.number:02d}_{self.slug}"

    def source(self, root: Path = ROOT) -> Path:
        """Return the bilingual source that authors edit."""
        return root / "labs" / "sources" / f"{self.name}.py"

    def answers(self, root: Path = ROOT) -> Path:
        """Return the file of wrong and other right answers that prove the tests."""
        return root / "labs" / "sources" / "answers" / f"{self.name}.py"

    def notebook(self, language: str, root: Path = ROOT) -> Path:
        """Return the student notebook in one language."""
        folder = root / "labs"
        return (folder if language == "en" else folder / language) / f"{self.name}.ipynb"

    def stand_ins(self, root: Path = ROOT) -> Path:
        """Return the module of right values for earlier questions; not every lab has one."""
        return root / "labs" / "stand_ins" / f"lab{self.number:02d}.py"

    def data(self, root: Path = ROOT) -> Path:
        """Return the table of recorded results that the notebook shows."""
        return root / "labs" / "data" / f"{self.record}.csv"


def load_labs(root: Path = ROOT) -> list[Lab]:
    """Read `labs/sources/labs.toml`, in order."""
    text = (root / "labs" / "sources" / "labs.toml").read_text(encoding="utf-8")
    return [Lab(**entry) for entry in tomllib.loads(text)["lab"]]


def select_labs(wanted: list[str], root: Path = ROOT) -> list[Lab]:
    """Return the labs named by number (`2`, `02`) or file name (`lab02_tensors`); all if none.

    Raises:
        CourseError: a name that no lab has.
    """
    labs = load_labs(root)
    by_name = {lab.name: lab for lab in labs} | {f"{lab.number:02d}": lab for lab in labs}
    unknown = [w for w in wanted if w.zfill(2) not in by_name]
    if unknown:
        known = ", ".join(f"{lab.number:02d}" for lab in labs)
        raise CourseError(f"There is no lab {unknown[0]!r}; choose from {known}, as in LAB=02.")
    return [by_name[w.zfill(2)] for w in wanted] or labs


def question_of(grade_id: str) -> str:
    """Return the question that a cell belongs to: `q3` for `q3_sigmoid`, "" for other ids."""
    match = re.match(r"q\d+(?=_)", grade_id)
    return match[0] if match else ""
