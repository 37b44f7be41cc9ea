"""The nine rules equal Keras step by step, and obey the laws of their formulas."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from utils.arrays import Floats
from utils.nn import optimizers
from utils.nn.optimizers import RULES, Rule, descend, steps_until

# Keras rounds its learning rate, and some uses of beta_1, beta_2 and Adagrad's first sum, to
# float32 even when weights are float64. These options are sums of few powers of 2, which
# float32 holds exactly.
BETAS = {"beta_1": 0.875, "beta_2": 1 - 2**-10}
OPTIONS: Mapping[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    # name: Keras class, options of both, options of Keras alone
    "SGD": ("SGD", {}, {}),
    "momentum": ("SGD", {"momentum": 0.75}, {}),
    "Nesterov": ("SGD", {"momentum": 0.75}, {"nesterov": True}),
    "Adagrad": ("Adagrad", {"initial_accumulator_value": 0.125}, {}),
    "Adadelta": ("Adadelta", {}, {}),
    "RMSprop": ("RMSprop", {}, {}),
    "Adam": ("Adam", BETAS, {}),
    "AMSGrad": ("Adam", BETAS, {"amsgrad": True}),
    "Nadam": ("Nadam", BETAS, {}),
}
RATES = {"Adadelta": 4.0}
# Nadam's 0.96 is fixed, and Keras rounds it to float32 in one of the two places.
TOLERANCE = dict.fromkeys(RULES, 1e-13) | {"Nadam": 1e-7}


def random_problem(seed: int) -> tuple[Floats, Floats]:
    """Give first weights (3, 4) and 200 gradients whose sizes differ by powers of ten."""
    rng = np.random.default_rng(seed)
    scales = 10.0 ** rng.uniform(-5, 2, (3, 4))
    return rng.normal(size=(3, 4)), scales * rng.normal(size=(200, 3, 4))


def ours(rule: Rule, w: Floats, gradients: Floats, **options: Any) -> Floats:
    given = iter(gradients)
    return descend(rule, lambda _: next(given), w, len(gradients), **options)[1:]


def keras_path(kind: str, w: Floats, gradients: Floats, **options: Any) -> Floats:
    import keras

    optimizer = getattr(keras.optimizers, kind)(**options)
    variable = keras.Variable(w, dtype="float64")
    path = []
    for g in gradients:
        optimizer.apply([keras.ops.convert_to_tensor(g, dtype="float64")], [variable])
        path.append(variable.numpy())
    return np.array(path)


# Where Keras 3.15 is after each of three steps from weights of 1, one along steep gradients.
GRADIENTS = np.array([[4.0, 1e-4], [-1.0, 3e-4], [0.5, -1e-4]])
FIRST_STEPS = {
    "SGD": ([0, 0.25, 0.125], [0.999975, 0.9999, 0.999925]),
    "momentum": ([0, -0.5, -1], [0.999975, 0.99988125, 0.9998359375]),
    "Nesterov": ([-0.75, -0.875, -1.375], [0.99995625, 0.9998109375, 0.9998019531]),
    "Adagrad": (
        [0.7509708782, 0.8113830874, 0.7813950803],
        [0.9999292894, 0.9997171575, 0.9997878681],
    ),
    "Adadelta": (
        [0.9943431461, 0.9963307619, 0.9953009117],
        [0.9996009963, 0.9984268669, 0.9988260191],
    ),
    "RMSprop": (
        [0.2094306097, 0.4108863441, 0.3056546673],
        [0.9213354031, 0.6950990365, 0.770507728],
    ),
    "Adam": (
        [0.7500000088, 0.6139172518, 0.4594793323],
        [0.7503530541, 0.5451446948, 0.4203564203],
    ),
    "AMSGrad": (
        [0.7500000088, 0.6479379398, 0.5637905268],
        [0.7503530541, 0.5451446948, 0.4480483828],
    ),
    "Nadam": (
        [0.7312260791, 0.7824883444, 0.7120001445],
        [0.7314945778, 0.5049168001, 0.5618703586],
    ),
}


@pytest.mark.parametrize("name", RULES)
def test_first_steps_are_those_that_keras_took(name: str) -> None:
    """With the options above, but a short memory of squares, so that AMSGrad differs from Adam."""
    _, options, _ = OPTIONS[name]
    if "beta_2" in options:
        options = options | {"beta_2": 0.5}
    path = ours(RULES[name], np.ones(2), GRADIENTS, lr=RATES.get(name, 1 / 4), **options)
    tolerance = 2e-8 if name == "Nadam" else 1e-10
    np.testing.assert_allclose(path.T, FIRST_STEPS[name], rtol=0, atol=tolerance)


@pytest.mark.parametrize("name", RULES)
def test_rule_equals_keras_over_200_steps(name: str) -> None:
    kind, both, keras_only = OPTIONS[name]
    lr = RATES.get(name, 1 / 64)
    for seed in range(2):
        w, gradients = random_problem(seed)
        expected = keras_path(kind, w, gradients, learning_rate=lr, **both, **keras_only)
        path = ours(RULES[name], w, gradients, lr=lr, **both)
        assert path.dtype == expected.dtype == np.float64
        difference = np.abs(path - expected).max() / np.abs(expected).max()
        assert difference < TOLERANCE[name], f"seed {seed}: {difference}"
        assert np.abs(expected[-1] - w).max() > 1e-3  # it moved


@pytest.mark.parametrize("name", RULES)
def test_rule_equals_keras_where_its_own_path_decides_the_gradients(name: str) -> None:
    """A least-squares problem, whose gradient depends on where the rule has led."""
    import keras

    kind, both, keras_only = OPTIONS[name]
    rng = np.random.default_rng(5)
    A, b = rng.normal(size=(20, 6)), rng.normal(size=20)

    def gradient(w: Floats) -> Floats:
        return np.asarray(A.T @ (A @ w - b) / 20)

    lr = RATES.get(name, 1 / 64)
    path = descend(RULES[name], gradient, np.zeros(6), 150, lr=lr, **both)
    optimizer = getattr(keras.optimizers, kind)(learning_rate=lr, **both, **keras_only)
    variable = keras.Variable(np.zeros(6), dtype="float64")
    for w in path[1:]:
        g = gradient(variable.numpy())
        optimizer.apply([keras.ops.convert_to_tensor(g, dtype="float64")], [variable])
        # Rounding may be amplified a little along the way.
        assert np.abs(variable.numpy() - w).max() < 10 * TOLERANCE[name]


def test_what_is_left_of_nadam_is_the_rounding_of_its_constant() -> None:
    """Keras's 0.96 is a float32 where it enters a step, and none where it enters P."""
    _, both, _ = OPTIONS["Nadam"]
    w, gradients = random_problem(0)
    rounded = float(np.float32(0.96))

    def nadam(w: Floats, g: Floats, state: Any, lr: float, beta_1: float, beta_2: float) -> Any:
        t = state.get("t", 0) + 1
        u, u_next = (beta_1 * (1 - 0.5 * rounded**s) for s in (t, t + 1))
        P = state.get("P", 1.0) * beta_1 * (1 - 0.5 * 0.96**t)
        m = beta_1 * state.get("m", 0.0) + (1 - beta_1) * g
        v = beta_2 * state.get("v", 0.0) + (1 - beta_2) * g**2
        m_hat = u_next * m / (1 - P * u_next) + (1 - u) * g / (1 - P)
        w = w - lr * m_hat / (np.sqrt(v / (1 - beta_2**t)) + optimizers.EPSILON)
        return w, {"t": t, "P": P, "m": m, "v": v}

    expected = keras_path("Nadam", w, gradients, learning_rate=1 / 64, **both)
    assert np.abs(ours(nadam, w, gradients, lr=1 / 64, **both) - expected).max() < 1e-13
    plain = np.abs(ours(RULES["Nadam"], w, gradients, lr=1 / 64, **both) - expected).max()
    assert 1e-10 < plain < 1e-7


