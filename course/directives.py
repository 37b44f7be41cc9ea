"""Directive lines: what a code cell of a chapter says to the author's tools alone.

They stand at the end of the cell and begin with `#!`; no notebook shows them.
`#! falsify: OLD => NEW` is a recorded mutation that must turn the cell red;
`#! alt zh-TW: …` is the Chinese alt text of a figure that the cell shows;
`#! page NAME (label; 標籤): VALUES` names a control of an explorable on the website, and the
values that it takes there (a menu without values keeps all its choices).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARK = "#!"
_PAGE = re.compile(r"page (\w+) \(([^;]+); ([^;]+)\)")


@dataclass(frozen=True)
class Mutation:
    """A recorded mutation: the text to replace, and what to write in its place."""

    old: str
    new: str

    def __str__(self) -> str:
        """Write it as its directive does."""
        return f"{self.old} => {self.new}"


@dataclass(frozen=True)
class Page:
    """A control of an explorable on the website: its name, label in English and Chinese, values."""

    name: str
    labels: tuple[str, str]
    # A Python expression, such as `0.1, 0.2` or `range(10)`; empty for all choices of a menu.
    values: str


@dataclass(frozen=True)
class Directives:
    """What a cell's directive lines say, in their order."""

    mutations: tuple[Mutation, ...] = ()
    alts: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()


def split_directives(text: str) -> tuple[str, Directives, list[str]]:
    """Take the directive lines off the end of a cell.

    Returns:
        The code without them, what they say, and their problems as sentences.
    """
    lines = text.rstrip().splitlines()
    count = 0
    while count < len(lines) and lines[-1 - count].startswith(_MARK):
        count += 1
    code = lines[: len(lines) - count]
    mutations, alts, pages, problems = [], [], [], []
    for line in lines[len(lines) - count :]:
        match line.removeprefix(_MARK).strip().partition(":"):
            case "falsify", ":", rest:
                old, arrow, new = (part.strip() for part in f"{rest} ".partition(" => "))
                if not arrow or not old or old == new:
                    problems.append(
                        f"{line!r} is not a mutation; write {_MARK} falsify: OLD => NEW "
                        "with two different texts"
                    )
                else:
                    mutations.append(Mutation(old, new))
            case "alt zh-TW", ":", rest if rest.strip():
                alts.append(rest.strip())
            case "alt zh-TW", _, _:
                problems.append(f"{line!r} has no text; write {_MARK} alt zh-TW: and the alt text")
            case head, _, rest if head.startswith("page"):
                if match := _PAGE.fullmatch(head):
                    pages.append(Page(match[1], (match[2], match[3]), rest.strip()))
                else:
                    problems.append(
                        f"{line!r} names no control; write "
                        f"{_MARK} page NAME (label; 標籤): VALUE, VALUE, …"
                    )
            case _:
                problems.append(
                    f"unknown directive {line!r}; write {_MARK} falsify: OLD => NEW, "
                    f"{_MARK} alt zh-TW: TEXT or {_MARK} page NAME (label; 標籤): VALUES"
                )
    problems += [
        f"the directive {line.strip()!r} stands inside the code; move it to the end of the cell"
        for line in code
        if re.match(rf"\s*{_MARK}", line)
    ]
    directives = Directives(tuple(mutations), tuple(alts), tuple(pages))
    return "\n".join(code).rstrip(), directives, problems


def mutated_cell(texts: Sequence[str], index: int, mutation: Mutation) -> int:
    """Find the code cell that a mutation of the cell `index` changes.

    Args:
        texts: the code cells of a chapter in order.
        index: the cell that carries the directive.
        mutation: what it says.

    Raises:
        ValueError: no cell up to `index` holds the text, or the nearest one holds it more
            than once; the message says what to do.
    """
    for i in range(index, -1, -1):
        if count := texts[i].count(mutation.old):
            if count > 1:
                raise ValueError(
                    f"falsify: {mutation.old!r} occurs {count} times in "
                    f"{'this cell' if i == index else 'the nearest cell that has it'}; "
                    "write more of the line"
                )
            return i
    raise ValueError(
        f"falsify: {mutation.old!r} occurs neither in this cell nor in an earlier one; "
        "write it as the code has it"
    )
