"""Frames over a socket."""

from __future__ import annotations

import socket
import struct

import pytest

from grader.protocol.channel import Channel, ClosedError


def test_oversized_frames_are_not_read() -> None:
    here, there = socket.socketpair()
    there.sendall(struct.pack("<I", 2**31))
    with pytest.raises(ClosedError):
        Channel(here).receive()
    here.close()
    there.close()
