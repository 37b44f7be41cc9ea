"""Grade all submissions into a folder: one path for a laptop's processes and for a cluster."""

from __future__ import annotations

import importlib
import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from grader import VERSION
from grader.notebook.assignment import (
    Assignment,
    AssignmentError,
    Calibration,
    find,
    load,
    names_beside,
)
from grader.notebook.packing import Packed, pack
from grader.notebook.roles import has_solutions
from grader.outputs import late
from grader.outputs.log import log_file
from grader.outputs.reports import write_reports, write_review
from grader.outputs.results import Results, write_file
from grader.records import HandedIn, Row, Task, digest_of, empty_row
from grader.sandbox import cleanup
from grader.sandbox.limits import Limits
from grader.session import doctor
from grader.session.pool import POOL
from grader.session.submission import grade_submission
from grader.session.trial_run import calibrate
from grader.submissions.listing import submissions
from grader.submissions.submission import Submission, SubmissionsError

_LOG = logging.getLogger(__name__)
_CONNECT_TIMEOUT = "20s"  # to Dask's scheduler
UNTRIED = (
    "the notebook has no model solutions, so no test was tried before grading: "
    "if there is an instructor's notebook with solutions and hidden tests, name that one"
)


class SchedulerError(RuntimeError):
    """The Dask scheduler cannot be used; the message says why."""


@dataclass(frozen=True)
class Settings:
    """How to grade."""

    jobs: int = 0
    scheduler: str = ""
    accepted_level: int = doctor.SAFE_LEVEL
    limits: Limits = field(default_factory=Limits)
    despite_problems: bool = False
    regrade: tuple[str, ...] = ()
    log_level: str = "info"
    late: late.Policy = field(default_factory=late.Policy)


def prepare(
    name: str,
    settings: Settings,
    finding: doctor.Finding,
    scratch: Path,
    out: Path,
    private: tuple[Path, ...] = (),
    width: int = 1,
) -> Assignment:
    """Load an assignment and run its model solutions, which must earn all points.

    What the solutions showed is kept in `out`, for the next call. Without model solutions nothing
    is run, and a remark says so. Meanwhile the warm processes start that `width` submissions need.

    Raises:
        AssignmentError: the model solutions show a problem.
    """
    assignment = load(find(name), scratch, private=private)
    if not has_solutions(assignment.cells):
        return replace(assignment, calibration=Calibration(remarks=(UNTRIED,)))
    digest = assignment.digest()
    calibration = _remembered(out, digest)
    if calibration is None:
        task = Task("", b"", assignment, finding.plan, finding.level, settings.limits, "")
        POOL.warm(width - 1, assignment.preload())
        calibration = calibrate(task)
        record = {"key": digest + VERSION, **asdict(calibration)}
        write_file(out / "calibration.json", json.dumps(record))
    assignment = replace(assignment, calibration=calibration)
    problems = calibration.problems
    if problems and not settings.despite_problems:
        raise AssignmentError(
            f"{name}: the model solutions show problems:\n  "
            + "\n  ".join(problems)
            + "\nCorrect the notebook, or add --despite-problems."
        )
    return assignment


def _remembered(out: Path, digest: str) -> Calibration | None:
    try:
        record = json.loads((out / "calibration.json").read_text())
    except (OSError, ValueError):
        return None
    if record.pop("key", None) != digest + VERSION:
        return None
    return Calibration(**{name: _with_tuples(value) for name, value in record.items()})


def _with_tuples(value: Any) -> Any:
    """Return what JSON made a list of as the tuple that it was."""
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value


def key_of(
    assignment_digest: str, data: bytes | str, finding: doctor.Finding, limits: Limits
) -> str:
    """Return the key of a result: equal keys mean that grading again gives the same."""
    content = data if isinstance(data, bytes) else b"\0problem:" + data.encode()
    parts = (assignment_digest, digest_of(content), VERSION, finding.level, asdict(limits))
    return digest_of(repr(parts).encode())


@contextmanager
def executor(
    settings: Settings, packed: Packed | None = None
) -> Iterator[tuple[Executor, int, Any]]:
    """Yield an executor, how many tasks to hold in it at a time, and what stands for `packed`."""
    if settings.scheduler:
        try:
            distributed: Any = importlib.import_module("distributed")
            client = distributed.Client(settings.scheduler, timeout=_CONNECT_TIMEOUT)
        except ImportError:
            raise SchedulerError("--scheduler needs Dask: pip install distributed") from None
        except (OSError, ValueError) as error:
            raise SchedulerError(f"{settings.scheduler}: {error}") from None
        with client:
            workers = sum(client.nthreads().values())
            files = client.scatter(packed, broadcast=True) if packed else None  # once a machine
            yield client.get_executor(pure=False), max(2 * workers, 2), files
    else:
        # Threads suffice: each only watches the two processes of its submission.
        pool = ThreadPoolExecutor(_jobs(settings))
        try:
            yield pool, _jobs(settings) + 2, packed
        except BaseException:  # the user stops it, say: what runs now is ended
            POOL.stopped = True
            POOL.close()
            pool.shutdown(cancel_futures=True)
            POOL.stopped = False
            raise
        pool.shutdown()


