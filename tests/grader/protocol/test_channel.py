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
    with pytest.raises(ClosedError, match=r"^the other side is gone$"):
        there.receive()
    with pytest.raises(ClosedError, match="Broken pipe"):
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
    there.close()
    with Channel(here, max_frame=100) as channel, pytest.raises(ClosedError, match="length"):
        channel.receive()


def test_the_largest_frame_is_read() -> None:
    here, there = socket.socketpair()
    with Channel(here, max_frame=100) as channel, Channel(there) as other:
        other.send(bytes(100))
        assert channel.receive() == bytes(100)


def test_an_end_is_waited_for_by_its_descriptor_and_closed() -> None:
    here, there = socket.socketpair()
    number = here.fileno()
    with Channel(here) as channel, there:
        assert channel.fileno() == number
        channel.close()
        assert there.recv(1) == b""


def test_a_silent_side_is_not_waited_for_forever() -> None:
    here, there = socket.socketpair()
    with there, Channel(here, timeout=0.05) as channel:
        with pytest.raises(ClosedError, match=r"^the other side is silent$"):
            channel.receive()
        there.sendall(struct.pack("!i", 2) + b"ok")
        assert channel.receive() == b"ok"


def test_a_frame_cut_off_is_not_one() -> None:
    here, there = socket.socketpair()
    there.sendall(struct.pack("!i", 10) + b"short")
    there.close()
    with Channel(here) as channel, pytest.raises(ClosedError):
        channel.receive()
