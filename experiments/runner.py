"""Run an experiment's jobs one by one, and keep what was measured in a file.

An experiment is a list of settings and a function that measures one of them. Its record,
`experiments/results/NAME.json`, is written anew after every job, so that a run can be
stopped at any moment and goes on where it was.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import importlib.metadata
import json
import math
import os
import platform
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from utils.files import FolderInUseError, only_writer, write_whole

Setting: TypeAlias = dict[str, Any]
Result: TypeAlias = dict[str, Any]
Report: TypeAlias = Callable[[str], None]

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results"
DIGITS = 5  # significant digits of recorded numbers; an accuracy needs no more


class RecordError(RuntimeError):
    """A record is missing, incomplete, damaged or stale; the message says what to do."""


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
    """

    name: str
    title: str
    jobs: Sequence[Setting]
    measure: Callable[..., Result]
    folder: Path = field(default=RESULTS)

    def __post_init__(self) -> None:
        keys = [_key(job) for job in self.jobs]
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
        """Give `{**setting, **result}` of every job, in the order of the jobs.

        Args:
            live: measure everything now, and leave the record as it is.

        Raises:
            RecordError: nothing is recorded, or not everything, or the file is damaged.
        """
        if live:
            with _progress(self.name, len(self.jobs), transient=True) as report:
                return [self._row(_job(self, setting, report)) for setting in self.jobs]
        recorded = self._recorded()
        if len(recorded) < len(self.jobs):
            raise RecordError(
                f"{self.name}: {len(recorded)} of {len(self.jobs)} jobs are recorded: "
                f"run `{self.command}`."
            )
        return [self._row(recorded[_key(setting)]) for setting in self.jobs]

    def provenance(self) -> str:
        """Say in one line when, with what and on what the record was made.

        Raises:
            RecordError: as for `results`.
        """
        self.results()
        jobs = list(self._recorded().values())
        dates = sorted({job["date"] for job in jobs})
        machines = sorted({_machine(job["environment"]) for job in jobs})
        when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
        return (
            f"Recorded {when}, {' and '.join(machines)}, {self.minutes():.0f} min; "
            f"script {_script(self)}"
        )

    def minutes(self) -> float:
        """Give the minutes that the recorded jobs took, together."""
        return sum(float(job["seconds"]) for job in self._recorded().values()) / 60

    def done(self) -> int:
        """Give the number of recorded jobs."""
        return len(self._recorded())

    def problem(self) -> str:
        """Say in one sentence why the record is not what the script would give, or ""."""
        try:
            self.results()
            record = _read(self.path, self.name)
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

    def record(self, fresh: bool = False) -> None:
        """Measure the jobs that the record lacks, and write it after each.

        Args:
            fresh: start over; the old record stays until the new one is complete. If that
                is interrupted, a later call without `fresh` goes on with it.

        Raises:
            RecordError: the record is damaged, its measuring code has changed since, or
                another run is writing in the same folder.
        """
        try:
            with only_writer(self.folder):
                self._record(fresh)
        except FolderInUseError:
            raise RecordError(
                f"Another run is recording in {self.folder}: wait for its end, or stop it first."
            ) from None

    def _record(self, fresh: bool) -> None:
        if fresh:
            self.fresh_path.unlink(missing_ok=True)
        growing = (fresh and self.path.exists()) or self.fresh_path.exists()
        path = self.fresh_path if growing else self.path
        record = _read(path, self.name) if path.exists() else self._empty()
        if record["code_sha256"] != code_sha256(self.measure):
            raise RecordError(
                f"{path.name} was begun with other measuring code than "
                f"{_script(self)} has now: run `{self.command} --fresh`."
            )
        self._fill(path, record)
        if growing:
            os.replace(path, self.path)

    def _fill(self, path: Path, record: dict[str, Any]) -> None:
        done = {_key(job["setting"]): job for job in record["jobs"]}
        with _progress(self.name, len(self.jobs), len(self._mine(done))) as report:
            for setting in self.jobs:
                if _key(setting) not in done:
                    done[_key(setting)] = _job(self, setting, report)
                    record = record | {"jobs": self._mine(done)}
                    _write(path, record)
        final = record | {"title": self.title, "jobs": self._mine(done)}
        if final != record:  # a new title, or jobs that the script no longer has
            _write(path, final)

    def _mine(self, done: Mapping[str, Any]) -> list[Any]:
        """Put recorded jobs into the script's order, and leave out what it lacks."""
        return [done[key] for key in map(_key, self.jobs) if key in done]

    def _recorded(self) -> dict[str, Any]:
        if not self.path.exists():
            return {}
        jobs = _read(self.path, self.name)["jobs"]
        mine = {_key(setting) for setting in self.jobs}
        return {key: job for job in jobs if (key := _key(job["setting"])) in mine}

    def _row(self, job: Mapping[str, Any]) -> Result:
        return {**job["setting"], **{k: _numbers(v) for k, v in job["result"].items()}}

    def _empty(self) -> dict[str, Any]:
        return {
            "experiment": self.name,
            "title": self.title,
            "script": _script(self),
            "code_sha256": code_sha256(self.measure),
            "jobs": [],
        }