def _jobs(settings: Settings) -> int:
    """Return how many submissions run at a time: a third of a training is waiting for threads."""
    return settings.jobs or -(-3 * (os.cpu_count() or 1) // 2)


def run_tasks(
    tasks: Iterable[Task],
    pool: Executor,
    width: int,
    done: Callable[[Row], None],
    packed: Any = None,
) -> None:
    """Grade the tasks, `width` at a time, and hand over each row as it comes.

    `packed`: the assignment's files, or what stands for them with a cluster.
    """
    waiting: dict[Future[Row], Task] = {}
    queue = iter(tasks)
    more = True
    while more or waiting:
        while more and len(waiting) < width:
            task = next(queue, None)
            more = task is not None
            if task is not None:
                waiting[pool.submit(grade_submission, task, packed)] = task
        if waiting:
            finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                task = waiting.pop(future)
                try:
                    row = future.result()
                except Exception as error:  # a worker of the cluster died, say
                    _LOG.exception("%s: lost", task.student)
                    reason = f"lost: {error!r}; traceback in grader.log"
                    row = empty_row(task) | {"status": "error", "reason": reason}
                done(row)


def grade(
    name: str,
    handed_in: Path,
    out: Path,
    settings: Settings,
    progress: Callable[[str, int, int], None] = lambda text, done, total: None,
) -> tuple[Results, Assignment]:
    """Grade all submissions of an assignment into the folder `out`.

    What is there already and would come out the same is not done again.

    Raises:
        AssignmentError: the assignment cannot be graded.
        SubmissionsError: there are no submissions, or none by a student who is to be graded again.
        UnsafeError: the isolation is not good enough.
        BusyError: another process writes to `out`, or it has another assignment's results.
        SchedulerError: the Dask scheduler cannot be used.
        ReviewError: the table of reviews holds something that is not a decision.
        LateError: what is said about late work cannot be understood.
    """
    path = find(name)
    results = Results(out, path.stem)
    found = submissions(handed_in, path.stem, path.resolve().parent.name, names_beside(path))
    policy = late.merged(late.read(out), settings.late)
    unknown = sorted(set(settings.regrade) - {item.student for item in found})
    if unknown:
        raise SubmissionsError(f"{handed_in}: no submission by {', '.join(unknown)}")
    with results.writing(), log_file(out, settings.log_level):
        late.keep(out, policy)  # at once: a run that is stopped goes on with it
        progress("trying the isolation", 0, len(found))
        finding = doctor.require(settings.accepted_level)
        progress("running the model solutions", 0, len(found))
        scratch = POOL.folder() / "assignment"
        cleanup.remove(str(scratch))
        width = 1 if settings.scheduler else min(_jobs(settings), len(found))
        assignment = prepare(name, settings, finding, scratch, out, (handed_in, out), width)
        digest = assignment.digest()
        packed = None
        if settings.scheduler:  # its machines do not have this one's folders
            assignment, packed = pack(assignment)
        count = 0
        places = {item.student: _handed_in(item) for item in found}

        def tasks() -> Iterator[Task]:
            nonlocal count
            for item in found:
                task = _task(item, assignment, digest, finding, settings)
                known = results.rows.get(item.student) or results.withdrawn.get(item.student)
                # What the grader itself failed at is tried again.
                done_before = known and known["key"] == task.digest and known["status"] != "error"
                if known and done_before and item.student not in settings.regrade:
                    # Taken back and handed in again, or handed in otherwise.
                    place = places[item.student]
                    if item.student in results.withdrawn or known.get("handed_in") != place:
                        results.append({**known, "handed_in": place})
                    count += 1
                    progress("grading", count, len(found))
                else:
                    yield task

        def done(row: Row) -> None:
            nonlocal count
            results.append({**row, "handed_in": places[row["student"]]})
            count += 1
            progress("grading", count, len(found))

        with executor(settings, packed) as (pool, width, files):
            run_tasks(tasks(), pool, width, done, files)
        cleanup.remove(str(scratch))
        calibration = assignment.calibration
        results.keep((item.student for item in found), list(assignment.points))
        write_review(results)
        late.apply(results.rows.values(), policy)
        write_reports(results, [*calibration.problems, *calibration.remarks])
    return results, assignment


def _handed_in(item: Submission) -> HandedIn:
    time = item.time.isoformat() + "Z" if item.time else ""
    return {"entry": item.entry, "time": time, "late": item.late}


def _task(
    item: Submission,
    assignment: Assignment,
    digest: str,
    finding: doctor.Finding,
    settings: Settings,
) -> Task:
    data = item.read()
    return Task(
        item.student,
        data if isinstance(data, bytes) else b"",
        assignment,
        finding.plan,
        finding.level,
        settings.limits,
        key_of(digest, data, finding, settings.limits),
        item.notes,
        data if isinstance(data, str) else "",
        item.platform,
    )
