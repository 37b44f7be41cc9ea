"""Activations and their slopes are those of TensorFlow and SciPy, at 0 as well."""

from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit
from scipy.special import softmax as scipy_softmax

from utils.arrays import Floats
from utils.nn.activations import ACTIVATIONS, lookup, sigmoid, softmax

Z = np.array([-30.0, -3.0, -1.0, -0.3, -1e-9, 0.0, 1e-9, 0.3, 1.0, 3.0, 30.0])


def slopes_by_tensorflow(name: str, z: Floats) -> Any:
    x = tf.Variable(z)
    with tf.GradientTape() as tape:
        a = keras.activations.get(name)(x)
    return tape.gradient(a, x).numpy()


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_values_and_slopes_are_those_of_keras(name: str) -> None:
    act = ACTIVATIONS[name]
    np.testing.assert_allclose(act.f(Z), keras.activations.get(name)(Z), rtol=2e-6, atol=1e-12)
    np.testing.assert_allclose(act.slope(Z), slopes_by_tensorflow(name, Z), rtol=2e-6, atol=1e-12)


@pytest.mark.parametrize(
    ("name", "slope"),
    [("relu", 0.0), ("leaky_relu", 0.2), ("elu", 1.0), ("gelu", 0.5), ("tanh", 1.0)],
)
def test_the_slope_at_exactly_0(name: str, slope: float) -> None:
    for zero in (np.zeros(1), -np.zeros(1)):
        assert ACTIVATIONS[name].slope(zero)[0] == slope
        assert slopes_by_tensorflow(name, zero)[0] == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize("name", ["linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu"])
def test_the_output_determines_the_slope(name: str) -> None:
    act = ACTIVATIONS[name]
    assert act.slope_of_output is not None
    np.testing.assert_array_equal(act.slope_of_output(act.f(Z)), act.slope(Z))


def test_the_output_of_gelu_does_not_determine_its_slope() -> None:
    # It falls to its minimum near -0.75 and rises from there: one output, two slopes.
    gelu = ACTIVATIONS["gelu"]
    assert gelu.slope_of_output is None
    assert gelu.slope(np.array([-2.0]))[0] < 0 < gelu.slope(np.array([-0.5]))[0]


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_float32_stays_float32(name: str) -> None:
    z = Z.astype(np.float32)
    assert ACTIVATIONS[name].f(z).dtype == ACTIVATIONS[name].slope(z).dtype == np.float32


def test_an_unknown_name_is_answered_by_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"one of linear, sigmoid, .*gelu, got 'swish'"):
        lookup("swish")


# Up to 1e4 either way: exp of it overflows even in float64.
logits = arrays(
    np.float64, st.tuples(st.integers(1, 5), st.integers(2, 6)), elements=st.floats(-1e4, 1e4)
)
shifts = st.floats(-1e4, 1e4)


@given(Z=logits)
def test_softmax_equals_scipy_and_sums_to_one(Z: Floats) -> None:
    P = softmax(Z)
    assert np.allclose(P, scipy_softmax(Z, axis=-1), rtol=1e-12, atol=0)
    assert np.allclose(P.sum(axis=-1), 1, rtol=1e-14)


# A shift of 1e4 moves a logit by as much as half a unit in its last place, 1e-12.
@given(Z=logits, shift=shifts)
def test_softmax_does_not_see_a_shift(Z: Floats, shift: float) -> None:
    assert np.allclose(softmax(Z + shift), softmax(Z), rtol=1e-10, atol=1e-300)


@given(z=arrays(np.float64, 7, elements=st.floats(-1e4, 1e4)))
def test_sigmoid_equals_scipy_and_a_softmax_of_two(z: Floats) -> None:
    # SciPy's is 0 where exp(-z) overflows; 1 + exp(z) is exactly 1 there, so exp(z) is right.
    expected = np.where(z < -700, np.exp(np.minimum(z, 0)), expit(z))
    assert np.allclose(sigmoid(z), expected, rtol=1e-14, atol=0)
    two = softmax(np.stack([z, np.zeros_like(z)], axis=-1))[:, 0]
    assert np.allclose(sigmoid(z), two, rtol=1e-12, atol=0)


def test_the_classes_stand_on_the_last_axis_of_any_number() -> None:
    numbers = np.random.default_rng(0).normal(size=(2, 3, 4))
    for Z in (numbers, numbers[0, 0]):
        assert np.allclose(softmax(Z), scipy_softmax(Z, axis=-1), rtol=1e-12, atol=0)


@pytest.mark.parametrize("kind", [bool, np.uint8, np.int64])
def test_whole_numbers_count_as_float64(kind: type) -> None:
    z: npt.NDArray[Any] = np.array([0, 1, 3]).astype(kind)  # -3 has no place in uint8
    assert sigmoid(z).dtype == softmax(z).dtype == np.float64
    np.testing.assert_allclose(sigmoid(z), expit(z.astype(float)), rtol=1e-14)
    np.testing.assert_allclose(softmax(z), scipy_softmax(z.astype(float)), rtol=1e-14)