BETAS_OF_ADAM = {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}
DEFAULTS: Mapping[str, dict[str, float]] = {
    "momentum": {"momentum": 0.9},  # Keras has none for these two
    "Nesterov": {"momentum": 0.9},
    "Adagrad": {"initial_accumulator_value": 0.1, "epsilon": 1e-7},
    "Adadelta": {"rho": 0.95, "epsilon": 1e-7},
    "RMSprop": {"rho": 0.9, "epsilon": 1e-7},
    "Adam": BETAS_OF_ADAM,
    "AMSGrad": BETAS_OF_ADAM,
    "Nadam": BETAS_OF_ADAM,
}


@pytest.mark.parametrize("name", DEFAULTS)
def test_options_have_defaults(name: str) -> None:
    without = ours(RULES[name], np.ones(2), GRADIENTS, lr=0.25)
    named = ours(RULES[name], np.ones(2), GRADIENTS, lr=0.25, **DEFAULTS[name])
    np.testing.assert_array_equal(without, named)


def test_defaults_are_those_of_keras() -> None:
    import inspect

    import keras

    for name in DEFAULTS.keys() - {"momentum", "Nesterov", "AMSGrad"}:
        theirs = inspect.signature(getattr(keras.optimizers, name)).parameters
        defaults = {option: theirs[option].default for option in DEFAULTS[name]}
        assert defaults == DEFAULTS[name], name


