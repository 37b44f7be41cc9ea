"""The grader's end of the fork server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from grader.protocol import descriptors
from grader.sandbox import jail
from grader.sandbox.environment import QUIET, SAME_DIGITS
from grader.sandbox.limits import Limits

MOST_STDERR = 100_000
END_SECONDS = 5.0


class ForkServer:
    """Start the warm process and ask it for pairs of processes."""

    def __init__(self, folder: str) -> None:
        """Start the process; `folder` is a place for caches of libraries."""
        package = str(Path(__file__).parents[2])
        code = (
            f"import sys; sys.path.insert(0, {package!r}); "
            "from grader.processes.fork_server import main; "
            f"sys.path.remove({package!r}); main(int(sys.argv[1]))"
        )
        self.control, other = socket.socketpair()
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - open as long as the process
        self._read = 0
        environment = {**QUIET, "PATH": os.environ.get("PATH", os.defpath)}
        environment |= {name: os.environ[name] for name in SAME_DIGITS if name in os.environ}
        environment |= {"HOME": os.path.expanduser("~"), "MPLCONFIGDIR": folder, "TMPDIR": folder}
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-c", code, str(other.fileno())],
            env=environment,
            pass_fds=(other.fileno(),),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._stderr,
            cwd="/",
            process_group=0,  # a terminal's Ctrl-C is the grader's alone, which ends this one
        )
        other.close()
        self.imported: set[str] = set()

    def preload(self, modules: list[str]) -> bool:
        """Import modules once; return False if that started threads, which a fork would lose."""
        missing = [name for name in modules if name not in self.imported]
        if not missing:
            return True
        descriptors.send(self.control, {"op": "import", "modules": missing})
        self.imported.update(missing)
        return int(self._answer()["threads"]) == 1

    def _answer(self) -> dict[str, Any]:
        return descriptors.receive(self.control)[0]

    def start_student(
        self,
        plan: jail.Plan,
        limits: Limits,
        paths: jail.Paths,
        seed: int,
        channel: socket.socket,
        control: socket.socket,
    ) -> None:
        """Start a student's process that serves `channel`; it ends when `control` is closed."""
        message = {
            "op": "student",
            "plan": asdict(plan),
            "limits": asdict(limits),
            "paths": asdict(paths),
            "seed": seed,
        }
        descriptors.send(self.control, message, (channel.fileno(), control.fileno()))
        self._answer()

    def start_examiner(self, channel: socket.socket, reports: socket.socket) -> int:
        """Start the trusted process for one submission; return its pid for `kill`."""
        descriptors.send(self.control, {"op": "examiner"}, (channel.fileno(), reports.fileno()))
        return int(self._answer()["pid"])

    def kill(self, pid: int) -> None:
        """Kill a process that this one started; nothing happens if it is gone."""
        descriptors.send(self.control, {"op": "kill", "pid": pid})
        self._answer()

    def take_stderr(self) -> str:
        """Return what its processes wrote to stderr since the last call.

        That is tracebacks of the grader's own processes and messages of libraries: a student's
        process has no stderr.
        """
        data = os.pread(self._stderr.fileno(), MOST_STDERR, self._read)
        self._read = os.fstat(self._stderr.fileno()).st_size
        return data.decode(errors="replace")

    def close(self) -> None:
        """End the warm process and all that it started."""
        self.control.close()
        self._stderr.close()
        try:
            self.process.wait(END_SECONDS)
        except Exception:
            self.process.kill()
            self.process.wait()
