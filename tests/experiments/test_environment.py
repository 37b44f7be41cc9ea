"""A record names the versions and the hardware that its numbers depend on."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
from types import SimpleNamespace

import pytest

from experiments.environment import environment, machine

MINE = {"tensorflow": "2.21.0", "keras": "3.15.1", "cores": 2, "cpu": "Abacus 1", "gpu": None}


def test_versions_and_hardware_are_those_of_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "tensorflow", raising=False)
    found = environment()
    assert found["python"] == platform.python_version()
    for library in ("tensorflow", "keras", "numpy"):
        assert found[library] == importlib.metadata.version(library)
    assert 1 <= found["cores"] <= (os.cpu_count() or 1)
    assert found["cpu"] and found["gpu"] is None


@pytest.mark.parametrize(("gpus", "name"), [(["gpu 0", "gpu 1"], "name of gpu 0"), ([], None)])
def test_the_first_gpu_that_tensorflow_sees_is_named(
    gpus: list[str], name: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = SimpleNamespace(
        list_physical_devices={"GPU": gpus}.get,
        experimental=SimpleNamespace(get_device_details=lambda g: {"device_name": f"name of {g}"}),
    )
    monkeypatch.setitem(sys.modules, "tensorflow", SimpleNamespace(config=config))
    assert environment()["gpu"] == name


def test_a_machine_is_named_by_its_gpu_or_else_its_cores() -> None:
    assert machine(MINE) == "TensorFlow 2.21.0, Keras 3.15.1, 2 CPU cores (Abacus 1)"
    assert machine(MINE | {"gpu": "H200"}) == "TensorFlow 2.21.0, Keras 3.15.1, H200"
