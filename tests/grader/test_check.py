"""Checking one's own notebook."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from IPython.core.interactiveshell import InteractiveShell

from grader.check import main
from tests.grader import samples
from tests.grader.runs import ROOT
from tests.grader.samples import HONEST, notebook_with


class Told(NamedTuple):
    """What the command returned and wrote."""

    returncode: int
    stdout: str
    stderr: str


Check = Callable[[Path], Told]


@pytest.fixture
def checked(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Check:
    """Check in this process, which is then as it was before."""

    def check(path: Path) -> Told:
        def state() -> tuple[object, ...]:
            return Path.cwd(), sys.stdout, sys.stderr, list(sys.path)

        InteractiveShell.clear_instance()
        monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
        monkeypatch.setattr(os, "environ", {**os.environ})
        before = state()
        status = main([str(path)])
        assert state() == before
        InteractiveShell.clear_instance()
        return Told(status, *capsys.readouterr())

    return check


def test_it_says_what_the_grader_will_say(tmp_path: Path, checked: Check) -> None:
    path = tmp_path / "mine.ipynb"
    path.write_bytes(notebook_with(HONEST, second="def shout(text):\n    return text"))
    found = checked(path)
    assert found.returncode == 0, found.stderr
    assert "first_test: 5 of 5" in found.stdout
    assert "second_test: 0 of 3\n    AssertionError" in found.stdout
    assert "without the grader's isolation" in found.stdout


def test_it_runs_in_the_notebooks_folder_and_knows_partial_points(
    tmp_path: Path, checked: Check
) -> None:
    (tmp_path / "beside.py").write_text("import numpy as np\nSCALE = np.float64(1.5)")
    (tmp_path / "data.txt").write_text("3")
    answer = "import beside\nfrom pathlib import Path\nx = Path('data.txt').read_text()"
    raw = samples.notebook(
        [samples.solution("a", f"{answer}\nprint('mine')"),
         samples.test_cell("t", 4, "beside.SCALE * (x == '3')"),
         samples.cell("essay", "markdown", grade_id="e", grade=True, solution=True, points=2)]
    )  # fmt: skip
    (tmp_path / "mine.ipynb").write_bytes(samples.as_bytes(raw))
    found = checked(tmp_path / "mine.ipynb")
    assert "t: 1.5 of 4\n    part of the points" in found.stdout, found
    assert "e: a person grades it" in found.stdout and "mine" not in found.stdout.split("\n")


@pytest.mark.parametrize(
    ("heading", "lines"),
    [
        (
            "## Question 1: the function f (2 points)",
            ["Question 1: the function f (t): 0 of 2",
             "    the answer cell of “Question 1: the function f” stopped at line 1 with ",
             "    Question 1, f (2 points): f() is 1.",
             "    The rest passes",
             "Question 1: the function f (u): 1 of 1",
             "Essay: a person grades it",
             "1 of 3 points; hidden tests may ask for more",
             "Your code ran as it is, in one process and without the grader's isolation."],
        ),
        (
            "## 第 1 題：函式 f（2 分）",
            ["第 1 題：函式 f (t)：0／2 分",
             "    「第 1 題：函式 f」作答的儲存格在第 1 行中斷：NameError: name 'no'",
             "    第 1 題，f（2 分）：f() 是 1。",
             "    其餘部分通過",
             "第 1 題：函式 f (u)：1／1 分",
             "Essay：由老師批改",
             "共 1／3 分；隱藏測試可能要求更多",
             "你的程式直接在同一個行程裡執行，沒有批改時的隔離。"],
        ),
    ],
)  # fmt: skip
def test_it_speaks_the_notebooks_language_and_says_its_titles(
    heading: str, lines: list[str], tmp_path: Path, checked: Check
) -> None:
    test = """\
try:
    f
except NameError:
    print("Question 1, f (2 points): f() is 1.\\n第 1 題，f（2 分）：f() 是 1。")
    print("The rest passes · 其餘部分通過")
