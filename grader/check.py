"""Run one's own notebook with the tests in it: `python -m grader.check LAB.ipynb`.

For students, on Linux, macOS and Windows, in the language of the notebook. It runs as Jupyter would
run it, in this one process: the code is one's own, so there is no jail around it.
"""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

from grader.notebook.cells import Cell, NotebookError, parse
from grader.notebook.outputs import fitting
from grader.notebook.titles import Language, called, language_of, titles
from grader.outputs.languages import quoted, said, words
from grader.processes.interpreter import Interpreter
from grader.processes.verdicts import Trouble, Verdict, judge, trouble


class CheckError(RuntimeError):
    """The notebook cannot be checked; the message says what to do."""


@dataclass
class Checked:
    """What the tests say, by question; `manual` are the questions that a person grades.

    `called`: what the notebook calls its cells, by id, in its `language`.
    """

    called: dict[str, str]
    language: Language
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    points: dict[str, float] = field(default_factory=dict)
    manual: list[str] = field(default_factory=list)


def check(path: Path) -> Checked:
    """Run a notebook in its folder, and return what its tests say.

    Raises:
        CheckError: there is no such notebook, it has no tests, or what is given in it does not run.
        KeyboardInterrupt: the user stopped it.
    """
    cells = _cells(path)
    known = titles(cells)
    manual = [cell.grade_id for cell in cells if cell.is_manual]
    tests = [cell.grade_id for cell in cells if cell.is_test]
    checked = Checked(known | called(tests + manual, known), language_of(known), manual=manual)
    if not tests:
        raise CheckError(words(checked.language, "check")["no_tests"].format(path))
    os.environ.setdefault("MPLBACKEND", "Agg")  # no window opens
    os.environ.setdefault("NBGRADER_EXECUTION", "validate")  # as nbgrader's Validate button says
    here, streams = Path.cwd(), (sys.stdout, sys.stderr)
    folder = str(path.resolve().parent)
    os.chdir(folder)
    sys.path.insert(0, folder)
    try:
        interpreter = Interpreter()
        interpreter.capture(20_000)
        _run(cells, interpreter, checked)
    finally:
        sys.stdout, sys.stderr = streams
        sys.path.remove(folder)
        os.chdir(here)
    return checked


def _cells(path: Path) -> list[Cell]:
    try:
        data = fitting(path.read_bytes())
        if isinstance(data, str):
            raise NotebookError(data)
        return parse(data)
    except OSError as error:
        raise CheckError(f"{path} cannot be read: {error.strerror}; name your notebook") from None
    except NotebookError as error:
        raise CheckError(f"{path}: {error}; save it in Jupyter and try again") from None


def _run(cells: list[Cell], interpreter: Interpreter, checked: Checked) -> None:
    troubles: list[Trouble] = []
    for cell in cells:
        if not cell.is_code:
            continue
        outcome = interpreter.run(cell.source)
        kind = type(outcome.error).__name__
        if isinstance(outcome.error, KeyboardInterrupt):
            raise KeyboardInterrupt
        if cell.is_test:
            checked.points[cell.grade_id] = cell.points
            checked.verdicts[cell.grade_id] = judge(
                cell,
                outcome,
                interpreter.text_of,
                graded=False,
                troubles=troubles,
            )
        elif outcome.error is not None and cell.locked and not cell.solution:
            given = words(checked.language, "check")["given"]
            name = checked.called.get(cell.grade_id)
            where = quoted(name, checked.language) if name else repr(cell.grade_id)
            raise CheckError(given.format(where, f"{kind}: {outcome.error}"))
        elif outcome.error is not None and not isinstance(outcome.error, NotImplementedError):
            troubles.append(trouble(cell, kind, str(outcome.error), outcome.line))


def main(arguments: list[str] | None = None) -> int:
    """Check a notebook and print what its tests say; return 0 when they ran, else 2 or 130."""
    parser = argparse.ArgumentParser(prog="python -m grader.check", description=__doc__)
    parser.add_argument("notebook", type=Path)
    path = parser.parse_args(arguments).notebook
    try:
        checked = check(path)
    except CheckError as error:
        print(f"check: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("check: stopped", file=sys.stderr)
        return 130
    _print(checked)
    return 0


def _print(checked: Checked) -> None:
    say, language = words(checked.language, "check"), checked.language
    for name, verdict in checked.verdicts.items():
        points = f"{verdict.score:g}", f"{checked.points[name]:g}"
        print(say["line"].format(checked.called[name], *points))
        if verdict.reason:
            text = said(verdict.reason, language, checked.called)
            print(textwrap.indent(text, "    "))
    for name in checked.manual:
        print(say["manual"].format(checked.called[name]))
    score = sum(verdict.score for verdict in checked.verdicts.values())
    print(say["total"].format(f"{score:g}", f"{sum(checked.points.values()):g}"))
    print(say["own"])


if __name__ == "__main__":
    sys.exit(main())
