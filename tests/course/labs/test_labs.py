"""The labs' machinery, on a small lab: markers, metadata, seed, scoring, answers."""

from __future__ import annotations

import builtins
import json
import stat
import zipfile
from pathlib import Path

import nbformat
import pytest

from course.config import ROOT, CourseError
from course.lab_answers import Scorer, problems_of, read_answers, run, submission, total
from course.lab_cli import main
from course.labs import (
    MODULES,
    OPTIONS,
    Lab,
    build_lab,
    check_lab,
    checksum,
    hidden_seed,
    instructor_notebook,
    instructor_seed,
    lab_problems,
    load_labs,
    nbgrader_course,
    release,
    select_labs,
    stamp_lab,
    student_notebook,
)
from course.source import parse, stamp

SOURCE = '''\
# %% [markdown] lang="en"
# Hello.

# %% [markdown] lang="zh-TW" of=""
# 你好。

# %% grade="readonly" id="imports"
import numpy as np

from labs.checks import Question, near

# %% grade="solution" id="q1_double"
def double(x):
    """Return 2x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% grade="test" id="q1_test" points=60
with Question(1, points=60) as q1:
    near(double(3), 6, "double(3)")
    ### BEGIN HIDDEN TESTS
    x = np.random.default_rng(HIDDEN_SEED).normal()
    near(double(x), 2 * x, "double(x)")
    ### END HIDDEN TESTS
q1.score

# %%
print("between")

# %% grade="solution" id="q2_quadruple"
def quadruple(x):
    ### BEGIN SOLUTION
    return double(double(x))
    ### END SOLUTION

# %% grade="test" id="q2_test" points=40
with Question(2, points=40) as q2:
    near(quadruple(3), 12, "quadruple(3)")
    ### BEGIN HIDDEN TESTS
    x = np.random.default_rng(HIDDEN_SEED).normal()
    near(quadruple(x), 4 * x, "quadruple(x)")
    ### END HIDDEN TESTS
q2.score
'''

ANSWERS = """\
# %% wrong="typed in" id="q1_double"
def double(x):
    return 6 if x == 3 else 12

# %% wrong="twice" id="q2_quadruple"
def quadruple(x):
    return 2 * x

# %% right="sums" id="q1_double"
def double(x):
    return x + x

# %% right="sums" id="q2_quadruple"
def quadruple(x):
    return x + x + x + x
"""


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Lab]:
    """A course of one small lab."""
    sources = tmp_path / "labs" / "sources"
    (sources / "answers").mkdir(parents=True)
    (sources / "labs.toml").write_text(
        '[[lab]]\nnumber = 1\nslug = "small"\ntitle = "Small"\ntitle_zh = "小"\nminutes = 50\n'
    )
    (sources / "lab01_small.py").write_text(stamp(SOURCE), encoding="utf-8")
    (sources / "answers" / "lab01_small.py").write_text(ANSWERS)
    chapters = tmp_path / "notebooks" / "sources"
    chapters.mkdir(parents=True)
    (chapters / "chapters.toml").write_text(
        '[[chapter]]\nnumber = 1\nslug = "one"\ntitle = "One"\ntitle_zh = "一"\nrows = []\n'
    )
    (tmp_path / "utils" / "datasets").mkdir(parents=True)
    (tmp_path / "utils" / "datasets" / "mnist.npz").write_bytes(b"images")
    for name in MODULES:
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path, load_labs(tmp_path)[0]


def problems(text: str) -> str:
    source = parse(stamp(text), OPTIONS)
    return "\n".join([*source.problems, *lab_problems(source)])


def test_students_see_stubs_and_visible_tests_only(small: tuple[Path, Lab]) -> None:
    root, lab = small
    cells = {c.id: c for c in student_notebook(lab, "en", root).cells}
    assert cells["q1_double"].source == (
        'def double(x):\n    """Return 2x."""\n'
        "    # YOUR CODE HERE\n    raise NotImplementedError()"
    )
    assert cells["q1_test"].source == (
        'with Question(1, points=60) as q1:\n    near(double(3), 6, "double(3)")\nq1.score'
    )
    assert cells["q1_double"].metadata.deletable is False
    assert cells["q1_test"].metadata.editable is False


