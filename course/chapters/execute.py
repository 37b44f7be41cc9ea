"""Run a notebook in a clean kernel and collect its outputs and computed numbers."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from course.chapters.results import Run, pending
from course.prose import Computed, ProseError, evaluate

CELL_TIMEOUT = 600
# Sums come in another order with another number of threads, and end in other digits.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}


class RunError(Exception):
    """A notebook that stopped; its text names the cell and the error in one line."""


def execute(
    notebook: NotebookNode,
    folder: Path,
    on_cell: Callable[[int, int], None] = lambda done, total: None,
    *,
    one_thread: bool = False,
) -> Run:
    """Run every code cell in order; the notebook gets its outputs.

    Args:
        notebook: what to run.
        folder: the working directory of the kernel.
        on_cell: called with the cells done and the cells in all after each cell.
        one_thread: let libraries compute with one thread, so that the outputs do not depend on
            how many cores the machine has.

    Returns:
        The outputs and the computed numbers.

    Raises:
        RunError: a cell or a computed number failed.
    """
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        # Output that comes later than this after the cell's end is lost, and nobody told.
        iopub_timeout=CELL_TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
        # In how many pieces a kernel sends its prints depends on the moment.
        coalesce_streams=True,
    )
    after, run = pending(notebook), Run()
    total = len(notebook.cells)
    # Explorables show their static figure instead of sliders.
    env = os.environ | {"COURSE_STATIC": "1"} | (ONE_THREAD if one_thread else {})
    # What a library prints before Python starts is not an output of the notebook.
    with client.setup_kernel(stderr=subprocess.DEVNULL, env=env):
        for i, cell in enumerate(notebook.cells):
            try:
                if cell.cell_type == "code":
                    client.execute_cell(cell, i)
                    run.outputs[cell.id] = cell.outputs
                numbers = after.get(i, [])
                values = _values(client, [c for _, c in numbers])
                for (cell_id, c), value in zip(numbers, values, strict=True):
                    run.values.setdefault(cell_id, {})[c] = value
            except CellExecutionError as error:
                raise RunError(f"cell {i + 1}: {error.ename}: {error.evalue}") from None
            except CellTimeoutError:
                raise RunError(f"cell {i + 1}: ran over {CELL_TIMEOUT} s") from None
            except DeadKernelError:
                raise RunError(f"cell {i + 1}: the kernel died (out of memory?)") from None
            except ProseError as error:
                raise RunError(f"after cell {i + 1}: {error}") from None
            on_cell(i + 1, total)
    return run


def _values(client: NotebookClient, numbers: list[Computed]) -> list[str]:
    def next_reply() -> Any:
        return run_sync(client.kc.get_shell_msg)(timeout=CELL_TIMEOUT)

    return evaluate(numbers, client.kc.execute, next_reply)
