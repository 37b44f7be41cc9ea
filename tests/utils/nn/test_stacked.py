"""Networks trained at once learn what Keras and TensorFlow teach them one by one."""

from collections.abc import Callable, Sequence
from ctypes import CDLL
from ctypes.util import find_library
from itertools import pairwise
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from threadpoolctl import threadpool_info, threadpool_limits  # type: ignore[import-untyped]

from utils.arrays import Floats
from utils.nn.stacked import Form, accuracy, backpropagate, forward, one_thread, propagate, train

SIZES = [6, 5, 5, 5, 3]
RATES = [0.1, 0.4]
rng = np.random.default_rng(0)
STACK = [rng.normal(0, 0.7, (2, m, n)) for m, n in pairwise(SIZES)]
BIASES = [rng.normal(0, 0.3, (2, 1, n)) for n in SIZES[1:]]
X = rng.normal(size=(20, 6))
LABELS = rng.integers(0, 3, 20)
Y = np.eye(3)[LABELS]


def batches(num_epochs: int, seed: int) -> list[Any]:
    """The rows of each step: batches of 8 in a new order each epoch; four of 20 are left out."""
    order_rng = np.random.default_rng(seed)
    orders = [order_rng.permutation(20) for _ in range(num_epochs)]
    return [order[start : start + 8] for order in orders for start in (0, 8)]


def keras_network(activation: str, weights: list[Floats]) -> keras.Sequential:
    dense = [
        keras.layers.Dense(n, activation=name)
        for n, name in zip(SIZES[1:], [*[activation] * 3, "linear"], strict=True)
    ]
    model = keras.Sequential([keras.Input((6,)), *dense])
    for layer, W in zip(model.layers, weights, strict=True):
        layer.set_weights([W, np.zeros(W.shape[1])])
    return model


@pytest.mark.parametrize(
    ("activation", "ours", "optimizer"),
    [("relu", {}, {}), ("tanh", {}, {}), ("tanh", {"clip_norm": 0.05}, {"clipnorm": 0.05})],
)
def test_training_is_that_of_keras(
    activation: str, ours: dict[str, Any], optimizer: dict[str, Any]
) -> None:
    before = [W.copy() for W in STACK]
    weights, biases = train(
        STACK, X, Y, activation, lr=RATES, num_epochs=3, batch_size=8, seed=5, **ours
    )
    for W, old in zip(STACK, before, strict=True):
        np.testing.assert_array_equal(W, old)
    for k, rate in enumerate(RATES):
        model = keras_network(activation, [W[k] for W in STACK])
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
        model.compile(keras.optimizers.SGD(rate, **optimizer), loss)
        for rows in batches(3, seed=5):
            model.train_on_batch(X[rows], Y[rows])
        for layer, ours_W, ours_b in zip(model.layers, weights, biases, strict=True):
            np.testing.assert_allclose(layer.get_weights()[0], ours_W[k], atol=3e-6)
            np.testing.assert_allclose(layer.get_weights()[1], ours_b[k, 0], atol=3e-6)
        logits = forward(weights, biases, X, activation)[-1][k]
        np.testing.assert_allclose(model.predict(X, verbose=0), logits, atol=2e-5)
        answers = logits.argmax(axis=1)
        assert accuracy(weights, biases, X, LABELS, activation)[k] == (answers == LABELS).mean()