def test_metadata_are_nbgraders(small: tuple[Path, Lab]) -> None:
    root, lab = small
    for notebook in (student_notebook(lab, "zh-TW", root), instructor_notebook(lab, "s", root)):
        nbformat.validate(notebook)
        kinds = {}
        for cell in notebook.cells:
            if meta := cell.metadata.get("nbgrader"):
                kinds[meta.grade_id] = meta.grade, meta.solution, meta.locked
                assert meta.schema_version == 3 and meta.checksum == checksum(cell)
                assert meta.get("points") == {"q1_test": 60, "q2_test": 40}.get(meta.grade_id)
        assert kinds == {
            "setup": (False, False, True),
            "imports": (False, False, True),
            "q1_double": (False, True, False),
            "q1_test": (True, False, True),
            "q2_quadruple": (False, True, False),
            "q2_test": (True, False, True),
            "summary": (False, False, True),
        }


def test_checksum_is_the_one_that_nbgrader_computes() -> None:
    # Computed with nbgrader.utils.compute_checksum, 0.9.6.
    meta = {"grade": True, "solution": False, "locked": True, "grade_id": "q1", "points": 10}
    cell = {"source": "x = 1", "cell_type": "code", "metadata": {"nbgrader": meta}}
    assert checksum(cell) == "9d8776c60131b6d1445c366212fb7fcd"
    meta = {"grade": False, "solution": True, "locked": False, "grade_id": "q1_s"}
    cell = {"source": "# 中文", "cell_type": "code", "metadata": {"nbgrader": meta}}
    assert checksum(cell) == "6abc2e34c80da26f49e63226cf963030"


def test_the_seed_decides_the_hidden_numbers(small: tuple[Path, Lab]) -> None:
    root, lab = small
    a, b, c = (instructor_notebook(lab, seed, root) for seed in ("s", "s", "t"))
    assert a == b != c
    source = next(x.source for x in a.cells if x.id == "q1_test")
    assert f"default_rng({hidden_seed('s', lab, 'q1_test')})" in source
    assert "HIDDEN_SEED" not in source
    assert hidden_seed("s", lab, "q1_test") != hidden_seed("s", lab, "q2_test")


def test_the_instructors_seed_is_drawn_once_and_private(tmp_path: Path) -> None:
    (tmp_path / "labs").mkdir()
    first = instructor_seed(tmp_path)
    assert len(first) == 16 and instructor_seed(tmp_path) == first
    path = tmp_path / "labs" / "instructor.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("")
    with pytest.raises(CourseError, match="has no seed"):
        instructor_seed(tmp_path)


def test_build_check_and_stamp(small: tuple[Path, Lab]) -> None:
    root, lab = small
    assert check_lab(lab, root)[0] == "labs/lab01_small.ipynb: not built yet; run `make labs`"
    assert len(build_lab(lab, root)) == 2 and build_lab(lab, root) == []
    assert check_lab(lab, root) == []
    path = lab.notebook("zh-TW", root)
    path.write_text(path.read_text(encoding="utf-8").replace("你好", "您好"), encoding="utf-8")
    (problem,) = check_lab(lab, root)
    assert "labs/zh-TW/lab01_small.ipynb: not what its source builds" in problem
    source = lab.source(root)
    source.write_text(source.read_text(encoding="utf-8").replace("Hello", "Good day"))
    assert "changed after its translation" in check_lab(lab, root)[0]
    assert stamp_lab(lab, root) and not stamp_lab(lab, root)
    build_lab(lab, root)
    assert check_lab(lab, root) == []


