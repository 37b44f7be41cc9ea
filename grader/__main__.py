"""Command line: `python -m grader`, whose commands stand in `options.py`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from grader import check, engine, similar
from grader.notebook.assignment import Assignment, AssignmentError, find_all
from grader.options import parser
from grader.outputs import (
    changes,
    dates,
    late,
    mistakes,
    nbgrader_database,
    nbgrader_notebooks,
    platforms,
    reports,
    returned,
    totals,
)
from grader.outputs.decisions import ReviewError
from grader.outputs.results import BusyError, write_file
from grader.outputs.text import counted, plain_text
from grader.records import Row, open_questions
from grader.sandbox.limits import Limits
from grader.session import doctor
from grader.session.pool import POOL
from grader.session.walls import UnsafeError
from grader.several import grade_all
from grader.submissions import listing
from grader.submissions.submission import SubmissionsError

_FAILURES = (
    AssignmentError,
    SubmissionsError,
    UnsafeError,
    BusyError,
    engine.SchedulerError,
    platforms.TableError,
    ReviewError,
    late.LateError,
    mistakes.MistakesError,
    totals.TotalsError,
    nbgrader_database.GradebookError,
    OSError,  # a full disk, say
)


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
    # A table that does not fit is named before the long work.
    grade_tables = _tables(options)
    mistakes.keep(options.out, find_all(options.assignment), options.mistakes)
    settings = engine.Settings(
        late=_late(options, grade_tables),
        jobs=options.jobs,
        scheduler=options.scheduler,
        accepted_level=options.accept_isolation_level,
        limits=limits,
        despite_problems=options.despite_problems,
        regrade=tuple(options.regrade),
        log_level=options.log_level,
    )
    if options.gradebook and not options.autograded:
        # Likewise: the database may not be a file.
        options.autograded = nbgrader_notebooks.folder_beside(options.gradebook)
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
    for platform in {platforms.MOODLE, platforms.CANVAS} - {t.platform for t in grade_tables}:
        path = options.out / f"{platform.name}.csv"
        if path.exists():
            print(f"{path} has the points of an earlier call; add --{platform.name} to fill it in")
    if options.gradebook:
        for part, assignment in parts:
            _fill_gradebook(options, assignment, part.sorted())
    unusual = sum(row["status"] != "graded" for row in rows)
    handed_in = counted(len(rows), "submission")
    print(f"{handed_in}, {unusual} not graded in full; see {options.out}/summary.html")
    for line in late.as_text(rows, late.read(parts[0][0].folder)):
        print(plain_text(line))
    waiting = sum(bool(open_questions(row)) for row in rows)
    if waiting:
        have = "has" if waiting == 1 else "have"
        print(f"{counted(waiting, 'submission')} {have} questions that wait for a person")
    for failure in results.unwritten:
        print(f"not written: {plain_text(failure)}", file=sys.stderr)
    return 1 if results.unwritten else 0


def _late(options: argparse.Namespace, tables: list[platforms.GradeTable]) -> late.Policy:
    """Return what is said about late work now; a table of dates counts more than Moodle's."""
    times: dict[str, str] = {}
    extensions = dates.extensions_of(options.extension)
    for table in tables:
        times |= dates.moodle_times(table.by_number(platforms.HANDED_IN))
    if options.dates:
        own, more = dates.dates(options.dates)
        times |= own
        extensions = more | extensions
    return late.Policy(options.deadline, options.late, options.timezone, extensions, times)


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
    others = frozenset(path.stem for path in paths) - {assignment.name}
    found = listing.by_name(listing.submissions(options.submissions, assignment.name, name, others))
    times = {student: item.time for student, item in found.items() if item.time}
    count, problems = nbgrader_database.write_gradebook(
        options.gradebook, name, assignment.name, assignment.cells, rows, times
    )
    print(f"{counted(count, 'submission')} written to the gradebook")

    def handed_in(student: str) -> bytes | None:
        data = found[student].read() if student in found else None
        return b"" if isinstance(data, str) else data

    count, more = nbgrader_notebooks.write(
        options.autograded, name, assignment, rows, handed_in, times
    )
    print(f"{counted(count, 'notebook')} for formgrader written to {options.autograded}")
    for problem in (*problems, *more):
        print(f"note: {plain_text(problem)}")


def _check(options: argparse.Namespace) -> int:
    return check.main([str(options.notebook)])


def _doctor(options: argparse.Namespace) -> int:
    finding = doctor.best_plan()
    print(doctor.report(finding))
    return 0 if finding.level >= doctor.SAFE_LEVEL else 1


def _review(options: argparse.Namespace) -> int:
    waiting, decided = reports.review(options.results)
    wait, have = "waits" if waiting == 1 else "wait", "has" if decided == 1 else "have"
    print(f"{counted(waiting, 'group')} of answers {wait} for a decision, {decided} {have} one")
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


def _return(options: argparse.Namespace) -> int:
    found = returned.give_back(options.results)
    for path, count in found.zips.items():
        print(f"{path}: {counted(count, 'page')}")
    for student, why in found.held.items():
        print(f"no page for {plain_text(student)}: {plain_text(why)}")
    if found.elsewhere:
        students = counted(len(found.elsewhere), "student")
        print(
            f"{students} came in no zip of Moodle or Canvas; see {options.results}/feedback for "
            f"the pages of: {plain_text(', '.join(found.elsewhere))}"
        )
    return 0


def _totals(options: argparse.Namespace) -> int:
    found = totals.write(options.results, options.out)
    for line in totals.as_text(found):
        print(plain_text(line))
    return 0


COMMANDS = {
    "grade": _grade,
    "check": _check,
    "doctor": _doctor,
    "review": _review,
    "similar": _similar,
    "diff": _diff,
    "return": _return,
    "totals": _totals,
}


if __name__ == "__main__":
    sys.exit(main())
