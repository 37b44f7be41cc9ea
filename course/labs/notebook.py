"""Build the graded labs: one bilingual source in, student and instructor notebooks out.

The notebooks carry nbgrader's metadata (schema 3), so nbgrader, its formgrader and any
grader that reads its format accept them.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import textwrap
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.chapters.notebook import folded, notebook_of
from course.chapters.results import TITLE
from course.config import ROOT, CourseError, load_chapters, repository
from course.labs.model import Lab, question_of
from course.labs.rules import (
    GIVES_POINTS,
    SEED_NAME,
    forbidden,
    read_lab,
    student_text,
    written_answer,
)
from course.opening import badges, setup_cell
from course.source import Code, Prose, Source, text_hash
from utils.files import write_whole

TEXTS = tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))


def hidden_seed(seed: str, lab: Lab, grade_id: str) -> int:
    """Return the number that a cell's hidden tests start from, made from the instructor's seed."""
    digest = hashlib.sha256(f"{seed}:{lab.name}:{grade_id}".encode()).digest()
    return int.from_bytes(digest[:4])


def instructor_seed(root: Path = ROOT) -> str:
    """Return the seed in `labs/instructor.toml`; the first call draws one and writes the file.

    Raises:
        CourseError: the file has no seed.
    """
    path = root / "labs" / "instructor.toml"
    if not path.is_file():
        text = (
            "# The hidden tests draw their numbers from this seed. Keep it to yourself and\n"
            "# keep it as long as a class is graded. Delete the file for a new one.\n"
            f'seed = "{secrets.token_hex(8)}"\n'
        )
        write_whole(path, text)
        path.chmod(0o600)
    seed = tomllib.loads(path.read_text(encoding="utf-8")).get("seed")
    if not seed:
        raise CourseError('labs/instructor.toml has no seed; write seed = "any text" into it.')
    return str(seed)


def checksum(cell: dict[str, Any]) -> str:
    """Return the checksum that nbgrader 0.9.6 gives a cell (`nbgrader.utils.compute_checksum`)."""
    meta = cell["metadata"]["nbgrader"]
    locked = not meta["solution"] and (meta["grade"] or meta["locked"])
    parts = [cell["source"], cell["cell_type"], meta["grade"], meta["solution"], locked]
    parts.append(meta["grade_id"])
    if meta["grade"]:
        parts.append(float(meta["points"]))
    return hashlib.md5("".join(map(str, parts)).encode()).hexdigest()


def student_notebook(lab: Lab, language: str, root: Path = ROOT) -> NotebookNode:
    """Return what a student gets: not executed, without solutions and hidden tests."""
    return _notebook(lab, read_lab(lab, root), language, None, root)


def student_file(lab: Lab, language: str, root: Path = ROOT) -> str:
    """Return the text of a student notebook's file."""
    notebook = student_notebook(lab, language, root)
    nbformat.validate(notebook)
    return str(nbformat.writes(notebook)) + "\n"


def instructor_notebook(lab: Lab, seed: str, root: Path = ROOT) -> NotebookNode:
    """Return the notebook with solutions and hidden tests; the seed decides their numbers."""
    return _notebook(lab, read_lab(lab, root), "en", seed, root)


def _notebook(lab: Lab, source: Source, language: str, seed: str | None, root: Path) -> Any:
    """Return a notebook for students, or with a seed: for the instructor."""
    setup = setup_cell(repository())
    cells: list[tuple[str, str | Code]] = [
        ("header", _header(lab, source, language, root)),
        ("setup", _locked("setup", f"{TITLE}{setup.fold}\n{setup.text}")),
    ]
    names = forbidden(lab, source, root)
    if names:  # before anything else is imported
        cells.append(("forbidden", _locked("forbidden", _forbidding(names))))
    for cell in source.cells:
        if isinstance(cell, Prose):
            # The id comes from the English text, so both languages have the same ids.
            cells.append((text_hash(cell.english), cell.text(language)))
        else:
            cells.append((cell.option("id") or text_hash(cell.text), cell))
    cells.append(("footer", TEXTS["footer"][language].format(name=lab.name)))
    end = TEXTS["summary"].format(open=open_questions(source) or "")
    cells.append(("summary", _locked("summary", end)))
    made, seen = [], Counter[str]()
    for cell_id, content in cells:
        seen[cell_id] += 1
        unique = cell_id if seen[cell_id] == 1 else f"{cell_id}-{seen[cell_id]}"
        made.append(_cell(lab, unique, content, seed))
        if unique in ("setup", "forbidden"):
            made[-1]["metadata"] |= folded()
    return notebook_of(made)


