"""Calls of the student's functions, and calls that come back to the test's."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from grader.protocol.abilities import Ability
from grader.protocol.errors import StudentGone
from grader.protocol.proxy_classes import proxy_class
from tests.grader.protocol.connections import Pair, answer, asked, handle, value


def had(pair: Pair, number: int = 1, abilities: Ability = Ability.CALLABLE) -> Any:
    """Return the proxy of an object of the student's."""
    asker, there = pair
    answer(there, handle(number, abilities))
    found = asker.ask("names")
    asked(there)
    return found


class TestObjects:
    def test_an_object_has_one_proxy_that_looks_like_it(self, pair: Pair) -> None:
        one, two = had(pair, 1), had(pair, 2, Ability.SIZED)
        assert had(pair, 1) is one is not two
        assert type(one) is proxy_class(int(Ability.CALLABLE))
        assert type(two) is proxy_class(int(Ability.SIZED))
        assert (one._grader_number, two._grader_number) == (1, 2)
        assert one._grader_remote is pair[0]
        assert had(pair, 2**32 - 1)._grader_number == 2**32 - 1

    def test_a_function_of_the_tests_comes_back_as_itself(self, pair: Pair) -> None:
        pair[0].callbacks += [len, max]
        assert had(pair, 1, Ability.GIVEN) is max
        assert had(pair, 0, Ability.GIVEN | Ability.CALLABLE) is len

    def test_a_function_that_was_not_given_ends_the_conversation(self, pair: Pair) -> None:
        pair[0].callbacks.append(len)
        with pytest.raises(StudentGone, match=r"^a function that it was not given$"):
            had(pair, 1, Ability.GIVEN)


class TestCalls:
    def test_a_call_has_a_value(self, pair: Pair) -> None:
        _, there = pair
        function = had(pair)
        answer(there, value(7))
        assert function(1, [2], key=3) == 7
        assert asked(there) == ("call", ("object", 1), [1, [2]], {"key": 3})

    def test_arguments_that_were_changed_in_place_change_here_too(self, pair: Pair) -> None:
        asker, there = pair
        function = had(pair)
        asker.names |= {"other": 3, "sort": function}
        first, second, named = [2, 1], [4, 3], {"a": 1}
        answer(there, value(None, "", {0: [1, 2], "named": {"a": 2}, 9: [5], "x": [6]}))
        function(first, second, named=named)
        assert (first, second, named) == ([1, 2], [4, 3], {"a": 2})
        assert asker.changed == {("sort", key) for key in ("0", "named", "9", "x")}

    def test_only_arguments_that_may_change_do(self, pair: Pair) -> None:
        asker, there = pair
        function = had(pair)
        asker.names["sort"] = function
        asker.may_change = frozenset({("sort", "1")})
        first, second = [1], [2]
        answer(there, value(None, "", {0: [3], 1: [4]}))
        function(first, second)
        assert (first, second) == ([1], [4])
        assert asker.changed == {("sort", "0"), ("sort", "1")}

    def test_a_method_goes_by_its_own_name_and_an_unknown_function_by_none(
        self, pair: Pair
    ) -> None:
        asker, there = pair
        method, unknown = had(pair, 1), had(pair, 2)
        asker.methods[1] = "append"
        for function in (method, unknown):
            answer(there, value(None, "", {0: [3]}))
            function([1])
        assert asker.changed == {("append", "0"), ("", "0")}

    @pytest.mark.parametrize(
        ("result", "arguments", "is_method", "noted"),
        [
            (True, (1,), True, True),
            (False, (1,), True, True),
            (1, (1,), True, False),
            (True, (), True, False),
            (True, (1,), False, False),
        ],
    )
    def test_a_truth_that_a_method_tells_of_its_arguments_is_noted(
        self, pair: Pair, result: Any, arguments: tuple[Any, ...], is_method: bool, noted: bool
    ) -> None:
        asker, there = pair
        method = had(pair)
        asker.methods |= {1: "equals"} if is_method else {}
        answer(there, value(result))
        assert method(*arguments) == result
        assert asker.verdicts == ({"equals"} if noted else set())

    def test_what_is_to_be_done_before_and_after_a_call_is_done(self, pair: Pair) -> None:
        asker, there = pair
        function, order, argument = had(pair), [], [1]  # type: Any, list[Any], list[int]
        asker.readings[1, "len"] = 3
        asker.before_call = lambda: order.append(("before", dict(asker.readings), list(argument)))
        asker.after_call = lambda: order.append(("after", dict(asker.readings), list(argument)))
        answer(there, value(None, "", {0: [2]}))
        function(argument)
        assert order == [("before", {(1, "len"): 3}, [1]), ("after", {}, [2])]


