"""Print how a lab's wrong and right answers score, and what catches each."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from course.config import ROOT
from course.labs.answers import read_answers
from course.labs.model import Lab
from course.labs.notebook import instructor_notebook
from course.labs.score import Scorer, lost, problems_of
from utils.files import write_whole


def answer_table(lab: Lab, seed: str, root: Path = ROOT) -> tuple[Table, list[str]]:
    """Return a table of a lab's answers with their points, and what contradicts their claims.

    Writes `build/mistakes/LAB.json` besides: the wrong answers by what students read of them, for
    the grader's `--mistakes`.
    """
    table = Table("answer", "question", "points", "caught by", "message", title=lab.name)
    table.columns[2].justify = "right"
    scorer = Scorer(instructor_notebook(lab, seed, root), root)
    most = sum(scorer.points.values())
    problems = [f"model solution: {problem}" for problem in scorer.problems]
    mistakes: dict[str, dict[str, list[str]]] = {}
    for answer, scores in scorer.score_answers(read_answers(lab, root)):
        problems += problems_of(answer, scores)
        missing = lost(scores)
        points = most - sum(s.max_points - s.points for s in missing.values())
        caught, message = "", ""
        for score in missing.values():
            caught = "hidden" if score.hidden else "visible"
            message = (score.message.splitlines() or [""])[0].partition(": ")[2]
            break
        kind = "right: " if answer.right else "ready: " if answer.ready else ""
        row = (kind + answer.name, answer.question, f"{points:g}", caught, message)
        table.add_row(*map(escape, row))
        for test, score in scores.items():
            if not answer.right and score.points < score.max_points and not score.hidden:
                mistakes.setdefault(test, {}).setdefault(score.told, []).append(answer.name)
    path = root / "build" / "mistakes" / f"{lab.name}.json"
    write_whole(path, json.dumps(mistakes, indent=1, ensure_ascii=False) + "\n")
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
