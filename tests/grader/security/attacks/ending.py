"""Attacks that end the process, never end, or answer without bounds."""

from __future__ import annotations

from tests.grader.security.attacks.attack import BROKEN, Attack, returning
from tests.grader.security.attacks.channel import sending


def _end(source: str, ends: str) -> Attack:
    """Return an attack whose end is all that there is to it, and says what it was."""
    return Attack(source, ends, control="end")


LONG = "longer than"
ENDING = {
    "endless loop in the cell": _end("while True:\n    pass\n", LONG),
    "endless loop in the function": _end(
        returning("loop()", "def loop():\n    while True:\n        pass"), LONG
    ),
    "loop that catches everything": _end(
        """
def total(values):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
""",
        LONG,
    ),
    "signals blocked": _end(
        """
import signal
def total(values):
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass
""",
        LONG,
    ),
    "sleep": _end("import time\ntime.sleep(10**6)\n", LONG),
    "endless output": _end("while True:\n    print('x' * 10**6)\n", LONG),
    "half an answer": Attack(
        sending("channel().sendall(struct.pack('!i', 1000) + b's'); import time; time.sleep(1000)"),
        LONG,
        control="peer",
    ),
    "_exit in the cell": _end("import os\nos._exit(7)\n", "ended itself with status 7"),
    "_exit in the function": _end(
        returning("__import__('os')._exit(7)"), "ended itself with status 7"
    ),
    "abort": _end(returning("__import__('os').abort()"), "was ended by SIG"),
    "segfault": _end(returning("__import__('ctypes').string_at(0)"), "SIGSEGV"),
    # The first process of a namespace cannot signal itself: nothing happens then.
    "killing itself": _end(
        "import os, signal\ndef total(values):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "    ran()\n",
        "SIGKILL",
    ),
    "stopping itself": _end(
        "import os, signal\ndef total(values):\n    os.kill(os.getpid(), signal.SIGSTOP)\n"
        "    ran()\n",
        LONG,
    ),
    "channel closed": Attack(
        "import os\ndef total(values):\n    os.closerange(3, 1000)\n    return 6\n",
        BROKEN,
        control="peer",
    ),
    "channel flooded": Attack(
        sending("[channel().sendall(b'\\xff' * 10**6) for _ in range(1000)]"),
        BROKEN,
        control="peer",
    ),
}


def _answer(source: str, property_: str) -> Attack:
    """Return an answer without bounds; a judge beside the student's code finds it to be so."""
    lines = property_.replace("\n", "\n    ")
    judge = "answer = total([1, 2, 3])\nif type(answer) is int and answer < 100:\n"
    judge += f"    assert answer == 6\nelse:\n    {lines}\n"
    return Attack(source, control="judge", judge=judge)


ANSWERS = {
    "endless iterator": _answer(
        returning("__import__('itertools').count()"),
        "for number in range(10**5):\n    assert next(answer) == number",
    ),
    "endless answer to len": _answer(
        returning(
            "Long()",
            "class Long:\n    def __len__(self): return 2**62\n"
            "    def __getitem__(self, i): return 0",
        ),
        "assert len(answer) == 2**62",
    ),
    "one huge line": Attack(
        returning("print('x' * 30_000_000) or 0"),
        control="judge",
        judge="""
import contextlib, io
said = io.StringIO()
with contextlib.redirect_stdout(said):
    answer = total([1, 2, 3])
assert answer == 6 or len(said.getvalue()) > 30_000_000
""",
    ),
    "huge answer": _answer(returning("bytes(300 * 2**20)"), "assert len(answer) == 300 * 2**20"),
    "many answers": _answer(returning("list(range(5 * 10**6))"), "assert len(answer) == 5 * 10**6"),
    "deep answer": _answer(
        "x = []\nfor _ in range(10**5):\n    x = [x]\n" + returning("x"),
        "for _ in range(10**5):\n    answer = answer[0]\nassert answer == []",
    ),
    "circular answer": _answer(
        "x = []\nx.append(x)\n" + returning("x"), "assert answer[0] is answer"
    ),
    "deep recursion": _end("def total(values):\n    return total(values)\n", "RecursionError"),
    "deep recursion without limit": _end(
        "import sys\nsys.setrecursionlimit(10**9)\n"
        "def total(values):\n    return total([values])\n",
        f"{LONG}|MemoryError|SystemError|SIG",
    ),
    "huge number": _answer(returning("1 << 10**7"), "assert answer.bit_length() == 10**7 + 1"),
}
