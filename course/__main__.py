"""Command line of the author's tools: `python -m course build|check|falsify|…`."""

from __future__ import annotations

import argparse
import sys

from course.chapters.build import build, stamp_source
from course.chapters.check import check, check_run, compared_counts
from course.chapters.falsify import report_survivors
from course.chapters.slides_table import print_slides
from course.command_line import command_line
from course.config import ROOT, Chapter, select_chapters
from course.labs import commands as labs


@command_line
def main(arguments: list[str]) -> int:
    """Run one command; the exit status is 0 when all is well, 1 when not."""
    parser = argparse.ArgumentParser(prog="python -m course", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in {
        "build": "execute the chapters' sources and write their notebooks",
        "check": "find what is stale or broken in the notebooks",
        "falsify": "run the recorded mutations; each must turn its cell red",
        "slides": "list the slides' statements, what we find, and the cells that settle them",
        "stamp": "mark the Chinese as translating the present English",
    }.items():
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("chapters", nargs="*", metavar="NN", help="01, 02, … (all)")
        if name in ("build", "check"):
            command.add_argument(
                "--run",
                action="store_true",
                help="execute: check the numbers, build even what has not changed",
            )
    labs.add_parser(commands)
    options = parser.parse_args(arguments)
    if options.command == "labs":
        return labs.run(options)
    chapters = select_chapters(options.chapters)
    if options.command == "falsify":
        return 1 if report_survivors(chapters) else 0
    if options.command == "slides":
        print_slides(chapters)
        return 0
    if options.command == "stamp":
        moved = [c.name for c in chapters if stamp_source(c)]
        print(f"stamped: {', '.join(moved) or 'nothing had changed'}")
        return 0
    if options.command == "build":
        for chapter in chapters:
            changed = [p.relative_to(ROOT).as_posix() for p in build(chapter, rerun=options.run)]
            print(f"{chapter.name}: wrote {', '.join(changed) or 'nothing new'}")
        return 0
    return _check(chapters, recompute=options.run)


def _check(chapters: list[Chapter], *, recompute: bool) -> int:
    problems = []
    for chapter in chapters:
        found = check(chapter)
        if recompute and not found:
            found = check_run(chapter)
        problems += found
    for problem in problems:
        print(problem)
    if not problems:
        counts = [compared_counts(chapter) for chapter in chapters]
        compared, with_output = sum(c for c, _ in counts), sum(n for _, n in counts)
        print(
            f"chapters: {len(chapters)}; all notebooks are what their sources build; "
            f"nbval compares {compared} of {with_output} outputs ({compared / with_output:.0%})"
        )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
