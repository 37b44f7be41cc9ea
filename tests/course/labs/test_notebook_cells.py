"""Each cell of the students' and the instructor's notebook, whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from course.chapters.notebook import notebook_of
from course.config import repository
from course.labs.model import Lab
from course.labs.notebook import (
    TEXTS,
    checksum,
    hidden_seed,
    instructor_notebook,
    open_questions,
    student_file,
    student_notebook,
)
from course.labs.rules import OPTIONS
from course.opening import badges, setup_cell
from course.source import parse, stamp, text_hash
from tests.course.labs.conftest import OPEN

FOLDED = {"cellView": "form", "jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
FIXED = {"deletable": False, "editable": False}
# Nine such names and a short one fill a line of 77 letters, one more than there may be.
MANY = [f"m.{letter * (3 if letter == 'j' else 5)}" for letter in "abcdefghijklmnopqrstuv"]
LONG = f"math.{'x' * 80}"


@pytest.fixture
def varied(small: tuple[Path, Lab]) -> tuple[Path, Lab]:
    """The small lab with an open question, forbidden names, a tag, and a cell that comes twice."""
    root, lab = small
    text = OPEN.replace("points=60", f'points=60 forbids="math.fsum given.double {LONG}"', 1)
    text = text.replace("points=30", f'points=30 forbids="{" ".join(MANY)} @sums"', 1)
    between = 'print("between")\nassert True\n'
    text = text.replace(
        '# %%\nprint("between")\n',
        f'# %% tags=["nbval-ignore-output"]\n{between}\n# %%\n{between}',
    )
    lab.source(root).write_text(stamp(text), encoding="utf-8")
    (root / "labs" / "sources" / "ready_made.toml").write_text('sums = "math.fsum np.sum"')
    return root, lab


def cells_of(notebook: Any) -> dict[str, Any]:
    found = json.loads(json.dumps(notebook))
    assert found == json.loads(json.dumps(notebook_of(found["cells"])))
    return {cell["id"]: cell for cell in found["cells"]}


def code(cell_id: str, source: str, **metadata: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": cell_id,
        "metadata": metadata,
        "outputs": [],
        "source": source,
    }


def text(cell_id: str, source: str, **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": cell_id, "metadata": metadata, "source": source}


def graded(cell: dict[str, Any], **marks: Any) -> dict[str, Any]:
    """Return a cell with nbgrader's metadata."""
    meta = {
        "cell_type": cell["cell_type"],
        "grade": False,
        "grade_id": cell["id"],
        "locked": True,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }
    cell["metadata"]["nbgrader"] = meta | marks
    meta = cell["metadata"]["nbgrader"]
    meta["checksum"] = checksum(cell)
    return cell


def test_a_students_notebook_holds_these_cells(varied: tuple[Path, Lab]) -> None:
    root, lab = varied
    cells = cells_of(student_notebook(lab, "zh-TW", root))
    setup = setup_cell(repository())
    plain = text_hash('print("between")\nassert True')
    del cells["header"]
    assert list(cells.values()) == [
        graded(code("setup", f"# @title {setup.fold}\n{setup.text}", **FIXED, **FOLDED)),
        graded(code("forbidden", cells["forbidden"]["source"], **FIXED, **FOLDED)),
        text(text_hash("Hello."), "你好。"),
        graded(
            code(
                "imports",
                "import numpy as np\n\nfrom labs.checks import Question, near",
                **FIXED,
            )
        ),
        graded(
            code(
                "q1_double",
                'def double(x):\n    """Return 2x."""\n'
                "    # YOUR CODE HERE\n    raise NotImplementedError()",
                deletable=False,
            ),
            locked=False,
            solution=True,
        ),
        graded(
            code(
                "q1_test",
                "# @title Test of question 1 · 第 1 題的測試\n"
                "with Question(1, points=60) as q1:\n"
                '    near(double(3), 6, "double(3)")\nq1.score',
                **FIXED,
                **FOLDED,
            ),
            grade=True,
            points=60,
        ),
        code(plain, 'print("between")\nassert True', tags=["nbval-ignore-output"]),
        code(f"{plain}-2", 'print("between")\nassert True'),
        graded(
            code(
                "q2_quadruple",
                "def quadruple(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()",
                deletable=False,
            ),
            locked=False,
            solution=True,
        ),
        graded(
            code(
                "q2_test",
                "# @title Test of question 2 · 第 2 題的測試\n"
                "with Question(2, points=30) as q2:\n"
                '    near(quadruple(3), 12, "quadruple(3)")\nq2.score',
                **FIXED,
                **FOLDED,
            ),
            grade=True,
            points=30,
        ),
        graded(
            text("q3_explain", "YOUR ANSWER HERE", deletable=False),
            grade=True,
            locked=False,
            points=10,
            solution=True,
        ),
        text("footer", TEXTS["footer"]["zh-TW"].format(name="lab01_small")),
        graded(
            code("summary", "from labs.checks import summary\n\nsummary({3: 10})", **FIXED),
        ),
    ]


