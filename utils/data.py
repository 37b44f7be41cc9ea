"""The data set of the course, and the four steps that prepare them for a network."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

T = TypeVar("T", bound=np.generic)
U = TypeVar("U", bound=np.generic)
Part: TypeAlias = tuple[npt.NDArray[T], npt.NDArray[U]]
Dataset: TypeAlias = tuple[Part[np.uint8, np.uint8], Part[np.uint8, np.uint8]]

MNIST_FILE = Path(__file__).parent / "datasets" / "mnist.npz"
MNIST_SHA256 = "06af5dfe73b70e3bc1c36439982b18a8d76803db9b544f6fdf838a37fbb01b64"


class DataError(RuntimeError):
    """The data set is missing or damaged; the message says what to do."""


def load_mnist() -> Dataset:
    """Load the MNIST digits that come with the course, without the network.

    Returns:
        `(X_train, y_train), (X_test, y_test)`: images uint8 (60000, 28, 28) and
        (10000, 28, 28), 0 is background and 255 ink; labels uint8 (60000,) and
        (10000,), the digits 0 to 9.

    Raises:
        DataError: the file is missing, unreadable, or not the published one.

    Source: Y. LeCun, C. Cortes, C. J. C. Burges, the MNIST database of handwritten
    digits, CC BY-SA 3.0; see `utils/datasets/README.md`.
    """
    cure = (
        "restore it with `git checkout -- utils/datasets/mnist.npz`, "
        "or download the repository again."
    )
    try:
        content = MNIST_FILE.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DataError(f"{MNIST_FILE} cannot be read ({reason}): {cure}") from None
    if hashlib.sha256(content).hexdigest() != MNIST_SHA256:
        raise DataError(f"{MNIST_FILE} is damaged (its SHA-256 is wrong): {cure}")
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return (
            (arrays["x_train"], arrays["y_train"]),
            (arrays["x_test"], arrays["y_test"]),
        )


def to_float(images: npt.ArrayLike) -> npt.NDArray[np.float32]:
    """Scale uint8 pixels, 0 to 255, to float32 numbers from 0 to 1, same shape.

    Raises:
        ValueError: the images are not uint8 (scaling twice is a common mistake).
    """
    images = np.asarray(images)
    if images.dtype != np.uint8:
        raise ValueError(
            f"to_float expects uint8 pixels from 0 to 255, got {images.dtype}: "
            "give it the images as load_mnist returned them."
        )
    return images.astype(np.float32) / np.float32(255)


def flatten(images: npt.NDArray[T]) -> npt.NDArray[T]:
    """Turn each sample into one row: (n, height, width, ...) to (n, features).

    Raises:
        ValueError: there is no axis besides that of the samples.
    """
    images = np.asarray(images)
    if images.ndim < 2:
        raise ValueError(
            "flatten expects (n, height, width) with samples on the first axis, "
            f"got shape {images.shape}: for one image use images[None]."
        )
    return images.reshape(len(images), int(np.prod(images.shape[1:])))


def one_hot(labels: npt.ArrayLike, num_classes: int = 10) -> npt.NDArray[np.float32]:
    """Turn integer labels (n,) into rows with a single 1: float32 (n, num_classes).

    Raises:
        ValueError: labels are not a row of integers from 0 to `num_classes` - 1.
    """
    labels = np.asarray(labels)
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(
            "one_hot expects a one-dimensional array of integer labels, "
            f"got shape {labels.shape} of {labels.dtype}."
        )
    if labels.size and not 0 <= labels.min() <= labels.max() < num_classes:
        raise ValueError(
            f"one_hot expects labels from 0 to {num_classes - 1}, "
            f"got {labels.min()} to {labels.max()}: set num_classes to match."
        )
    encoded = np.zeros((len(labels), num_classes), dtype=np.float32)
    encoded[np.arange(len(labels)), labels] = 1
    return encoded


def train_validation_split(
    X: npt.NDArray[T],
    y: npt.NDArray[U],
    validation_fraction: float = 0.1,
    seed: int = 0,
) -> tuple[Part[T, U], Part[T, U]]:
    """Shuffle the samples and put a fraction of them aside for validation.

    Args:
        X: inputs (n, ...).
        y: labels (n, ...).
        validation_fraction: share of the samples, between 0 and 1; the number of
            validation samples is rounded, and at least 1.
        seed: the same seed gives the same split.

    Returns:
        `(X_train, y_train), (X_val, y_val)`; every sample is in exactly one of them.

    Raises:
        ValueError: lengths differ, or the fraction leaves one side empty.
    """
    X, y = np.asarray(X), np.asarray(y)
    if len(X) != len(y):
        raise ValueError(
            "train_validation_split expects one label per sample, "
            f"got {len(X)} samples and {len(y)} labels."
        )
    if not 0 < validation_fraction < 1:
        raise ValueError(
            "validation_fraction must lie between 0 and 1, both excluded, "
            f"got {validation_fraction}."
        )
    if len(X) < 2:
        raise ValueError(f"a split needs at least two samples, got {len(X)}.")
    count = min(max(1, round(validation_fraction * len(X))), len(X) - 1)
    order = np.random.default_rng(seed).permutation(len(X))
    val, train = order[:count], order[count:]
    return (X[train], y[train]), (X[val], y[val])
