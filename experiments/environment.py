"""The versions and the hardware that a record's numbers and seconds depend on."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def environment() -> dict[str, Any]:
    """Return the versions and the hardware that numbers and seconds depend on."""
    tf = sys.modules.get("tensorflow")
    gpus = tf.config.list_physical_devices("GPU") if tf else []
    versions = {p: importlib.metadata.version(p) for p in ("tensorflow", "keras", "numpy")}
    return {
        "python": platform.python_version(),
        **versions,
        "cores": _cores(),
        "cpu": _cpu(),
        "gpu": tf.config.experimental.get_device_details(gpus[0])["device_name"]
        if tf and gpus
        else None,
    }


def machine(environment: Mapping[str, Any]) -> str:
    """Name the versions and the hardware in a few words."""
    hardware = environment["gpu"] or f"{environment['cores']} CPU cores ({environment['cpu']})"
    return f"TensorFlow {environment['tensorflow']}, Keras {environment['keras']}, {hardware}"


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _cpu() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