def test_the_instructors_has_the_same_cells_with_answers_and_none_fixed(
    varied: tuple[Path, Lab],
) -> None:
    root, lab = varied
    given = cells_of(student_notebook(lab, "en", root))
    number = hidden_seed("s", lab, "q1_test")
    whole = {
        "q1_double": 'def double(x):\n    """Return 2x."""\n'
        "    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
        "q1_test": "# @title Test of question 1 · 第 1 題的測試\n"
        "with Question(1, points=60) as q1:\n"
        '    near(double(3), 6, "double(3)")\n'
        "    ### BEGIN HIDDEN TESTS\n"
        f"    x = np.random.default_rng({number}).normal()\n"
        '    near(double(x), 2 * x, "double(x)")\n'
        "    ### END HIDDEN TESTS\nq1.score",
        "q3_explain": "Twice two,\n\n**twice**.",
    }
    found = cells_of(instructor_notebook(lab, "s", root))
    assert list(found) == list(given)
    assert given[text_hash("Hello.")]["source"] == "Hello."
    for cell_id, cell in given.items():
        if cell_id in ("q2_quadruple", "q2_test"):
            continue
        cell["source"] = whole.get(cell_id, cell["source"])
        for key in FIXED:
            cell["metadata"].pop(key, None)
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["checksum"] = checksum(cell)
        assert found[cell_id] == cell


def test_forbidden_names_stand_by_question_in_lines_that_are_not_too_long(
    varied: tuple[Path, Lab],
) -> None:
    root, lab = varied
    source = cells_of(student_notebook(lab, "en", root))["forbidden"]["source"]
    assert source == (
        "# @title What the answers may not call ready-made, by question\n"
        "from labs.checks import forbid\n\n"
        "forbid({\n"
        '    1: "math.fsum labs.stand_ins.lab01.double "\n'
        f'       "{LONG}",\n'
        f'    2: "{" ".join(MANY[:9])} "\n'
        f'       "{" ".join(MANY[9:18])} "\n'
        f'       "{" ".join(MANY[18:])} math.fsum np.sum",\n'
        "})"
    )


def test_a_lab_that_forbids_nothing_has_no_cell_for_it(small: tuple[Path, Lab]) -> None:
    root, lab = small
    cells = cells_of(student_notebook(lab, "en", root))
    assert "forbidden" not in cells
    assert cells["summary"]["source"].endswith("\nsummary()")


def test_a_header_stands_in_the_notebooks_language(varied: tuple[Path, Lab]) -> None:
    root, lab = varied
    for language, title, other, chapter, folder in (
        ("en", "Small", "zh-TW/lab01_small.ipynb", "One", ""),
        ("zh-TW", "小", "../lab01_small.ipynb", "一", "zh-TW/"),
    ):
        shown, pictures = badges(language, repository(), f"labs/{folder}lab01_small.ipynb")
        link = f"{repository()}/blob/main/notebooks/{folder}01_one.ipynb"
        (header,) = (c for c in student_notebook(lab, language, root).cells if c.id == "header")
        assert header.source == TEXTS["header"][language].format(
            number=1,
            title=title,
            badges=shown,
            pictures=pictures,
            points=100,
            count=3,
            open=TEXTS["open"][language].format(number=3),
            minutes=50,
            chapter=TEXTS["chapter"][language].format(number=1, title=chapter, link=link),
            other=other,
        )


def test_a_header_names_each_open_question(small: tuple[Path, Lab]) -> None:
    root, lab = small
    more = '\n# %% grade="manual" id="q4_why" points=6\n# So.\n'
    text = OPEN.replace("points=10", "points=4") + more
    lab.source(root).write_text(stamp(text), encoding="utf-8")
    header = student_notebook(lab, "en", root).cells[0].source
    assert "".join(TEXTS["open"]["en"].format(number=n) for n in (3, 4)) in header


def test_a_lab_without_chapter_names_none(small: tuple[Path, Lab]) -> None:
    root, lab = small
    chapters = root / "notebooks" / "sources" / "chapters.toml"
    chapters.write_text(chapters.read_text(encoding="utf-8").replace("number = 1", "number = 2"))
    header = student_notebook(lab, "en", root).cells[0].source
    assert "about 50 minutes. | [繁體中文](" in header


def test_open_questions_are_those_that_a_person_grades() -> None:
    more = OPEN.replace('id="q3_explain"', 'id="q12_explain"')
    more += '\n# %% grade="manual" id="q13_why" points=7\n# So.\n'
    assert open_questions(parse(stamp(more), OPTIONS)) == {12: 10, 13: 7}


def test_a_notebooks_file_ends_with_its_line(small: tuple[Path, Lab]) -> None:
    root, lab = small
    assert (
        student_file(lab, "en", root) == nbformat.writes(student_notebook(lab, "en", root)) + "\n"
    )
    assert "你好" in student_file(lab, "zh-TW", root)
