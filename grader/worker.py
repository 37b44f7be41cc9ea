"""Grades one submission: starts the two processes, watches the clock, collects the points.

`grade_submission` is a pure function of its task (apart from the seconds it reports), so that
any executor may run it, on this machine or on another one.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import importlib
import os
import platform
import secrets
import select
import shutil
import signal
import socket
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from grader import VERSION, cgroups, jail, wire
from grader.analysis import names_in, roles
from grader.assignment import Assignment, Calibration
from grader.channel import Channel, ClosedError
from grader.examiner import Job
from grader.jail import Limits, Place, Plan
from grader.plain import FrameError, decode, encode
from grader.standin import StudentGone
from grader.zygote import Zygote

Row = dict[str, Any]
GRACE_SECONDS = 3.0
START_SECONDS = 120.0


@dataclass(frozen=True)
class Task:
    """One submission to grade: everything that the result depends on."""

    student: str
    submission: bytes
    assignment: Assignment
    plan: Plan
    level: int
    limits: Limits
    digest: str
    notes: tuple[str, ...] = ()
    problem: str = ""


@dataclass
class _Pass:
    """What one run through the notebook brought."""

    scores: dict[str, dict[str, Any]] = field(default_factory=dict)
    manual: dict[str, bool] = field(default_factory=dict)
    cells: dict[int, dict[str, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    given: list[dict[str, Any]] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    modules: list[str] = field(default_factory=list)
    unreadable: str = ""
    broken: str = ""
    died_at: int | None = None
    died_id: str = ""
    secret: bool = False
    why: str = ""

    def shown(self) -> str:
        """Return why the student's process ended, as far as the student may read it.

        How it ends is up to the student's code, which may have seen a hidden test's data.
        """
        if self.secret and not self.timed_out:
            return "the student's process ended during or after a hidden test"
        return self.why

    ended: bool = False
    timed_out: bool = False


class Pool:
    """The warm processes of this process, handed out to one task at a time."""

    def __init__(self) -> None:
        self._idle: list[Zygote] = []
        self._lock = threading.Lock()
        self._all: list[Zygote] = []
        self._folder = ""
        self.stopped = False

    def folder(self) -> Path:
        """Return this process's scratch folder."""
        with self._lock:
            if not self._folder:
                self._folder = make_scratch()
            return Path(self._folder)

    def take(self, modules: list[str]) -> Zygote:
        """Return a warm process that has imported the modules, at least.

        Raises:
            OSError: the user stopped the run.
        """
        if self.stopped:
            raise OSError("stopped")
        caches = self.folder() / "caches"
        caches.mkdir(exist_ok=True)
        with self._lock:
            zygote = self._idle.pop() if self._idle else None
        if zygote is None:
            zygote = self._start(caches)
        if not zygote.preload(modules):
            # A library started threads on import: each submission imports it for itself.
            self.drop(zygote)
            zygote = self._start(caches)
        return zygote

    def _start(self, caches: Path) -> Zygote:
        zygote = Zygote(str(caches))
        with self._lock:
            self._all.append(zygote)
        return zygote

    def put(self, zygote: Zygote) -> None:
        """Take a warm process back."""
        with self._lock:
            self._idle.append(zygote)

    def drop(self, zygote: Zygote) -> None:
        """End a warm process."""
        zygote.close()
        with self._lock, contextlib.suppress(ValueError):
            self._all.remove(zygote)

    def close(self) -> None:
        """End all warm processes and remove the scratch folder."""
        with self._lock:
            zygotes, self._all, self._idle = self._all, [], []
            folder, self._folder = self._folder, ""
        for zygote in zygotes:
            zygote.close()
        if folder:
            jail.remove(folder)


POOL = Pool()
atexit.register(POOL.close)
# The plans whose walls were tried on this machine, by this process.
PROVEN: set[Plan] = set()
_PROOF = threading.Lock()


