"""Command line: `python -m grader grade|review|similar|diff|check|doctor`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from grader import check, engine, similar
from grader.notebook.assignment import Assignment, AssignmentError, find_all
from grader.outputs import changes, nbgrader_database, nbgrader_notebooks, platforms, reports
from grader.outputs.decisions import ReviewError
from grader.outputs.log import LEVELS
from grader.outputs.results import BusyError, write_file
from grader.outputs.text import plain_text
from grader.records import Row, open_questions
from grader.sandbox.limits import Limits
from grader.session import doctor
from grader.session.pool import POOL
from grader.session.walls import UnsafeError
from grader.several import grade_all
from grader.submissions import folders, listing
from grader.submissions.submission import SubmissionsError

_FAILURES = (
    AssignmentError,
    SubmissionsError,
    UnsafeError,
    BusyError,
    engine.SchedulerError,
    platforms.TableError,
    ReviewError,
    nbgrader_database.GradebookError,
    OSError,  # a full disk, say
)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    main = argparse.ArgumentParser(prog="python -m grader", description=__doc__)
    commands = main.add_subparsers(dest="command", required=True)
    grade = commands.add_parser("grade", help="grade all submissions of an assignment")
    grade.add_argument(
        "assignment",
        help="a lab's name or number, an instructor notebook, or the folder of an assignment",
    )
    grade.add_argument("submissions", type=Path, help="a folder, nbgrader's tree, or a zip")
    grade.add_argument("--out", type=Path, required=True, help="folder for the results")
    grade.add_argument("--jobs", type=int, default=0, help="submissions at a time (default: cores)")
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
    commands.add_parser("doctor", help="say what isolation this machine offers, by trying it")
    return main


def main(arguments: list[str] | None = None) -> int:
    """Run a command; return how it went.

    Returns:
        0: it did its work; 1: not all of it; 2: it could not; 130: it was stopped.
    """
    options = parser().parse_args(arguments)
    try:
        return COMMANDS[options.command](options)
    except _FAILURES as error:
        print(f"grader: {plain_lines(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("grader: stopped; run it again and it resumes from here", file=sys.stderr)
        return 130
    finally:
        POOL.close()


def plain_lines(text: object) -> str:
    """Return lines without control characters."""
    return "\n".join(plain_text(line) for line in str(text).split("\n"))


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{60 * speed:.0f} a minute" if speed else "")

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        line = bar.add_task("starting", total=None)
        yield lambda text, done, total: bar.update(
            line, description=text, completed=done, total=total
        )


def _grade(options: argparse.Namespace) -> int:
    limits = replace(
        Limits(),
        question_seconds=options.question_seconds,
        notebook_seconds=options.notebook_seconds,
        cpu_seconds=int(options.notebook_seconds) + 1,
        memory_mb=options.memory,
    )
    settings = engine.Settings(
        jobs=options.jobs,
        scheduler=options.scheduler,
        accepted_level=options.accept_isolation_level,
        limits=limits,
        despite_problems=options.despite_problems,
        regrade=tuple(options.regrade),
        log_level=options.log_level,
    )
    if options.gradebook and not options.autograded:
        # Before the long work: the database may not be a file.
        options.autograded = nbgrader_notebooks.folder_beside(options.gradebook)
    # Likewise: a table that does not fit is named before the long work.
    grade_tables = _tables(options)
    with _progress() as progress:
        results, parts = grade_all(
            options.assignment, options.submissions, options.out, settings, progress
        )
    rows = results.sorted()
    for _, assignment in parts:
        calibration = assignment.calibration
        for problem in (*calibration.problems, *calibration.remarks):
            print(f"note: {plain_lines(problem)}")
    for table in grade_tables:
        _fill_table(table, rows, options.out / f"{table.platform.name}.csv")
    if options.gradebook:
        for part, assignment in parts:
            _fill_gradebook(options, assignment, part.sorted())
    unusual = sum(row["status"] != "graded" for row in rows)
    print(f"{len(rows)} submissions, {unusual} not graded in full; see {options.out}/summary.html")
    waiting = sum(bool(open_questions(row)) for row in rows)
    if waiting:
        print(f"{waiting} submissions have questions that wait for a person")
    for failure in results.unwritten:
        print(f"not written: {plain_text(failure)}", file=sys.stderr)
    return 1 if results.unwritten else 0


def _tables(options: argparse.Namespace) -> list[platforms.GradeTable]:
    """Read the tables to fill in; each is checked before anything is graded."""
    found = []
    if options.moodle is not None:
        found.append(platforms.moodle_table(options.moodle, options.column))
    if options.canvas is not None:
        paths = find_all(options.assignment)
        name = paths[0].stem if len(paths) == 1 else paths[0].resolve().parent.name
        found.append(platforms.canvas_table(options.canvas, name, options.column))
    return found


def _fill_table(table: platforms.GradeTable, rows: list[Row], path: Path) -> None:
    """Write a copy of the table with the final grades, and name who has none in it."""
    filled = table.fill(rows)
    write_file(path, filled.text)
    print(f"{path}: rows found by {filled.matched_by or 'nothing'}")
    if filled.missing:
        print(f"not in {table.path}: {plain_text(', '.join(filled.missing))}")
    for student, why in filled.held.items():
        print(f"no grade for {plain_text(student)}: {plain_text(why)}")


def _fill_gradebook(options: argparse.Namespace, assignment: Assignment, rows: list[Row]) -> None:
    """Write nbgrader's database, and the notebooks that formgrader shows."""
    paths = find_all(options.assignment)
    name = paths[0].resolve().parent.name
    times = folders.times(options.submissions, name)
    count, problems = nbgrader_database.write_gradebook(
        options.gradebook, name, assignment.name, assignment.cells, rows, times
    )
    print(f"{count} submissions written to the gradebook")
    others = frozenset(path.stem for path in paths) - {assignment.name}
    found = listing.by_name(listing.submissions(options.submissions, assignment.name, name, others))

    def handed_in(student: str) -> bytes | None:
        data = found[student].read() if student in found else None
        return b"" if isinstance(data, str) else data

    count, more = nbgrader_notebooks.write(
        options.autograded, name, assignment, rows, handed_in, times
    )
    print(f"{count} notebooks for formgrader written to {options.autograded}")
    for problem in (*problems, *more):
        print(f"note: {problem}")


def _check(options: argparse.Namespace) -> int:
    return check.main([str(options.notebook)])


def _doctor(options: argparse.Namespace) -> int:
    finding = doctor.best_plan()
    print(doctor.report(finding))
    return 0 if finding.level >= doctor.SAFE_LEVEL else 1


def _review(options: argparse.Namespace) -> int:
    waiting, decided = reports.review(options.results)
    print(f"{waiting} groups of answers wait for a decision, {decided} have one")
    if waiting:
        print(f"read {options.results}/review.html and fill in {options.results}/review.csv")
    if decided:
        print("the tables have what is decided after the next grade")
    return 0


def _similar(options: argparse.Namespace) -> int:
    print(plain_lines(similar.as_text(similar.similar(options.assignment, options.submissions))))
    return 0


def _diff(options: argparse.Namespace) -> int:
    print(plain_lines(changes.as_text(changes.changes(*options.results))))
    return 0


COMMANDS = {
    "grade": _grade,
    "check": _check,
    "doctor": _doctor,
    "review": _review,
    "similar": _similar,
    "diff": _diff,
}


if __name__ == "__main__":
    sys.exit(main())
