"""The device is named in one line, and a GPU or COURSE_FULL=1 means a full run."""

from typing import Any

import pytest
import tensorflow as tf

from utils.device import full_run, report_device


@pytest.fixture
def gpus(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Stand in for a machine whose GPUs are those in this list."""
    found: list[str] = []
    monkeypatch.delenv("COURSE_FULL", raising=False)
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: found)
    monkeypatch.setattr(
        tf.config.experimental, "get_device_details", lambda gpu: {"device_name": gpu}
    )
    return found


def test_cpu(gpus: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    report_device()
    assert capsys.readouterr() == ("Device: CPU\n", "")
    assert not full_run()


def test_gpu_gets_memory_growth(
    gpus: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    gpus += ["NVIDIA H200", "NVIDIA H200 too"]
    grows: dict[str, bool] = {}
    monkeypatch.setattr(tf.config.experimental, "set_memory_growth", grows.__setitem__)
    assert tf.config.experimental.tensor_float_32_execution_enabled()
    report_device()
    assert not tf.config.experimental.tensor_float_32_execution_enabled()
    tf.config.experimental.enable_tensor_float_32_execution(True)
    assert capsys.readouterr().out == "Device: GPU, NVIDIA H200\n"
    assert grows == {"NVIDIA H200": True, "NVIDIA H200 too": True}
    assert full_run()


def test_gpu_already_in_use(
    gpus: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def late(*args: Any) -> None:
        raise RuntimeError("Physical devices cannot be modified after initialization")

    gpus.append("NVIDIA H200")
    monkeypatch.setattr(tf.config.experimental, "set_memory_growth", late)
    report_device()
    first, second = capsys.readouterr().out.splitlines()
    assert first == "Device: GPU, NVIDIA H200"
    assert second.startswith("Memory growth is off: restart the kernel")


@pytest.mark.parametrize(("value", "expected"), [("1", True), ("0", False)])
def test_course_full(
    gpus: list[str], monkeypatch: pytest.MonkeyPatch, value: str, expected: bool
) -> None:
    monkeypatch.setenv("COURSE_FULL", value)
    assert full_run() is expected
