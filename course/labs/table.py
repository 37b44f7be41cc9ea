"""Print how a lab's wrong and right answers score, and what catches each."""

from __future__ import annotations

from pathlib import Path

import nbformat
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from course.config import ROOT
from course.labs.answers import read_answers
from course.labs.model import Lab
from course.labs.notebook import instructor_notebook
from course.labs.score import Scorer, lost, problems_of
from grader.notebook.cells import parse
from grader.notebook.titles import Language
from grader.outputs.mistakes import Mistake, Mistakes, digest_of_tests, shown, write
from grader.session.verdict import HELD


def answer_table(lab: Lab, seed: str, root: Path = ROOT) -> tuple[Table, list[str]]:
    """Return a table of a lab's answers with their points, and what contradicts their claims.

    Writes `build/mistakes/LAB.json` besides, for the grader's `--mistakes`: what students see of
    the wrong answers, and how these are called.
    """
    table = Table("answer", "question", "points", "caught by", "message", title=lab.name)
    table.columns[2].justify = "right"
    notebook = instructor_notebook(lab, seed, root)
    scorer = Scorer(notebook, root)
    most = sum(scorer.points.values())
    problems = [f"model solution: {problem}" for problem in scorer.problems]
    known: dict[str, list[Mistake]] = {}
    for answer, scores in scorer.score_answers(read_answers(lab, root)):
        problems += problems_of(answer, scores)
        missing = lost(scores)
        points = most - sum(s.max_points - s.points for s in missing.values())
        caught, message = "", ""
        for score in missing.values():
            caught = "hidden" if score.hidden else "visible"
            message = score.message.partition("\n")[0].partition(": ")[2]
            break
        kind = "right: " if answer.right else "ready: " if answer.ready else ""
        row = (kind + answer.name, answer.question, f"{points:g}", caught, message)
        table.add_row(*map(escape, row))
        for test, score in scores.items() if answer.name_zh else ():
            seen = shown(score.points, score.max_points, score.told)
            # Where the grader's two runs disagree, the points are not the last ones.
            if seen and score.told != HELD:
                name: dict[Language, str] = {"en": answer.name, "zh-TW": answer.name_zh}
                known.setdefault(test, []).append(Mistake(*seen, name))
    tests = digest_of_tests(parse(nbformat.writes(notebook).encode()))
    write(root / "build" / "mistakes" / f"{lab.name}.json", Mistakes(lab.name, tests, known))
    return table, problems


def print_answers(labs: list[Lab], seed: str, root: Path = ROOT) -> bool:
    """Print the table of every lab; tell whether all answers hold."""
    console, all_hold = Console(), True
    for lab in labs:
        table, problems = answer_table(lab, seed, root)
        console.print(table)
        for problem in problems:
            console.print(problem, markup=False)
        all_hold &= not problems
    return all_hold
