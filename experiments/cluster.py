"""Measure jobs on the machines of a Dask cluster."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from experiments.code_hash import code_sha256
from experiments.record import RecordError


def on_cluster(
    address: str,
    one_job: Callable[..., dict[str, Any]],
    measure: Callable[..., Any],
    settings: Sequence[dict[str, Any]],
) -> Iterator[dict[str, Any]]:
    """Yield what `one_job(measure, setting)` returns for each setting, as the jobs end.

    Each machine needs this repository's `experiments` with the same measuring code.

    Raises:
        RecordError: Dask is not installed, there is no scheduler at the address, or a worker
            has other measuring code.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
        client = distributed.Client(address, timeout="20s")
    except ImportError:
        raise RecordError("--scheduler needs Dask: pip install distributed") from None
    except (OSError, ValueError) as error:
        raise RecordError(f"{address}: {error}") from None
    sent = code_sha256(measure), os.environ.get("TF_ENABLE_ONEDNN_OPTS", "0")
    with client:
        futures = [
            client.submit(_on_worker, one_job, measure, setting, *sent, pure=False)
            for setting in settings
        ]
        try:
            for future in distributed.as_completed(futures):
                yield future.result()
        finally:  # a stopped recording leaves no jobs behind
            client.cancel(futures)


def _on_worker(
    one_job: Callable[..., dict[str, Any]],
    measure: Callable[..., Any],
    setting: dict[str, Any],
    sha256: str,
    onednn: str,
) -> dict[str, Any]:
    """Measure one setting on a worker, with the code and the switch of who writes the record."""
    if code_sha256(measure) != sha256:
        raise RecordError(
            "A worker has other measuring code than this machine: "
            "bring its copy of the repository up to date and restart it."
        )
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = onednn  # read when TensorFlow is first imported
    return one_job(measure, setting)
