"""The trusted process of one submission: has the notebook run, decides the points.

It gets the assignment and the submission from the grader, asks the student's process, and reports
cell by cell. It never runs a line of the submission.
"""

from __future__ import annotations

import socket
import sys

from grader.processes.interpreter import Interpreter
from grader.processes.job import Job
from grader.processes.plain_run import PlainRun
from grader.processes.split_run import SplitRun
from grader.protocol.channel import Channel
from grader.protocol.decoder import decode
from grader.sandbox.limits import MIB, mapped_bytes

if sys.platform != "win32":  # where `doctor` says what to do instead
    import resource

MEMORY_MB = 4096


def main(fds: list[int], interpreter: Interpreter) -> None:
    """Do the job that comes over the second descriptor; the first leads to the student."""
    channel = Channel(socket.socket(fileno=fds[0]))
    reports = Channel(socket.socket(fileno=fds[1]))
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard == resource.RLIM_INFINITY and sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (mapped_bytes() + MEMORY_MB * MIB, hard))
    job = Job(**decode(reports.receive()))
    run = SplitRun if job.mode == "split" else PlainRun
    run(job, channel, reports, interpreter).run()
