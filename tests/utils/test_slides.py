"""A slide's number holds to half a unit of its last digit, and not beyond."""

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils.slides import check_erratum, check_slide


def agrees(computed: Any, slide: Any, within: float | None = None) -> bool:
    try:
        check_slide("X1", "number", computed, slide, within=within)
    except AssertionError:
        return False
    return True


numbers = st.floats(-1e6, 1e6, allow_nan=False)
decimals = st.integers(1, 6)


@given(value=numbers, digits=decimals)
def test_a_number_agrees_with_its_own_rounding(value: float, digits: int) -> None:
    assert agrees(value, f"{value:.{digits}f}")


@given(value=st.floats(1e-300, 1e300), digits=decimals)
def test_the_same_for_exponents(value: float, digits: int) -> None:
    assert agrees(value, f"{value:.{digits}e}")


# A float of this size is exact to 1e-10, and the slack is 1e-9 of the slide's number
# or of its last unit: a hundredth of a unit is well outside of both.
@given(
    units=st.integers(-10_000, 10_000),
    digits=decimals,
    off=st.floats(0.51, 100),
    sign=st.sampled_from([-1, 1]),
)
def test_more_than_half_a_unit_off_never_agrees(
    units: int, digits: int, off: float, sign: int
) -> None:
    printed = Decimal(units).scaleb(-digits)
    assert not agrees(float(printed) + sign * off * 10.0**-digits, f"{printed:f}")


@given(
    units=st.integers(-10_000, 10_000),
    digits=decimals,
    off=st.floats(-0.5, 0.5),
)
def test_up_to_half_a_unit_off_agrees(units: int, digits: int, off: float) -> None:
    printed = Decimal(units).scaleb(-digits)
    assert agrees(float(printed) + off * 10.0**-digits, f"{printed:f}")


@given(value=st.integers(-(10**9), 10**9), off=st.integers(-3, 3))
def test_a_number_without_decimals_must_be_exact(value: int, off: int) -> None:
    assert agrees(value + off, str(value)) == (off == 0)


@pytest.mark.parametrize(
    ("computed", "slide", "expected"),
    [
        (6.24e-61, "6.2e-61", True),
        (6.26e-61, "6.2e-61", False),
        (6.2e-60, "6.2e-61", False),
        (-0.54, "-0.5", True),
        (0.5, "-0.5", False),
        (0.0349, "0.03", True),
        (0.0351, "0.030", False),
        (3.65, "3.6", True),  # a tie, and 3.65 is a little less than 3.65
        (2345.0, "2345", True),
        (2345.4, "2345", False),
        (10_000_000_001, "10000000000", False),
        (1e-17, "0", True),  # sin(pi) and the like
        (-0.0, "0.0", True),
        (np.float32(0.3), "0.300", True),
        (2400.0, "2.4e3", True),
        (2449.0, "2.4e3", True),
        (2451.0, "2.4e3", False),
        (5.4, "5e0", True),
        (float("nan"), "0.0", False),
        (float("inf"), "1.0", False),
        (float("-inf"), "0", False),
    ],
)
def test_single_numbers(computed: float, slide: str, expected: bool) -> None:
    assert agrees(computed, slide) is expected


def test_within_replaces_the_tolerance_both_ways() -> None:
    assert agrees(0.9821, "0.9785", within=0.004)
    assert not agrees(0.9826, "0.9785", within=0.004)
    assert agrees(0.978549, "0.9785")
    assert not agrees(0.978549, "0.9785", within=0.00001)
    assert agrees(2346, "2345", within=1)


