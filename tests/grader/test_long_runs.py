"""Many submissions, kills at random moments, a cluster."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from grader.engine import Settings, grade, prepare, run_tasks
from grader.records import Row, Task
from grader.session import doctor
from grader.session.pool import POOL
from tests.grader.conftest import psutil
from tests.grader.runs import ROOT, mixed, rows_of
from tests.grader.samples import HONEST, notebook_with


@pytest.mark.proof
def test_killed_at_random_moments_and_resumed(source: Path, tmp_path: Path) -> None:
    """200 mixed submissions; SIGKILL at 20 random moments; the results are the undisturbed ones."""
    folder = mixed(tmp_path / "in", 200)
    words = [sys.executable, "-m", "grader", "grade", str(source), str(folder), "--out"]
    subprocess.run([*words, str(tmp_path / "calm")], cwd=ROOT, check=True, timeout=1800)
    expected = rows_of(tmp_path / "calm")
    assert len(expected) == 200
    out = tmp_path / "killed"
    chance = random.Random(20261120)
    kills = 0
    while kills < 20:
        process = subprocess.Popen([*words, str(out)], cwd=ROOT)
        try:
            process.wait(chance.uniform(0.2, 3.0))
            out.joinpath("results.jsonl").write_bytes(b"")  # it was done: start again
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
    subprocess.run([*words, str(out)], cwd=ROOT, check=True, timeout=1800)
    assert rows_of(out) == expected
    assert (out / "grades.csv").read_text() == (tmp_path / "calm" / "grades.csv").read_text()
    assert no_leftovers()


def no_leftovers() -> bool:
    """Tell whether the processes of killed graders are gone, waiting a little."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        lines = subprocess.run(["ps", "-eo", "ppid,args"], capture_output=True, text=True).stdout
        stray = [
            line
            for line in lines.splitlines()
            if "grader.processes.fork_server" in line and line.split()[0] == "1"
        ]
        if not stray:
            return True
        time.sleep(0.2)
    return False


@pytest.mark.proof
def test_memory_stays_flat_over_1000_submissions(source: Path, tmp_path: Path) -> None:

    finding = doctor.require()
    settings = Settings(jobs=2)
    assignment = prepare(str(source), settings, finding, tmp_path / "scratch", tmp_path)
    data = notebook_with(HONEST)
    sizes: list[int] = []

    def tasks() -> Any:
        for number in range(1000):
            text = data + b" " * number
            yield Task(
                f"s{number}", text, assignment, finding.plan, finding.level, settings.limits, ""
            )

    def done(row: Row) -> None:
        assert row["score"] == 10.0, row
        me = psutil.Process(os.getpid())
        sizes.append(sum(p.memory_info().rss for p in [me, *me.children()]))

    with ThreadPoolExecutor(2) as pool:
        run_tasks(tasks(), pool, 4, done)
    POOL.close()
    early, late = max(sizes[100:200]), max(sizes[-100:])
    print(f"{early / 2**20:.1f} MiB after 100, {late / 2**20:.1f} MiB after 1000")
    assert late < early * 1.1 + 5 * 2**20


@pytest.mark.proof
def test_dask_gives_the_same_results(source: Path, tmp_path: Path) -> None:
    """Its workers have folders of their own, and nothing else in common."""
    distributed: Any = pytest.importorskip("distributed", reason="dask.distributed is optional")
    # In a folder of its own: what lies beside an assignment belongs to it.
    (tmp_path / "assignment").mkdir()
    lab, folder = tmp_path / "assignment/lab.ipynb", mixed(tmp_path / "in", 20)
    shutil.copy(source, lab)
    lab.with_name("rows.csv").write_text("1\n2\n")
    grade(str(lab), folder, tmp_path / "local", Settings())
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    command = [sys.executable, "-m", "distributed.cli.dask_worker", "--no-nanny", "--nthreads", "1"]
    with distributed.LocalCluster(n_workers=0, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        workers = [
            subprocess.Popen(
                [*command, "--no-dashboard", address],
                cwd=tmp_path / name,
                env=os.environ | {"TMPDIR": str(tmp_path / name), "PYTHONPATH": str(ROOT)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for name in ("one", "two")
        ]
        try:
            with distributed.Client(address) as client:
                client.wait_for_workers(2, timeout=900)
            grade(str(lab), folder, tmp_path / "dask", Settings(scheduler=address))
        finally:
            for worker in workers:
                worker.terminate()
                worker.wait(300)
    assert rows_of(tmp_path / "dask") == rows_of(tmp_path / "local")