class TestSharing:
    def test_what_both_sides_have_goes_by_its_name(self, pair: Pair) -> None:
        asker, there = pair
        fixed, other = ("x", [1]), ("y", [2])
        asker.names |= {"fixed": fixed, "other": other}
        asker.share(frozenset({"fixed", "unknown"}))
        assert asker.given == {id(fixed): "fixed"} and asker.kept == [fixed]
        answer(there, value(None))
        asker.ask("bind", {"a": fixed, "b": other})
        assert asked(there) == ("bind", {"a": ("given", "fixed"), "b": other})


class TestCallsBack:
    def test_a_function_of_the_tests_is_called(self, pair: Pair) -> None:
        asker, there = pair
        calls: list[Any] = []
        function = had(pair)
        answer(there, ("call", 0, (1,), {"key": 2}), value("done"))

        def noted(*args: Any, **kwargs: Any) -> int:
            calls.append((args, kwargs))
            return 7

        noted.__module__ = "__main__"
        assert function(noted) == "done"
        assert calls == [((1,), {"key": 2})]
        assert asked(there)[0] == "call" and asked(there) == ("value", 7)
        assert asker.called == []

    def test_its_error_goes_to_the_students_code(self, pair: Pair) -> None:
        asker, there = pair

        def failing() -> None:
            raise KeyError("x")

        asker.callbacks.append(failing)
        answer(there, ("call", 0, (), {}), value("done"))
        assert asker.ask("names") == "done"
        assert asked(there) == ("names",) and asked(there) == ("raise", ("KeyError", "'x'"))

    def test_its_questions_are_answered_before_it_ends(self, pair: Pair) -> None:
        asker, there = pair
        asker.callbacks.append(lambda: asker.ask("names", ["x"]))
        answer(there, ("call", 0, (), {}), value("inner"), value("outer"))
        assert asker.ask("get") == "outer"
        questions = [asked(there) for _ in range(3)]
        assert questions == [("get",), ("names", ["x"]), ("value", "inner")]

    def test_its_stop_ends_the_question(self, pair: Pair) -> None:
        asker, there = pair

        def stopped() -> None:
            raise KeyboardInterrupt

        asker.callbacks.append(stopped)
        answer(there, ("call", 0, (), {}), value("next"))
        with pytest.raises(KeyboardInterrupt):
            asker.ask("names")
        assert asker.called == [] and asker.ask("names") == "next"

    @pytest.mark.parametrize("number", [-1, 1, 2**40])
    def test_a_function_that_was_not_given_is_not_called(self, pair: Pair, number: int) -> None:
        asker, there = pair
        asker.callbacks.append(len)
        answer(there, ("call", number, ([],), {}))
        with pytest.raises(StudentGone, match=r"^a call of a function that it was not given$"):
            asker.ask("names")

    @pytest.mark.parametrize(("depth", "ends"), [(51, False), (52, True)])
    def test_calls_within_calls_have_a_limit(self, pair: Pair, depth: int, ends: bool) -> None:
        asker, there = pair
        reached = SimpleNamespace(depth=0)

        def deeper() -> Any:
            reached.depth += 1
            return asker.ask("names")

        asker.callbacks.append(deeper)
        answer(there, *[("call", 0, (), {})] * depth, *[value("end")] * (depth + 1))
        if ends:
            with pytest.raises(StudentGone):
                asker.ask("names")
        else:
            assert asker.ask("names") == "end"
        assert reached.depth == 51

    def test_who_was_called_last_has_its_value_first(self, pair: Pair) -> None:
        asker, there = pair
        started, released = threading.Event(), threading.Event()
        thread = threading.Thread(target=lambda: asker.ask("get"))

        def first() -> str:
            thread.start()
            started.wait(60)
            threading.Timer(0.05, released.set).start()
            return "first"

        def last() -> str:
            started.set()
            released.wait(60)
            return "last"

        asker.callbacks += [first, last]
        answer(there, ("call", 0, (), {}), ("call", 1, (), {}), value("inner"), value("outer"))
        assert asker.ask("names") == "outer"
        thread.join(60)
        sent = [asked(there) for _ in range(4)]
        assert sent == [("names",), ("get",), ("value", "last"), ("value", "first")]