def test_the_line_on_success(capsys: pytest.CaptureFixture[str]) -> None:
    check_slide("P2", "weighted sums", np.array([3.6, 3.7, 3.4]), ["3.6", "3.7", "3.4"])
    check_slide("T3", "updates", 2345, "2345")
    check_slide("T10", "product", [[1, 2], [3, 4.0]], [["1", "2"], ["3", "4.0"]])
    check_slide("D1", "gradient", 6.2121e-61, "6.2e-61")
    check_slide("T1", "accuracy", 0.98, "0.9785", within=0.004, show="about 0.98")
    assert capsys.readouterr().out.splitlines() == [
        "P2 weighted sums: computed 3.600, 3.700, 3.400; slide 3.6, 3.7, 3.4: agrees",
        "T3 updates: computed 2345; slide 2345: agrees",
        "T10 product: computed [1, 2], [3, 4.000]; slide [1, 2], [3, 4.0]: agrees",
        "D1 gradient: computed 6.212e-61; slide 6.2e-61: agrees",
        "T1 accuracy: computed about 0.98; slide 0.9785: agrees within 0.004",
    ]


def test_the_message_on_failure(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AssertionError) as caught:
        check_slide("P2", "weighted sums", [[3.6, 3.76]], [["3.6", "3.7"]])
    assert str(caught.value) == (
        "P2 weighted sums: computed 3.76 at [0, 1], slide 3.7, tolerance 0.05"
    )
    with pytest.raises(AssertionError, match=r"slide 0.9785, tolerance 0.004$"):
        check_slide("T1", "accuracy", 0.9, "0.9785", within=0.004)
    with pytest.raises(AssertionError) as caught:
        check_slide("P2", "sums", np.zeros((2, 3)), ["3.6", "3.7"])
    assert str(caught.value) == ("P2 sums: computed has shape (2, 3), slide has shape (2,)")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("slide", [3.6, [3.6], "3,6", "about 3", "nan", ["1.0", 2]])
def test_a_slide_that_is_not_a_number_in_a_string_is_refused(slide: Any) -> None:
    with pytest.raises(ValueError, match=r"^write a slide's number as a string"):
        check_slide("P2", "sums", np.full(np.shape(slide), 3.6), slide)


def test_ragged_lists_and_computed_text_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        check_slide("P2", "sums", [[1.0], [2.0]], [["1.0"], ["2.0", "3.0"]])
    with pytest.raises(ValueError, match=r"compares numbers, got '3.6'"):
        check_slide("P2", "sums", "3.6", "3.6")


def test_an_erratum_needs_both_halves(capsys: pytest.CaptureFixture[str]) -> None:
    computed = -np.log10(0.45)
    check_erratum("L4", "cross-entropy of dog", computed, slide="0.3469", right="0.3468")
    assert capsys.readouterr().out == (
        "L4 cross-entropy of dog: slide 0.3469, right 0.3468: erratum\n"
    )
    with pytest.raises(AssertionError, match=r"^L4 dog: not the right value: .* 0.3469"):
        check_erratum("L4", "dog", computed, slide="0.3468", right="0.3469")
    with pytest.raises(AssertionError, match=r"^L4 dog: no erratum, because .* 0.347$"):
        check_erratum("L4", "dog", computed, slide="0.347", right="0.3468")
    assert capsys.readouterr().out == ""


def test_an_erratum_of_shapes_and_words(capsys: pytest.CaptureFixture[str]) -> None:
    people = np.zeros((100, 3))
    check_erratum("T7", "shape", people.shape, slide=(10, 3), right=(100, 3))
    check_erratum("T8", "index", "x.shape[1]", slide="x.shape[i]", right="x.shape[1]")
    check_erratum("T10", "product", np.eye(2), slide=[[0, 0], [0, 0]], right=np.eye(2))
    assert capsys.readouterr().out.splitlines()[:2] == [
        "T7 shape: slide (10, 3), right (100, 3): erratum",
        "T8 index: slide x.shape[i], right x.shape[1]: erratum",
    ]
    with pytest.raises(AssertionError, match="no erratum"):
        check_erratum("T7", "shape", people.shape, slide=[100, 3], right=(100, 3))
    with pytest.raises(AssertionError, match="not the right value"):
        check_erratum("T7", "shape", people.shape, slide=(10, 3), right=(1, 3))
