"""What running a notebook gives: outputs and computed numbers, by cell."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field

from nbformat import NotebookNode

from course.config import IGNORE
from course.prose import Computed, from_metadata, render, to_metadata

# The first line of a folded cell; Colab shows the rest of it in place of the code.
TITLE = "# @title "


def computed_of(cell: NotebookNode) -> list[tuple[Computed, str]]:
    """Return the computed numbers of a prose cell with their stored values."""
    return [from_metadata(entry) for entry in cell.metadata.get("computed", [])]


def pending(notebook: NotebookNode) -> dict[int, list[tuple[str, Computed]]]:
    """Which computed numbers, of which cell id, are to be evaluated after which cell.

    Prose is evaluated where it stands, that is after the last code cell before it;
    `end:` numbers, and those before any code, after the last code cell.
    """
    code = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    after: dict[int, list[tuple[str, Computed]]] = {}
    for i, cell in enumerate(notebook.cells):
        earlier = [k for k in code if k < i]
        for c, _ in computed_of(cell):
            place = earlier[-1] if earlier and not c.at_end else code[-1]
            after.setdefault(place, []).append((cell.id, c))
    return after


@dataclass
class Run:
    """What running a notebook gave: outputs and computed numbers, by cell id."""

    outputs: dict[str, list[NotebookNode]] = field(default_factory=dict)
    values: dict[str, dict[Computed, str]] = field(default_factory=dict)


def run_of(notebook: NotebookNode) -> Run:
    """Return the run that an executed notebook stores."""
    return Run(
        {c.id: c.outputs for c in notebook.cells if c.cell_type == "code"},
        {c.id: dict(computed_of(c)) for c in notebook.cells if computed_of(c)},
    )


def apply_run(notebook: NotebookNode, run: Run) -> None:
    """Give a freshly assembled notebook the outputs and numbers of a run."""
    count = 0
    for cell in notebook.cells:
        if cell.cell_type == "code":
            count += 1
            cell.outputs, cell.execution_count = (
                copy.deepcopy(run.outputs[cell.id]),
                count,
            )
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = count
        elif computed := [c for c, _ in computed_of(cell)]:
            values = run.values[cell.id]
            cell.source = render(cell.source, [values[c] for c in computed])
            cell.metadata["computed"] = [to_metadata(c, values[c]) for c in computed]


def figures_of(cell: NotebookNode) -> list[NotebookNode]:
    """Return the outputs of a cell that are figures."""
    return [o for o in cell.get("outputs", []) if "image/png" in o.get("data", {})]


def reusable_run(notebook: NotebookNode, stored: NotebookNode) -> Run | None:
    """Return the run that a stored notebook holds, if it has all that a fresh one would give.

    The code must be the same, and every computed number known at the same point of the
    run. Prose may have changed or moved.
    """
    code, old_code = ([c for c in n.cells if c.cell_type == "code"] for n in (notebook, stored))
    if [_code_lines(c) for c in code] != [_code_lines(c) for c in old_code]:
        return None
    if any(c.execution_count is None for c in old_code):
        return None
    known = {
        (stored.cells[place].id, c): value
        for place, numbers in pending(stored).items()
        for cell_id, c in numbers
        if (value := run_of(stored).values[cell_id].get(c)) is not None
    }
    run = Run({c.id: old.outputs for c, old in zip(code, old_code, strict=True)})
    for place, numbers in pending(notebook).items():
        for cell_id, c in numbers:
            value = known.get((notebook.cells[place].id, c))
            if value is None:
                return None
            run.values.setdefault(cell_id, {})[c] = value
    return run


def keep_stored(notebook: NotebookNode, run: Run, stored: NotebookNode) -> Run:
    """Return the run, with what the stored notebook says where a fresh run may differ from it.

    Outputs that nbval ignores, and computed numbers within their tolerance, stay while all
    code up to them is the same. So a rebuild changes only what moved, and the prose never
    quotes an older run than the output above it shows.
    """
    before = run_of(stored)
    outputs = dict(run.outputs)
    values: dict[str, dict[Computed, str]] = {}
    unchanged: set[int] = set()
    code = [i for i, c in enumerate(notebook.cells) if c.cell_type == "code"]
    old_code = [c for c in stored.cells if c.cell_type == "code"]
    for i, old in zip(code, old_code, strict=False):
        cell = notebook.cells[i]
        if _code_lines(cell) != _code_lines(old):
            break
        ignored = IGNORE in cell.metadata.get("tags", [])
        if ignored and [_kind(o) for o in run.outputs[cell.id]] != [_kind(o) for o in old.outputs]:
            break
        if ignored:
            outputs[cell.id] = old.outputs
        unchanged.add(i)
    for place, numbers in pending(notebook).items():
        for cell_id, c in numbers:
            fresh, known = run.values[cell_id][c], before.values.get(cell_id, {}).get(c)
            if known is None or place not in unchanged or not c.agrees(known, fresh):
                known = fresh
            values.setdefault(cell_id, {})[c] = known
    return Run(outputs, values)


def _kind(output: NotebookNode) -> tuple[str, tuple[str, ...]]:
    return output.output_type, tuple(sorted(output.get("data", {})))


def _code_lines(cell: NotebookNode) -> list[str]:
    """Return the code of a cell without the title under which it is folded."""
    lines: list[str] = cell.source.splitlines()
    return lines[1:] if lines and lines[0].startswith(TITLE) else lines
