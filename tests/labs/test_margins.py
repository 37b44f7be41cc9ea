"""Questions that train a network: how far the model solution stays from failing.

`make proof` takes three seeds of each, the weekly job seventeen more.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from course.labs.model import select_labs
from course.labs.rules import read_lab
from course.source import Code
from labs.stand_ins import lab03, lab09

pytestmark = pytest.mark.proof
seeded = pytest.mark.parametrize(
    "seeds",
    [
        pytest.param(range(1, 4), id="three"),
        pytest.param(range(4, 21), id="others", marks=pytest.mark.weekly),
    ],
)


def function(lab_number: str, grade_id: str, name: str, **names: Any) -> Any:
    """A function of a lab's model solution."""
    (lab,) = select_labs([lab_number])
    cells = [c for c in read_lab(lab).cells if isinstance(c, Code)]
    code = next(c.text for c in cells if c.option("id") == grade_id)
    exec(code, names)
    return names[name]


def xor_margins(seeds: range) -> list[float]:
    """Lowest distance of an output from 0.5, on its right side, over points near corners."""
    import keras

    train_mlp = function("01", "q11_train_mlp", "train_mlp", keras=keras)
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    # The hidden test's points are off by at most 0.1 in each direction: the worst of them
    # are not all at the ends, so a grid is taken.
    shift = np.stack(np.meshgrid(*[np.linspace(-0.1, 0.1, 5)] * 2), axis=-1).reshape(-1, 2)
    points = (corners[:, None] + shift).reshape(-1, 2)
    margins = []
    for seed in seeds:
        for labels in ([1, 0, 0, 1], [0, 1, 1, 0]):
            order = np.random.default_rng(seed).permutation(4)
            y = np.array(labels, float)
            y_hat = train_mlp(corners[order], y[order], points, seed)
            sign = np.repeat(2 * y - 1, len(shift))
            margins.append(float((sign * (y_hat - 0.5)).min()))
    return margins


@seeded
def test_xor_is_learned_from_any_seed(seeds: range) -> None:
    # 100 seeds gave 0.495 at the lowest (guide of lab 1); 0 would fail.
    margins = xor_margins(seeds)
    assert len(margins) == 2 * len(seeds)
    assert min(margins) > 0.3, sorted(margins)[:5]


def core_lab_margins(seeds: range) -> tuple[list[float], list[float]]:
    """Lab 9's question 5: validation accuracy; hidden test: renamed digits read."""
    import keras

    from utils.data import load_mnist, to_float

    train_dnn = function("09", "q5_train_dnn", "train_dnn", keras=keras, given=lab09)
    (images, digits), _ = load_mnist()
    X, y = to_float(images[:4000]).reshape(4000, 784), digits[:4000]
    val, hidden = [], []
    for seed in seeds:
        data = X[:3000], y[:3000], X[3000:], y[3000:]
        basic = train_dnn(*data, 0.02, 300, 20, "glorot_uniform", seed)
        val.append(basic[2][-1])
        rng = np.random.default_rng(seed)
        start, batch = int(rng.integers(5000, 50_000)), int(rng.integers(70, 130))
        more = to_float(images[start : start + 2000]).reshape(2000, 784)
        names = rng.permutation(10)[digits[start : start + 2000]]
        other = more[:1500], names[:1500], more[1500:], names[1500:]
        hidden.append(train_dnn(*other, 0.003, batch, 6, "he_uniform", seed)[2][-1])
    return val, hidden


@seeded
def test_core_lab_is_learned_from_any_seed(seeds: range) -> None:
    # Guide of lab 9; the lab asks for 0.8 and 0.7.
    val, hidden = core_lab_margins(seeds)
    assert min(val) > 0.85 and min(hidden) > 0.78, (val, hidden)


def digits_read(seeds: range, lr: float) -> list[float]:
    """Shares that lab 7's Keras network reads of 400 new digits, with renamed labels."""
    import keras

    from utils.data import load_mnist, to_float

    def small(images: Any) -> Any:
        pixels = to_float(images).reshape(-1, 14, 2, 14, 2)
        return pixels.mean(axis=(2, 4)).reshape(-1, 196)

    train_keras = function("07", "q10_train_keras", "train_keras", keras=keras)
    (images, labels), (new_images, new_labels) = load_mnist()
    X, y, X_new, y_new = small(images[:1000]), labels[:1000], small(new_images[:2000]), new_labels
    shares = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        rename, rows = rng.permutation(10), rng.permutation(2000)[:400]
        digits = train_keras(X, rename[y], X_new[rows], lr, seed)
        shares.append(float(np.mean(digits == rename[y_new[rows]])))
    return shares


@seeded
def test_lab_7_reads_digits_from_any_seed(seeds: range) -> None:
    # 60 seeds gave 0.76 to 0.87, mean 0.82, standard deviation 0.02 (guide of lab 7);
    # below 0.65 the hidden test would fail.
    shares = digits_read(seeds, 0.01)
    assert min(shares) > 0.72, sorted(shares)[:5]
    # The tiny rate must stay below 0.4.
    assert max(digits_read(seeds[:3], 1e-6)) < 0.3


@seeded
def test_digits_are_learned_from_any_start(seeds: range) -> None:
    # 60 seeds gave 0.825 at the lowest (guide of lab 3); 0.75 would fail.
    from utils.data import flatten, load_mnist, one_hot, to_float

    train = function("03", "q9_train", "train", given=lab03)
    (images, labels), (test_images, test_labels) = load_mnist()
    X_test = flatten(to_float(test_images))
    shares = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        rows = rng.permutation(60_000)[:2000]
        X, Y = flatten(to_float(images[rows])), one_hot(labels[rows])
        start = lab03.start([784, 32, 10], int(rng.integers(10**6)))
        (W1, b1), (W2, b2) = train(X, Y, start, 0.2, 2, 25)[0]
        logits = np.maximum(X_test @ W1 + b1, 0) @ W2 + b2
        shares.append(float(np.mean(np.argmax(logits, axis=1) == test_labels)))
    assert min(shares) > 0.8, sorted(shares)[:5]


@seeded
def test_lab_8_only_shortcuts_make_it_learn(seeds: range) -> None:
    # 24 seeds gave: with shortcuts 0.89 to 0.94 of the training images and 0.75 to 0.82 of new
    # ones, without them 0.22 to 0.46 of the training images (guide of lab 8). The lab asks for
    # 0.75, 0.6 and less than 0.7; its hidden test for 0.5 of new images.
    import keras

    from utils.data import load_mnist, to_float

    train_deep = function("08", "q9_train_deep", "train_deep", keras=keras)
    (images, labels), _ = load_mnist()
    pixels = to_float(images[:1500]).reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196)
    X, y, X_new, y_new = pixels[:1000], labels[:1000], pixels[1000:], labels[1000:1500]
    for seed in seeds:
        _, accuracies, digits = train_deep(X, y, X_new, 12, True, seed)
        assert accuracies[-1] > 0.82 and np.mean(digits == y_new) > 0.68, seed
        assert train_deep(X, y, X_new, 12, False, seed)[1][-1] < 0.6, seed
