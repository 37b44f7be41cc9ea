"""Frames over a socket: four bytes of length, then the bytes."""

from __future__ import annotations

import socket
import struct

from grader.protocol.codec import MAX_FRAME

_LENGTH = struct.Struct("<I")


class ClosedError(ConnectionError):
    """The other side is gone, or sent something that is not a frame."""


class Channel:
    """One end of a connection that carries frames."""

    def __init__(self, sock: socket.socket, max_frame: int = MAX_FRAME) -> None:
        self.sock = sock
        self.max_frame = max_frame

    def send(self, data: bytes) -> None:
        """Send one frame.

        Raises:
            ClosedError: the other side is gone.
        """
        try:
            self.sock.sendall(_LENGTH.pack(len(data)))
            self.sock.sendall(data)
        except OSError as error:
            raise ClosedError(str(error)) from None

    def receive(self) -> bytes:
        """Return the next frame.

        Raises:
            ClosedError: the other side is gone, or announces more than `max_frame` bytes.
        """
        size = _LENGTH.unpack(self._exactly(4))[0]
        if size > self.max_frame:
            raise ClosedError("the answer is too large")
        return self._exactly(size)

    def _exactly(self, count: int) -> bytes:
        parts = bytearray()
        while len(parts) < count:
            try:
                part = self.sock.recv(min(count - len(parts), 1 << 20))
            except OSError as error:
                raise ClosedError(str(error)) from None
            if not part:
                raise ClosedError("the other side is gone")
            parts += part
        return bytes(parts)

    def close(self) -> None:
        """Close this end."""
        self.sock.close()
