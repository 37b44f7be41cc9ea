"""Running a notebook: what it gives, how it can end, and in which environment it runs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from course.chapters import execute as module
from course.chapters.execute import RunError, execute
from course.prose import find_computed, to_metadata


def code(text: str) -> NotebookNode:
    return nbformat.v4.new_code_cell(text)


def prose(text: str) -> NotebookNode:
    computed = [to_metadata(c, "") for c in find_computed(text)]
    return nbformat.v4.new_markdown_cell(text, metadata={"computed": computed})


class Client:
    """Runs cells here, as nbclient does in a kernel."""

    def __init__(self, notebook: NotebookNode, **options: object) -> None:
        self.notebook, self.names = notebook, dict[str, Any]()
        self.kc = self
        self.replies = list[dict[str, Any]]()

    @contextmanager
    def setup_kernel(self, *, stderr: int | None, env: dict[str, str]) -> Iterator[None]:
        self.names["environment"] = env
        subprocess.run(["sh", "-c", "echo a library starts >&2"], stderr=stderr, check=True)
        yield

    def execute_cell(self, cell: NotebookNode, index: int) -> None:
        assert self.notebook.cells[index] is cell
        try:
            exec(cell.source, self.names)
        except (CellTimeoutError, DeadKernelError):
            raise
        except Exception as error:
            raise CellExecutionError("", type(error).__name__, str(error)) from None
        cell.outputs = [nbformat.v4.new_output("stream", text=f"{self.names.get('x')}")]

    def execute(self, code: str, *, silent: bool, user_expressions: dict[str, str]) -> str:
        found = {}
        for name, text in user_expressions.items():
            try:
                value = repr(eval(text, self.names))
                found[name] = {"status": "ok", "data": {"text/plain": value}}
            except NameError as error:
                found[name] = {"status": "error", "ename": "NameError", "evalue": str(error)}
        content = {"user_expressions": found}
        self.replies.append({"parent_header": {"msg_id": "it"}, "content": content})
        return "it"

    async def get_shell_msg(self, timeout: float | None) -> dict[str, Any]:
        assert timeout == module.CELL_TIMEOUT  # without one it would wait for ever
        return self.replies.pop()


@pytest.fixture
def without_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have cells run in the process of the test."""
    monkeypatch.setattr(module, "NotebookClient", Client)


