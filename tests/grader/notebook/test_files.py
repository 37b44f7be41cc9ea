"""Which files of an assignment students see."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

import pytest

from grader.notebook.assignment import load
from grader.notebook.cells import Cell
from grader.notebook.files import assignment_files
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


def found_for(path: Path, *sources: str, private: tuple[Path, ...] = ()) -> tuple[list[str], ...]:
    """The paths of the files for students, and of those for the trusted process alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}")
    cells = [Cell("code", source, grade_id="t", grade=True) for source in sources]
    return tuple(
        sorted(str(name) for name in files)
        for files in assignment_files(path, cells, list(private))
    )


def test_what_lies_beside_a_notebook_is_shown_but_for_what_is_nobodys_business(
    tmp_path: Path,
) -> None:
    lab = tmp_path / "lab"
    hidden = ".env", "gradebook.db", "old.sqlite", "results.jsonl", "__pycache__/a.pyc"
    secret = "solved.py", "data/marked.txt"
    for name in ("data/table.csv", "data/.cache/x", "notes.md", "big.bin", *hidden, *secret):
        (lab / name).parent.mkdir(parents=True, exist_ok=True)
        (lab / name).write_text("### BEGIN SOLUTION" if name in secret else "text")
    with open(lab / "huge.bin", "wb") as file:
        file.truncate(2**40)  # only its beginning is read
    os.mkfifo(lab / "pipe")
    (tmp_path / "elsewhere.csv").write_text("another's")
    (lab / "link.csv").symlink_to(tmp_path / "elsewhere.csv")
    (lab / "data" / "copy.ipynb").write_text("{}")
    for folder in ("handed_in/ann", "results", "scratch/helpers"):
        (lab / folder).mkdir(parents=True)
        (lab / folder / "text.txt").write_text("private")
    (lab / "handed_in" / "ann" / "lab.ipynb").write_text("{}")
    private = lab / "results", lab / "scratch" / "helpers"
    assert found_for(lab / "lab.ipynb", private=private) == (
        ["big.bin", "huge.bin", "notes.md"],
        [],
    )
    (lab / "data" / "copy.ipynb").unlink()
    shown, _ = found_for(lab / "lab.ipynb", private=private)
    assert shown == ["big.bin", "data/table.csv", "huge.bin", "notes.md"]


PACKAGE = {
    "course/__init__.py": "",
    "course/tools/__init__.py": "from ..base import scale\nfrom .inner import one",
    "course/tools/inner.py": "from . import table\nopen('inner.csv')",
    "course/tools/table.py": "# Größe: caf\u00e9",
    "course/tools/spare.py": "x = 1",
    "course/tools/inner.csv": "1",
    "course/tools/other.csv": "2",
    "course/base.py": "import course.tools\nimport course.far.x",
    "course/late.py": "import numpy",
    "course/far/__init__.py": "",
    "course/far/x.py": "",
    "course/labs/helper.py": "",
    "course/code/__init__.py": "",
    "course/secret.py": "### BEGIN HIDDEN TESTS",
    "course/mine/a.py": "",
}


@pytest.mark.parametrize(
    ("source", "also"),
    [
        ("import course.tools", []),
        ("import course.tools.inner", []),
        ("from course import tools", []),
        ("from course.tools import inner, unknown", []),
        ("import numpy\nimport course.tools\nimport nowhere", []),
        ("from course.tools.inner import table", []),
        ("import course.tools, course.secret, course.late", []),
        ("import course.tools\nprint('other.csv', 'code', 'secret.py', 'helper.py', '.hidden')",
         ["course/tools/other.csv"]),
    ],
)  # fmt: skip
def test_modules_are_found_in_packages_above(source: str, also: list[str], tmp_path: Path) -> None:
    """Those that code imports, directly or not, the rest of their packages, and files they name."""
    for name, text in PACKAGE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode("latin-1"))
    for name in ("one", "two"):  # of several notebooks none owns the folder
        (tmp_path / "course" / "labs" / f"{name}.ipynb").write_text("{}")
    (tmp_path / "course" / ".hidden").write_text("x")
    shown, extra = found_for(tmp_path / "course" / "labs" / "one.ipynb", source)
    wanted = [
        "__init__",
        "base",
        "far/__init__",
        "far/x",
        "late",
        "tools/__init__",
        "tools/inner",
        "tools/spare",
        "tools/table",
    ]
    everything = [f"course/{name}.py" for name in wanted] + ["course/tools/inner.csv", *also]
    assert (shown, extra) == (sorted(everything), [])


def test_a_module_of_a_librarys_name_is_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_debian = tmp_path / "dist-packages"
    of_debian.mkdir()
    (of_debian / "packaged.py").write_text("")
    monkeypatch.syspath_prepend(str(of_debian))
    for name in ("json", "numpy", "packaged", "mine"):
        (tmp_path / "labs").mkdir(exist_ok=True)
        (tmp_path / f"{name}.py").write_text("x = 1")
    (tmp_path / "labs" / "two.ipynb").write_text("{}")
    # One that was made, not imported, says nothing of where it came from.
    monkeypatch.setitem(sys.modules, "mine", ModuleType("mine"))
    source = "import json, numpy, packaged\nfrom mine import x"
    assert found_for(tmp_path / "labs" / "one.ipynb", source) == (["mine.py"], [])


def test_what_hidden_tests_alone_name_is_for_the_trusted_process_if_it_is_code(
    tmp_path: Path,
) -> None:
    lab = tmp_path / "lab"
    write(lab, checks_dot_py="import deep", deep_dot_py="", help_dot_py="", data_dot_csv="1")
    test = (
        "import help\n### BEGIN HIDDEN TESTS\nimport checks, help\nopen('data.csv')\n"
        "### END HIDDEN TESTS"
    )
    shown, extra = found_for(lab / "lab.ipynb", test)
    assert (shown, extra) == (["data.csv", "help.py"], ["checks.py", "deep.py"])
    (lab / "two.ipynb").write_text("{}")
    shown, extra = found_for(lab / "lab.ipynb", test)
    assert (shown, extra) == (["help.py"], ["checks.py", "data.csv", "deep.py"])
