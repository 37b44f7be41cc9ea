"""Known mistakes of an assignment, by what its visible tests say of them.

A file of JSON: `{"q3_test": {"what the student reads": ["mean forgotten"]}}`; for the course's labs
`make answers` writes it. Only the class's page names them: they are for the instructor.
"""

from __future__ import annotations

import json
from pathlib import Path

from utils.files import write_whole

Mistakes = dict[str, dict[str, list[str]]]

NAME = "mistakes.json"


class MistakesError(RuntimeError):
    """A file of known mistakes cannot be used; the message says what to do."""


def read(path: Path) -> Mistakes:
    """Return the known mistakes by question and message.

    Raises:
        MistakesError: the file cannot be read, or is something else.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(question): {str(text): [str(name) for name in names] for text, names in of.items()}
            for question, of in found.items()
        }
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise MistakesError(
            f"{path} is not a table of known mistakes ({error}); for a lab of the course "
            "`make answers LAB=03` writes build/mistakes/"
        ) from None


def keep(folder: Path, mistakes: Mistakes) -> None:
    """Keep known mistakes beside the results, for each page that is written from them."""
    write_whole(folder / NAME, json.dumps(mistakes, indent=1, ensure_ascii=False) + "\n")


def kept(folder: Path) -> Mistakes:
    """Return the known mistakes that are kept in a folder of results, if any are.

    Raises:
        MistakesError: the file is damaged.
    """
    path = folder / NAME
    return read(path) if path.exists() else {}
