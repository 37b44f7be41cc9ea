"""Measure jobs on the machines of a Dask cluster."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from experiments.code_hash import code_sha256
from experiments.record import RecordError

# What decides how oneDNN computes, here and on the machines of the cluster.
ONEDNN = ("TF_ENABLE_ONEDNN_OPTS", "ONEDNN_MAX_CPU_ISA")


def on_cluster(
    address: str, measure: Callable[..., Any], settings: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Yield the measured job of each setting, in the order in which they end.

    Each machine needs this repository's `experiments` with the same measuring code.

    Raises:
        RecordError: Dask is not installed, there is no scheduler at the address, or a job
            failed, for instance because a worker has other measuring code.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
        client = distributed.Client(address, timeout="20s")
    except ImportError:
        raise RecordError("--scheduler needs Dask: pip install distributed") from None
    except (OSError, ValueError) as error:
        raise RecordError(f"{address}: {error}") from None
    order = {
        "module": measure.__module__,
        "function": measure.__name__,
        "sha256": code_sha256(measure),
    }
    onednn = {name: os.environ[name] for name in ONEDNN if name in os.environ}
    with client:
        futures = [
            client.submit(_on_worker, {**order, "setting": setting}, onednn, pure=False)
            for setting in settings
        ]
        try:
            for future in distributed.as_completed(futures):
                yield future.result()
        finally:  # a stopped recording leaves no jobs waiting
            client.cancel(futures)


def _on_worker(order: dict[str, Any], onednn: dict[str, str]) -> dict[str, Any]:
    """Measure one setting in a process of its own.

    In the worker's process other threads draw from Python's random numbers, so that a seed would
    not fix a job's start; and Dask's setting of the memory allocator slows convolutions down.
    """
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        **onednn,
    }
    environment.pop("MALLOC_TRIM_THRESHOLD_", None)
    ended = subprocess.run(
        [sys.executable, "-m", "experiments.one_job"],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        env=environment,
    )
    if ended.returncode:
        raise RecordError(f"{order['setting']} failed on a worker: {ended.stderr.strip()[-2000:]}")
    return dict(json.loads(ended.stdout.splitlines()[-1]))
