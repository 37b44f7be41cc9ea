"""B9: which remedies against overfitting only buy time?

A network 784-128-10 (ReLU, softmax) is trained on 500 MNIST images of which 20 % carry a wrong
label, with Adam at 0.0005 and batches of 50, for 3,000 updates. Each remedy changes one thing: no
hidden layer or three, fewer units, L1 or L2 on all weights (strength times the sum of |w| or w^2
is added to the loss), dropout after the hidden layer, shifting every image of a batch by up to so
many pixels, more images (20 % of their labels wrong as well). One strength each, not tuned for the
end of training. Five seeds; a seed gives all remedies the same images and labels.

Measured after each of `CHECKPOINTS` updates: the error on the training images against the labels
that the network was given, the share of the wrong labels that it answers ("learned"), the error
on 2,000 validation images with right labels. On the 10,000 test images: the error after 500 and
after 3,000 updates, and at the checkpoint with the lowest validation error (early stopping). At the
end also the share of first-layer weights that are exactly 0, and below 0.001 in size.

Source: deck C (how to relieve overfitting); Krogh and Hertz (1992); Srivastava et al. (2014);
Prechelt (1998).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from experiments.runner import Experiment, Result
from utils.data import flatten, load_mnist, to_float

Array = npt.NDArray[Any]

CHECKPOINTS = (25, 50, 100, 150, 200, 300, 400, 500, 700, 1000, 1500, 2000, 3000)
REPORTED = (500, 3000)
LR, BATCH, UNITS, IMAGES = 0.0005, 50, 128, 500
REMEDIES: tuple[tuple[str, float], ...] = (
    ("none", 0),
    ("layers", 0),
    ("layers", 3),
    ("units", 24),
    ("L1", 0.002),
    ("L2", 0.02),
    ("dropout", 0.8),
    ("augmentation", 2),
    ("more data", 2500),
)


def measure(remedy: str, strength: float, seed: int) -> Result:
    """Train once with one remedy; curves with one number per checkpoint."""
    import keras

    rng = np.random.default_rng(seed)
    data = _data(seed, int(strength) if remedy == "more data" else IMAGES)
    keras.utils.set_random_seed(seed)
    model = _model(remedy, strength)
    shift = int(strength) if remedy == "augmentation" else 0

    X, labels, wrong = data["X"], data["labels"], data["wrong"]
    found: Result = {name: [] for name in ("train_error", "learned", "val_error")}
    best = 1.0
    for start, stop in zip((0, *CHECKPOINTS[:-1]), CHECKPOINTS, strict=True):
        draws = [rng.choice(len(X), BATCH, replace=False) for _ in range(stop - start)]
        rows = np.concatenate(draws)
        batch = shifted(X[rows], shift, rng) if shift else X[rows]
        model.fit(batch, labels[rows], batch_size=BATCH, shuffle=False, verbose=0)

        answers = _answers(model, X)
        found["train_error"].append(float(np.mean(answers != labels)))
        found["learned"].append(float(np.mean(answers[wrong] == labels[wrong])))
        val_error = float(np.mean(_answers(model, data["X_val"]) != data["y_val"]))
        found["val_error"].append(val_error)
        if val_error < best or stop in REPORTED:
            test_error = float(np.mean(_answers(model, data["X_test"]) != data["y_test"]))
        if val_error < best:
            best, found["early_stop"], found["early_test_error"] = val_error, stop, test_error
        if stop in REPORTED:
            found[f"test_error_{stop}"] = test_error
    first = np.abs(model.get_weights()[0])
    found["zero_weights"] = float(np.mean(first == 0))
    found["small_weights"] = float(np.mean(first < 0.001))
    return found


def _data(seed: int, images: int) -> dict[str, Array]:
    """Give this seed's training images with labels, and the images all seeds share.

    The training set stands in one random order; 20 % of its labels are replaced by another
    digit. Seed s trains on the images from 10,000 s on; the last 2,000 validate.
    """
    (X, y), (X_test, y_test) = load_mnist()
    rng = np.random.default_rng(0)
    order = rng.permutation(len(X))
    images_all, right = flatten(to_float(X))[order], y[order].astype(np.int32)
    wrong = rng.random(len(right)) < 0.2
    labels = np.where(wrong, (right + rng.integers(1, 10, len(right))) % 10, right)
    mine = slice(10000 * seed, 10000 * seed + images)
    return {
        "X": images_all[mine],
        "labels": labels[mine].astype(np.int32),
        "wrong": wrong[mine],
        "X_val": images_all[-2000:],
        "y_val": right[-2000:],
        "X_test": flatten(to_float(X_test)),
        "y_test": y_test,
    }


def _model(remedy: str, strength: float) -> Any:
    """Build and compile the network with one thing changed."""
    import keras
    from keras import layers

    penalties = {"L1": keras.regularizers.L1, "L2": keras.regularizers.L2}
    penalty = penalties[remedy](strength) if remedy in penalties else None
    units = int(strength) if remedy == "units" else UNITS
    model = keras.Sequential([keras.Input((784,))])
    for _ in range(int(strength) if remedy == "layers" else 1):
        model.add(layers.Dense(units, activation="relu", kernel_regularizer=penalty))
        if remedy == "dropout":
            model.add(layers.Dropout(strength))
    model.add(layers.Dense(10, activation="softmax", kernel_regularizer=penalty))
    model.compile(
        optimizer=keras.optimizers.Adam(LR),
        loss="sparse_categorical_crossentropy",
        jit_compile=True,
        steps_per_execution=25,
    )
    return model


def _answers(model: Any, X: Array) -> Array:
    """The class with the largest probability, for each image; no dropout."""
    return np.concatenate(
        [model(part).numpy().argmax(axis=1) for part in np.split(X, len(X) // 500)]
    )


def shifted(X: Array, pixels: int, rng: np.random.Generator) -> Array:
    """Move each image (n, 784) by up to so many pixels along both axes; background comes in."""
    padded = np.pad(X.reshape(-1, 28, 28), ((0, 0), (pixels, pixels), (pixels, pixels)))
    down, right = rng.integers(0, 2 * pixels + 1, (2, len(X)))
    steps = np.arange(28)
    rows, columns = down[:, None] + steps, right[:, None] + steps
    moved = padded[np.arange(len(X))[:, None, None], rows[:, :, None], columns[:, None, :]]
    return np.asarray(moved.reshape(X.shape))


EXPERIMENT = Experiment(
    name="b9_remedies",
    title="Which remedies against overfitting only buy time?",
    jobs=[
        {"remedy": remedy, "strength": strength, "seed": seed}
        for seed in range(5)
        for remedy, strength in REMEDIES
    ],
    measure=measure,
)
