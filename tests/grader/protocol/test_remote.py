"""Answers that do not fit, and exceptions that are not known."""

from __future__ import annotations

import contextlib
import threading
from typing import Any

import numpy as np
import pytest

from grader.protocol.errors import StudentGone
from tests.grader.protocol.connections import answer, remote


@pytest.mark.parametrize(
    "wrong",
    [("value", 1), ("value", 1, "", 3), ("score", 5), 7, None, [], ("call", 0, (), {}), b"junk"],
)
def test_a_wrong_answer_ends_the_conversation(wrong: Any) -> None:
    asker, there = remote()
    answer(there, wrong)
    with pytest.raises(StudentGone):
        asker.ask("names", ["x"])
    with pytest.raises(StudentGone):
        asker.ask("names", ["x"])
    assert asker.gone
    asker.channel.close()
    there.close()


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["builtins.ValueError", "builtins.Exception"], ValueError),
        (["__main__.Mine", "builtins.KeyError"], KeyError),
        (["numpy.linalg.LinAlgError"], np.linalg.LinAlgError),
        (["builtins.SystemExit"], None),
        (["builtins.KeyboardInterrupt"], None),
        (["builtins.StopIteration"], None),
        (["builtins.print"], None),
        (["os.system"], None),
        (["unittest.case.SkipTest"], None),
        ([3, "builtins.UnicodeDecodeError"], None),
        ([], None),
    ],
)
def test_only_known_exceptions_are_raised(names: list[Any], kind: Any) -> None:
    from grader.protocol.errors import StudentError

    asker, there = remote()
    answer(there, ("raise", names, "text", ""))
    with pytest.raises(Exception) as caught:
        asker.ask("names", [])
    assert type(caught.value) is (kind or StudentError)
    asker.channel.close()
    there.close()


def test_what_cannot_be_told_is_noted_though_a_test_catches_it() -> None:
    asker, there = remote()
    with contextlib.suppress(Exception):
        asker.ask("bind", {"lock": threading.Lock()})
    with contextlib.suppress(Exception):
        asker.ask("bind", {"lock": threading.Lock()})
    assert len(asker.cannot_tell) == 1 and "lock" in asker.cannot_tell[0]
    asker.channel.close()
    there.close()
