"""The format of answers, the stand-ins, and whose name is whose."""

from __future__ import annotations

import contextlib
import math
import operator
import pickle
import random
import socket
import struct
from enum import IntEnum
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.notebook.cells import Cell, hidden_lines, released
from grader.notebook.names import imported, names_in
from grader.notebook.roles import preloads, roles
from grader.protocol.changes import restore
from grader.protocol.channel import Channel, ClosedError
from grader.protocol.codec import FrameError, NotPlainError, encode
from grader.protocol.decoder import decode
from grader.protocol.errors import StudentGone
from grader.protocol.proxy import Proxy
from grader.protocol.random_state import RandomStates
from grader.protocol.remote import Remote
from grader.sandbox import linux, seccomp
from grader.sandbox.limits import Limits

# No deadline and no chance: a busy machine must not fail these tests.
STEADY = settings(max_examples=100, deadline=None, derandomize=True)

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.complex_numbers(allow_nan=False)
    | st.text(st.characters(codec=None))
    | st.binary()
    | st.frozensets(st.integers()),
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text() | st.integers(), inner)
        | st.sets(st.integers() | st.text())
    ),
    max_leaves=20,
)


def same(one: Any, other: Any) -> bool:
    """Equal, and of equal types all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


@STEADY
@given(PLAIN)
def test_plain_values_arrive_as_they_were(value: Any) -> None:
    assert same(decode(encode(value)), value)


@STEADY
@given(
    hnp.arrays(
        hnp.boolean_dtypes()
        | hnp.integer_dtypes()
        | hnp.floating_dtypes(sizes=(16, 32, 64))
        | hnp.complex_number_dtypes(sizes=(64, 128))
        | hnp.unicode_string_dtypes(max_len=5)
        | hnp.byte_string_dtypes(max_len=5),
        hnp.array_shapes(min_dims=0, min_side=0, max_dims=4),
    )
)
def test_arrays_arrive_as_they_were(array: Any) -> None:
    other = decode(encode(array))
    assert other.dtype == array.dtype and other.shape == array.shape
    assert other.tobytes() == array.tobytes() and other.flags.writeable


@STEADY
@given(st.binary(max_size=60) | PLAIN.map(encode).flatmap(lambda data: st.builds(
    lambda at, byte: data[:at] + byte + data[at + 1 :], st.integers(0, 80), st.binary(max_size=2)
)))  # fmt: skip
def test_any_bytes_are_a_value_or_an_error(data: bytes) -> None:
    with contextlib.suppress(FrameError):
        decode(data, lambda number: number)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"l" + struct.pack("<I", 2**32 - 1),
        b"s" + struct.pack("<I", 100) + b"short",
        (b"l" + struct.pack("<I", 1)) * 100 + b"N",
        b"a\x03\x00\x00\x00<U0\x01" + struct.pack("<QQ", 2**40, 0),
        b"a\x03\x00\x00\x00<f8\x02" + struct.pack("<QQQ", 2**40, 2**40, 0),
        b"a\x03\x00\x00\x00<f8\x01" + struct.pack("<QQ", 2, 8) + bytes(8),
        b"a\x02\x00\x00\x00|O\x00" + struct.pack("<Q", 8) + bytes(8),
        b"e" + struct.pack("<I", 1) + b"l" + struct.pack("<I", 0),
        b"h\x00\x00\x00\x00",
        b"NN",
        pickle.dumps(print),
    ],
)
def test_hostile_frames_are_refused(data: bytes) -> None:
    with pytest.raises(FrameError):
        decode(data)


def test_objects_do_not_pass() -> None:
    for value in (object(), print, np.array([object()]), [1, {2: lambda: 3}], int):
        with pytest.raises(NotPlainError):
            encode(value)
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(NotPlainError):
        encode(circle)
    assert decode(encode([1, print], lambda thing: 7), lambda number: -number) == [1, -7]


def test_subclasses_arrive_as_plain_values() -> None:
    class Number(IntEnum):
        ONE = 1

    class Text(str):
        __slots__ = ()

    class Items(list[int]):
        pass

    found = decode(encode([Number.ONE, Text("a"), Items([1]), np.float64(0.5), np.bool_(True)]))
    assert found == [1, "a", [1], 0.5, True]
    assert [type(item) for item in found] == [int, str, list, np.float64, np.bool_]
    assert math.isnan(decode(encode(float("nan"))))


def remote() -> tuple[Remote, Channel]:
    here, there = socket.socketpair()
    return Remote(Channel(here), {}), Channel(there)


def test_a_handle_equals_nothing_and_takes_part_in_no_arithmetic() -> None:
    asker, there = remote()
    handle: Any = Proxy(asker, 0)
    for other in (handle, 0, 1, True, None, "x", float("nan"), handle.__class__):
        assert not operator.eq(handle, other) and not operator.eq(other, handle)
        assert operator.ne(handle, other)
    assert handle not in [1, 2] and len({handle, handle}) == 1
    operations: list[Any] = [
        lambda: handle + 1,
        lambda: 1 - handle,
        lambda: abs(handle),
        lambda: handle < 1,
        lambda: -handle,
        lambda: handle @ handle,
        lambda: round(handle),
        lambda: pickle.dumps(handle),
    ]
    for operation in operations:
        with pytest.raises(TypeError):
            operation()
    assert handle.__class__ is Proxy and not isinstance(handle, int)
    with pytest.raises(AttributeError):
        _ = handle._private
    asker.channel.close()
    there.close()


def answer(channel: Channel, *answers: object) -> None:
    for item in answers:
        channel.send(item if isinstance(item, bytes) else encode(item))


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


def test_oversized_frames_are_not_read() -> None:
    here, there = socket.socketpair()
    there.sendall(struct.pack("<I", 2**31))
    with pytest.raises(ClosedError):
        Channel(here).receive()
    here.close()
    there.close()


def test_restoring_keeps_identity() -> None:
    inner = [1]
    outer: dict[str, Any] = {"a": inner}
    items: list[Any] = [inner, 2]
    restore(items, [[5], 3])
    assert items == [[5], 3] and items[0] is inner
    restore(outer, {"b": 1})
    assert outer == {"b": 1}
    array = np.zeros(3)
    restore(array, np.ones(3))
    restore(array, np.ones(4))
    restore(array, [9, 9, 9])
    assert array.tolist() == [1, 1, 1]


def cell(source: str, **marks: Any) -> Cell:
    return Cell("code", source, **marks)


def solution(source: str) -> Cell:
    return cell(f"### BEGIN SOLUTION\n{source}\n### END SOLUTION", grade_id="s", solution=True)


def graded(source: str) -> Cell:
    return cell(source, grade_id="t", grade=True, locked=True, points=1.0)


def test_imports_and_given_names_never_become_the_students() -> None:
    cells = [
        cell("import math\nfrom numpy.testing import *\nlimit = 3"),
        solution("import math\nimport numpy as np\ndef f(x): return math.sqrt(x)\nlist = 3"),
        graded("assert math.isclose(f(4), 2) and np.sum([limit]) and assert_allclose and list"),
    ]
    role = roles(cells)[2]
    assert role.asks == {"f", "list"} and role.guesses == set()
    assert "import numpy as np" in roles(cells)[1].trusted


def test_what_solutions_change_is_the_students() -> None:
    cells = [
        cell("data = {}\nitems = []\nX = [1]\nkept = 5"),
        solution("data['a'] = 1\nitems.append(2)\nX += [2]\nprint(kept)"),
        graded("assert data and items and X and kept"),
    ]
    assert roles(cells)[2].asks == {"data", "items", "X"}


def test_given_cells_that_ask_the_student_run_trusted() -> None:
    cells = [
        solution("def f(x): return x"),
        cell("def twice(x):\n    return 2 * f(x)"),
        cell("y = twice(3)"),
        cell("print(f(1))"),
        graded("assert y == 6"),
    ]
    found = roles(cells)
    assert found[1].trusted and found[1].student
    assert found[2].trusted and not found[2].student and found[2].push == {"y"}
    assert not found[3].trusted and found[3].student
    assert found[4].asks == {"f"} and not found[4].push
    assert not roles(cells, on_student_side=[2])[2].trusted
    assert roles(cells, on_student_side=[2])[4].asks >= {"y"}


def test_names_in_nested_scopes() -> None:
    names = names_in("def f(a):\n    b = a\n    return [c for c in b]\nfor i in [3]:\n    d = i")
    assert names.binds == {"f", "i", "d"}
    assert names_in("x = (").binds == set()
    assert names_in("%matplotlib inline\nx = 1").binds == {"x"}
    assert names_in("def f(a):\n    b[0] = a[0] = c.pop()").changes == {"b", "c"}
    assert names_in("def f(a):\n    b[0] = a[0] = c.pop()").volatile == {"b", "c"}
    assert names_in("x = [y := 1 for z in [2]]\nf = lambda: (w := 3)").binds == {"x", "y", "f"}
    assert names_in("match a:\n    case [b, *c] | {'k': d, **e} as g: pass").binds == set("bcdeg")
    assert names_in("h = m.fit(n.y)").changes == {"m"} and not names_in("h = m.sum()").changes
    assert names_in("def f(a, b=c):\n    d = 1\n    return a, d, e").free == {"c", "e"}
    assert preloads([cell("import numpy.linalg as l, os\nfrom keras import layers")]) == [
        "numpy.linalg", "keras"
    ]  # fmt: skip


def test_all_imports_of_a_cell_are_found() -> None:
    text = "%matplotlib inline\ndef f():\n    import a.b as c\nfrom d import e, g\nfrom .h import i"
    found = [("d", "e"), ("d", "g"), (".h", "i"), ("a.b", "")]
    assert sorted(imported(text)) == sorted(found) and imported("x = (") == []


def test_only_what_answers_read_of_a_tests_visible_part_is_passed_on() -> None:
    cells = [
        solution("def f(): return 1"),
        graded(
            "shown = f()\nspare = 2\nmixed = 3\n### BEGIN HIDDEN TESTS\nmixed = 99\nsecret = 4\n"
            "### END HIDDEN TESTS"
        ),
        cell("print(shown)"),
        solution("g = shown + mixed + secret"),
        graded("assert g"),
    ]
    found = roles(cells)
    assert found[1].push == {"shown"} and found[1].lasting
    assert found[2].student and not found[2].trusted
    hidden = "    ### BEGIN HIDDEN TESTS\n    shown = 4\n    ### END HIDDEN TESTS\n"
    inside = f"if f():\n{hidden}    shown = 1"
    assert not roles([cells[0], graded(inside), *cells[3:]])[1].push


def test_named_tuples_keep_their_names_and_no_other() -> None:
    from collections import namedtuple

    point: Any = namedtuple("point", "x y")
    found = decode(encode(point(1, [2])))
    assert found == (1, [2]) and (found.x, found.y) == (1, [2])
    for names in ("count", "__class__", "_x", "class", "a b", "x\ny", ""):
        frame = bytearray(encode((names, 1)))
        frame[0:1] = b"m"
        with pytest.raises(FrameError):
            decode(bytes(frame))


def test_each_test_has_random_data_of_its_own() -> None:
    """After one test a given cell passes the state on; it must not foretell the next test's."""
    old = np.random.get_state()
    try:
        drawn = []
        for name in ("a", "b", "a"):
            RandomStates().reseed(3, name)
            drawn.append((random.random(), float(np.random.random())))
    finally:
        np.random.set_state(old)
    assert drawn[0] == drawn[2] != drawn[1]


def test_released_text_is_nbgraders() -> None:
    text = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION\n# end"
    assert released(cell(text, solution=True)) == (
        "def f():\n    # YOUR CODE HERE\n    raise NotImplementedError()\n# end"
    )
    assert released(cell("x = 1", solution=True)) == "# YOUR CODE HERE\nraise NotImplementedError()"
    tests = "a\n### BEGIN HIDDEN TESTS\nb\n### END HIDDEN TESTS\nc"
    assert released(graded(tests)) == "a\nc"
    assert hidden_lines(tests) == {2, 3, 4}


@pytest.mark.skipif(not linux.known_machine(), reason="seccomp is Linux's")
def test_the_system_call_filter_fits_the_kernel() -> None:
    for in_sight in (True, False):
        program = seccomp.seccomp_program(1, files_in_sight=in_sight)
        assert len(program) % 8 == 0 and len(program) // 8 < 4096
    assert Limits().memory_mb > 0