def make_scratch() -> str:
    """Make a folder for this process, and remove what processes that are gone left behind."""
    cgroups.sweep()
    base = Path(tempfile.gettempdir())
    for old in base.glob("grader-scratch-*"):
        pid = old.name.split("-")[2]
        if pid.isdigit() and old.stat().st_uid == os.getuid() and not _alive(int(pid)):
            jail.remove(str(old))
    folder = tempfile.mkdtemp(prefix=f"grader-scratch-{os.getpid()}-")
    os.chmod(folder, 0o711)
    return folder


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def grade_submission(task: Task) -> Row:
    """Return the row of one submission; whatever the submission does, there is one."""
    started = time.monotonic()
    row = empty_row(task)
    if task.problem:
        row |= {"status": "unreadable", "reason": task.problem}
        return row
    for attempt in (1, 2):
        try:
            plan = prove(task.plan, task.level)
            row["layers"] = plan.layers()
            _grade(replace(task, plan=plan, assignment=_at_hand(task.assignment)), row)
            break
        except jail.BrokenJailError as error:
            row |= {"status": "error", "reason": str(error)}
            break
        except Exception as error:
            # The grader's own processes failed: once more with a fresh one. Whatever it is, it
            # must not stop the other submissions.
            if attempt == 2:
                row |= {"status": "error", "reason": f"the grader failed: {error!r}"}
    row["score"] = _total(row)
    row["seconds"] = round(time.monotonic() - started, 3)
    return row


def prove(plan: Plan, level: int) -> Plan:
    """Try the walls, unless this process has done so: a cluster's machines may differ.

    Returns the plan, without control groups where this machine has none.

    Raises:
        BrokenJailError: the walls do not hold here.
    """
    with _PROOF:
        doctor: Any = importlib.import_module("grader.doctor")
        if plan.cgroups and not cgroups.held():
            plan = replace(plan, cgroups=False)
        if plan in PROVEN:
            return plan
        try:
            found = doctor.try_plan(plan)[0]
        except (doctor.UnsafeError, StudentGone) as error:
            raise jail.BrokenJailError(f"{platform.node()}: {error}") from None
        if found < level:
            raise jail.BrokenJailError(f"{platform.node()}: isolation level {found}, not {level}")
        return plan


def _at_hand(assignment: Assignment) -> Assignment:
    """Return the assignment with its files in this process's own folder."""
    own = POOL.folder()
    if Path(assignment.helpers).is_relative_to(own):
        return assignment
    with _PROOF:
        folders = [
            _copied(folder, own) if folder else ""
            for folder in (assignment.helpers, assignment.reference)
        ]
    return replace(assignment, helpers=folders[0], reference=folders[1])


def _copied(folder: str, own: Path) -> str:
    target = own / "files" / digest_of(folder.encode())
    if not target.is_dir():
        shutil.copytree(folder, f"{target}.part", dirs_exist_ok=True)
        os.rename(f"{target}.part", target)
    return str(target)


def empty_row(task: Task) -> Row:
    """Return a row without points."""
    points = task.assignment.points
    return {
        "student": task.student,
        "assignment": task.assignment.name,
        "status": "graded",
        "reason": "",
        "score": 0.0,
        "max_score": sum(points.values()),
        "questions": {
            name: {"score": 0.0, "max_score": value, "reason": "not run", "detail": ""}
            for name, value in points.items()
        },
        "notes": list(task.notes),
        "cells": [],
        "isolation": task.level,
        "layers": task.plan.layers(),
        "submission": digest_of(task.submission),
        "versions": {"grader": VERSION, "python": platform.python_version()},
        "key": task.digest,
        "seconds": 0.0,
    }


def _total(row: Row) -> float:
    return float(sum(item["score"] or 0.0 for item in row["questions"].values()))


def digest_of(data: bytes) -> str:
    """Return a short digest of bytes."""
    return hashlib.sha256(data).hexdigest()[:32]