def tensorflow_logits(
    variables: list[Any], x: Any, activation: str, shortcuts: bool, masks: list[Any]
) -> Any:
    """One network's logits; `masks` are what each hidden layer's outputs are multiplied by."""
    h = tf.constant(x)
    for layer in range(len(STACK) - 1):
        f = keras.activations.get(activation)(h @ variables[2 * layer] + variables[2 * layer + 1])
        f = f * masks[layer] if masks else f
        h = h + f if shortcuts and h.shape == f.shape else f
    return h @ variables[-2] + variables[-1]


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("shortcuts", [False, True])
@pytest.mark.parametrize("dropout", [0.0, 0.4])
def test_training_with_shortcuts_and_dropout_is_that_of_tensorflow(
    activation: str, shortcuts: bool, dropout: float
) -> None:
    options: dict[str, Any] = {"shortcuts": shortcuts, "dropout": dropout, "biases": BIASES}
    weights, biases = train(
        STACK, X, Y, activation, lr=0.2, num_epochs=2, batch_size=8, seed=3, **options
    )
    drop_rng = np.random.default_rng(3 + 1)
    # What is kept is drawn for both networks together, hidden layer by hidden layer.
    drawn = [[drop_rng.random((2, 8, 5)) for _ in range(3)] for _ in batches(2, seed=3)]
    for k in range(2):
        pairs = zip(STACK, BIASES, strict=True)
        variables = [tf.Variable(array[k]) for pair in pairs for array in pair]
        for rows, numbers in zip(batches(2, seed=3), drawn, strict=True):
            masks = [np.where(n[k] < dropout, 0, 1 / (1 - dropout)) for n in numbers]
            with tf.GradientTape() as tape:
                logits = tensorflow_logits(variables, X[rows], activation, shortcuts, masks)
                loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(Y[rows], logits))
            for v, g in zip(variables, tape.gradient(loss, variables), strict=True):
                v.assign_sub(0.2 * g)
        ours = [array[k] for pair in zip(weights, biases, strict=True) for array in pair]
        for mine, theirs in zip(ours, variables, strict=True):
            np.testing.assert_allclose(mine, theirs.numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "options", [{}, {"shortcuts": True}, {"dropout": 0.4}, {"batch_norm": True}], ids=str
)
def test_gradients_are_central_differences(options: dict[str, Any]) -> None:
    form = Form("tanh", **options)
    delta = np.random.default_rng(1).normal(size=(2, 20, 3))  # of a loss that is linear

    def trace() -> Any:
        return propagate(STACK, BIASES, X, form, np.random.default_rng(2))

    found = backpropagate(STACK, trace(), delta)
    for mine, arrays in zip(found, (STACK, BIASES), strict=True):
        expected = slopes(lambda: (trace().logits * delta).sum(), arrays)
        for gradient, slope in zip(mine, expected, strict=True):
            np.testing.assert_allclose(gradient, slope, rtol=1e-6, atol=1e-7)


def slopes(loss: Callable[[], float], arrays: Sequence[Floats]) -> list[Floats]:
    """How a loss changes with each number, by central differences."""
    found = [np.empty_like(array) for array in arrays]
    for array, slope in zip(arrays, found, strict=True):
        for place in np.ndindex(array.shape):
            kept, losses = array[place], []
            for array[place] in (kept + 1e-6, kept - 1e-6):
                losses.append(loss())
            slope[place], array[place] = (losses[0] - losses[1]) / 2e-6, kept
    return found


@pytest.mark.parametrize(
    "options", [{}, {"l1": 0.01}, {"l2": 0.02}, {"clip_norm": 0.05}, {"clip_norm": 9}], ids=str
)
def test_a_step_goes_down_the_slope_of_the_loss(options: dict[str, Any]) -> None:
    l1, l2 = options.get("l1", 0), options.get("l2", 0)
    longest = options.get("clip_norm", np.inf)

    def loss() -> float:
        logits = propagate(STACK, BIASES, X, Form("tanh")).logits
        entropy = np.log(np.exp(logits).sum(axis=2)) - logits[:, range(20), LABELS]
        penalty = sum(l1 * np.abs(W).sum() + l2 * (W**2).sum() for W in STACK)
        return float(entropy.mean(axis=1).sum() + penalty)

    options = options | {"lr": RATES, "num_epochs": 1, "batch_size": 20, "biases": BIASES}
    after = train(STACK, X, Y, "tanh", **options)
    for mine, arrays in zip(after, (STACK, BIASES), strict=True):
        for found, start, slope in zip(mine, arrays, slopes(loss, arrays), strict=True):
            for k, rate in enumerate(RATES):
                step = slope[k] * min(1, longest / np.sqrt((slope[k] ** 2).sum()))
                np.testing.assert_allclose(found[k], start[k] - rate * step, atol=1e-8)


