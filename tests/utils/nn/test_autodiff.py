"""The scalar engine against TensorFlow, and the laws that it must obey."""

import math
import operator
from collections.abc import Callable
from typing import Any

import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from utils.nn.autodiff import Value, as_value

numbers = st.floats(0.25, 4) | st.floats(-4, -0.25)
BINARY = [operator.add, operator.sub, operator.mul, operator.truediv]


def taped(function: Callable[..., Any], *inputs: float) -> tuple[float, list[float]]:
    variables = [tf.Variable(x, dtype=tf.float64) for x in inputs]
    with tf.GradientTape() as tape:
        result = function(*variables)
    grads = tape.gradient(result, variables, unconnected_gradients="zero")
    return float(result), [float(g) for g in grads]


def ours(function: Callable[..., Value], *inputs: float) -> tuple[float, list[float]]:
    values = [Value(x) for x in inputs]
    result = function(*values)
    result.backward()
    return result.data, [v.grad for v in values]


@pytest.mark.parametrize("operation", BINARY)
@settings(max_examples=20)
@given(a=numbers, b=numbers)
def test_binary_operations(operation: Any, a: float, b: float) -> None:
    value, grads = ours(operation, a, b)
    expected, slopes = taped(operation, a, b)
    assert value == pytest.approx(expected) and grads == pytest.approx(slopes)
    # A plain number on either side is a constant.
    assert ours(lambda x: operation(x, b), a)[1] == pytest.approx(slopes[:1])
    assert ours(lambda x: operation(a, x), b)[1] == pytest.approx(slopes[1:])


@pytest.mark.parametrize(
    ("ours_", "theirs"),
    [
        (lambda x: x.exp(), tf.exp),
        (lambda x: (x * x).log(), lambda x: tf.math.log(x * x)),
        (lambda x: x.relu(), tf.nn.relu),
        (lambda x: -x, operator.neg),
    ],
)
@settings(max_examples=20)
@given(x=numbers)
def test_functions_of_one_value(ours_: Any, theirs: Any, x: float) -> None:
    value, grads = ours(ours_, x)
    expected, slopes = taped(theirs, x)
    assert value == pytest.approx(expected) and grads == pytest.approx(slopes)


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_at_exactly_0_relu_has_the_slope_of_its_left_side(zero: float) -> None:
    assert ours(lambda x: x.relu(), zero) == taped(tf.nn.relu, zero) == (0, [0])


def test_every_value_names_the_operation_that_made_it() -> None:
    x = Value(2.0, name="x")
    made = [x + 1, x * 3, x - 1, x / 2, x.exp(), x.log(), x.relu(), 1 - x, 1 / x, -x]
    assert [v.name for v in made] == ["+", "×", "−", "÷", "exp", "ln", "relu", "−", "÷", "−"]
    assert [v.name for v in (x + 1).history()] == ["x", "", "+"]


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(range(6)), st.integers(0, 99)), max_size=12), numbers)
def test_random_programs_equal_the_tape(program: list[tuple[int, int]], start: float) -> None:
    """Values are used again and again, so contributions must add up."""

    def run(exp: Any, relu: Any) -> Callable[..., Any]:
        steps: list[Callable[[Any, Any], Any]] = [
            operator.add,
            operator.sub,
            lambda a, b: 0.1 * a * b,
            lambda a, b: a / (b * b + 1),
            lambda a, b: exp(a / (a * a + 1)),
            lambda a, b: relu(a),
        ]

        def function(x: Any, y: Any) -> Any:
            made = [x, y, x * y]
            for code, pick in program:
                a, b = made[pick % len(made)], made[pick // 7 % len(made)]
                made.append(steps[code](a, b))
            total = made[0]
            for value in made[1:]:
                total = total + value
            return total

        return function

    value, grads = ours(run(lambda v: v.exp(), lambda v: v.relu()), start, 0.7)
    expected, slopes = taped(run(tf.exp, tf.nn.relu), start, 0.7)
    assert value == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert grads == pytest.approx(slopes, rel=1e-9, abs=1e-9)


@given(a=numbers, b=numbers)
def test_gradient_is_linear_and_starts_afresh(a: float, b: float) -> None:
    x = Value(a)
    result = x * b + x * x
    result.backward()
    once = x.grad
    result.backward()
    assert once == x.grad == pytest.approx(b + 2 * a)


def test_a_long_chain_needs_no_recursion() -> None:
    x = Value(1.0)
    total = as_value(0.0)
    for _ in range(5000):
        total = total + x
    assert total.backward() == 10_000
    assert x.grad == 5000


def test_history_is_oldest_first_and_lists_each_value_once() -> None:
    x = Value(2.0, name="x")
    square = x * x
    result = square + x
    assert result.history() == [x, square, result]
    assert math.isclose(result.data, 6)
    assert repr(x) == "Value(2, grad=0)"