def test_header_tells_what_to_expect(small: tuple[Path, Lab]) -> None:
    root, lab = small
    english = student_notebook(lab, "en", root).cells[0].source
    chinese = student_notebook(lab, "zh-TW", root).cells[0].source
    assert english.startswith("# Lab 1: Small") and chinese.startswith("# Lab 1：小")
    assert "100 points in 2 questions, about 50 minutes" in english
    assert "[chapter 1: One](" in english and "](zh-TW/lab01_small.ipynb)" in english
    assert "2 題共 100 分" in chinese and "](../lab01_small.ipynb)" in chinese


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('grade="readonly"', 'grade="read-only"', "grade='read-only' is unknown"),
        ('id="imports"', 'id="im ports"', "needs an id of letters, digits, _ and -"),
        ('id="q2_test"', 'id="q1_test"', "id 'q1_test' is used 2 times"),
        (' id="q1_double"', "", "needs an id"),
        ("points=60", "points=6", "the points add up to 46 instead of 100"),
        ("Question(1, points=60)", "Question(1, points=6)", "must begin its tests with"),
        ("q1.score", "q1.points", "its last line must be `q1.score`"),
        ("default_rng(HIDDEN_SEED)", "default_rng(0)", "must draw numbers from default_rng"),
        ("    ### END SOLUTION\n", "", "needs `### BEGIN SOLUTION` and `### END SOLUTION`"),
        ("    ### BEGIN HIDDEN TESTS\n", "", "needs `### BEGIN HIDDEN TESTS`"),
        ('print("between")', "### BEGIN SOLUTION", "but no grade="),
        ('# %%\nprint("between")', '# %% points=3\nprint("between")', "but no grade="),
        ('id="q2_quadruple"', 'id="q3_quadruple"', "questions must be q1, q2, … in order"),
        ("    near(double(3), 6", "    near(double(3, 6", "no valid Python"),
        ("# Hello.", "# Hello {{ 1 + 1 }}.", "labs have no run to fill it in"),
        ('grade="readonly" id="imports"', 'grade="readonly" id="imports" points=3', "only test"),
        ("# %%\nprint", '# %% kind="x"\nprint', "unknown cell option 'kind'"),
        ('print("between")', "x = 1\n" * 31, "31 lines of code"),
        ('    near(double(3), 6, "double(3)")\n', "    x = 1\n" * 40, "students see 42 lines"),
    ],
)
def test_each_mistake_of_an_author_is_a_sentence(old: str, new: str, message: str) -> None:
    assert problems(SOURCE) == ""
    assert old in SOURCE
    assert message in problems(SOURCE.replace(old, new, 1))


def test_chapters_go_on_to_refuse_grades() -> None:
    (problem,) = parse('# %% grade="test"\nprint(1)\n').problems
    assert "unknown cell option 'grade'; use only rows= and tags=" in problem


def test_scores(small: tuple[Path, Lab]) -> None:
    root, lab = small
    scorer = Scorer(instructor_notebook(lab, "s", root))
    assert {i: s.points for i, s in scorer.score().items()} == {"q1_test": 60, "q2_test": 40}
    assert total(run(student_notebook(lab, "en", root), lambda name: None)) == 0
    # The second question uses the student's own first one: both fail.
    wrong = scorer.score({"q1_double": "def double(x):\n    return 6"})
    assert total(wrong) == 0 and "double(x) is 6" in wrong["q1_test"].message
    assert total(scorer.score({"q2_quadruple": "quadruple = None"})) == 60


@pytest.mark.parametrize(
    ("code", "points"),
    [
        ("with Question(1, points=60) as q1:\n    pass\nq1.score", 60),
        ("1 / 0", 0),
        ("import sys\nprint('x', file=sys.stderr)", 0),
        ("print('x')", 60),
        ("17.5", 17.5),
        ("0", 0),
        ("None", 60),
    ],
)
def test_points_follow_nbgraders_rule(small: tuple[Path, Lab], code: str, points: float) -> None:
    root, lab = small
    notebook = instructor_notebook(lab, "s", root)
    next(c for c in notebook.cells if c.id == "q1_test").source = code
    assert run(notebook, lambda name: None)["q1_test"].points == points


def test_an_unaffected_test_keeps_its_score(small: tuple[Path, Lab]) -> None:
    root, lab = small
    scorer = Scorer(instructor_notebook(lab, "s", root))
    assert scorer.affected({"q2_quadruple": ""}) == {"q2_test"}
    assert scorer.affected({"q1_double": ""}) == {"q1_test", "q2_test"}
    first = scorer.score()
    again = scorer.score({"q2_quadruple": "def quadruple(x):\n    return 4 * x"})
    assert again["q1_test"] is first["q1_test"] and again["q2_test"] is not first["q2_test"]


