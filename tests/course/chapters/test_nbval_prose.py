"""The pytest plugin that compares numbers in prose while nbval runs a notebook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from nbval.plugin import IPyNbCell

from course.chapters import nbval_prose
from course.chapters.nbval_prose import StaleNumberError
from course.config import ROOT
from tests.course.chapters.courses import Course, a_code, a_notebook, a_text

NOTEBOOK = a_notebook(
    a_code("c", "x = 3"),
    a_text("p", "{{ x }} and {{ y | .1f | 0.5 }} of {{ end: total }}", "3", "2.0", "7"),
    a_text("q", "{{ x }}", "4"),
    a_code("d", "total = 7"),
    a_code("e", "total"),
)


class Kernel:
    """What nbval has for a kernel: it evaluates expressions with these names."""

    def __init__(self, **names: object) -> None:
        self.names = names
        self.kc = self
        self.replies: list[dict[str, Any]] = []

    def execute(self, code: str, *, silent: bool, user_expressions: dict[str, str]) -> str:
        assert code == "" and silent
        values = {name: eval(text, self.names) for name, text in user_expressions.items()}
        found = {
            name: {"status": "ok", "data": {"text/plain": repr(value)}}
            for name, value in values.items()
        }
        content = {"user_expressions": found}
        self.replies = [{"parent_header": {"msg_id": "it"}, "content": content}]
        return "it"

    def get_message(self, stream: str, timeout: float | None = None) -> dict[str, Any]:
        assert (stream, timeout) == ("shell", 60)  # without one it would wait for ever
        return self.replies.pop()


def run_cell(number: int, **names: object) -> object:
    """Run a code cell as nbval does, with the plugin around it; returns what the run returned."""
    file = SimpleNamespace(nb=NOTEBOOK, kernel=Kernel(**names), path=Path("there/01_one.ipynb"))
    item = IPyNbCell.__new__(IPyNbCell)
    item.parent, item.cell_num = file, number
    around = nbval_prose.pytest_runtest_call(item)
    next(around)
    assert item.output_timeout == 60
    with pytest.raises(StopIteration) as end:
        around.send("result")
    return end.value.value


def test_numbers_that_hold_pass_with_the_cell_that_decides_them() -> None:
    assert run_cell(1) == "result"  # no number is decided there
    assert run_cell(2, total=7) == "result"


def test_each_number_that_a_cell_contradicts_is_named_with_its_place() -> None:
    end = "run `make notebooks` and read what it now claims."
    with pytest.raises(StaleNumberError) as error:
        run_cell(0, x=5, y=2.4)
    assert str(error.value).splitlines() == [
        f"01_one.ipynb, cell 2: the prose says 3, this run gives 5 for x; {end}",
        f"01_one.ipynb, cell 3: the prose says 4, this run gives 5 for x; {end}",
    ]
    with pytest.raises(StaleNumberError, match="cell 2: the prose says 7, this run gives 8 for to"):
        run_cell(2, total=8)


def test_other_tests_run_as_they_would() -> None:
    around = nbval_prose.pytest_runtest_call(Mock(spec=pytest.Function))
    next(around)
    with pytest.raises(StopIteration, match="result"):
        around.send("result")


def test_explorables_are_still(
    monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    monkeypatch.setenv("COURSE_STATIC", "0")
    nbval_prose.pytest_configure(pytestconfig)
    assert os.environ["COURSE_STATIC"] == "1"


def nbval(course: Course, *languages: str) -> subprocess.CompletedProcess[str]:
    root, chapter = course
    command = [sys.executable, "-m", "pytest", "-q", "-p", "course.chapters.nbval_prose", "--nbval"]
    command += ["-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml")]
    command += [str(chapter.notebook(language, root)) for language in languages]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_a_number_that_no_longer_holds_fails_and_is_named(small_course: Course) -> None:
    root, chapter = small_course
    path = chapter.notebook("zh-TW", root)
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        for entry in cell["metadata"].get("computed", []):
            if entry["expression"] in ("x", "total"):
                entry["value"] = "9"
    path.write_text(json.dumps(notebook))
    result = nbval(small_course, "zh-TW")
    assert result.returncode == 1
    assert "2 failed, 5 passed" in result.stdout
    assert "the prose says 9, this run gives 3.00 for x; run `make notebooks`" in result.stdout
    assert "the prose says 9, this run gives 7 for total" in result.stdout
    assert "Traceback" not in result.stdout


@pytest.mark.proof
def test_a_changed_output_fails(small_course: Course) -> None:
    root, chapter = small_course
    path = chapter.notebook("en", root)
    path.write_text(path.read_text().replace('"one\\n"', '"won\\n"'))
    assert "1 failed, 6 passed" in nbval(small_course, "en").stdout
