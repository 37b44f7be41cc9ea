"""Which files of an assignment students see."""

from __future__ import annotations

from pathlib import Path

from grader.notebook.assignment import load
from grader.session import doctor
from tests.grader import samples
from tests.grader.conftest import Grade
from tests.grader.questions import graded, notebook_of
from tests.grader.runs import a_few


def test_the_assignment_folder_hides_submissions_and_results(source: Path, tmp_path: Path) -> None:
    folder = source.parent
    (folder / "data.csv").write_text("1,2")
    (folder / "gradebook.db").write_text("secret")
    (folder / "link.csv").symlink_to(tmp_path)
    a_few(folder / "handed_in")
    (folder / "out").mkdir()
    assignment = load(source, tmp_path / "scratch", private=(folder / "out",))
    assert [path.name for path in Path(assignment.helpers).iterdir()] == ["data.csv"]


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def shown(folder: str) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in Path(folder).rglob("*") if p.is_file())


def test_students_see_no_file_with_solutions_or_hidden_tests(tmp_path: Path) -> None:
    """A folder with several notebooks, sources and answers, as an instructor may keep it."""
    labs = tmp_path / "course" / "labs"
    write(labs, one_dot_ipynb="{}", two_dot_ipynb="{}", instructor_dot_toml="seed = 3")
    write(labs, sources__one_dot_py="### BEGIN HIDDEN TESTS", sources__answers__one_dot_py="right")
    write(labs, points_dot_csv="1", other_dot_csv="2", rubric_dot_md="3", data__a_dot_csv="4")
    write(labs, help_dot_py="from labs import tool", tool_dot_py="x = 3")
    (labs / "__init__.py").write_text("")
    write(labs, spare_dot_py="x = 4", model_dot_py="# ### BEGIN SOLUTION")
    setup = (
        "import numpy as np\nfrom labs import help\nnp.loadtxt('points.csv')\nopen('data/a.csv')"
    )
    path = labs / "one.ipynb"
    path.write_bytes(samples.as_bytes(notebook_of({"a": ("a = 1", "assert a == 1")}, setup)))
    assert shown(load(path, tmp_path / "scratch").helpers) == [
        "data/a.csv",
        "labs/__init__.py",
        "labs/data/a.csv",
        "labs/help.py",
        "labs/points.csv",
        "labs/spare.py",
        "labs/tool.py",
        "points.csv",
    ]
    (labs / "two.ipynb").unlink()
    assert "sources/answers/one.py" in shown(load(path, tmp_path / "again").helpers)
    assert "sources/one.py" not in shown(load(path, tmp_path / "again").helpers)


def test_what_only_hidden_tests_import_is_not_shown(
    finding: doctor.Finding, grade: Grade, tmp_path: Path
) -> None:
    write(
        tmp_path, reference_dot_py="import deeper\nright = deeper.right", deeper_dot_py="right = 3"
    )
    test = (
        "### BEGIN HIDDEN TESTS\nimport reference\nassert f() == reference.right\n"
        "### END HIDDEN TESTS"
    )
    answer = (
        "import os\nprint(os.listdir('.'))\ndef f():\n    import reference\n"
        "    return reference.right"
    )
    row = graded(
        {"first": ("def f(): return 3", test)}, {"first": answer}, tmp_path / "lab", finding, grade
    )
    assert row["score"] == 0 and row["cells"][0]["output"] == ""
    assert row["cells"][1]["output"].strip() == "[]", row["cells"]


def test_what_only_hidden_tests_import_is_not_shown_beside_the_notebook_either(
    tmp_path: Path,
) -> None:
    lab = tmp_path / "lab"
    write(lab, hidden_checks_dot_py="right = 3", shown_dot_py="x = 1")
    test = "import shown\n### BEGIN HIDDEN TESTS\nimport hidden_checks\n### END HIDDEN TESTS"
    path = lab / "lab.ipynb"
    path.write_bytes(samples.as_bytes(samples.notebook([samples.test_cell("t", 1, test)])))
    assignment = load(path, tmp_path / "scratch")
    assert shown(assignment.helpers) == ["shown.py"]
    assert shown(assignment.reference) == ["hidden_checks.py", "shown.py"]