def test_batch_norm_takes_the_mean_and_the_spread_of_each_unit_of_each_network() -> None:
    trace = propagate(STACK, BIASES, X, Form("tanh", batch_norm=True))
    for k in range(2):
        for unit in range(5):
            z = X @ STACK[0][k][:, unit] + BIASES[0][k, 0, unit]
            spread = np.sqrt(np.mean((z - z.mean()) ** 2) + 1e-3)
            assert np.isclose(trace.spreads[0][k, 0, unit], spread, rtol=1e-12)
            np.testing.assert_allclose(trace.sums[0][k, :, unit], (z - z.mean()) / spread)


def test_accuracy_with_shortcuts_is_that_of_tensorflow() -> None:
    found = accuracy(STACK, BIASES, X, LABELS, "tanh", shortcuts=True)
    for k in range(2):
        pairs = zip(STACK, BIASES, strict=True)
        variables = [array[k] for pair in pairs for array in pair]
        answers = tensorflow_logits(variables, X, "tanh", True, []).numpy().argmax(axis=1)
        assert found[k] == (answers == LABELS).mean()
    # Without them the same networks answer otherwise, or this would show nothing.
    assert (found != accuracy(STACK, BIASES, X, LABELS, "tanh")).any()


def test_dropout_keeps_the_mean_and_switches_off_its_share() -> None:
    W = [np.ones((1, 6, 2000)), np.zeros((1, 2000, 3))]
    b = [np.zeros((1, 1, 2000)), np.zeros((1, 1, 3))]
    form = Form("relu", dropout=0.25)
    outputs = propagate(W, b, np.ones((10, 6)), form, np.random.default_rng(0)).outputs[1]
    assert abs((outputs == 0).mean() - 0.25) < 0.02
    assert abs(outputs.mean() - 6) < 0.15


def test_nothing_is_dropped_without_a_share_or_without_chance() -> None:
    plain = propagate(STACK, BIASES, X, Form("tanh"))
    for form, chance in (
        (Form("tanh"), np.random.default_rng(0)),
        (Form("tanh", dropout=0.5), None),
    ):
        trace = propagate(STACK, BIASES, X, form, chance)
        assert trace.masks == []
        np.testing.assert_array_equal(trace.logits, plain.logits)


def test_accuracy_counts_and_a_diverged_network_has_none() -> None:
    weights = [W.copy() for W in STACK]
    weights[1][1] = np.nan
    labels = forward(weights, BIASES, X, "tanh")[-1][0].argmax(axis=1)
    labels[:5] = (labels[:5] + 1) % 3
    assert (labels == 0).any()  # class 0 is what argmax finds among NaN
    np.testing.assert_allclose(accuracy(weights, BIASES, X, labels, "tanh"), [0.75, 0.0])


def test_bad_input_is_named() -> None:
    with pytest.raises(ValueError, match="do not fill a batch of 32"):
        train(STACK, X, Y, "relu", lr=0.1, num_epochs=1, batch_size=32)
    with pytest.raises(ValueError, match="activation must be one of"):
        forward(STACK, BIASES, X, "swish")


def test_training_can_go_on_where_it_stopped() -> None:
    options: dict[str, Any] = {"activation": "tanh", "lr": RATES, "batch_size": 20}
    at_once = train(STACK, X, Y, num_epochs=4, **options)
    weights, biases = train(STACK, X, Y, num_epochs=2, **options)
    kept = [b.copy() for b in biases]
    resumed = train(weights, X, Y, num_epochs=2, biases=biases, **options)
    for mine, expected in zip(resumed, at_once, strict=True):
        for a, b in zip(mine, expected, strict=True):
            np.testing.assert_allclose(a, b, atol=1e-12)
    for b, old in zip(biases, kept, strict=True):
        np.testing.assert_array_equal(b, old)


