"""Questions and answers, and exceptions that are not known."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from grader.protocol.errors import CannotTellError, StudentError, StudentGone
from tests.grader.protocol.connections import Pair, answer, asked, handle, value


@pytest.mark.parametrize(
    "wrong",
    [("value", 1), ("value", 1, "", 3), ("value", 1, 2, {}), ("score", 5), 7, None, [],
     ("raise", "ValueError", "", ""), ("raise", [], 5, ""), ("raise", [], "", 5), ("refused", 5)],
)  # fmt: skip
def test_a_wrong_answer_ends_the_conversation(pair: Pair, wrong: Any) -> None:
    asker, there = pair
    answer(there, wrong)
    for _ in range(2):
        with pytest.raises(StudentGone, match=r"^an answer that does not fit the question$"):
            asker.ask("names", ["x"])
    assert asker.gone == "an answer that does not fit the question"
    assert asked(there) == ("names", ["x"])
    there.send(b"")  # so that there is something to read
    with pytest.raises(StudentGone):
        asker.send("names", ["x"])


def test_junk_ends_the_conversation(pair: Pair) -> None:
    asker, there = pair
    answer(there, b"junk")
    with pytest.raises(StudentGone, match=r"^broken value: ExtraData$"):
        asker.ask("names", ["x"])


def test_the_first_reason_why_the_process_has_gone_is_kept(pair: Pair) -> None:
    asker, there = pair
    assert asker.gone == ""
    there.close()
    with pytest.raises(StudentGone, match="Broken pipe"):
        asker.ask("names", [])
    assert "Broken pipe" in asker.gone
    asker.gone = "left out"
    with pytest.raises(StudentGone, match=r"^left out$"):
        asker.ask("names", [])


def test_a_process_that_has_ended_is_gone(pair: Pair) -> None:
    asker, there = pair
    asker.send("names", [])
    asked(there)
    there.close()
    with pytest.raises(StudentGone, match=r"^the other side is gone$"):
        asker.receive()


def test_a_question_gets_its_answer_and_what_was_printed(
    pair: Pair, capsys: pytest.CaptureFixture[str]
) -> None:
    asker, there = pair
    answer(there, value([1, 2], "printed\n"))
    assert asker.ask("names", ["x"], 5) == [1, 2]
    assert asked(there) == ("names", ["x"], 5)
    assert capsys.readouterr().out == "printed\n"


def test_an_answer_may_be_fetched_later(pair: Pair) -> None:
    asker, there = pair
    asker.send("run", "x = 1")
    assert asked(there) == ("run", "x = 1")
    answer(there, value(1), value(2))
    assert asker.receive() == 1
    asker.send("run", "x = 2")
    assert asker.receive() == 2


def test_an_answer_that_another_question_lost_is_not_one_of_before(pair: Pair) -> None:
    asker, there = pair
    asker.send("run", "x = 1")
    answer(there, value(1))
    assert asker.receive() == 1
    asker.send("run", "x = 2")
    answer(there, ("raise", ["builtins.ValueError"], "", ""))
    with pytest.raises(ValueError):
        asker.ask("names", [])
    with pytest.raises(LookupError):
        asker.receive()


def test_a_question_between_leaves_the_answer_to_the_one_before(pair: Pair) -> None:
    asker, there = pair
    answer(there, handle(1))
    function = asker.ask("get")
    questions: list[Callable[[], Any]] = [
        lambda: asker.ask("names", []),
        lambda: asker.call(function, (), {}),
    ]
    for question in questions:
        asker.send("run", "x = 1")
        answer(there, value("of run"), value("of names"))
        assert question() == "of names"
        assert asker.receive() == "of run"


@pytest.mark.parametrize(
    ("question", "reads"),
    [*((name, True) for name in ("get", "item", "items", "convert", "names", "instance",
                                 "subclass", "random", "given", "modules")),
     *((name, False) for name in ("set", "del", "next", "iter", "run", "bind"))],
)  # fmt: skip
def test_what_was_read_holds_until_something_may_change(
    pair: Pair, question: str, reads: bool
) -> None:
    asker, there = pair
    asker.readings[5, "len"] = 3
    answer(there, value(None))
    asker.ask(question)
    assert asker.readings == ({(5, "len"): 3} if reads else {})


def test_explicit_seeds_are_passed_on_before_a_question(pair: Pair) -> None:
    asker, there = pair
    answer(there, handle(1))
    function = asker.ask("get")
    asked(there)
    questions: list[tuple[Callable[[], Any], str]] = [
        (lambda: asker.ask("names", []), "names"),
        (lambda: asker.call(function, (), {}), "call"),
    ]
    for question, name in questions:
        asker.random.waiting += [("keras", 7), ("tensorflow", 8)]
        answer(there, value(None), value(None), value("answer"))
        assert question() == "answer"
        assert [asked(there)[:3] for _ in range(2)] == [
            ("random", "keras", 7), ("random", "tensorflow", 8),
        ]  # fmt: skip
        assert asked(there)[0] == name


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (["builtins.ValueError", "builtins.Exception"], ValueError),
        (["__main__.Mine", "builtins.KeyError"], KeyError),
        (["__main__.Own", "builtins.KeyError"], "Own"),
        (["__main__.variable", "builtins.KeyError"], KeyError),
        (["numpy.linalg.LinAlgError"], np.linalg.LinAlgError),
        (["numpy.exceptions.AxisError"], np.exceptions.AxisError),
        (["numpy.NoSuchError", "builtins.KeyError"], KeyError),
        (["tensorflow.python.framework.errors_impl.UnknownError", "builtins.KeyError"], KeyError),
        (["builtins.SystemExit"], None),
        (["builtins.KeyboardInterrupt"], None),
        (["builtins.Exception"], None),
        (["builtins.StopIteration"], None),
        (["builtins.StopAsyncIteration"], None),
        (["builtins.print"], None),
        (["builtins.no_such"], None),
        (["os.system"], None),
        (["ValueError"], None),
        (["unittest.case.SkipTest"], None),
        ([3, "builtins.UnicodeDecodeError"], None),
        ([3, "builtins.UnicodeDecodeError", "builtins.ValueError"], ValueError),
        ([], None),
    ],
)
def test_only_known_exceptions_are_raised(pair: Pair, names: list[Any], kind: Any) -> None:
    asker, there = pair
    own = type("Own", (Exception,), {})
    asker.names |= {"Own": own, "variable": ValueError("x")}
    answer(there, ("raise", names, "text", ""))
    with pytest.raises(Exception) as caught:
        asker.ask("names", [])
    assert type(caught.value) is (own if kind == "Own" else kind or StudentError)
    assert caught.value.args == ("text",)


def test_exceptions_of_libraries_are_raised(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    from types import SimpleNamespace

    own = type("UnknownError", (Exception,), {})
    library: Any = SimpleNamespace(UnknownError=own)
    monkeypatch.setitem(sys.modules, "tensorflow.errors", library)
    monkeypatch.setattr(np, "UnknownError", own, raising=False)
    asker, there = pair
    for module in ("tensorflow.python.framework.errors_impl", "numpy"):
        answer(there, ("raise", [f"{module}.UnknownError"], "text", ""))
        with pytest.raises(own):
            asker.ask("names", [])


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ("text", ("text",)),
        ((), ()),
        (("a", 2, 0.5, True, None), ("a", 2, 0.5, True, None)),
        ((2**64 - 1, 1 - 2**64, 2**64, -(2**64), 7), (2**64 - 1, 1 - 2**64, 7)),
        (([1], {2}, b"x", "y"), ("y",)),
    ],
)
def test_an_exception_has_the_arguments_that_are_simple(
    pair: Pair, message: Any, arguments: Any
) -> None:
    asker, there = pair
    for name in ("builtins.ValueError", "unknown.Error"):
        answer(there, ("raise", [name], message, ""))
        with pytest.raises(Exception) as caught:
            asker.ask("names", [])
        assert caught.value.args == arguments


def test_an_exception_comes_after_what_was_printed(
    pair: Pair, capsys: pytest.CaptureFixture[str]
) -> None:
    asker, there = pair
    answer(there, ("raise", ["builtins.ValueError"], "text", "printed"))
    with pytest.raises(ValueError):
        asker.ask("names", [])
    assert capsys.readouterr().out == "printed"


def test_a_syntax_error_names_no_line(pair: Pair) -> None:
    asker, there = pair
    answer(there, ("raise", ["builtins.SyntaxError"], ("text", ("file", 3, 1, "code")), ""))
    with pytest.raises(SyntaxError) as caught:
        asker.ask("names", [])
    assert caught.value.args == ("text",) and caught.value.lineno is None
    answer(there, ("raise", ["builtins.IndentationError"], ("text", 5), ""))
    with pytest.raises(IndentationError) as caught:
        asker.ask("names", [])
    assert caught.value.args == ("text",)


def test_what_cannot_be_told_is_noted_though_a_test_catches_it(pair: Pair) -> None:
    asker, _ = pair
    for _ in range(2):
        with contextlib.suppress(Exception):
            asker.ask("bind", {"lock": threading.Lock()})
    assert len(asker.cannot_tell) == 1
    assert asker.cannot_tell[0].startswith("a value cannot be handed to the student's process: ")
    assert "lock" in asker.cannot_tell[0]


def test_what_the_other_side_refuses_cannot_be_told(pair: Pair) -> None:
    asker, there = pair
    answer(there, ("refused", 150 * "ab" + "more"))
    with pytest.raises(CannotTellError) as caught:
        asker.ask("names", [])
    assert (
        asker.cannot_tell
        == [str(caught.value)]
        == ["the student's process cannot take it: " + 150 * "ab"]
    )
