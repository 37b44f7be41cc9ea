"""Run an experiment's jobs one by one, and keep what was measured in a file.

An experiment is a list of settings and a function that measures one of them. Its record,
`experiments/results/NAME.json`, is written after every job, so that a run can be
stopped at any moment and resumed later.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from experiments.cluster import on_cluster
from experiments.code_hash import code_sha256
from experiments.environment import environment, machine
from experiments.progress import progress_bar
from experiments.record import RecordError, key_of, numbers, plain, read_record, write_record
from utils.files import FolderInUseError, only_writer

Setting: TypeAlias = dict[str, Any]
Result: TypeAlias = dict[str, Any]

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True)
class Experiment:
    """A question, the settings that answer it, and the function that measures one.

    Args:
        name: the script's name, such as "i5_initializers"; the syllabus row comes first.
        title: the question in one line.
        jobs: the settings, plain values that JSON can hold, all different.
        measure: called as `measure(**setting)`; returns numbers or lists of numbers by
            name. It must set its own seed, so that no job depends on the one before.
        folder: where the record lies.
        needs_gpu: on a CPU a job would take hours; the repository may lack the record.
    """

    name: str
    title: str
    jobs: Sequence[Setting]
    measure: Callable[..., Result]
    folder: Path = field(default=RESULTS)
    needs_gpu: bool = False

    def __post_init__(self) -> None:
        keys = [key_of(job) for job in self.jobs]
        if not keys or len(set(keys)) < len(keys):
            raise ValueError(f"{self.name} needs at least one job, and no job twice.")

    @property
    def path(self) -> Path:
        """The record's file."""
        return self.folder / f"{self.name}.json"

    @property
    def fresh_path(self) -> Path:
        """Where a new recording grows until it is complete and replaces the old one."""
        return self.folder / f"{self.name}.fresh.json"

    @property
    def command(self) -> str:
        """What to type to record this experiment."""
        return f"python -m experiments {self.name}"

    def results(self, live: bool = False) -> list[Result]:
        """Return `{**setting, **result}` of every job, in the order of the jobs.

        Args:
            live: measure everything now, and leave the record as it is.

        Raises:
            RecordError: nothing is recorded, or not everything, or the file is damaged.
        """
        if live:
            with progress_bar(self.name, len(self.jobs), transient=True) as report:
                rows = []
                for setting in self.jobs:
                    job = one_job(self.measure, setting)
                    report(_line(job))
                    rows.append(self._row(job))
                return rows
        recorded = self._recorded()
        if len(recorded) < len(self.jobs):
            raise RecordError(
                f"{self.name}: {len(recorded)} of {len(self.jobs)} jobs are recorded: "
                f"run `{self.command}`."
            )
        return [self._row(recorded[key_of(setting)]) for setting in self.jobs]

    def provenance(self) -> str:
        """Say in one line when, with what and on what the record was made.

        Raises:
            RecordError: as for `results`.
        """
        self.results()
        jobs = list(self._recorded().values())
        dates = sorted({job["date"] for job in jobs})
        machines = sorted({machine(job["environment"]) for job in jobs})
        when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
        return (
            f"Recorded {when}, {' and '.join(machines)}, {self.minutes():.0f} min; "
            f"script {_script(self)}"
        )

    def minutes(self) -> float:
        """Add up the minutes that the recorded jobs took, together."""
        return sum(float(job["seconds"]) for job in self._recorded().values()) / 60

    def done(self) -> int:
        """Count the recorded jobs."""
        return len(self._recorded())

    def problem(self) -> str:
        """Say in one sentence why the record is not what the script would give, or ""."""
        try:
            self.results()
            record = read_record(self.path, self.name)
        except RecordError as error:
            return str(error)
        if record["code_sha256"] != code_sha256(self.measure):
            return (
                f"{self.name}: the measuring code in {_script(self)} changed after the "
                f"recording: run `{self.command} --fresh`."
            )
        if len(record["jobs"]) > len(self.jobs):
            return (
                f"{self.name}: the record holds jobs that {_script(self)} no longer has: "
                f"run `{self.command}`."
            )
        return ""

    def record(self, fresh: bool = False, scheduler: str = "") -> None:
        """Measure the jobs that the record lacks, and write it after each.

        Args:
            fresh: start over; the old record stays until the new one is complete. If that
                is interrupted, a later call without `fresh` resumes it.
            scheduler: address of a Dask scheduler whose workers measure the jobs; only this
                process writes. Empty: measure here, one job after another.

        Raises:
            RecordError: the record is damaged, its measuring code has changed since, another
                run is writing in the same folder, or the scheduler cannot be used.
        """
        try:
            with only_writer(self.folder):
                self._record(fresh, scheduler)
        except FolderInUseError:
            raise RecordError(
                f"Another run is recording in {self.folder}: wait for its end, or stop it first."
            ) from None

    def _record(self, fresh: bool, scheduler: str) -> None:
        if fresh:
            self.fresh_path.unlink(missing_ok=True)
        growing = (fresh and self.path.exists()) or self.fresh_path.exists()
        path = self.fresh_path if growing else self.path
        record = read_record(path, self.name) if path.exists() else self._empty()
        if record["code_sha256"] != code_sha256(self.measure):
            raise RecordError(
                f"{path.name} was begun with other measuring code than "
                f"{_script(self)} has now: run `{self.command} --fresh`."
            )
        self._fill(path, record, scheduler)
        if growing:
            os.replace(path, self.path)

    def _fill(self, path: Path, record: dict[str, Any], scheduler: str) -> None:
        done = {key_of(job["setting"]): job for job in record["jobs"]}
        missing = [setting for setting in self.jobs if key_of(setting) not in done]
        jobs = (
            on_cluster(scheduler, self.measure, missing)
            if scheduler and missing
            else (one_job(self.measure, setting) for setting in missing)
        )
        with progress_bar(self.name, len(self.jobs), len(self._mine(done))) as report:
            for job in jobs:
                done[key_of(job["setting"])] = job
                record = record | {"jobs": self._mine(done)}
                write_record(path, record)
                report(_line(job))
        final = record | {"title": self.title, "jobs": self._mine(done)}
        if final != record:  # a new title, or jobs that the script no longer has
            write_record(path, final)

    def _mine(self, done: Mapping[str, Any]) -> list[Any]:
        """Put recorded jobs into the script's order, and leave out what it lacks."""
        return [done[key] for key in map(key_of, self.jobs) if key in done]

    def _recorded(self) -> dict[str, Any]:
        if not self.path.exists():
            return {}
        jobs = read_record(self.path, self.name)["jobs"]
        mine = {key_of(setting) for setting in self.jobs}
        return {key: job for job in jobs if (key := key_of(job["setting"])) in mine}

    def _row(self, job: Mapping[str, Any]) -> Result:
        return {**job["setting"], **{k: numbers(v) for k, v in job["result"].items()}}

    def _empty(self) -> dict[str, Any]:
        return {
            "experiment": self.name,
            "title": self.title,
            "script": _script(self),
            "code_sha256": code_sha256(self.measure),
            "jobs": [],
        }


def _script(experiment: Experiment) -> str:
    return f"experiments/{Path(experiment.measure.__code__.co_filename).name}"


def one_job(measure: Callable[..., Result], setting: Setting) -> dict[str, Any]:
    """Measure one setting and describe when, where and how long."""
    start = time.perf_counter()
    result = measure(**setting)
    seconds = time.perf_counter() - start
    return {
        "setting": setting,
        "result": {name: plain(value, name) for name, value in result.items()},
        "seconds": round(seconds, 2),
        "date": datetime.now().date().isoformat(),
        "environment": environment(),
    }


def _line(job: Mapping[str, Any]) -> str:
    """Say in a line which job took how long."""
    setting = ", ".join(f"{name}={value}" for name, value in job["setting"].items())
    return f"{setting}: {job['seconds']:.1f} s"