def _grade(task: Task, row: Row) -> None:
    questions = row["questions"]
    tests = [cell.grade_id for cell in task.assignment.cells if cell.is_test]
    deadline = time.monotonic() + task.limits.notebook_seconds
    done, notes, cells, problem = _run_all(task, deadline, forgeable=False)
    scores = dict(done.scores)
    if task.assignment.in_process and not problem:
        forged, more, _, _ = _run_all(task, deadline, forgeable=True)
        scores |= {
            name: {**value, "mode": "in-process (can be forged)"}
            for name, value in forged.scores.items()
        }
        notes += more
    tasks = {cell.grade_id for cell in task.assignment.cells if cell.task}
    for name, changed in done.manual.items():
        changed = changed or name in tasks  # a task is answered in cells of the student's own
        reason = "to be graded by a person" if changed else "no response"
        questions[name] |= {"score": None if changed else 0.0, "reason": reason, "mode": "manual"}
    for name in tests:
        if name in scores:
            questions[name] |= {"mode": "split", **scores[name]}
    row["notes"] = list(dict.fromkeys([*row["notes"], *notes]))
    row["cells"] = cells
    if problem:
        status = "unreadable" if done.unreadable else "stopped"
        row |= {"status": status, "reason": problem}
        for name in tests:
            if name not in scores:
                questions[name]["reason"] = problem


def _run_all(
    task: Task, deadline: float, *, forgeable: bool
) -> tuple[_Pass, list[str], list[dict[str, Any]], str]:
    """Run the notebook, and again without the step that killed the student's process.

    Returns what was found, remarks, the students' cells, and why not all tests ran ("").
    """
    total = _Pass()
    skip: list[int] = []
    notes: list[str] = []
    problem = ""
    while True:
        part = run_pass(task, deadline, skip, list(total.scores), forgeable=forgeable)
        if part.broken:
            raise OSError(part.broken)
        total.unreadable = part.unreadable
        for name, score in part.scores.items():
            total.scores.setdefault(name, score)
        total.manual |= part.manual
        for number, cell in part.cells.items():
            total.cells.setdefault(number, cell)
        notes += part.notes
        if part.unreadable:
            problem = part.unreadable
            break
        if part.ended:
            break
        if part.died_at is None or part.died_at < 0 or part.died_at in skip:
            raise OSError(part.why or "the trusted process ended early")
        skip.append(part.died_at)
        if part.died_id:
            lost = {"score": 0.0, "reason": part.shown(), "detail": part.why}
            total.scores.setdefault(part.died_id, lost)
        else:
            notes.append(f"step {part.died_at + 1} was stopped: {part.shown()}")
        if time.monotonic() > deadline:
            problem = f"the notebook took longer than {task.limits.notebook_seconds:g} s"
            break
    return total, notes, [total.cells[number] for number in sorted(total.cells)], problem


def run_pass(
    task: Task,
    deadline: float,
    skip: list[int],
    judged: list[str],
    *,
    forgeable: bool = False,
    reference: bool = False,
) -> _Pass:
    """Run through the notebook once, in a fresh pair of processes."""
    zygote = POOL.take(task.assignment.preload())
    try:
        result = _Watcher(task, zygote, deadline).run(
            _job(task, skip, judged, forgeable=forgeable, reference=reference)
        )
    except BaseException:
        POOL.drop(zygote)
        raise
    POOL.put(zygote)
    return result


def _job(
    task: Task, skip: list[int], judged: list[str], *, forgeable: bool, reference: bool
) -> Job:
    assignment = task.assignment
    seed = hashlib.sha256(assignment.data + b"\0" + task.submission).digest()
    return Job(
        assignment.data,
        task.submission,
        "",
        int.from_bytes(seed[:6], "little"),
        skip=skip,
        judged=judged,
        student_side=list(assignment.calibration.student_side),
        in_process=list(assignment.in_process),
        in_place=list(assignment.calibration.in_place),
        partial=list(assignment.calibration.partial),
        forgeable_pass=forgeable,
        reference=reference,
        calibrated=assignment.calibration.calibrated,
        plain=assignment.plain,
    )