def open_questions(source: Source) -> dict[int, int]:
    """Return the questions that a person grades, with their points."""
    return {
        int(question_of(cell.option("id"))[1:]): int(cell.option("points"))
        for cell in source.cells
        if isinstance(cell, Code) and cell.option("grade") == "manual"
    }


def _forbidding(names: dict[int, list[str]]) -> str:
    """Return the cell that forbids to call ready-made what a question asks for."""
    lines = []
    for number, group in names.items():
        text = textwrap.wrap(" ".join(group), 76, break_long_words=False)
        quoted = [f'"{line} "' for line in text[:-1]] + [f'"{text[-1]}"']
        lines.append(f"    {number}: " + f"\n{' ' * 7}".join(quoted) + ",")
    cell: str = TEXTS["forbidden"].format(names="\n".join(lines))
    return cell.strip()


def _locked(grade_id: str, text: str) -> Code:
    return Code(text, options=(("grade", "readonly"), ("id", grade_id)))


def _cell(lab: Lab, cell_id: str, content: str | Code, seed: str | None) -> dict[str, Any]:
    if isinstance(content, str):
        return {"cell_type": "markdown", "id": cell_id, "metadata": {}, "source": content}
    grade = content.option("grade")
    answer = grade in ("solution", "manual")
    cell: dict[str, Any] = {
        "cell_type": "markdown" if grade == "manual" else "code",
        "id": cell_id,
        "metadata": {"tags": list(content.tags)} if content.tags else {},
        "source": content.text,
    }
    if grade != "manual":
        cell |= {"execution_count": None, "outputs": []}
    if not grade:
        return cell
    meta: dict[str, Any] = {
        "cell_type": cell["cell_type"],
        "grade": grade in GIVES_POINTS,
        "grade_id": content.option("id"),
        "locked": not answer,
        "schema_version": 3,
        "solution": answer,
        "task": False,
    }
    if grade in GIVES_POINTS:
        meta["points"] = int(content.option("points"))
    if seed is None:
        cell["source"] = student_text(content)
        cell["metadata"]["deletable"] = False
        if not answer:
            cell["metadata"]["editable"] = False
    elif grade == "manual":
        cell["source"] = written_answer(content)
    else:
        number = str(hidden_seed(seed, lab, content.option("id")))
        cell["source"] = re.sub(rf"\b{SEED_NAME}\b", number, content.text)
    if grade == "test":  # it has the hints that the first failure keeps back
        question = question_of(content.option("id"))[1:]
        cell["source"] = f"{TITLE}{TEXTS['test'].format(number=question)}\n{cell['source']}"
        cell["metadata"] |= folded(content.tags)
    cell["metadata"]["nbgrader"] = meta
    meta["checksum"] = checksum(cell)
    return cell


def _header(lab: Lab, source: Source, language: str, root: Path) -> str:
    address = repository()
    path = lab.notebook(language, root).relative_to(root).as_posix()
    chapter = next((c for c in load_chapters(root) if c.number == lab.number), None)
    belongs = ""
    if chapter is not None:
        target = chapter.notebook(language, root).relative_to(root).as_posix()
        belongs = TEXTS["chapter"][language].format(
            number=chapter.number,
            title=chapter.title if language == "en" else chapter.title_zh,
            link=f"{address}/blob/main/{target}",
        )
    graded = [c for c in source.cells if isinstance(c, Code) and c.option("points")]
    opens = [TEXTS["open"][language].format(number=n) for n in open_questions(source)]
    shown, pictures = badges(language, address, path)
    header: str = TEXTS["header"][language]
    return header.format(
        number=lab.number,
        title=lab.title if language == "en" else lab.title_zh,
        badges=shown,
        pictures=pictures,
        points=sum(int(c.option("points")) for c in graded),
        count=len(graded),
        open="".join(opens),
        minutes=lab.minutes,
        chapter=belongs,
        other=f"zh-TW/{lab.name}.ipynb" if language == "en" else f"../{lab.name}.ipynb",
    )
