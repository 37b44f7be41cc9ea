"""Frames of bytes between two processes: `multiprocessing.connection` with a limit."""

from __future__ import annotations

import socket
from multiprocessing.connection import Connection
from typing import Self

from grader.protocol.plain import MAX_FRAME


class ClosedError(ConnectionError):
    """The other side is gone, silent, or sent something that is not a frame."""


class Channel:
    """One end of a connection that carries frames.

    Args:
        sock: the socket's end, which the channel takes over.
        max_frame: bytes that a frame may have; a longer one is not read.
        timeout: seconds to wait for a frame; None: for ever.
    """

    def __init__(
        self, sock: socket.socket, max_frame: int = MAX_FRAME, timeout: float | None = None
    ) -> None:
        self._connection = Connection(sock.detach())
        self._max_frame = max_frame
        self._timeout = timeout

    def fileno(self) -> int:
        """Return the descriptor, to wait for it with others."""
        return self._connection.fileno()

    def send(self, data: bytes) -> None:
        """Send one frame.

        Raises:
            ClosedError: the other side is gone.
        """
        try:
            self._connection.send_bytes(data)
        except OSError as error:
            raise ClosedError(str(error)) from None

    def receive(self) -> bytes:
        """Return the next frame.

        Raises:
            ClosedError: the other side is gone, silent for longer than the timeout, or
                announces more than `max_frame` bytes.
        """
        try:
            if self._timeout is not None and not self._connection.poll(self._timeout):
                raise ClosedError("the other side is silent")
            return self._connection.recv_bytes(self._max_frame)
        except ClosedError:
            raise
        except (EOFError, OSError) as error:
            raise ClosedError(str(error) or "the other side is gone") from None

    def close(self) -> None:
        """Close this end."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
