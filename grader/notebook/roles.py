"""Read the instructor's notebook to find out which names the student owns.

Only the instructor's material decides, so that no submission can take over a name that a
test relies on. Student-owned names are those that the model solutions bind or change.
"""

from __future__ import annotations

import builtins
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.notebook.cells import Cell, hidden_lines, is_stub, released
from grader.notebook.names import DEFINITIONS, IMPORTS, Names, imported, names_in, only_statements


@dataclass(frozen=True)
class Role:
    """What is done with one of the instructor's cells.

    `trusted`, `student`: the source to run in the trusted and in the student's process ("" for
    none; the source of an answer comes from the submission). `asks`: student-owned names that it
    may use when it runs trusted. `guesses`: the same if nothing else has the name; only for
    notebooks without model solutions. `push`: names that the student's process gets from the
    trusted one afterwards; of a test cell only what its visible part binds and later answers read.
    `given`: names that the cell makes on both sides. `volatile`: those of a test's `asks` that
    calls may change.
    """

    trusted: str = ""
    student: str = ""
    asks: frozenset[str] = frozenset()
    guesses: frozenset[str] = frozenset()
    push: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    volatile: frozenset[str] = frozenset()
    replaces: frozenset[str] = frozenset()


# Well-known libraries, which the warm process may import before any submission runs.
_LIBRARIES = frozenset(
    {"numpy", "scipy", "sklearn", "pandas", "matplotlib", "tensorflow", "keras", "PIL", "h5py"}
)
_PROTECTED = frozenset(dir(builtins)) | {"get_ipython", "display", "In", "Out", "exit", "quit"}


@dataclass
class _Owners:
    guess: bool
    student: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    tested: set[str] = field(default_factory=set)
    volatile: set[str] = field(default_factory=set)
    uses: dict[str, frozenset[str]] = field(default_factory=dict)

    def touched(self, reads: Iterable[str]) -> bool:
        """Return whether any name leads to a student-owned one, perhaps through given functions."""
        seen: set[str] = set()
        queue = set(reads)
        while queue:
            if queue & (self.student | self.tested):
                return True
            seen |= queue
            queue = {name for at in queue for name in self.uses.get(at, ())} - seen
        return False

    def asked(self) -> frozenset[str]:
        return frozenset(self.student & self.reads)

    def guessed(self, bound: frozenset[str]) -> frozenset[str]:
        if not self.guess:
            return frozenset()
        return frozenset(self.reads - self.given - self.student - _PROTECTED - bound)

    def to_student(self, names: frozenset[str]) -> None:
        self.student |= names
        self.given -= names
        self.tested -= names

    def to_instructor(self, names: frozenset[str], *, shared: frozenset[str] = frozenset()) -> None:
        """Note names as instructor-owned; the student's process gets those in `shared`."""
        self.given |= names
        self.student -= names
        self.tested = (self.tested - names) | shared


def roles(cells: list[Cell], on_student_side: Iterable[int] = ()) -> list[Role]:
    """Return what is done with each cell of the instructor's notebook.

    `on_student_side` lists cells that touch the student's names and cannot run trusted.
    """
    found = [names_in(cell.source) if cell.is_code else Names() for cell in cells]
    needed = _needed(cells, found)
    imported = frozenset[str]().union(*(names.imports for names in found))
    owners = _Owners(guess=not has_solutions(cells))
    result = []
    for index, (cell, names) in enumerate(zip(cells, found, strict=True)):
        if not cell.is_code:
            result.append(Role())
        elif cell.is_test:
            owners.reads |= names.reads
            push = _shown(cell, names) & _read_by_answers(cells[index:], found[index:])
            result.append(
                Role(
                    cell.source,
                    asks=owners.asked(),
                    guesses=owners.guessed(names.binds),
                    push=push,
                    replaces=names.binds
                    & owners.student
                    & _read_by_answers(cells[:index], found[:index]),
                    volatile=(owners.asked() & owners.volatile & names.reads) - names.binds,
                )
            )
            owners.to_instructor(names.binds, shared=push)
        elif cell.solution:
            owners.to_instructor(names.imports)
            owners.volatile |= names.volatile
            owners.to_student((names.binds | (names.changes - imported)) - names.imports)
            result.append(Role(only_statements(cell.source, IMPORTS)))
        else:
            changes = names.changes - imported
            forced = index in on_student_side
            result.append(
                _given_role(cell, names, names.binds | changes, owners, needed[index], forced)
            )
    return result


def has_solutions(cells: Iterable[Cell]) -> bool:
    """Return whether the notebook is an instructor's, with model solutions in it."""
    return any(cell.solution and not is_stub(cell) for cell in cells)


def _shown(cell: Cell, names: Names) -> frozenset[str]:
    """Return what a test cell's visible part binds and its hidden part does not touch."""
    lines = cell.source.split("\n")
    hidden = [lines[number - 1] for number in sorted(hidden_lines(cell.source))]
    secret = names_in(textwrap.dedent("\n".join(hidden)))
    if hidden and not (secret.reads or secret.binds):
        return frozenset()  # it stands within a block of the visible part
    touched = secret.reads | secret.binds | secret.changes
    return names_in(released(cell)).binds - names.imports - touched - _PROTECTED


def _read_by_answers(cells: list[Cell], found: list[Names]) -> frozenset[str]:
    """Return the names from outside that the model solutions of the cells read."""
    parts = [names.free for cell, names in zip(cells, found, strict=True) if cell.solution]
    return frozenset[str]().union(*parts)


def _given_role(
    cell: Cell,
    names: Names,
    bound: frozenset[str],
    owners: _Owners,
    needed: frozenset[str],
    forced: bool,
) -> Role:
    source = released(cell)
    reads = names.reads - names.binds - _PROTECTED
    touches = owners.touched(reads)
    owners.uses |= {name: owners.uses.get(name, frozenset()) | reads for name in names.binds}
    wanted = bool(bound & needed)
    if names.only_definitions or not touches:
        trusted = wanted or (names.has_effects and not touches)
        if trusted:
            owners.reads |= names.reads
        asks = owners.asked() if trusted else frozenset[str]()
        owners.to_instructor(names.binds)
        return Role(source if trusted else "", source, asks, given=names.binds)
    if forced or not wanted:
        owners.to_student(bound - names.imports)
        return Role(student=source)
    owners.reads |= names.reads
    asks = owners.asked()
    owners.to_instructor(names.binds)
    return Role(
        source, only_statements(source, DEFINITIONS), asks, push=names.binds - names.imports
    )


def _needed(cells: list[Cell], found: list[Names]) -> list[frozenset[str]]:
    """Return for each cell the names that tests below it read, directly or through other cells."""
    imported = frozenset[str]().union(*(names.imports for names in found))
    needed: set[str] = set()
    result: list[frozenset[str]] = []
    for cell, names in zip(reversed(cells), reversed(found), strict=True):
        result.append(frozenset(needed))
        if cell.is_test or (not cell.solution and (names.binds | names.changes) & needed):
            needed |= names.reads
        elif names.has_effects and not cell.solution:
            needed |= names.reads & imported
    return result[::-1]


def is_known_library(module: str) -> bool:
    """Return whether a module belongs to a library that may be imported before anything runs."""
    return module.split(".")[0] in _LIBRARIES


def preloads(cells: list[Cell]) -> list[str]:
    """Return the modules that the notebook imports, as far as they are well-known libraries."""
    modules = [module for cell in cells if cell.is_code for module, _ in imported(cell.source)]
    return [name for name in dict.fromkeys(modules) if is_known_library(name)]
