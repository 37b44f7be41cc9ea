"""pytest plugin: while nbval runs a notebook, compare the numbers in its prose too.

After each code cell, the computed numbers of the prose that belongs to that point are
evaluated in nbval's own kernel, so they cost no second run.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

from course.chapters.results import computed_of, pending
from course.prose import evaluate

REPLY_TIMEOUT = 60


class StaleNumberError(Exception):
    """A number in prose that this run contradicts."""


def pytest_configure(config: pytest.Config) -> None:
    """Let explorables show their static figure, as in the stored notebooks."""
    os.environ["COURSE_STATIC"] = "1"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Run the cell, then compare the numbers that its run decides."""
    if isinstance(item, IPyNbCell):
        item.output_timeout = REPLY_TIMEOUT  # nbval's 5 s are short for a busy machine
    result = yield
    if isinstance(item, IPyNbCell):
        _compare(item)
    return result


@pytest.hookimpl(wrapper=True)
def pytest_exception_interact(node: Any, call: Any, report: Any) -> Generator[None, Any, Any]:
    """Report a stale number as its one sentence."""
    if call.excinfo is not None and call.excinfo.errisinstance(StaleNumberError):
        report.longrepr = str(call.excinfo.value)
    return (yield)


def _compare(item: IPyNbCell) -> None:
    file: IPyNbFile = item.parent
    code = [i for i, cell in enumerate(file.nb.cells) if cell.cell_type == "code"]
    numbers = pending(file.nb).get(code[item.cell_num], [])
    stored = {c.id: (i, dict(computed_of(c))) for i, c in enumerate(file.nb.cells)}
    kernel = file.kernel
    fresh = evaluate(
        [c for _, c in numbers],
        kernel.kc.execute,
        lambda: kernel.get_message("shell", timeout=REPLY_TIMEOUT),
    )
    stale = []
    for (cell_id, c), value in zip(numbers, fresh, strict=True):
        place, values = stored[cell_id]
        if not c.agrees(values[c], value):
            stale.append(
                f"{file.path.name}, cell {place + 1}: the prose says {values[c]}, this run "
                f"gives {value} for {c.expression}; run `make notebooks` and read what it "
                "now claims."
            )
    if stale:
        raise StaleNumberError("\n".join(stale))