def test_a_cell_that_only_shows_is_left_out_unless_it_sees_the_change(
    small: tuple[Path, Lab], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, lab = small
    notebook = instructor_notebook(lab, "s", root)
    shows = "if passed(1):\n    seen.append(double(1))"
    place = next(i for i, c in enumerate(notebook.cells) if c.id == "q1_test") + 1
    notebook.cells.insert(place, nbformat.v4.new_code_cell(shows))
    notebook.cells[place].metadata["nbgrader"] = {"grade_id": "shows"}
    setup = nbformat.v4.new_code_cell("from labs.checks import passed")
    notebook.cells.insert(0, setup)
    seen: list[int] = []
    monkeypatch.setattr(builtins, "seen", seen, raising=False)
    scorer = Scorer(notebook)
    scorer.score()
    assert seen == [2]
    scorer.score({"q2_quadruple": "def quadruple(x):\n    return 4 * x"})
    assert seen == [2]
    scorer.score({"q1_double": "def double(x):\n    return x + x"})
    assert seen == [2, 2]


def test_answers_are_read_and_their_claims_checked(small: tuple[Path, Lab]) -> None:
    root, lab = small
    typed, twice, sums = read_answers(lab, root)
    assert (typed.name, typed.right, typed.question) == ("typed in", False, "q1")
    assert sums.right and list(sums.cells) == ["q1_double", "q2_quadruple"]
    scorer = Scorer(instructor_notebook(lab, "s", root))
    assert problems_of(twice, scorer.score(twice.cells)) == []
    assert problems_of(sums, scorer.score(sums.cells)) == []
    # Loses the second question as well, which the claim does not say.
    (problem,) = problems_of(typed, scorer.score(typed.cells))
    assert problem.startswith("typed in: wrong in q1, but also loses q2: ")
    (problem,) = problems_of(typed, scorer.score())
    assert problem == "typed in: wrong in q1, but loses nothing there"


@pytest.mark.parametrize("header", ["# %%", '# %% wrong="x"', '# %% wrong="x" right="y" id="q1_d"'])
def test_an_answer_without_name_or_question_is_refused(
    small: tuple[Path, Lab], header: str
) -> None:
    root, lab = small
    lab.answers(root).write_text(header + "\nx = 1\n")
    with pytest.raises(CourseError, match='cell 1: begin it with # %% wrong="what"'):
        read_answers(lab, root)


def test_an_answer_to_no_cell_is_refused(small: tuple[Path, Lab]) -> None:
    root, lab = small
    with pytest.raises(CourseError, match="no solution cell has the id 'q7_x'"):
        submission(student_notebook(lab, "en", root), {"q7_x": ""})


def test_the_course_directory_stands_alone(small: tuple[Path, Lab], tmp_path: Path) -> None:
    root, lab = small
    out = tmp_path / "elsewhere"
    (path,) = nbgrader_course([lab], out, "s", root)
    assert path == out / "source" / lab.name / f"{lab.name}.ipynb"
    assert (out / "utils/datasets/mnist.npz").is_file() and (out / "labs/checks.py").is_file()
    config = out / "nbgrader_config.py"
    config.write_text("# mine\n")
    nbgrader_course([lab], out, "s", root)
    assert config.read_text() == "# mine\n"


def test_release_gives_the_same_bytes_each_time(small: tuple[Path, Lab], tmp_path: Path) -> None:
    root, lab = small
    one, two = release([lab], tmp_path / "a", root), release([lab], tmp_path / "b", root)
    assert [p.name for p in one] == ["lab01_small.zip", "labs.zip"]
    assert {p.name for p in (tmp_path / "a").iterdir()} == {p.name for p in one}
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]
    with zipfile.ZipFile(one[0]) as archive:
        assert set(archive.namelist()) == {
            "lab01_small/README.md",
            "lab01_small/requirements.txt",
            "lab01_small/labs/__init__.py",
            "lab01_small/labs/checks.py",
            "lab01_small/labs/core_lab.py",
            "lab01_small/labs/given.py",
            "lab01_small/labs/lab01_small.ipynb",
            "lab01_small/labs/zh-TW/lab01_small.ipynb",
            "lab01_small/utils/datasets/mnist.npz",
        }


def test_labs_are_selected_by_number_or_name() -> None:
    labs = load_labs()
    assert select_labs([]) == labs and select_labs(["2"]) == select_labs(["lab02_tensors"])
    with pytest.raises(CourseError, match="There is no lab '77'; choose from 01, 02"):
        select_labs(["77"])


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["labs", "check"]) == 0
    assert "all are what their sources build" in capsys.readouterr().out
    assert main(["labs", "check", "77"]) == 1
    assert capsys.readouterr().err.startswith("There is no lab '77'")


def test_sources_notebooks_are_json_of_this_course() -> None:
    for lab in load_labs():
        stored = json.loads(lab.notebook("en").read_text(encoding="utf-8"))
        assert all(c["outputs"] == [] for c in stored["cells"] if c["cell_type"] == "code")
