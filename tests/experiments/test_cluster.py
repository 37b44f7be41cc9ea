"""Jobs on a Dask cluster give the same record; only one process writes it."""

from __future__ import annotations

import dataclasses
import importlib
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from experiments import __main__ as command_line
from experiments import cluster
from experiments.record import RecordError
from tests.experiments.fake import SCRIPT, files, load, measured

distributed: Any = pytest.importorskip("distributed", reason="dask.distributed is optional")


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The small experiment as a module that a worker, too, can import."""
    load(tmp_path)  # writes it
    monkeypatch.syspath_prepend(tmp_path)
    name = "x1_fake"
    yield importlib.import_module(name)
    del sys.modules[name]


@pytest.fixture
def address(module: Any) -> Iterator[str]:
    """A scheduler with two workers, started after the experiment can be imported."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
    ) as machines:
        yield machines.scheduler_address


def test_a_cluster_measures_what_one_machine_does(
    module: Any,
    address: str,
    undisturbed: Any,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command_line, "load_all", lambda: {"x1_fake": module.EXPERIMENT})
    assert command_line.main(["x1_fake", "--scheduler", address]) == 0
    assert module.calls == [], "the jobs ran on the workers"
    assert measured(module.EXPERIMENT) == undisturbed
    assert files(module.EXPERIMENT) == [".lock", "x1_fake.json"]
    assert "4/4" in capsys.readouterr().out
    before = module.EXPERIMENT.path.read_bytes()
    module.EXPERIMENT.record(scheduler=address)  # nothing is missing
    assert module.EXPERIMENT.path.read_bytes() == before


def test_a_job_that_fails_is_named_with_its_error(module: Any, address: str) -> None:
    broken = dataclasses.replace(module.EXPERIMENT, jobs=[{"x": "one"}])
    with pytest.raises(RecordError, match=r"(?s)\{'x': 'one'\} failed on a worker: .*TypeError"):
        broken.record(scheduler=address)
    assert broken.done() == 0


@pytest.mark.proof
def test_seeds_decide_the_random_numbers_of_a_job(tmp_path: Path, address: str) -> None:
    """Dask's own threads draw from Python's random numbers in a worker; a job has its own."""
    text = SCRIPT.replace("import numpy as np", "import random, time\nimport numpy as np").replace(
        "    scale = helper(x)",
        "    random.seed(seed)\n    time.sleep(0.5)\n    scale = random.random()",
    )
    assert text.count("random.random()") == 1
    (tmp_path / "x1_fake.py").write_text(text)
    drawn = load(tmp_path, text).EXPERIMENT
    drawn.record(scheduler=address)
    for row in drawn.results():
        expected = random.Random(row["seed"]).random()
        assert row["curve"][1] == pytest.approx(expected, rel=1e-4)


def test_workers_with_other_code_measure_nothing(
    module: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "code_sha256", lambda measure: "0" * 64)  # not in the workers
    with pytest.raises(
        RecordError, match="failed on a worker: this worker has other measuring code"
    ):
        module.EXPERIMENT.record(scheduler=address)
    assert module.EXPERIMENT.done() == 0


def test_a_scheduler_that_cannot_be_used_is_named(script: Any) -> None:
    with pytest.raises(RecordError, match="nowhere://here:1"):
        script.EXPERIMENT.record(scheduler="nowhere://here:1")
    assert script.EXPERIMENT.done() == 0