0"""
    raw = samples.notebook(
        [samples.cell(heading, "markdown"),
         samples.solution("a", "f = no"),
         samples.test_cell("t", 2, test),
         samples.test_cell("u", 1, "assert True"),
         samples.cell("## Essay", "markdown"),
         samples.cell("mine", "markdown", grade_id="e", grade=True, solution=True, points=2)]
    )  # fmt: skip
    (tmp_path / "mine.ipynb").write_bytes(samples.as_bytes(raw))
    found = checked(tmp_path / "mine.ipynb").stdout.splitlines()
    assert len(found) == len(lines)
    assert all(map(str.startswith, found, lines)), found


def written(folder: Path, *cells: samples.Raw) -> Path:
    path = folder / "mine.ipynb"
    path.write_bytes(samples.as_bytes(samples.notebook(list(cells))))
    return path


def test_a_notebook_can_leave_out_what_nobody_looks_at_and_opens_no_window(
    tmp_path: Path, checked: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("NBGRADER_EXECUTION", "MPLBACKEND")
    answer = samples.solution("a", f"import os\nfound = [os.environ[name] for name in {names}]")
    for settings in ({}, {name: "mine" for name in names}):
        monkeypatch.setattr(os, "environ", settings)
        wanted = [*settings.values()] or ["validate", "Agg"]
        test = samples.test_cell("t", 4, f"assert found == {wanted}, found")
        assert "t: 4 of 4" in checked(written(tmp_path, answer, test)).stdout


def test_modules_beside_the_notebook_come_first(
    tmp_path: Path, checked: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    test = f"import sys\nassert sys.path[0] == {str(tmp_path)!r}, sys.path"
    written(tmp_path, samples.test_cell("t", 1, test))
    assert "t: 1 of 1" in checked(Path("mine.ipynb")).stdout


def test_what_stopped_above_is_told_where_its_name_is_missing_but_not_that_a_part_is_open(
    tmp_path: Path, checked: Check
) -> None:
    path = written(
        tmp_path,
        samples.cell("value = 1 / 0"),
        samples.cell("gone = 1\ndel gone"),
        samples.cell("locked = nothing", grade_id="mixed", solution=True, locked=True),
        samples.solution("a", "raise NotImplementedError()\nopen = 1"),
        *[samples.test_cell(name, 1, name) for name in ("value", "locked", "open_", "gone")],
        samples.test_cell("none", 1.5, "'no number'"),
        samples.test_cell("shown", 1, "class Half:\n    def __repr__(self): return '.5'\nHalf()"),
    )
    assert checked(path).stdout.splitlines() == [
        "value: 0 of 1",
        "    NameError: name 'value' is not defined "
        "(a cell stopped at line 1 with ZeroDivisionError: division by zero) at: value",
        "locked: 0 of 1",
        "    NameError: name 'locked' is not defined (answer cell 'mixed' stopped at line 1 with "
        "NameError: name 'nothing' is not defined) at: locked",
        "open_: 0 of 1",
        "    NameError: name 'open_' is not defined at: open_",
        "gone: 0 of 1",
        "    NameError: name 'gone' is not defined at: gone",
        "none: 1.5 of 1.5",
        "shown: 0.5 of 1",
        "    part of the points",
        "2 of 6.5 points; hidden tests may ask for more",
        "Your code ran as it is, in one process and without the grader's isolation.",
    ]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (
            [samples.cell("# 設定", "markdown")],
            "原本就有的儲存格 「設定」 在這裡無法執行：ZeroDivisionError: ",
        ),
        (
            [samples.cell("# Setup", "markdown")],
            "the cell “Setup”, which you were given, does not run here: ZeroDivisionError: ",
        ),
        ([], "the cell 'given', which you were given, does not run here: ZeroDivisionError: "),
    ],
)
def test_what_is_given_and_does_not_run_is_named_in_the_notebooks_language(
    cells: list[samples.Raw], message: str, tmp_path: Path, checked: Check
) -> None:
    given = samples.cell("1 / 0", grade_id="given", locked=True)
    path = written(tmp_path, *cells, given, samples.test_cell("t", 1, "assert 1"))
    found = checked(path)
    assert found.returncode == 2 and not found.stdout
    assert found.stderr.startswith(f"check: {message}division by zero\n")


def test_it_can_be_stopped(tmp_path: Path, checked: Check) -> None:
    stop = samples.test_cell("t", 1, "raise KeyboardInterrupt")
    assert checked(written(tmp_path, stop)) == (130, "", "check: stopped\n")


def test_its_help_says_what_to_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    text = capsys.readouterr().out
    assert text.startswith("usage: python -m grader.check [-h] notebook\n\nRun one's own notebook")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, ["cannot be read", "name your notebook"]),
        (samples.DAMAGED["huge"], ["without its outputs", "save it in Jupyter"]),
        (b"my homework", ["not JSON", "save it in Jupyter"]),
        (
            samples.as_bytes(samples.notebook([samples.cell("x = 1")])),
            ["mine.ipynb has no tests with points"],
        ),
        (
            samples.as_bytes(
                samples.notebook(
                    [
                        samples.cell("import labs_of_nowhere", grade_id="setup", locked=True),
                        samples.test_cell("t", 1, "assert 1"),
                    ]
                )
            ),
            ["'setup'", "No module named 'labs_of_nowhere'", "in the folder that you unpacked"],
        ),
    ],
)
def test_what_cannot_be_checked_says_what_to_do(
    data: bytes | None, words: list[str], tmp_path: Path, checked: Check
) -> None:
    path = tmp_path / "mine.ipynb"
    if data is not None:
        path.write_bytes(data)
    found = checked(path)
    assert found.returncode == 2 and not found.stdout
    assert all(word in found.stderr for word in words), found.stderr
    assert "Traceback" not in found.stderr


def test_a_lab_outside_its_folder_says_where_it_belongs(tmp_path: Path) -> None:
    path = tmp_path / "lab.ipynb"
    path.write_bytes((ROOT / "labs" / "lab01_perceptron.ipynb").read_bytes())
    words = [sys.executable, "-m", "grader.check", str(path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    found = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, env=environment)
    assert found.returncode == 2 and "The course is not here" in found.stderr
    assert "in the folder that you unpacked" in found.stderr


def test_the_commands_check_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    from grader.__main__ import main as command

    assert command(["check", "/nowhere.ipynb"]) == main(["/nowhere.ipynb"]) == 2
    both = capsys.readouterr().err.splitlines()
    assert len(both) == 2 and both[0] == both[1]


NO_UNIX = """
import sys
for name in ("fcntl", "resource", "pwd", "grp", "msgpack", "jinja2", "nbgrader", "sqlalchemy"):
    sys.modules[name] = None
from grader.check import main
sys.exit(main(sys.argv[1:]))
"""


def test_it_needs_nothing_that_windows_or_a_students_environment_lacks(tmp_path: Path) -> None:
    path = tmp_path / "mine.ipynb"
    path.write_bytes(notebook_with(HONEST))
    words = [sys.executable, "-c", NO_UNIX, str(path)]
    found = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stderr
    assert "10 of 10 points" in found.stdout