class _Watcher:
    """One pair of processes, their clock, and their end."""

    def __init__(self, task: Task, zygote: Zygote, deadline: float) -> None:
        self.task = task
        self.zygote = zygote
        self.deadline = deadline
        self.found = _Pass()
        self.step = -1

    def run(self, job: Job) -> _Pass:
        folder = POOL.folder() / secrets.token_hex(8)
        assignment = self.task.assignment
        place = make_place(folder, assignment.helpers, assignment.trusted)
        student_end, examiner_end = socket.socketpair()
        leash, leash_end = socket.socketpair()
        reports, reports_end = socket.socketpair()
        examiner = 0
        try:
            seed = int(digest_of(b"student" + self.task.submission)[:8], 16)
            self.zygote.start_student(
                self.task.plan, self.task.limits, place, seed, student_end, leash_end
            )
            examiner = self.zygote.start_examiner(examiner_end, reports_end)
            for end in (student_end, examiner_end, leash_end, reports_end):
                end.close()
            channel = Channel(reports)
            channel.send(encode(asdict(job) | {"folder": place.trusted}))
            self._listen(channel, leash)
        finally:
            for end in (student_end, examiner_end, leash_end, reports_end, reports):
                end.close()
            try:
                if examiner:
                    self.zygote.kill(examiner)
            finally:
                why = _pull(leash)
                self.found.why = self.found.why or why or "the student's process broke the protocol"
                jail.remove(str(folder))
        return self.found

    def _listen(self, channel: Channel, leash: socket.socket) -> None:
        """Take reports until the end, and stop what takes too long."""
        limit = time.monotonic() + START_SECONDS
        pulled = False
        while True:
            wait = min(limit, max(self.deadline, 0)) - time.monotonic()
            if pulled:
                wait = limit - time.monotonic()
            if wait > 0 and select.select([channel.sock], [], [], wait)[0]:
                try:
                    event, values = decode(channel.receive())
                except (ClosedError, FrameError):
                    return self._examiner_gone()
                if event == "begin":
                    self.step = values["step"]
                    limit = time.monotonic() + self.task.limits.question_seconds
                elif self._note(event, values):
                    return None
            elif pulled:
                return self._examiner_gone()
            else:
                self.found.timed_out = True
                self.found.why = f"took longer than {self.task.limits.question_seconds:g} s"
                if time.monotonic() > self.deadline:
                    seconds = self.task.limits.notebook_seconds
                    self.found.why = f"the notebook took longer than {seconds:g} s"
                with contextlib.suppress(OSError):
                    leash.shutdown(socket.SHUT_WR)
                pulled = True
                limit = time.monotonic() + GRACE_SECONDS

    def _examiner_gone(self) -> None:
        self.found.died_at = self.step
        cells = self.task.assignment
        self.found.died_id = self._test_of(cells, self.step)
        self.found.why = self.found.why or "the test itself needed too much memory or crashed"

    def _test_of(self, assignment: Assignment, step: int) -> str:
        from grader.notebook import parse
        from grader.rebuild import rebuild

        steps = rebuild(assignment.cells, parse(self.task.submission), plain=assignment.plain).steps
        cell = steps[step].cell if 0 <= step < len(steps) else None
        return cell.grade_id if cell is not None and cell.is_test else ""

    def _note(self, event: str, values: dict[str, Any]) -> bool:
        """Take one report; True if it was the last."""
        found = self.found
        match event:
            case "score":
                name = values.pop("id")
                found.scores[name] = values
            case "manual":
                found.manual[values["id"]] = values["changed"]
            case "cell":
                found.cells[values["step"]] = values
            case "notes":
                found.notes += values["notes"]
            case "given":
                found.given.append(values)
            case "partial":
                found.partial.append(values["id"])
            case "unreadable":
                found.unreadable = values["why"]
            case "broken":
                found.broken = values["why"]
            case "died":
                found.died_at, found.died_id = values["step"], values["id"]
                found.secret = values["secret"]
            case "end":
                found.modules = values["modules"]
                found.ended = True
        return event in ("unreadable", "broken", "died", "end")