def code_sha256(measure: Callable[..., Any]) -> str:
    """Hash the code that a measurement depends on, without comments and docstrings.

    That is `measure` and every definition that it uses, directly or not, from its own
    script and from other modules of `experiments`; not the list of jobs, so that one more
    seed leaves what is recorded valid.

    Raises:
        ValueError: `measure` is not a function at the top level of a file.
    """
    code = measure.__code__
    seen: dict[tuple[Path, str], str] = {}
    _collect(Path(code.co_filename), code.co_name, seen)
    if not seen:
        raise ValueError(f"{code.co_name} must be defined at the top level of its script.")
    return hashlib.sha256("\n".join(seen[key] for key in sorted(seen)).encode()).hexdigest()


def _collect(file: Path, name: str, seen: dict[tuple[Path, str], str]) -> None:
    """Add the definition of a name, and of the names in it, to `seen`."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("experiments."):
            module = ROOT.joinpath(*str(node.module).split(".")).with_suffix(".py")
            for alias in node.names:
                if name == (alias.asname or alias.name):
                    _collect(module, alias.name, seen)
        elif name in _defines(node) and (file, name) not in seen:
            seen[file, name] = ast.unparse(_without_docstrings(node))
            for used in sorted(_uses(node)):
                _collect(file, used, seen)


def _defines(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", node)]
    return {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}


def _uses(node: ast.stmt) -> set[str]:
    """Give the names that a definition reads and does not itself bind."""
    names = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
    bound = {n.id for n in names if isinstance(n.ctx, ast.Store)}
    bound |= {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}
    return {n.id for n in names} - bound


def _without_docstrings(node: ast.stmt) -> ast.stmt:
    for inner in ast.walk(node):
        if isinstance(inner, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(inner):
            inner.body = inner.body[1:] or [ast.Pass()]
    return node


def _script(experiment: Experiment) -> str:
    return f"experiments/{Path(experiment.measure.__code__.co_filename).name}"


def _job(experiment: Experiment, setting: Setting, report: Report) -> dict[str, Any]:
    """Measure one setting and describe when, where and how long."""
    start = time.perf_counter()
    result = experiment.measure(**setting)
    seconds = time.perf_counter() - start
    job = {
        "setting": setting,
        "result": {name: _plain(value, name) for name, value in result.items()},
        "seconds": round(seconds, 2),
        "date": datetime.now().date().isoformat(),
        "environment": environment(),
    }
    report(f"{', '.join(f'{k}={v}' for k, v in setting.items())}: {seconds:.1f} s")
    return job


def environment() -> dict[str, Any]:
    """Give the versions and the hardware that numbers and seconds depend on."""
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


def _machine(environment: Mapping[str, Any]) -> str:
    hardware = environment["gpu"] or f"{environment['cores']} CPU cores ({environment['cpu']})"
    return f"TensorFlow {environment['tensorflow']}, Keras {environment['keras']}, {hardware}"


def _key(setting: Mapping[str, Any]) -> str:
    return json.dumps(setting, sort_keys=True)


def _plain(value: Any, name: str) -> Any:
    """Round to `DIGITS` significant digits; what is not finite becomes None (null)."""
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, list | tuple):
        return [_plain(v, name) for v in value]
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, int | str):
        return value
    raise TypeError(f"measure returned {type(value).__name__} as {name!r}, not plain numbers.")


def _numbers(value: Any) -> Any:
    """Undo what `_plain` did to numbers that are not finite: they are NaN."""
    if isinstance(value, list):
        return [_numbers(v) for v in value]
    return math.nan if value is None else value


def _read(path: Path, name: str) -> dict[str, Any]:
    """Read a record and make sure that it is one.

    Raises:
        RecordError: it is not readable, or not the record of this experiment.
    """
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    cure = (
        f"restore it with `git checkout -- {shown}`, "
        f"or record anew with `python -m experiments {name} --fresh`."
    )
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        for job in record["jobs"]:
            if not isinstance(job["setting"], dict) or not isinstance(job["result"], dict):
                raise TypeError
            float(job["seconds"]), _machine(job["environment"]), job["date"] + ""
        found = record["experiment"], record["code_sha256"]
    except OSError as error:
        raise RecordError(f"{shown} cannot be read ({error.strerror}): {cure}") from None
    except (ValueError, KeyError, TypeError):
        raise RecordError(f"{shown} is damaged or not a record: {cure}") from None
    if found[0] != name:
        raise RecordError(f"{shown} is the record of {found[0]}, not of {name}: {cure}")
    return dict(record)


def _write(path: Path, record: Mapping[str, Any]) -> None:
    """Write a record, one job a line, so that at every moment the file is whole."""
    head = {name: value for name, value in record.items() if name != "jobs"}
    jobs = ",\n".join(json.dumps(job, allow_nan=False) for job in record["jobs"])
    text = f'{json.dumps(head, indent=1)[:-2]},\n "jobs": [\n{jobs}\n]}}\n'
    write_whole(path, text, durable=True)


@contextlib.contextmanager
def _progress(name: str, total: int, done: int = 0, transient: bool = False) -> Iterator[Report]:
    """Show a bar with jobs and time left; yields what to call after each job."""
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
    )
    # A notebook that is being built or tested keeps no trace of the bar.
    quiet = transient and os.environ.get("COURSE_STATIC") == "1"
    with Progress(*columns, transient=transient, disable=quiet) as progress:
        task = progress.add_task(name, total=total, completed=done)

        def report(line: str) -> None:
            progress.advance(task)
            if not transient:
                count = int(progress.tasks[0].completed)
                progress.console.print(f"[dim]{count}/{total}[/dim] {line}", highlight=False)

        yield report
