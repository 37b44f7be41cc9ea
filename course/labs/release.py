"""Write what leaves this project: students' bundles, and nbgrader's course directory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from pathlib import Path

from nbformat import NotebookNode

from course.chapters.build import write
from course.config import LANGUAGES, ROOT
from course.labs.imports import needed_files
from course.labs.model import Lab
from course.labs.notebook import TEXTS, instructor_notebook, student_file, student_notebook
from utils.files import write_whole

# What students install: the versions that everything was tested with stand in the second.
REQUIREMENTS = ("requirements.txt", "constraints.txt")
# What `python -m grader.check` needs, and nothing else of the grader.
CHECK = (
    *("__init__.py", "check.py"),
    *("notebook/__init__.py", "notebook/cells.py", "notebook/outputs.py"),
    *("notebook/titles.py", "outputs/__init__.py", "outputs/languages.py", "outputs/texts.toml"),
    *("processes/__init__.py", "processes/interpreter.py", "processes/verdicts.py"),
    *("protocol/__init__.py", "protocol/errors.py", "protocol/proxy.py"),
)


def release(labs: list[Lab], out: Path, root: Path = ROOT, *, together: bool = True) -> list[Path]:
    """Write the student bundles: a zip per lab, and `together` one with all of them.

    A bundle holds the notebooks in both languages, what they import and what checks them, so it
    runs where it is unpacked. It has no line of a solution or of a hidden test, and of our modules
    only those that it imports.
    """
    bundles = [(lab.name, f"Lab {lab.number}: {lab.title}", [lab]) for lab in labs]
    if together:
        bundles.append(("labs", "Labs", labs))
    written = []
    for name, title, contents in bundles:
        files = {"README.md": TEXTS["readme"].format(title=title).encode()}
        notebooks = [student_notebook(lab, "en", root) for lab in contents]
        for relative in _support_files(contents, notebooks, root):
            files[relative] = (root / relative).read_bytes()
        files |= {f"grader/{part}": (ROOT / "grader" / part).read_bytes() for part in CHECK}
        for lab in contents:
            for language in LANGUAGES:
                path = lab.notebook(language, root).relative_to(root).as_posix()
                files[path] = student_file(lab, language, root).encode()
        target = out / f"{name}.zip"
        write_whole(target, _zipped(name, files))
        written.append(target)
    return written


def _zipped(folder: str, files: dict[str, bytes]) -> bytes:
    """Return a zip of files by path; the same contents give the same bytes at any time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in sorted(files.items()):
            # A fixed date, since `writestr` takes the clock's for a plain name.
            entry = zipfile.ZipInfo(f"{folder}/{path}", (2020, 1, 1, 0, 0, 0))
            entry.external_attr = 0o644 << 16
            # A data set is compressed already.
            packed = path.endswith(".npz")
            entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()


def nbgrader_course(labs: list[Lab], out: Path, seed: str, root: Path = ROOT) -> list[Path]:
    """Write nbgrader's course directory: configuration, instructor notebooks, modules.

    Submissions, grades and the database that nbgrader keeps there stay as they are.
    """
    if not (out / "nbgrader_config.py").exists():
        write_whole(out / "nbgrader_config.py", TEXTS["nbgrader_config"])
    notebooks = [instructor_notebook(lab, seed, root) for lab in labs]
    for relative in _support_files(labs, notebooks, root):
        write_whole(out / relative, (root / relative).read_bytes())
    written = []
    for lab, notebook in zip(labs, notebooks, strict=True):
        path = out / "source" / lab.name / f"{lab.name}.ipynb"
        write(notebook, path)
        written.append(path)
    return written


def _support_files(labs: list[Lab], notebooks: Iterable[NotebookNode], root: Path) -> list[str]:
    """Return what notebooks import and read, as paths below the course's folder."""
    texts = (cell.source for book in notebooks for cell in book.cells if cell.cell_type == "code")
    files = {root / name for name in REQUIREMENTS} | needed_files(texts, root)
    files |= {lab.data(root) for lab in labs if lab.record}
    return sorted(path.relative_to(root).as_posix() for path in files)
