"""Known mistakes of a lab, and which of them give the same result as an answer.

`make answers` writes a file of them for the course's labs, from the wrong answers that prove the
tests. What an answer looks like depends on nothing but what its student reads anyway, the points
and the message, and on this file: so it cannot tell more of a hidden test.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from grader.notebook.assignment import AssignmentError
from grader.notebook.cells import Cell, NotebookError, parse
from grader.notebook.titles import Language
from grader.outputs.languages import is_own
from grader.outputs.results import Results
from grader.records import Question, digest_of
from utils.files import write_whole

NAME = "mistakes.json"
VERSION = 2
# Bytes of a file that is read; those of the course's labs have some 60,000.
MAX_BYTES = 10_000_000
# More of them that fit mean that points and message say too little.
MOST = 3
_MAKE = (
    "for a lab of the course `make answers LAB=03` writes one to build/mistakes/; "
    "name that with --mistakes"
)


class MistakesError(RuntimeError):
    """A file of known mistakes cannot be used; the message says what to do."""


@dataclass(frozen=True)
class Mistake:
    """What an answer with a known mistake earns, what visible tests say, and its name."""

    points: float
    message: str
    name: dict[Language, str]


@dataclass(frozen=True)
class Mistakes:
    """The known mistakes of a notebook by question; `tests` is the digest of its tests."""

    notebook: str = ""
    tests: str = ""
    known: Mapping[str, Sequence[Mistake]] = field(default_factory=dict)

    def like(self, name: str, item: Question) -> list[Mistake]:
        """Return what the answer to a question looks like, at most `MOST` mistakes.

        Points and message must both fit. Nothing is like an answer with full points, one about
        which a person decided or has to, or one of which the visible tests say nothing.
        """
        if item["score"] is None or item["review"] or "decision" in item:
            return []
        seen = shown(item["score"], item["max_score"], item["reason"])
        # Of several notebooks in an assignment each has its name before what others have too.
        known = self.known.get(name.removeprefix(f"{self.notebook}/"), ())
        found = [mistake for mistake in known if seen == (mistake.points, mistake.message)]
        return found if len(found) <= MOST else []


def shown(points: float, most: float, told: str) -> tuple[float, str] | None:
    """Return points and message of an answer; None where the visible tests say nothing.

    The grader's own sentences are the same for every mistake. Where only a hidden test noticed, a
    name would be a guess, and would tell what that test asks for.
    """
    return None if points >= most or is_own(told) else (points, told)


def digest_of_tests(cells: Iterable[Cell]) -> str:
    """Return a digest of the tests of a notebook, hidden ones included."""
    return digest_of("\0".join(cell.source for cell in cells if cell.is_test).encode())


def write(path: Path, mistakes: Mistakes) -> None:
    """Write a file of known mistakes."""
    write_whole(path, _as_bytes(mistakes))


def _as_bytes(mistakes: Mistakes) -> bytes:
    text = json.dumps({"version": VERSION, **asdict(mistakes)}, indent=1, ensure_ascii=False)
    return f"{text}\n".encode()


def read(path: Path) -> Mistakes:
    """Return the known mistakes in a file.

    Raises:
        MistakesError: the file cannot be read, is of an older version, or something else.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise ValueError(f"it is larger than {MAX_BYTES // 1_000_000} MB")
        found = json.loads(data.decode("utf-8"))
        if found.get("version") != VERSION:
            raise ValueError("it is of another version")
        known = {
            str(name): [_mistake(**mistake) for mistake in of]
            for name, of in found["known"].items()
        }
        mistakes = Mistakes(str(found["notebook"]), str(found["tests"]), known)
        _as_bytes(mistakes)  # half a character, which JSON can name, cannot be written
        return mistakes
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _unusable(path, error) from None


def _unusable(path: Path, why: object) -> MistakesError:
    return MistakesError(
        f"{path} is not a table of known mistakes that this grader can use ({why}); {_MAKE}"
    )


def _mistake(points: float, message: str, name: Mapping[str, str]) -> Mistake:
    if isinstance(points, bool) or not 0 <= points <= sys.float_info.max:
        raise ValueError("points must be numbers from 0 on")
    return Mistake(
        float(points), str(message), {"en": str(name["en"]), "zh-TW": str(name["zh-TW"])}
    )


def kept(folder: Path) -> Mistakes:
    """Return the known mistakes that are kept in a folder of results; none without a file.

    Raises:
        MistakesError: the file is damaged.
    """
    path = folder / NAME
    return read(path) if path.exists() else Mistakes()


def keep(folder: Path, notebooks: Sequence[Path], given: Path | None) -> None:
    """Check known mistakes before these notebooks are graded, and keep them beside the results.

    Without a file that is `given` it is the one kept there, if any.

    Raises:
        MistakesError: they cannot be read, or belong to other tests.
        BusyError: the folder has another assignment's results.
    """
    path, single = folder / NAME, len(notebooks) == 1
    found = _checked(given, notebooks) if given else None
    if found is None and not path.exists():
        return
    name = notebooks[0].stem if single else notebooks[0].resolve().parent.name
    with Results(folder, name).writing():
        if found is not None:
            write(path, found)
        else:
            _checked(path, notebooks)


def _checked(path: Path, notebooks: Sequence[Path]) -> Mistakes:
    found = read(path)
    ours = {notebook.stem: notebook for notebook in notebooks}
    if found.notebook not in ours:
        raise MistakesError(
            f"{path} has the known mistakes of {found.notebook}, not of {', '.join(ours)}; {_MAKE}"
        )
    try:
        cells = parse(ours[found.notebook].read_bytes())
    except (OSError, NotebookError) as error:
        raise AssignmentError(f"{ours[found.notebook]}: {error}") from None
    most = {cell.grade_id: cell.points for cell in cells}
    for name, mistakes in found.known.items():
        if any(mistake.points > most.get(name, math.inf) for mistake in mistakes):
            raise _unusable(path, f"more points than {name} has")
    if digest_of_tests(cells) != found.tests:
        raise MistakesError(
            f"{path} was made with other tests than those of {ours[found.notebook]}; {_MAKE}"
        )
    return found
