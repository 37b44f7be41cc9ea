"""Messages with descriptors, between the grader and its own processes."""

from __future__ import annotations

import json
import os
import socket
import struct
from typing import Any

_LENGTH = struct.Struct("<I")
_MOST_FDS = 4


def send(sock: socket.socket, message: dict[str, Any], fds: tuple[int, ...] = ()) -> None:
    """Send a small JSON message with file descriptors."""
    data = json.dumps(message).encode()
    socket.send_fds(sock, [_LENGTH.pack(len(data))], fds)
    sock.sendall(data)


def receive(sock: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Return the next message and its descriptors.

    Raises:
        EOFError: the other side is gone.
    """
    head, fds, _, _ = socket.recv_fds(sock, _LENGTH.size, _MOST_FDS)
    try:
        head += _read(sock, _LENGTH.size - len(head))
        return json.loads(_read(sock, _LENGTH.unpack(head)[0])), list(fds)
    except BaseException:
        for fd in fds:
            os.close(fd)
        raise


def _read(sock: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        part = sock.recv(count - len(data))
        if not part:
            raise EOFError("the other side is gone")
        data += part
    return data