@pytest.mark.usefixtures("without_kernel")
class TestWithoutKernel:
    """What becomes of a notebook's cells, whoever runs them."""

    def test_a_run_holds_outputs_and_numbers_by_cell(self, tmp_path: Path) -> None:
        cells = [code("x = 1"), prose("{{ x }} {{ x + 1 | .1f }} {{ end: x }}"), code("x = 5")]
        done: list[tuple[int, int]] = []
        notebook = nbformat.v4.new_notebook(cells=cells)
        run = execute(notebook, tmp_path, lambda *numbers: done.append(numbers))
        assert done == [(1, 3), (2, 3), (3, 3)]
        assert {name: list(values.values()) for name, values in run.values.items()} == {
            cells[1].id: ["1", "2.0", "5"]
        }
        assert {name: outputs[0].text for name, outputs in run.outputs.items()} == {
            cells[0].id: "1",
            cells[2].id: "5",
        }

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("x / 0", "cell 2: ZeroDivisionError: division by zero"),
            ("raise CellTimeoutError", "cell 2: ran over 600 s"),
            ("raise DeadKernelError", "cell 2: the kernel died (out of memory?)"),
            ("del x", "after cell 2: the computed number {{ x }} fails with NameError: name 'x' "),
        ],
    )
    def test_a_run_that_stops_says_where_and_why(
        self, text: str, message: str, tmp_path: Path
    ) -> None:
        errors = "from nbclient.exceptions import CellTimeoutError, DeadKernelError\nx = 1"
        cells = [code(errors), code(text), prose("{{ x }}"), code("1")]
        with pytest.raises(RunError) as error:
            execute(nbformat.v4.new_notebook(cells=cells), tmp_path)
        assert str(error.value).startswith(message)

    def test_cells_see_still_explorables_and_the_rest_of_the_environment(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setenv("OMP_NUM_THREADS", "3")
        monkeypatch.setenv("COURSE_STATIC", "0")
        monkeypatch.setenv("COURSE_ELSE", "else")
        names = "'COURSE_STATIC', 'COURSE_ELSE', 'OMP_NUM_THREADS'"
        cell = code(f"x = ' '.join(map(environment.get, [{names}]))")
        notebook = nbformat.v4.new_notebook(cells=[cell])
        run = execute(notebook, tmp_path)
        assert run.outputs[cell.id][0].text == "1 else 3"
        run = execute(notebook, tmp_path, one_thread=True)
        assert run.outputs[cell.id][0].text == "1 else 1"
        assert capfd.readouterr().err == ""  # what a library prints before Python starts


def test_a_run_holds_outputs_and_numbers_and_says_how_far_it_is(tmp_path: Path) -> None:
    cells = [
        code("import sys\nfor i in range(3):\n    print(i)\n    sys.stdout.flush()\nx = 1"),
        prose("{{ x }} and {{ x + 1 | .1f }}, at the end {{ end: x }}"),
        code("x = 5\nx"),
        prose("{{ x }}"),
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    done: list[tuple[int, int]] = []
    run = execute(notebook, tmp_path, lambda *numbers: done.append(numbers))
    assert done == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert {name: [str(v) for v in values.values()] for name, values in run.values.items()} == {
        cells[1].id: ["1", "2.0", "5"],
        cells[3].id: ["5"],
    }
    assert set(run.outputs) == {cells[0].id, cells[2].id}
    assert [o.text for o in run.outputs[cells[0].id]] == ["0\n1\n2\n"]  # in one piece
    assert run.outputs[cells[2].id][0].data == {"text/plain": "5"}
    assert all("execution" not in cell.metadata for cell in notebook.cells)  # no times


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ([code("x = 1"), code("x / 0")], "cell 2: ZeroDivisionError: division by zero"),
        ([code("1"), code("import os\nos._exit(1)")], "cell 2: the kernel died (out of memory?)"),
        ([code("import time\ntime.sleep(30)")], "cell 1: ran over 1 s"),
        (
            [prose("A"), code("x = 1"), prose("{{ y }}")],
            "after cell 2: the computed number {{ y }}",
        ),
    ],
    ids=["error", "kernel dies", "too long", "number"],
)
def test_a_run_that_stops_says_where_and_why(
    cells: list[NotebookNode], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if message.endswith("ran over 1 s"):
        monkeypatch.setattr(module, "CELL_TIMEOUT", 1)
    done: list[int] = []
    with pytest.raises(RunError) as error:
        execute(nbformat.v4.new_notebook(cells=cells), tmp_path, lambda i, _: done.append(i))
    assert str(error.value).startswith(message)
    assert done == list(range(1, len(done) + 1)) and len(done) < len(cells)


def test_explorables_are_still_only_in_the_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COURSE_STATIC", raising=False)
    cell = nbformat.v4.new_code_cell('import os\nprint(os.environ["COURSE_STATIC"], os.getcwd())')
    # Whoever saved it had named the kernel otherwise.
    metadata = {"kernelspec": {"name": "of-another-machine", "display_name": "Python"}}
    run = execute(nbformat.v4.new_notebook(cells=[cell], metadata=metadata), tmp_path)
    assert run.outputs[cell.id][0].text == f"1 {tmp_path}\n"
    assert "COURSE_STATIC" not in os.environ


@pytest.mark.parametrize("one_thread, threads", [(True, "1 1"), (False, "3 4")])
def test_libraries_compute_with_one_thread_where_asked(
    one_thread: bool, threads: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.setenv("TF_NUM_INTRAOP_THREADS", "4")
    names = "OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"
    cell = nbformat.v4.new_code_cell(f"import os\nprint(*map(os.environ.get, {names}))")
    run = execute(nbformat.v4.new_notebook(cells=[cell]), tmp_path, one_thread=one_thread)
    assert run.outputs[cell.id][0].text == f"{threads}\n"


# The thread that sends what a cell shows is held up, though the cell has ended.
LATE = """
import sys, time
sys.stdout.flush_timeout = sys.stderr.flush_timeout = 0
get_ipython().kernel.iopub_thread.schedule(lambda: time.sleep(6))
display("late")
"""


@pytest.mark.proof
def test_output_that_comes_late_is_not_lost(tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell(LATE)
    run = execute(nbformat.v4.new_notebook(cells=[cell]), tmp_path)
    assert [output.data for output in run.outputs[cell.id]] == [{"text/plain": "'late'"}]
