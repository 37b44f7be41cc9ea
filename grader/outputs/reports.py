"""What is written from the rows: tables, pages, and the review of disagreements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from grader.outputs import late, mistakes, pages
from grader.outputs.decisions import Decisions
from grader.outputs.results import BusyError, Results
from grader.outputs.review import Group, groups, read_table
from grader.outputs.review import table as review_table
from grader.outputs.tables import as_table
from grader.records import Row


def write_reports(results: Results, problems: Sequence[str] = ()) -> None:
    """Write the table, the summary and the feedback from the rows."""
    rows, known = results.sorted(), mistakes.kept(results.folder)
    results.write(results.folder / "grades.csv", as_table(rows))
    results.write(results.folder / "summary.html", pages.summary(rows, problems, known))
    folder = results.folder / "feedback"
    names = pages.file_names(row["student"] for row in rows)
    spoken = pages.class_languages(rows)
    for row in rows:
        results.write(folder / names[row["student"]], pages.feedback(row, known, spoken))
    results.write(folder / "index.html", pages.index(rows, names))
    for page in folder.glob("*.html"):
        # Of a submission that was taken back.
        if page.name not in names.values() and page.name != "index.html":
            page.unlink()


def write_review(results: Results) -> list[Group]:
    """Read what people decided, apply it to the rows, and write the page and the table again.

    Raises:
        ReviewError: the table holds something that is not a decision.
    """
    rows = results.sorted()
    decisions, table = Decisions(results.folder), results.folder / "review.csv"
    read_table(table, rows, decisions)
    for row in rows:
        decisions.apply(row)
    found = groups(rows)
    if found or table.exists():
        results.write(table, review_table(found))
        name = rows[0]["assignment"] if rows else "no submissions"
        results.write(results.folder / "review.html", pages.review(name, found))
    return found


def final_rows(out: Path) -> list[Row]:
    """Return the rows of a folder with decisions and late work, as the next `grade` has them.

    Raises:
        BusyError: another process writes to `out`, or there are no results.
        ReviewError: what was decided cannot be read.
        LateError: what is kept about late work cannot be read.
    """
    with _held(out) as results:
        rows = results.sorted()
        decisions = Decisions(out)
        for row in rows:
            decisions.apply(row)
        late.apply(rows, late.read(out))
    return rows


def review(out: Path) -> tuple[int, int]:
    """Write the page and the table for a person; keep what is decided for the next `grade`.

    Returns:
        How many groups of answers wait for a decision, and how many have one.

    Raises:
        BusyError: another process writes to `out`, or there are no results.
        ReviewError: the table holds something that is not a decision.
    """
    with _held(out) as results:
        found = write_review(results)
    waiting = sum(group.decision is None for group in found)
    return waiting, len(found) - waiting


@contextmanager
def _held(out: Path) -> Iterator[Results]:
    """Hold a folder that has results, for what does not grade."""
    results = Results(out)
    if not results.path.exists():
        raise BusyError(f"{out} has no results.jsonl; name the folder that grade wrote with --out")
    with results.writing():
        yield results