def make_place(folder: Path, helpers: str, trusted: str) -> Place:
    """Make the folders for one pair of processes; the last two have the assignment's files."""
    for name in ("root", "work", "trusted"):
        (folder / name).mkdir(parents=True)
        (folder / name).chmod(0o700)
    folder.chmod(0o711)
    for name in os.listdir(trusted):
        os.symlink(f"{trusted}/{name}", folder / "trusted" / name)
    return Place(
        str(folder / "root"),
        str(folder / "work"),
        helpers,
        str(folder / "trusted"),
        jail.library_folders(),
    )


def _pull(leash: socket.socket) -> str:
    """End the student's process tree; return why it had ended before, if it had."""
    with contextlib.suppress(OSError):
        leash.shutdown(socket.SHUT_WR)
    leash.settimeout(20)
    try:
        message = wire.receive(leash)[0]
        leash.recv(1)  # returns when the keeper is gone as well
    except (OSError, EOFError):
        return ""
    finally:
        leash.close()
    status = int(message["status"])
    if message["why"]:
        return str(message["why"])
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
        return f"the student's process was ended by {name}"
    return f"the student's process ended itself with status {os.waitstatus_to_exitcode(status)}"


def calibrate(task: Task) -> Calibration:
    """Run the model solutions as a submission, and return what this shows.

    Cells of the instructor's that cannot run in the trusted process are found and run on the
    student's side; tests that this makes depend on the student's claims, and tests that the
    model solutions fail, are named as problems.
    """
    student_side: set[int] = set()
    while True:
        trial = Calibration(student_side=tuple(sorted(student_side)))
        assignment = replace(task.assignment, calibration=trial)
        trial_task = replace(task, assignment=assignment, submission=assignment.data)
        deadline = time.monotonic() + task.limits.notebook_seconds
        found = run_pass(trial_task, deadline, [], [], reference=True)
        if found.broken:
            raise OSError(found.broken)
        failed = {item["index"] for item in found.given if item["push"]} - student_side
        if not failed:
            break
        student_side |= failed
    known = set(task.assignment.preload())
    return Calibration(
        True,
        tuple(sorted(student_side)),
        tuple(name for name, score in found.scores.items() if score.get("in_place")),
        tuple(found.partial),
        tuple([*_claims(task.assignment, student_side), *_failures(task.assignment, found)]),
        tuple(
            f"test {name!r} asks the student's object for a verdict: {', '.join(score['verdicts'])}"
            for name, score in found.scores.items()
            if score.get("verdicts")
        ),
        tuple(name for name in _warm(found.modules) if name not in known),
    )


def _claims(assignment: Assignment, student_side: set[int]) -> list[str]:
    """Name the tests that read what an instructor's cell computes in the student's process."""
    cells = assignment.cells
    problems = []
    for index in sorted(student_side):
        names = names_in(cells[index].source).binds
        for cell, role in zip(cells, roles(cells, student_side), strict=True):
            if cell.is_test and role.asks & names and cell.grade_id not in assignment.in_process:
                problems.append(
                    f"test {cell.grade_id!r} reads {', '.join(sorted(role.asks & names))} from "
                    f"cell {index + 1}, which needs the student's objects in its own process: "
                    f"change it, or use --in-process {cell.grade_id}, where results can be forged"
                )
    return problems


def _failures(assignment: Assignment, found: _Pass) -> list[str]:
    """Name the tests that the model solutions fail."""
    problems = []
    if not found.ended:
        problems.append(f"the model solutions did not run to the end: {found.why}")
    for name, points in assignment.points.items():
        score = found.scores.get(name)
        if name in found.manual or name in assignment.in_process:
            continue
        if score is None:
            problems.append(f"test {name!r} did not run with the model solutions")
        elif score["score"] < points and name not in found.partial:
            problems.append(
                f"test {name!r} fails with the model solution ({score['detail']}); if it inspects "
                f"code or objects, use --in-process {name}, where results can be forged"
            )
    return problems


def _warm(modules: list[str]) -> list[str]:
    """Return those modules that libraries import late, so that the warm process has them before."""
    known = (
        "numpy",
        "scipy",
        "sklearn",
        "pandas",
        "matplotlib",
        "tensorflow",
        "keras",
        "PIL",
        "h5py",
    )
    return [name for name in modules if name.split(".")[0] in known]
