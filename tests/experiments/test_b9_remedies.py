"""The remedies' experiment changes one thing at a time, on data that are what they say."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import b9_remedies as b9
from utils.data import flatten, load_mnist, to_float


def test_a_fifth_of_the_labels_is_wrong_and_validation_is_apart() -> None:
    one, two = b9._data(0, 500), b9._data(1, 10000)
    assert abs(two["wrong"].mean() - 0.2) < 0.02 and one["X"].shape == (500, 784)
    (X, y), (_, y_test) = load_mnist()
    order = np.random.default_rng(0).permutation(len(X))
    for data, first in ((one, 0), (two, 10000)):
        mine = order[first : first + len(data["X"])]
        assert ((data["labels"] != y[mine]) == data["wrong"]).all()
        assert (data["X"][::100] == flatten(to_float(X[mine[::100]]))).all()
    assert (one["y_val"] == y[order[-2000:]]).all() and (one["y_test"] == y_test).all()


def test_shifted_moves_by_whole_pixels_and_no_further() -> None:
    X = np.zeros((200, 28, 28))
    X[:, 10, 14] = 1
    moved = b9.shifted(X.reshape(200, 784), 2, np.random.default_rng(0)).reshape(200, 28, 28)
    _, down, right = np.nonzero(moved)
    assert moved.sum() == 200
    assert np.unique(down).tolist() == [8, 9, 10, 11, 12]
    assert np.unique(right).tolist() == [12, 13, 14, 15, 16]
    assert abs(np.corrcoef(down, right)[0, 1]) < 0.2  # the two axes move independently


@pytest.mark.parametrize(
    ("remedy", "strength", "units", "penalties", "rates"),
    [
        ("none", 0, [128, 10], [None, None], []),
        ("layers", 0, [10], [None], []),
        ("layers", 3, [128, 128, 128, 10], [None] * 4, []),
        ("units", 8, [8, 10], [None, None], []),
        ("L1", 0.002, [128, 10], ["l1", "l1"], []),
        ("L2", 0.02, [128, 10], ["l2", "l2"], []),
        ("dropout", 0.8, [128, 10], [None, None], [0.8]),
    ],
)
def test_a_remedy_changes_one_thing(
    remedy: str, strength: float, units: list[int], penalties: list[str | None], rates: list[float]
) -> None:
    pytest.importorskip("keras")
    layers = b9._model(remedy, strength).layers
    dense = [layer for layer in layers if hasattr(layer, "kernel")]
    assert [layer.units for layer in dense] == units
    assert [layer.rate for layer in layers if hasattr(layer, "rate")] == rates
    for layer, penalty in zip(dense, penalties, strict=True):
        found = layer.kernel_regularizer
        if penalty is None:
            assert found is None
        else:
            assert float(getattr(found, penalty)) == pytest.approx(strength)
