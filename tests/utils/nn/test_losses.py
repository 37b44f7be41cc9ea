"""The NumPy losses equal Keras, SciPy and scikit-learn, and obey the laws of their formulas."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit, logsumexp
from scipy.special import softmax as scipy_softmax
from sklearn.metrics import log_loss

from utils.arrays import Floats
from utils.nn import losses
from utils.nn.activations import softmax

Loss = Callable[[Floats, Floats], Floats]

# Up to 1e4 either way: exp of it overflows even in float64.
logits = arrays(
    np.float64, st.tuples(st.integers(1, 5), st.integers(2, 6)), elements=st.floats(-1e4, 1e4)
)
shifts = st.floats(-1e4, 1e4)


def random_distributions(rng: np.random.Generator, n: int, classes: int) -> Floats:
    return rng.dirichlet(np.ones(classes), size=n)


@given(Z=logits)
def test_log_sum_exp_equals_scipy(Z: Floats) -> None:
    assert np.allclose(losses.log_sum_exp(Z), logsumexp(Z, axis=-1), rtol=1e-13, atol=1e-12)


def test_log_sum_exp_of_nothing_but_minus_infinity() -> None:
    assert losses.log_sum_exp([[-np.inf, -np.inf], [-np.inf, 2.0]]).tolist() == [-np.inf, 2.0]


@given(Z=logits, shift=shifts)
def test_log_sum_exp_moves_with_a_shift(Z: Floats, shift: float) -> None:
    moved = losses.log_sum_exp(Z + shift)
    assert np.allclose(moved, losses.log_sum_exp(Z) + shift, rtol=0, atol=1e-10)


@given(Z=logits)
def test_log_sum_exp_lies_between_the_maximum_and_log_k_above_it(Z: Floats) -> None:
    excess = losses.log_sum_exp(Z) - Z.max(axis=-1)
    assert (excess >= -1e-11).all()
    assert (excess <= np.log(Z.shape[-1]) + 1e-11).all()


@given(Z=logits, seed=st.integers(0, 99))
def test_cross_entropy_from_logits_is_that_of_their_softmax(Z: Floats, seed: int) -> None:
    # Logits within ±300: softmax itself stays above the smallest float.
    Z = Z * 0.03
    Y = random_distributions(np.random.default_rng(seed), *Z.shape)
    direct = losses.categorical_cross_entropy(Y, scipy_softmax(Z, axis=-1))
    assert np.allclose(losses.categorical_cross_entropy_from_logits(Y, Z), direct, rtol=1e-9)


@given(
    z=arrays(np.float64, 7, elements=st.floats(-30, 30)),
    y=arrays(np.float64, 7, elements=st.floats(0, 1)),
)
def test_binary_cross_entropy_is_the_categorical_one_for_two_classes(z: Floats, y: Floats) -> None:
    Y, Z = np.stack([1 - y, y], axis=-1), np.stack([np.zeros_like(z), z], axis=-1)
    two = losses.categorical_cross_entropy_from_logits(Y, Z)
    assert np.allclose(losses.binary_cross_entropy_from_logits(y, z), two, rtol=1e-12, atol=1e-12)
    p = expit(z)
    # Near p = 1 the float p has lost the digits of 1 - p; from logits nothing is lost.
    assert np.allclose(losses.binary_cross_entropy(y, p), two, rtol=1e-3, atol=1e-12)


@given(seed=st.integers(0, 999))
def test_cross_entropy_is_least_at_the_truth(seed: int) -> None:
    rng = np.random.default_rng(seed)
    Y, P = random_distributions(rng, 20, 4), random_distributions(rng, 20, 4)
    gap = losses.categorical_cross_entropy(Y, P) - losses.categorical_cross_entropy(Y, Y)
    assert (gap >= -1e-12).all()


def test_cross_entropies_equal_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    labels = np.arange(50) % 4
    P = random_distributions(rng, 50, 4)
    ours = losses.categorical_cross_entropy(np.eye(4)[labels], P)
    assert ours.mean() == pytest.approx(log_loss(labels, P), rel=1e-12)
    y, p = labels % 2, rng.uniform(0.01, 0.99, 50)
    assert losses.binary_cross_entropy(y, p).mean() == pytest.approx(log_loss(y, p), rel=1e-12)


def keras_losses() -> list[tuple[Loss, str, dict[str, bool], str]]:
    return [
        (losses.mse, "mean_squared_error", {}, "values"),
        (losses.binary_cross_entropy, "binary_crossentropy", {}, "yes"),
        (
            losses.binary_cross_entropy_from_logits,
            "binary_crossentropy",
            {"from_logits": True},
            "logits",
        ),
        (losses.categorical_cross_entropy, "categorical_crossentropy", {}, "distributions"),
        (
            losses.categorical_cross_entropy_from_logits,
            "categorical_crossentropy",
            {"from_logits": True},
            "logits",
        ),
    ]


@pytest.mark.parametrize(("ours", "name", "options", "kind"), keras_losses())
def test_equals_keras_per_sample(
    ours: Loss, name: str, options: dict[str, bool], kind: str
) -> None:
    import keras

    rng = np.random.default_rng(1)
    truth = random_distributions(rng, 30, 5)
    prediction = {
        "values": rng.normal(size=(30, 5)),
        "yes": rng.uniform(0.01, 0.99, (30, 5)),
        "distributions": random_distributions(rng, 30, 5),
        "logits": rng.normal(0, 20, (30, 5)),
    }[kind]
    theirs = np.asarray(getattr(keras.losses, name)(truth, prediction, **options))
    # Keras computes in float32: about seven digits.
    assert np.allclose(ours(truth, prediction), theirs, rtol=1e-5, atol=1e-6)


def test_huge_logits_stay_finite_and_exact() -> None:
    Y, Z = np.array([[0.0, 1.0, 0.0]]), np.array([[1000.0, 0.0, -1000.0]])
    assert losses.categorical_cross_entropy_from_logits(Y, Z).tolist() == [1000.0]
    z = np.array([1000.0, -1000.0])
    assert losses.binary_cross_entropy_from_logits([0.0, 0.0], z).tolist() == [1000.0, 0.0]


def test_probability_zero_for_the_truth_costs_infinity_and_for_the_rest_nothing() -> None:
    Y = [[0.0, 1.0], [1.0, 0.0]]
    assert losses.categorical_cross_entropy(Y, [[1.0, 0.0], [1.0, 0.0]]).tolist() == [np.inf, 0.0]
    assert losses.binary_cross_entropy([1.0, 0.0], [0.0, 0.0]).tolist() == [np.inf, 0.0]


def test_float32_stays_float32() -> None:
    Z = np.zeros((2, 3), dtype=np.float32)
    assert softmax(Z).dtype == losses.log_sum_exp(Z).dtype == np.float32
    assert losses.categorical_cross_entropy_from_logits(Z, Z).dtype == np.float32


def test_one_output_or_many() -> None:
    assert losses.mse([1, 2], [1.5, 2.5]).tolist() == [0.25, 0.25]
    assert losses.mse([[1, 2]], [[1.5, 3]]).tolist() == [0.625]


@pytest.mark.parametrize(
    "loss", [losses.mse, losses.binary_cross_entropy, losses.categorical_cross_entropy]
)
def test_shapes_that_numpy_would_broadcast_are_refused(loss: Loss) -> None:
    with pytest.raises(
        ValueError, match=r"\(3,\) and \(3, 1\); reshape one, or make labels one-hot"
    ):
        loss(np.ones(3), np.ones((3, 1)))


def test_classes_stand_on_the_last_axis_of_any_number() -> None:
    """A batch of sequences is scored as its samples one by one are."""
    rng = np.random.default_rng(0)
    Z, Y = rng.normal(size=(2, 3, 4)), random_distributions(rng, 6, 4).reshape(2, 3, 4)
    P = softmax(Z)
    assert np.allclose(losses.log_sum_exp(Z), logsumexp(Z, axis=2), rtol=1e-13)
    expected = -(Y * np.log(P)).sum(axis=2)
    assert np.allclose(losses.categorical_cross_entropy(Y, P), expected, rtol=1e-13)
    assert np.allclose(losses.categorical_cross_entropy_from_logits(Y, Z), expected, rtol=1e-12)
    assert np.allclose(losses.mse(Y, P), ((Y - P) ** 2).mean(axis=2), rtol=1e-13)
