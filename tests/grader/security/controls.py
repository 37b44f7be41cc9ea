"""Positive controls: each attack succeeds where the wall that it attacks is missing.

`python -m tests.grader.security.controls NAME...` prints a line of JSON for each attack: its
name, and why it is no attack (empty: it is one). It runs each in a machine to throw away.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import re
import socket
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast, get_args

import numpy as np
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grader.notebook.cells import parse
from grader.processes import student
from grader.processes.interpreter import Interpreter
from grader.protocol.channel import Channel
from grader.protocol.decoder import decode
from grader.protocol.plain import FrameError
from tests.grader.samples import HONEST, as_bytes, instructor
from tests.grader.security.attacking import SECRET, make_outside, state
from tests.grader.security.attacks import ATTACKS
from tests.grader.security.attacks.attack import Attack, Control, told
from tests.grader.security.machine import run_in_machine

# What never runs must be found to be no attack.
NO_ATTACKS = {
    f"no attack: {kind}": Attack("def (\n", "longer than" if kind == "end" else "", control=kind)
    for kind in get_args(Control)
}
WRONG = "def total(values):\n    return 0\n"
# What never ends still runs then; what is to be judged has long been.
LONG, SHORT = 60.0, 2.0
# It is made again in each machine.
OUTSIDE = "/tmp/attacked/outside"
Say = Callable[[str], None]


def shell() -> Any:
    """Return IPython as a notebook has it, without history."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    made = cast(Any, InteractiveShell).instance(config=config)
    made.run_cell("import numpy as np")
    return made


def target_test() -> str:
    """Return the target's own first test."""
    cells = parse(as_bytes(instructor("target")))
    return next(cell.source for cell in cells if cell.grade_id == "first_test")


def judged(code: str, judge: str, say: Say) -> None:
    """Run an answer and a judge beside each other, as cells of one notebook."""
    os.chdir(tempfile.mkdtemp())
    sys.path.insert(0, os.getcwd())  # as a notebook finds what lies beside it
    ip = shell()
    ip.run_cell(code)
    say("passed" if ip.run_cell(judge).success else "failed")


def judge_control(attack: Attack) -> str:
    judge = attack.judge or target_test()
    for code, wanted in ((HONEST, "passed"), (WRONG, "failed"), (attack.code(OUTSIDE), "passed")):
        report = run_in_machine(partial(judged, code, judge), LONG)
        if report.get("lines") != [wanted]:
            return f"{code[-300:]} {wanted} expected: {report}"[:2000]
    return ""


def naked(code: str, say: Say) -> None:
    """Run an answer where files, and what the grader holds in its memory, are in reach."""
    gradebook = {"key": SECRET}
    globals()["memory"] = [SECRET * 2, gradebook]
    outside = Path(OUTSIDE)
    outside.parent.mkdir()
    make_outside(outside.parent)
    os.chdir(tempfile.mkdtemp())
    os.open(outside / "secret.txt", os.O_RDONLY)
    before = state(outside)
    _with_secrets(code, gradebook)
    if not outside.is_dir() or state(outside) != before:
        say("changed")


def _with_secrets(code: str, gradebook: dict[str, str]) -> None:
    ip = shell()
    ip.run_cell(code)
    with contextlib.suppress(Exception):
        ip.user_ns["total"]([1, 2, 3])


def machine_control(attack: Attack) -> str:
    report = run_in_machine(partial(naked, attack.code(OUTSIDE)), LONG)
    output = report.get("output", "")
    success = (
        told("breached", output)
        or "found it" in output
        or SECRET in output
        or os.waitstatus_to_exitcode(report.get("status") or 0) == 77
        or report.get("lines") == ["changed"]
    )
    return "" if success else f"nothing came of it: {report}"[-2000:]


def called(code: str, say: Say) -> None:
    ip = shell()
    say("begins")
    ip.run_cell(code)
    before = os.fstat(250).st_ino
    outcome = ip.run_cell("total([1, 2, 3])")
    say(f"over {outcome.error_in_exec!r}" if os.fstat(250).st_ino == before else "")


def end_control(attack: Attack) -> str:
    seconds = SHORT if "longer than" in attack.ends else LONG
    report = run_in_machine(partial(called, attack.code(OUTSIDE)), seconds)
    status, lines = report.get("status"), str(report.get("lines"))
    if "longer than" in attack.ends:
        ended = report.get("signalled", False) and "SIG" in attack.ends
        success = "over" not in lines and (status is None or report["stopped"] or ended)
    elif "status 7" in attack.ends:
        success = status is not None and os.waitstatus_to_exitcode(status) == 7
    elif "SIG" in attack.ends:
        success = report.get("signalled", False)
    else:
        success = re.search(attack.ends, lines) is not None
    return (
        "" if success and "broken" not in report else f"it does not end like this: {report}"[:2000]
    )


def gullible(channel: Channel, code: str) -> str:
    """Examine an answer, and believe whatever comes over the connection.

    Returns:
        What the examiner took for full marks, empty if it took nothing.
    """
    for number, question in enumerate(
        (("run", code), ("run", "verdict = total([1, 2, 3]) == 6"), ("names", ["verdict"]))
    ):
        channel.send(pickle.dumps(question))
        try:
            data = channel.receive()
        except ConnectionError as error:
            return f"no answer: {error}"
        if data.startswith(b"\x80"):
            return f"unpickled {pickle.loads(data)!r}"
        try:
            answer = decode(data, lambda handle: handle)
        except FrameError as error:
            return f"{error}"
        match answer:
            case ("score", values):
                return f"score {values}"
            case ("call", callback, _, _):
                return f"call {callback}"
            case ("raise", *_):
                return "stopped by an error"
            case int(handle):
                return f"object {handle}"
            case ("value", dict(found), *_) if number == 2:
                return "right" if found.get("verdict") is True else ""
            case ("value", value, *_) if type(value) is not list and number:
                return f"value {value}" if value else ""
    return ""


def peer(code: str, say: Say) -> None:
    """Let a gullible examiner ask a student's process that nothing confines."""
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        os.dup2(theirs.fileno(), 100)
        student.serve(Channel(socket.socket(fileno=100)), Interpreter(), 20_000, 1)
        os._exit(0)
    theirs.close()
    channel = Channel(ours)
    assert decode(channel.receive()) == "ready"
    say("begins")
    say(gullible(channel, "import numpy as np\n" + code))


def peer_control(attack: Attack) -> str:
    tries = ((HONEST, True, LONG), (WRONG, False, LONG), (attack.code(OUTSIDE), True, SHORT))
    for code, wanted, seconds in tries:
        report = run_in_machine(partial(peer, code), seconds)
        waits = report["status"] is None  # for the rest of an answer
        if bool("".join(report["lines"][1:]) or waits) != wanted:
            return f"{code[-300:]} {wanted} expected: {report}"[:2000]
    return ""


CONTROLS = {
    "judge": judge_control,
    "machine": machine_control,
    "end": end_control,
    "peer": peer_control,
}


def main(names: list[str]) -> None:
    """Run the controls of the named attacks, or of all."""
    os.environ["GRADER_SECRET"] = SECRET
    assert np.__name__ == "numpy"  # imported once, before all forks
    known = {**ATTACKS, **NO_ATTACKS}
    for name in names or known:
        print(json.dumps([name, CONTROLS[known[name].control](known[name])]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
