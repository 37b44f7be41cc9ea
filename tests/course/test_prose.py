"""Computed numbers in prose: reading, printing, comparing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.prose import (
    Computed,
    ProseError,
    evaluate,
    find_computed,
    from_metadata,
    render,
    to_metadata,
)


def test_parts_are_read() -> None:
    text = "a {{ x }} b {{ f(1, 2)[0] | .2f }} c {{ end: acc | .4f | 0.004 }} d {{ r | d | x5 }}"
    assert find_computed(text) == [
        Computed("x"),
        Computed("f(1, 2)[0]", ".2f"),
        Computed("acc", ".4f", "0.004", at_end=True),
        Computed("r", "d", "x5"),
    ]


def test_values_take_their_places_and_are_not_read_again() -> None:
    assert render("{{ x }} and {{ y | d }}.", ["{{ x }}", "2"]) == "{{ x }} and 2."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{{ x + }}", "not a Python expression"),
        ("{{ x = 1 }}", "not a Python expression"),
        ("{{ x | d | 1 | 2 }}", "4 parts"),
        ("{{ x | d | about }}", "write 0.004"),
    ],
)
def test_a_wrong_placeholder_says_what_to_write(text: str, message: str) -> None:
    with pytest.raises(ProseError, match=message):
        find_computed(text)


@pytest.mark.parametrize(
    ("tolerance", "stored", "fresh", "agrees"),
    [
        ("", "0.98", "0.98", True),
        ("", "0.98", "0.980", False),
        ("0.004", "0.978", "0.982", True),
        ("0.004", "0.978", "0.9821", False),
        ("0.004", "0.978", "nan", False),
        ("0.004", "0.978", "many", False),
        ("0", "5", "5.0", True),
        ("x5", "0.1", "0.2", True),
        ("x5", "10", "50", True),
        ("x5", "10", "51", False),
        ("x5", "10", "2", True),
        ("x5", "10", "1.9", False),
        ("x5", "10", "-10", False),
        ("x5", "10", "0", False),
        ("0.5", "97.8%", "98.1%", True),
        ("0.5", "1,000", "1,000.5", True),
        ("0.5", "1,000", "1,000.6", False),
    ],
)
def test_tolerance(tolerance: str, stored: str, fresh: str, agrees: bool) -> None:
    assert Computed("x", tolerance=tolerance).agrees(stored, fresh) is agrees


@given(st.floats(-1e6, 1e6), st.floats(0, 0.01))
def test_agreement_is_symmetric(value: float, shift: float) -> None:
    a, b = f"{value:.6f}", f"{value + shift:.6f}"
    c = Computed("x", tolerance="0.005")
    assert c.agrees(a, b) == c.agrees(b, a)


@pytest.mark.parametrize(
    ("form", "tolerance"),
    [
        (".0%", "0.06"),
        (".1%", "0.09"),
        (".2f", "0.005"),
        ("+.3f", "0.0009"),
        ("d", "0.5"),
        ("f", "1e-7"),
    ],
)
def test_a_tolerance_below_the_last_digit_is_refused(form: str, tolerance: str) -> None:
    """A share of 6 in 100 is 6 percent points: 0.06 would tolerate nothing, and not say so."""
    with pytest.raises(ProseError, match="below the last digit that it prints"):
        find_computed(f"{{{{ x | {form} | {tolerance} }}}}")


@pytest.mark.parametrize(
    ("form", "tolerance"),
    [
        (".0%", "1"),
        (".1%", "0.1"),
        (".2f", "0.01"),
        ("d", "1"),
        ("", "0.001"),
        (".0f", "x1.1"),
        (".3g", "0.1"),
    ],
)
def test_a_tolerance_of_a_digit_or_more_is_read(form: str, tolerance: str) -> None:
    assert find_computed(f"{{{{ x | {form} | {tolerance} }}}}")[0].tolerance == tolerance


class Kernel:
    """Answers as a Jupyter kernel does: with replies to others in between, and values quoted."""

    def __init__(self, *results: dict[str, object]) -> None:
        self.asked: list[tuple[str, dict[str, object]]] = []
        content = {"user_expressions": {str(i): result for i, result in enumerate(results)}}
        self.replies: Iterator[dict[str, Any]] = iter(
            [
                {"parent_header": {}, "content": {}},
                {"parent_header": {"msg_id": "another"}, "content": {}},
                {"parent_header": {"msg_id": "ours"}, "content": content},
            ]
        )

    def execute(self, code: str, **options: object) -> str:
        self.asked.append((code, options))
        return "ours"

    def evaluate(self, text: str) -> list[str]:
        return evaluate(find_computed(text), self.execute, lambda: next(self.replies))


def value(text: str) -> dict[str, object]:
    return {"status": "ok", "data": {"text/plain": repr(text)}}


def test_all_numbers_are_asked_for_at_once_and_leave_no_trace() -> None:
    kernel = Kernel(value("it's"), value("3.00"))
    assert kernel.evaluate("{{ x }} and {{ f(1) | .2f | x5 }}") == ["it's", "3.00"]
    wanted = {"0": "format(x, '')", "1": "format(f(1), '.2f')"}
    assert kernel.asked == [("", {"silent": True, "user_expressions": wanted})]


def test_without_numbers_the_kernel_is_left_alone() -> None:
    kernel = Kernel()
    assert kernel.evaluate("no number") == [] == kernel.asked


def test_a_number_that_cannot_be_computed_says_why_and_what_to_do() -> None:
    kernel = Kernel(value("1"), {"status": "error", "ename": "NameError", "evalue": "no y"})
    with pytest.raises(ProseError) as error:
        kernel.evaluate("{{ x }} {{ y | d }}")
    assert str(error.value) == (
        "the computed number {{ y }} fails with NameError: no y; correct it, or begin it with "
        "end: if a later cell computes it"
    )


def test_metadata_keep_everything() -> None:
    c = Computed("x", ".2f", "0.1", at_end=True)
    assert from_metadata(to_metadata(c, "3.00")) == (c, "3.00")
