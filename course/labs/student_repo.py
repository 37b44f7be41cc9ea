"""Write the repository that students clone: chapters and labs, and no answer to a lab."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from urllib.parse import urlparse

import nbformat

from course.config import LANGUAGES, ROOT, CourseError, load_chapters, repository
from course.labs.imports import needed_files
from course.labs.model import load_labs
from course.labs.notebook import TEXTS
from course.labs.release import CHECK, REQUIREMENTS
from utils.files import write_whole

# What stands beside the notebooks, as it is here.
BESIDE = (
    *(*REQUIREMENTS, "LICENSE", "LICENSE-TEXT", "notebooks/notation.md"),
    *("notebooks/zh-TW/notation.md", ".binder/requirements.txt", ".binder/runtime.txt"),
    *(".jupyter/jupyter_lab_config.py", ".jupyter/overrides.json"),
)


def student_repository(address: str, out: Path, root: Path = ROOT) -> Path:
    """Write the students' repository, whose badges and setup cells lead to its own address.

    What is in the folder beside the course's files, `.git` above all, stays as it is.

    Args:
        address: where it will be, such as https://github.com/me/class.
        out: the folder to write.
        root: the course's folder.

    Returns:
        The folder.

    Raises:
        CourseError: the address is not one on GitHub.
    """
    if not re.fullmatch(r"https://github\.com/[\w.-]+/[\w.-]+", address):
        raise CourseError(
            f"The students' repository cannot be at {address!r}; "
            "name an address such as REPOSITORY=https://github.com/me/class."
        )
    for folder in ("notebooks", "labs", "utils", "experiments", "grader"):
        shutil.rmtree(out / folder, ignore_errors=True)  # no file of an earlier edition stays
    labs = load_labs(root)
    notebooks = [
        path
        for language in LANGUAGES
        for path in (
            *(chapter.notebook(language, root) for chapter in load_chapters(root)),
            *(lab.notebook(language, root) for lab in labs),
        )
    ]
    texts = [
        cell.source
        for path in notebooks
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    ]
    beside = {root / name for name in BESIDE} | {root / "grader" / name for name in CHECK}
    beside |= {lab.data(root) for lab in labs if lab.record}
    for path in sorted(needed_files(texts, root) | {p for p in beside if p.is_file()}):
        write_whole(out / path.relative_to(root), path.read_bytes())
    for path in notebooks:
        text = _readdressed(path.read_text(encoding="utf-8"), address)
        write_whole(out / path.relative_to(root), text)
    name = urlparse(address).path.rpartition("/")[2]
    write_whole(out / "README.md", TEXTS["student_repository"].format(address=address, name=name))
    write_whole(out / ".github" / "workflows" / "check.yml", TEXTS["workflow"])
    write_whole(out / ".gitignore", TEXTS["gitignore"])
    return out


def _readdressed(notebook: str, address: str) -> str:
    """Return a notebook's file with the students' repository in place of this one."""
    ours, theirs = (urlparse(place).path for place in (repository(), address))
    text = re.sub(rf"{re.escape(ours)}(?![\w-])", theirs, notebook)
    here, there = (path.rpartition("/")[2] for path in (ours, theirs))
    return text.replace(f'Path(\\"{here}\\")', f'Path(\\"{there}\\")')
