"""Write what leaves this project: students' bundles, and nbgrader's course directory."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

from course.chapters.build import write
from course.config import LANGUAGES, ROOT
from course.labs.model import Lab
from course.labs.notebook import TEXTS, instructor_notebook, student_file
from utils.files import write_whole

# What `python -m grader.check` needs, and nothing else of the grader.
CHECK = (
    *("__init__.py", "check.py"),
    *("notebook/__init__.py", "notebook/cells.py", "notebook/outputs.py"),
    *("processes/__init__.py", "processes/interpreter.py", "processes/verdicts.py"),
    *("protocol/__init__.py", "protocol/errors.py", "protocol/proxy.py"),
)


def release(labs: list[Lab], out: Path, root: Path = ROOT) -> list[Path]:
    """Write the student bundles: a zip per lab, and one with all of them.

    A bundle holds the notebooks in both languages, what they import and what checks them, so it
    runs where it is unpacked. It has no line of a solution or of a hidden test.
    """
    bundles = [(lab.name, f"Lab {lab.number}: {lab.title}", [lab]) for lab in labs]
    bundles.append(("labs", "Labs", labs))
    written = []
    for name, title, contents in bundles:
        files = {"README.md": TEXTS["readme"].format(title=title).encode()}
        for relative in _support_files(contents, root):
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
    for relative in _support_files(labs, root):
        (out / relative).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / relative, out / relative)
    written = []
    for lab in labs:
        path = out / "source" / lab.name / f"{lab.name}.ipynb"
        write(instructor_notebook(lab, seed, root), path)
        written.append(path)
    return written


def _support_files(labs: list[Lab], root: Path) -> list[str]:
    """Return what labs import and read, as paths below the course's folder."""
    files = [
        root / "requirements.txt",
        root / "labs" / "__init__.py",
        *sorted((root / "labs" / "checks").glob("*.py")),
        root / "labs" / "stand_ins" / "__init__.py",
        *(lab.stand_ins(root) for lab in labs if lab.stand_ins(root).is_file()),
        *(lab.data(root) for lab in labs if lab.record),
        *sorted(path for path in (root / "utils").rglob("*") if path.is_file()),
    ]
    return [
        path.relative_to(root).as_posix() for path in files if path.parent.name != "__pycache__"
    ]
