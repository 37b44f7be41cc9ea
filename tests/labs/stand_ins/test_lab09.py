"""What lab 9 offers its students: the full-size record, and the stand-ins."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.o16_core_lab import EXPERIMENT
from labs.stand_ins import lab09
from utils.nn.initializers import he_uniform


def test_the_record_is_the_experiments() -> None:
    for lr, batch_size in {(j["lr"], j["batch_size"]) for j in EXPERIMENT.jobs}:
        rows = [r for r in EXPERIMENT.results() if (r["lr"], r["batch_size"]) == (lr, batch_size)]
        training, test = lab09.record(lr, batch_size)
        assert np.array_equal(training, [r["accuracy"] for r in rows])
        assert np.array_equal(test, [r["test_accuracy"] for r in rows])


def test_the_settings_are_the_experiments() -> None:
    assert lab09.recorded() == [(0.02, 300), (0.02, 640), (0.01, 300), (0.001, 300)]


def test_what_the_lab_says_of_its_record() -> None:
    """The text after question 7 names the averaging lengths at which a side wins."""

    def winners(kind: int, a: tuple[float, int], b: tuple[float, int]) -> dict[int, str]:
        one, other = lab09.record(*a)[kind], lab09.record(*b)[kind]
        found = {}
        for k in range(1, 21):
            gaps = [x[-k:].mean() - y[-k:].mean() for x in one for y in other]
            found[k] = "a" if min(gaps) > 0 else "b" if max(gaps) < 0 else "tie"
        return found

    batches, rates = ((0.02, 300), (0.02, 640)), ((0.01, 300), (0.001, 300))
    assert winners(0, *batches) == {k: "b" for k in range(1, 20)} | {20: "tie"}
    assert winners(1, *batches) == {k: "tie" for k in range(1, 21)}
    assert winners(0, *rates) == {k: "b" for k in range(1, 21)}
    assert winners(1, *rates) == {
        k: "tie" if k in (*range(2, 7), 10, 11) else "b" for k in range(1, 21)
    }
    ahead = [
        x[-5:].mean() - y[-5:].mean()
        for x in lab09.record(*rates[0])[1]
        for y in lab09.record(*rates[1])[1]
    ]
    assert [round(gap, 5) for gap in ahead if gap > 0] == [0.00002]


def test_an_unknown_setting_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no record .* 0\.02 300, 0\.02 640, 0\.01 300"):
        lab09.record(0.5, 300)


def test_bowl_is_its_recursion() -> None:
    mean_square = 2.0**2
    for updates in range(30):
        loss = lab09.bowl_loss(2.0, 0.3, 5, 1.5, updates)
        assert loss == pytest.approx(mean_square / 2, rel=1e-12)
        mean_square = 0.7**2 * mean_square + 0.3**2 * 1.5**2 / 5


def test_training_in_numpy_counts_and_learns() -> None:
    rng = np.random.default_rng(0)
    y = rng.integers(0, 10, 250)
    X = np.eye(10)[y] + rng.normal(0, 0.1, (250, 10))
    data = X[:200], y[:200], X[200:], y[200:]
    losses, accuracies, val_accuracies, updates, P = lab09.train(
        *data, 0.003, 30, 15, "glorot_uniform", 1
    )
    assert len(losses) == len(accuracies) == len(val_accuracies) == 15
    assert updates == 15 * 7
    assert accuracies[-1] > 0.95 and val_accuracies[-1] > 0.9 and losses[-1] < 0.3
    assert P.shape == (50, 10) and P.sum(axis=1) == pytest.approx(np.ones(50), abs=1e-5)
    assert val_accuracies[-1] == pytest.approx(np.mean(P.argmax(axis=1) == y[200:]))


def test_an_initializer_that_is_not_there_is_named() -> None:
    X, y = np.zeros((4, 3)), np.zeros(4, int)
    with pytest.raises(ValueError, match=r"no initializer 'fans'; it has zeros, glorot_normal"):
        lab09.train(X, y, X, y, 0.01, 2, 1, "fans", 0)


def test_training_in_numpy_steps_as_keras_does() -> None:
    import keras

    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 6)), rng.integers(0, 10, 40)
    # One batch holds everything, so the order of the samples does not matter.
    ours = lab09.train(X, y, X, y, 0.01, 40, 5, "he_uniform", 0)
    model = lab09.dnn(6, 5, 128, "zeros")
    start = np.random.default_rng(0)
    shapes = [w.shape for w in model.get_weights()]
    model.set_weights(
        [he_uniform(shape, rng=start) if len(shape) == 2 else np.zeros(shape) for shape in shapes]
    )
    model.compile(keras.optimizers.Adam(0.01), loss="sparse_categorical_crossentropy")
    theirs = model.fit(X, y, batch_size=40, epochs=5, verbose=0).history["loss"]
    assert ours[0] == pytest.approx(theirs, rel=1e-3)
    assert shapes[-2:] == [(128, 10), (10,)]
    assert model.count_params() == 6 * 128 + 3 * 128 * 128 + 128 * 10 + 4 * 128 + 10
