"""The labs' part of the command line: `python -m course labs build|check|…`."""

from __future__ import annotations

import argparse
from typing import Any

from course.config import ROOT
from course.labs.build import build_lab, check_lab, stamp_lab
from course.labs.model import select_labs
from course.labs.notebook import instructor_seed
from course.labs.release import nbgrader_course, release
from course.labs.student_repo import student_repository

BUNDLES = ROOT / "build" / "release"
STUDENTS = ROOT / "build" / "student-repo"
NBGRADER = ROOT / "build" / "nbgrader"

_ACTIONS = {
    "build": "write the student notebooks",
    "check": "name student notebooks that are not what their source builds",
    "stamp": "mark the Chinese as translating the present English",
    "release": "write the student bundles to build/release",
    "student-repo": "write the repository that students clone to build/student-repo",
    "nbgrader": "write nbgrader's course directory to build/nbgrader",
    "answers": "print how each wrong and right answer scores",
}


def add_parser(commands: Any) -> None:
    """Add the `labs` command to `python -m course`."""
    text = "; ".join(f"{name}: {what}" for name, what in _ACTIONS.items())
    command = commands.add_parser("labs", help="the graded labs", description=text)
    command.add_argument("action", choices=_ACTIONS)
    command.add_argument("labs", nargs="*", metavar="NN", help="01, 02, … (all)")
    command.add_argument(
        "--repository", default="", metavar="URL", help="where the students' repository will be"
    )


def run(options: argparse.Namespace) -> int:
    """Run one action; the exit status is 0 when all is well.

    Raises:
        CourseError: the author must correct something; the text says what.
    """
    labs = select_labs(options.labs)
    if options.action == "check":
        problems = [p for lab in labs for p in check_lab(lab)]
        print("\n".join(problems) or f"labs: {len(labs)}; all are what their sources build")
        return 1 if problems else 0
    if options.action == "answers":
        # The grader, which scores them, is not for Windows; the other commands are.
        from course.labs.table import print_answers

        return 0 if print_answers(labs, instructor_seed()) else 1
    if options.action == "release":
        # Of some labs it would take the place of the zip with all.
        _report(release(labs, BUNDLES, together=not options.labs))
    elif options.action == "student-repo":
        _report([student_repository(options.repository, STUDENTS)])
    elif options.action == "nbgrader":
        _report(nbgrader_course(labs, NBGRADER, instructor_seed()))
    elif options.action == "stamp":
        moved = [lab.name for lab in labs if stamp_lab(lab)]
        print(f"stamped: {', '.join(moved) or 'nothing had changed'}")
    else:
        for lab in labs:
            changed = [p.relative_to(ROOT).as_posix() for p in build_lab(lab)]
            print(f"{lab.name}: wrote {', '.join(changed) or 'nothing new'}")
    return 0


def _report(paths: list[Any]) -> None:
    for path in paths:
        print(path.relative_to(ROOT).as_posix())