@pytest.mark.parametrize("rule", RULES.values())
def test_rules_are_pure(rule: Rule) -> None:
    w, gradients = random_problem(2)
    w_before, g_before = w.copy(), gradients[0].copy()
    _, state = rule(w, gradients[0], {}, lr=0.1)
    kept = {key: np.copy(value) for key, value in state.items()}
    first = rule(w, gradients[0], state, lr=0.1)[0]
    assert (w == w_before).all() and (gradients[0] == g_before).all()
    assert all((np.asarray(state[key]) == kept[key]).all() for key in kept)
    assert (rule(w, gradients[0], state, lr=0.1)[0] == first).all()


def test_momentum_remembers_like_powers_of_its_share() -> None:
    path = ours(optimizers.momentum, np.zeros(1), np.array([[1.0], [0], [0], [0]]), lr=1.0)
    steps = np.diff(path[:, 0], prepend=0)
    assert np.allclose(steps, [-1, -0.9, -0.81, -0.729])


def test_nesterov_is_the_look_ahead_form_after_a_change_of_variable() -> None:
    A = np.array([[3.0, 1.0], [1.0, 2.0]])
    theta, v, gamma, lr = np.array([1.0, -2.0]), np.zeros(2), 0.8, 0.1
    ahead = []
    for _ in range(50):  # the paper's form, gradient at theta + gamma v
        v = gamma * v - lr * A @ (theta + gamma * v)
        theta = theta + v
        ahead.append(theta + gamma * v)
    path = descend(optimizers.nesterov, lambda w: A @ w, [1.0, -2.0], 50, lr=lr, momentum=gamma)
    assert np.allclose(path[1:], ahead, rtol=0, atol=1e-14)


@pytest.mark.parametrize("name", ["RMSprop", "Adam", "AMSGrad", "Nadam"])
def test_adaptive_steps_hardly_depend_on_the_size_of_the_gradient(name: str) -> None:
    w, gradients = random_problem(3)
    gradients = gradients / np.abs(gradients).max(axis=0)
    small = ours(RULES[name], w, gradients, lr=0.1, epsilon=0.0)
    large = ours(RULES[name], w, 1000 * gradients, lr=0.1, epsilon=0.0)
    assert np.allclose(small, large, rtol=0, atol=1e-10)


def test_first_step_of_adam_is_the_learning_rate() -> None:
    g = np.array([1e-3, -5.0, 200.0])
    w, _ = optimizers.adam(np.zeros(3), g, {}, lr=0.1)
    assert np.allclose(w, -0.1 * np.sign(g), rtol=5e-3)


def test_descend_returns_every_position_and_survives_divergence() -> None:
    path = descend(optimizers.sgd, lambda w: 2 * w, [1.0], 3, lr=0.25)
    assert path[:, 0].tolist() == [1, 0.5, 0.25, 0.125]
    wild = descend(optimizers.sgd, lambda w: w**3, [2.0], 50, lr=10.0)
    assert not np.isfinite(wild[-1]).all()


def test_descend_computes_in_float64_whatever_it_is_given() -> None:
    def gradient(w: Floats) -> Floats:
        return np.array([0.1], np.float32)

    path = descend(optimizers.sgd, gradient, [1], 1, lr=0.1)
    assert path.tolist() == [[1.0], [1 - 0.1 * float(np.float32(0.1))]]
    assert descend(optimizers.sgd, gradient, [1], 0, lr=0.1).dtype == np.float64


def test_steps_until_counts_up_to_the_last_height_above_the_goal() -> None:
    assert steps_until([5, 0, 3, 1, 0.5], 1) == 3
    assert steps_until([5, 4, 3, 2, 1], 1) == 4
    assert steps_until([0, 0], 1) == 0
    assert steps_until([3, 0, np.nan], 1) == 3  # never for good
