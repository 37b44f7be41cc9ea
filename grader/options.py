"""The options of the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

from grader.outputs.log import LEVELS
from grader.sandbox.limits import Limits
from grader.session import doctor

DESCRIPTION = "Grade nbgrader notebooks: the student's code is confined, away from the tests."


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    main = argparse.ArgumentParser(prog="python -m grader", description=DESCRIPTION)
    commands = main.add_subparsers(dest="command", required=True)
    grade = commands.add_parser("grade", help="grade all submissions of an assignment")
    grade.add_argument(
        "assignment",
        help="a lab's name or number, an instructor notebook, or the folder of an assignment",
    )
    grade.add_argument("submissions", type=Path, help="a folder, nbgrader's tree, or a zip")
    grade.add_argument("--out", type=Path, required=True, help="folder for the results")
    grade.add_argument(
        "--jobs", type=int, default=0, help="submissions at a time (default: 3 for 2 cores)"
    )
    grade.add_argument("--scheduler", default="", help="address of a Dask scheduler")
    grade.add_argument(
        "--gradebook", default="", metavar="URL", help="also write nbgrader's database"
    )
    grade.add_argument(
        "--autograded",
        type=Path,
        metavar="FOLDER",
        help="with --gradebook: where formgrader's notebooks go (default: autograded beside it)",
    )
    grade.add_argument("--moodle", type=Path, help="grading worksheet to fill in")
    grade.add_argument("--canvas", type=Path, help="exported gradebook to fill in")
    grade.add_argument(
        "--column",
        default="",
        metavar="NAME",
        help="with --moodle or --canvas: the column to fill in",
    )
    grade.add_argument(
        "--deadline", default="", metavar="TIME", help="2026-12-01T23:59+08:00, or without the zone"
    )
    grade.add_argument(
        "--timezone",
        default="",
        metavar="ZONE",
        help="of times without one: Asia/Taipei",
    )
    grade.add_argument(
        "--late",
        default="",
        metavar="RULE",
        help="what lateness costs, of the assignment's points: 10%%/day, 1%%/hour up to 50%%, 20%%",
    )
    grade.add_argument(
        "--extension",
        action="append",
        default=[],
        metavar="STUDENT=TIME",
        help="another deadline for one student; STUDENT= takes it back",
    )
    grade.add_argument(
        "--dates",
        type=Path,
        metavar="TABLE",
        help="CSV with student and handed_in, extension or both",
    )
    grade.add_argument(
        "--mistakes",
        type=Path,
        metavar="FILE",
        help="known mistakes, to be named where an answer has the same result (of `make answers`)",
    )
    grade.add_argument("--regrade", action="append", default=[], metavar="STUDENT")
    grade.add_argument(
        "--despite-problems",
        action="store_true",
        help="grade although the model solutions do not earn all points",
    )
    grade.add_argument(
        "--accept-isolation-level",
        type=int,
        default=doctor.SAFE_LEVEL,
        choices=range(4),
        metavar="LEVEL",
        help="grade although this machine isolates student code badly (0 to 3)",
    )
    grade.add_argument("--question-seconds", type=float, default=Limits.question_seconds)
    grade.add_argument("--notebook-seconds", type=float, default=Limits.notebook_seconds)
    grade.add_argument("--memory", type=int, default=Limits.memory_mb, metavar="MIB")
    grade.add_argument(
        "--log-level",
        default="info",
        choices=LEVELS,
        help="what goes to grader.log in the folder of the results",
    )
    own = commands.add_parser("check", help="run one's own notebook with its tests")
    own.add_argument("notebook", type=Path)
    review = commands.add_parser(
        "review", help="write and read the table of answers in which the two runs disagree"
    )
    review.add_argument("results", type=Path, help="folder that grade wrote with --out")
    alike = commands.add_parser("similar", help="list students whose answers are alike")
    alike.add_argument("assignment", help="as for grade")
    alike.add_argument("submissions", type=Path, help="as for grade")
    diff = commands.add_parser("diff", help="say who has other points in another grading")
    diff.add_argument("results", nargs=2, type=Path, help="folders that grade wrote with --out")
    joined = commands.add_parser("totals", help="join the results of several labs in one table")
    joined.add_argument("results", nargs="+", type=Path, help="folders that grade wrote with --out")
    joined.add_argument("--out", type=Path, required=True, help="folder for totals.csv and .html")
    back = commands.add_parser(
        "return", help="zip the feedback pages as Moodle or Canvas take them back"
    )
    back.add_argument("results", type=Path, help="folder that grade wrote with --out")
    commands.add_parser("doctor", help="say what isolation this machine offers, by trying it")
    return main
