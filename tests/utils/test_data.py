"""The data sets arrive unchanged or not at all; their preparation equals Keras's."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from utils import data

ROOT = Path(__file__).parents[2]

# As published with the data; the first 16 or 8 bytes of an idx file are its header.
ARRAYS = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}
IDX = {
    "x_train": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "y_train": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "x_test": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "y_test": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}


def idx(array: np.ndarray[Any, Any]) -> bytes:
    """Write an array in LeCun's idx format: magic number, sizes, bytes."""
    head = bytes([0, 0, 8, array.ndim])
    return head + np.array(array.shape, ">u4").tobytes() + array.tobytes()


@pytest.fixture(scope="module")
def mnist() -> dict[str, np.ndarray[Any, Any]]:
    (X_train, y_train), (X_test, y_test) = data.load_mnist()
    return {"x_train": X_train, "y_train": y_train, "x_test": X_test, "y_test": y_test}


@pytest.mark.parametrize("name", ARRAYS)
def test_mnist_is_the_published_data(mnist: dict[str, np.ndarray[Any, Any]], name: str) -> None:
    array = mnist[name]
    assert array.dtype == np.uint8
    assert array.shape[1:] == ((28, 28) if name.startswith("x") else ())
    assert hashlib.sha256(array.tobytes()).hexdigest() == ARRAYS[name]
    assert hashlib.sha256(idx(array)).hexdigest() == IDX[name]


def test_the_readme_of_the_data_states_the_same_checksums() -> None:
    text = data.MNIST_FILE.with_name("README.md").read_text("utf-8")
    stated = set(re.findall(r"`([0-9a-f]{64})`", text))
    assert stated == {data.MNIST_SHA256, *ARRAYS.values(), *IDX.values()}


def missing(path: Path) -> None:
    pass


def truncated(path: Path) -> None:
    path.write_bytes(data.MNIST_FILE.read_bytes()[:-1000])


def altered(path: Path) -> None:
    content = bytearray(data.MNIST_FILE.read_bytes())
    content[5_000_000] ^= 1
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def directory(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("damage", [missing, truncated, altered, empty, directory])
def test_damaged_mnist_gives_one_sentence_with_the_cure(
    damage: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mnist.npz"
    damage(path)
    monkeypatch.setattr(data, "MNIST_FILE", path)
    with pytest.raises(data.DataError) as caught:
        data.load_mnist()
    assert_one_clear_error(caught.value)
    message = str(caught.value)
    assert str(path) in message
    assert "git checkout -- utils/datasets/mnist.npz" in message
    assert "download the repository again" in message


def test_unreadable_mnist_names_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(data.DataError, match="Permission denied") as caught:
        data.load_mnist()
    assert_one_clear_error(caught.value)


def assert_one_clear_error(error: BaseException) -> None:
    """The message is one line, and no other traceback is printed above it."""
    assert "\n" not in str(error)
    assert error.__cause__ is None
    assert error.__context__ is None or error.__suppress_context__


# Preparation


def test_to_float_maps_black_to_0_and_white_to_1() -> None:
    images = np.arange(256, dtype=np.uint8).reshape(1, 16, 16)
    scaled = data.to_float(images)
    assert scaled.dtype == np.float32
    assert scaled.shape == (1, 16, 16)
    np.testing.assert_array_equal(scaled.ravel() * np.float32(255), np.arange(256.0))
    assert (scaled.min(), scaled.max()) == (0, 1)


@pytest.mark.parametrize("dtype", [np.float32, np.int64, np.bool_])
def test_to_float_refuses_what_is_not_a_pixel(dtype: type) -> None:
    with pytest.raises(ValueError, match=r"^to_float expects uint8 pixels .* got "):
        data.to_float(np.zeros((2, 2), dtype))


@pytest.mark.parametrize("shape", [(3, 28, 28), (3, 4), (3, 2, 2, 3), (0, 28, 28)])
def test_flatten_keeps_samples_and_order(shape: tuple[int, ...]) -> None:
    images = np.arange(np.prod(shape)).reshape(shape)
    flat = data.flatten(images)
    assert flat.shape == (shape[0], int(np.prod(shape[1:])))
    np.testing.assert_array_equal(flat.ravel(), images.ravel())


@pytest.mark.parametrize("shape", [(), (784,)])
def test_flatten_refuses_a_single_row(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"^flatten expects .* use images\[None\]"):
        data.flatten(np.zeros(shape))


@given(st.lists(st.integers(0, 6), max_size=20))
def test_one_hot_equals_keras(labels: list[int]) -> None:
    encoded = data.one_hot(np.array(labels, dtype=int), num_classes=7)
    expected = keras.utils.to_categorical(np.array(labels, dtype=int), num_classes=7)
    assert encoded.dtype == np.float32
    np.testing.assert_array_equal(encoded, expected.reshape(-1, 7))


@pytest.mark.parametrize(
    ("labels", "complaint"),
    [
        ([0, 10], "labels from 0 to 9, got 0 to 10: set num_classes"),
        ([-1, 3], "labels from 0 to 9, got -1 to 3"),
        ([0.0, 1.0], "integer labels, got shape .* of float64"),
        ([[1, 0], [0, 1]], r"got shape \(2, 2\)"),
    ],
)
def test_one_hot_refuses_what_is_not_a_label(labels: list[Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^one_hot expects .*{complaint}"):
        data.one_hot(np.array(labels))


@given(
    n=st.integers(2, 200),
    fraction=st.floats(0.001, 0.999),
    seed=st.integers(0, 2**32 - 1),
)
def test_split_is_disjoint_and_complete(n: int, fraction: float, seed: int) -> None:
    X, y = np.arange(n), -np.arange(n)
    (X_train, y_train), (X_val, y_val) = data.train_validation_split(X, y, fraction, seed)
    assert sorted([*X_train, *X_val]) == list(range(n))
    np.testing.assert_array_equal(X_train, -y_train)
    np.testing.assert_array_equal(X_val, -y_val)
    assert len(X_train) and len(X_val)
    assert abs(len(X_val) - fraction * n) <= 1


def test_split_of_mnist_size_shuffles_and_repeats() -> None:
    X = np.arange(60_000)
    (first, _), (validation, _) = data.train_validation_split(X, X)
    assert len(validation) == 6_000
    # Uniform on 0 to 59,999: the mean of 6,000 has a standard deviation of about 212.
    assert abs(validation.mean() - 29_999.5) < 5 * 212
    (again, _), _ = data.train_validation_split(X, X)
    np.testing.assert_array_equal(first, again)
    (other, _), _ = data.train_validation_split(X, X, seed=1)
    assert (first != other).any()


@pytest.mark.parametrize("fraction", [0, 1, -0.1, 1.5, float("nan")])
def test_split_refuses_a_fraction_that_is_none(fraction: float) -> None:
    with pytest.raises(ValueError, match=r"^validation_fraction must lie between 0 and"):
        data.train_validation_split(np.zeros(5), np.zeros(5), fraction)


def test_split_refuses_unequal_lengths_and_single_samples() -> None:
    with pytest.raises(ValueError, match="got 5 samples and 4 labels"):
        data.train_validation_split(np.zeros(5), np.zeros(4))
    with pytest.raises(ValueError, match="at least two samples, got 1"):
        data.train_validation_split(np.zeros(1), np.zeros(1))
