"""Messages with descriptors, between the grader and its own processes."""

from __future__ import annotations

import array
import contextlib
import json
import os
import socket
import struct
from typing import Any

_LENGTH = struct.Struct("<I")


def send(sock: socket.socket, message: dict[str, Any], fds: tuple[int, ...] = ()) -> None:
    """Send a small JSON message with file descriptors."""
    data = json.dumps(message).encode()
    ancillary = []
    if fds:
        ancillary = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", fds))]
    sock.sendmsg([_LENGTH.pack(len(data))], ancillary)
    sock.sendall(data)


def receive(sock: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Return the next message and its descriptors.

    Raises:
        EOFError: the other side is gone.
    """
    head, ancillary, _, _ = sock.recvmsg(4, socket.CMSG_SPACE(16))
    fds = array.array("i")
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            fds.frombytes(data[: len(data) - len(data) % fds.itemsize])
    head += _rest(sock, 4 - len(head)) if head else b""
    if not head:
        for fd in fds:
            with contextlib.suppress(OSError):
                os.close(fd)
        raise EOFError("the other side is gone")
    return json.loads(_rest(sock, _LENGTH.unpack(head)[0])), list(fds)


def _rest(sock: socket.socket, count: int) -> bytes:
    parts = b""
    while len(parts) < count:
        part = sock.recv(count - len(parts))
        if not part:
            raise EOFError("the other side is gone")
        parts += part
    return parts
