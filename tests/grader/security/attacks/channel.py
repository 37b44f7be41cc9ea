"""Attacks on the connection to the examiner: bytes that no server sends."""

from __future__ import annotations

from tests.grader.security.attacks.attack import BROKEN, OTHERS, Attack

_CHANNEL = """
import os, socket, struct
from grader.protocol.codec import encode
def channel():
    for fd in range(3, 256):
        try:
            return socket.socket(fileno=os.dup(fd))
        except OSError:
            continue
def frame(data):
    return struct.pack("!i", len(data)) + data
def total(values):
    SEND
    return 0
"""


def sending(statement: str) -> str:
    """Return an answer that sends its own bytes when it is called."""
    return _CHANNEL.replace("SEND", statement)


def _attack(statement: str, ends: str) -> Attack:
    return Attack(sending(statement), ends, OTHERS, control="peer")


CHANNEL = {
    "answers before the question": _attack(
        "[channel().sendall(frame(encode(('value', 6, '', {})))) for _ in range(50)]", "line 2"
    ),
    "verdict as an answer": _attack(
        "channel().sendall(frame(encode(('score', {'id': 'first_test', 'score': 5.0}))))",
        BROKEN,
    ),
    "made-up callback": _attack(
        "channel().sendall(frame(encode(('call', 0, ('x',), {}))))", BROKEN
    ),
    "made-up handle": _attack("channel().sendall(frame(b'\\xc7\\x04\\x02....'))", BROKEN),
    "pickle as an answer": _attack(
        "import pickle; channel().sendall(frame(pickle.dumps(os.system)))", BROKEN
    ),
    # The examiner's own questions must not fail by them.
    "an error for every answer": Attack(
        """
import sys
server = sys.modules["grader.processes.student"].Server
server.reply = lambda self, question: self.send(("raise", ["builtins.KeyError"], "no", ""))
ran()
""",
        ends="KeyError|the student's process",
        ruins=OTHERS,
        control="peer",
    ),
    "server patched": Attack(
        """
import sys
server = sys.modules["grader.processes.student"].Server
server.answer = lambda self, *question: (True, {})
ran()
""",
        ruins=OTHERS,
        control="peer",
    ),
}
