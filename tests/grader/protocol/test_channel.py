"""Frames over a socket."""

from __future__ import annotations

import socket
import struct

import pytest

from grader.protocol.channel import Channel, ClosedError


def test_frames_arrive_as_they_were() -> None:
    here, there = map(Channel, socket.socketpair())
    for data in (b"", b"short", bytes(100_000)):
        here.send(data)
        assert there.receive() == data
    here.close()
    with pytest.raises(ClosedError):
        there.receive()
    with pytest.raises(ClosedError):
        there.send(b"into the void")
    there.close()


@pytest.mark.parametrize(
    "head",
    [
        struct.pack("!i", 101),
        struct.pack("!i", 2**31 - 1),
        struct.pack("!iQ", -1, 2**40),
    ],
)
def test_oversized_frames_are_not_read(head: bytes) -> None:
    here, there = socket.socketpair()
    there.sendall(head + bytes(101))
    with there, Channel(here, max_frame=100) as channel, pytest.raises(ClosedError):
        channel.receive()


def test_a_silent_side_is_not_waited_for_forever() -> None:
    here, there = socket.socketpair()
    with there, Channel(here, timeout=0.05) as channel:
        with pytest.raises(ClosedError, match="silent"):
            channel.receive()
        there.sendall(struct.pack("!i", 2) + b"ok")
        assert channel.receive() == b"ok"


def test_a_frame_cut_off_is_not_one() -> None:
    here, there = socket.socketpair()
    there.sendall(struct.pack("!i", 10) + b"short")
    there.close()
    with Channel(here) as channel, pytest.raises(ClosedError):
        channel.receive()