def test_samples_beyond_full_batches_wait_and_dropout_and_seed_are_off_by_default() -> None:
    # 15 samples fill one batch of 8, 101 fill two of 50.
    few = train(STACK, X[:15], Y[:15], "tanh", lr=0.1, num_epochs=1, batch_size=8)
    rows = np.random.default_rng(0).permutation(15)[:8]
    expected = train(STACK, X[:15][rows], Y[:15][rows], "tanh", lr=0.1, num_epochs=1, batch_size=8)
    for W, other in zip(few[0], expected[0], strict=True):
        np.testing.assert_allclose(W, other, atol=1e-12)
    many_X, many_Y = np.tile(X, (6, 1))[:101], np.tile(Y, (6, 1))[:101]
    of_50 = train(STACK, many_X, many_Y, "tanh", lr=0.1, num_epochs=1, batch_size=50)
    without = train(STACK, many_X, many_Y, "tanh", lr=0.1, num_epochs=1)
    for W, other in zip(without[0], of_50[0], strict=True):
        np.testing.assert_array_equal(W, other)


def test_float32_stays_float32() -> None:
    weights = [W.astype(np.float32) for W in STACK]
    small = X.astype(np.float32)
    options: dict[str, Any] = {"num_epochs": 1, "batch_size": 8, "dropout": 0.5}
    after, biases = train(weights, small, Y.astype(np.float32), "tanh", lr=RATES, **options)
    rounded = [float(np.float32(rate)) for rate in RATES]  # the rates are of the weights' type
    again = train(weights, small, Y.astype(np.float32), "tanh", lr=rounded, **options)
    for W, same in zip(after, again[0], strict=True):
        np.testing.assert_array_equal(W, same)
    assert {array.dtype for array in (*after, *biases)} == {np.dtype(np.float32)}
    form = Form("tanh", batch_norm=True, dropout=0.5)
    trace = propagate(weights, biases, small, form, rng)
    for part in (trace.outputs, trace.sums, trace.spreads, trace.masks, [trace.logits]):
        assert {array.dtype for array in part} == {np.dtype(np.float32)}


def test_a_gradient_of_0_stays_0_when_it_is_clipped_or_weights_are_penalised() -> None:
    zeros = [np.zeros_like(W) for W in STACK]
    uniform = np.full_like(Y, 1 / 3)  # what a network of zeros answers
    for shrinking in ("clip_norm", "l1"):
        options: dict[str, Any] = {"lr": 1.0, "num_epochs": 1, "batch_size": 20, shrinking: 0.1}
        after = train(zeros, X, uniform, "tanh", **options)
        assert all(np.abs(array).max() < 1e-12 for part in after for array in part)


def test_a_network_that_diverges_ends_in_nan_without_a_warning() -> None:
    weights, biases = train(STACK, X, Y, "relu", lr=1e200, num_epochs=9, batch_size=20)
    assert np.isnan(weights[-1]).all()
    assert not accuracy(weights, biases, X, LABELS, "relu").any()
    large = [1e200 * W for W in STACK]
    assert not accuracy(large, BIASES, X, LABELS, "relu").any()


def test_products_take_one_thread_and_other_libraries_their_own() -> None:
    def threads() -> list[tuple[str, int]]:
        return [(found["user_api"], found["num_threads"]) for found in threadpool_info()]

    if openmp := find_library("gomp"):
        CDLL(openmp)
    with threadpool_limits(2):
        before = threads()
        with one_thread():
            assert threads() == [(api, 1 if api == "blas" else n) for api, n in before]
        assert threads() == before and ("blas", 2) in before


def test_each_network_may_have_samples_of_its_own() -> None:
    form = Form("tanh", shortcuts=True)
    together = propagate(STACK, BIASES, np.stack([X, X[::-1]]), form)
    for k, own in enumerate((X, X[::-1])):
        alone = propagate(STACK, BIASES, own, form)
        np.testing.assert_array_equal(together.logits[k], alone.logits[k])
