"""`python -m course.book`: build the book, and say how to read it."""

from __future__ import annotations

import sys

from course.book.build import OUT, build
from course.command_line import command_line
from course.config import ROOT


@command_line
def main(arguments: list[str]) -> None:
    """Build the book."""
    build()
    print(f"{OUT.relative_to(ROOT)}/ is built; `make book-serve` shows it.")


if __name__ == "__main__":
    sys.exit(main())
