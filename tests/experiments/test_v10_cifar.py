"""V10 at the paper's size: Keras's own downloader, the paper's preparation, a few updates."""

from __future__ import annotations

import functools
import http.server
import io
import pickle
import tarfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments import __main__ as command_line
from experiments import depth, v10_cifar
from experiments.record import RecordError


@pytest.fixture(autouse=True)
def keras() -> Any:
    keras = pytest.importorskip("keras")
    keras.utils.set_random_seed(0)
    return keras


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    """A stand-in for the data's home: an archive of the same form, nearly all of it black."""
    images = np.zeros((10000, 3072), np.uint8)
    images[:, 1024:2048] = 51  # green, 0.2
    images[0, :1024] = 255  # red, in one image of each part
    labels = [9, *[3] * 9999]
    part = pickle.dumps({b"data": images, b"labels": labels}, protocol=4)
    folder = tmp_path / "home"
    folder.mkdir()
    with tarfile.open(folder / "cifar.tar.gz", "w:gz", compresslevel=1) as archive:
        for name in [*(f"data_batch_{i}" for i in range(1, 6)), "test_batch"]:
            entry = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            entry.size = len(part)
            archive.addfile(entry, io.BytesIO(part))
    quiet = type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    handler = functools.partial(quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as http_server:
        thread = threading.Thread(target=http_server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http_server.server_port}/cifar.tar.gz"
        http_server.shutdown()
        thread.join()


def keras_downloads_from(address: str, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Keras's downloader find the data at another address, without the real one's hash."""
    from keras.src.datasets import cifar10
    from keras.src.utils.file_utils import get_file

    def elsewhere(fname: str, origin: str, extract: bool, file_hash: str) -> Any:
        assert origin.endswith("cifar-10-python.tar.gz") and len(file_hash) == 64
        return get_file(fname=fname, origin=address, extract=extract, cache_dir=cache)

    cache.mkdir()  # without it Keras would use /tmp/.keras
    monkeypatch.setattr(cifar10, "get_file", elsewhere)


@pytest.mark.proof
def test_the_data_is_downloaded_and_centred(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keras_downloads_from(server, tmp_path / "cache", monkeypatch)
    X, y, X_test, y_test = v10_cifar.cifar10()
    assert X.shape == (50000, 32, 32, 3) and X_test.shape == (10000, 32, 32, 3)
    assert X.dtype == X_test.dtype == np.float32
    assert y.shape == (50000,) and list(y[:2]) == [9, 3] and list(y_test[:2]) == [9, 3]
    # Five red images in 50,000: the mean is 0.0001; green is the same everywhere.
    np.testing.assert_allclose(X[1, 0, 0], [-0.0001, 0, 0], atol=2e-6)
    np.testing.assert_allclose(X_test[0, 31, 31], [0.9999, 0, 0], atol=2e-6)


def test_a_failed_download_is_one_sentence(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keras_downloads_from(f"{server}.not", tmp_path / "cache", monkeypatch)
    with pytest.raises(RecordError, match=r"^Keras could not download CIFAR-10: .*404"):
        v10_cifar.cifar10()


@pytest.mark.proof
def test_a_few_updates_of_the_papers_network(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    images = rng.standard_normal((64, 32, 32, 3)).astype(np.float32)
    labels = rng.integers(0, 10, 64).astype(np.uint8)
    monkeypatch.setattr(v10_cifar, "cifar10", lambda: (images, labels, images[:32], labels[:32]))
    monkeypatch.setattr(v10_cifar, "UPDATES", 4)
    monkeypatch.setattr(v10_cifar, "AT_ONCE", 2)
    monkeypatch.setattr(v10_cifar, "BATCH", 8)
    monkeypatch.setattr(depth, "BATCHES", 2)
    monkeypatch.setattr(depth, "LINE_RATES", [0.01, 0.1])
    found = v10_cifar.measure(depth=8, shortcuts=True, warm_up=True, seed=0)
    assert found["updates"] == 4
    assert len(found["loss"]) == len(found["error"]) == 2
    assert len(found["first_step"]) == len(found["end_gradients"]) == 8
    assert len(found["lesion_errors"]) == 3
    # The first rate of a warm-up of 400 updates to 0.1.
    expected = 0.1 / 400 * found["start_gradients"][0] / found["start_kernels"][0]
    assert found["first_step"][0] == pytest.approx(expected, rel=1e-4)
    # The penalty is part of the loss: half of 0.0001 times the squares of the kernels.
    assert found["train_loss"] > 0.00005 * sum(k**2 for k in found["start_kernels"]) * 0.9


def test_images_are_shifted_and_flipped() -> None:
    image = np.arange(32 * 32 * 3, dtype=np.float32).reshape(1, 32, 32, 3) + 1
    batch, labels = next(iter(v10_cifar.augmented(image, np.array([7], np.uint8), 0)))
    assert batch.shape == (128, 32, 32, 3) and set(labels.numpy()) == {7}
    padded = np.pad(image[0], [(4, 4), (4, 4), (0, 0)])
    crops = {
        (crop[:, ::-1] if flip else crop).tobytes(): (top, left, flip)
        for top in range(9)
        for left in range(9)
        for flip in (False, True)
        for crop in [padded[top : top + 32, left : left + 32]]
    }
    seen = {crops[changed.tobytes()] for changed in batch.numpy()}
    assert len(seen) > 64 and {flip for _, _, flip in seen} == {False, True}


def test_without_a_gpu_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command_line, "full_run", lambda: False)
    assert command_line.main(["v10_cifar"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("v10_cifar would take days on a CPU") and error.count("\n") == 1
