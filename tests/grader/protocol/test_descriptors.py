"""Messages with descriptors."""

from __future__ import annotations

import os
import socket
import struct
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from grader.protocol import descriptors

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    here, there = socket.socketpair()
    with here, there:
        there.settimeout(60)  # not for ever
        yield here, there


def pipe() -> tuple[int, int]:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    return reading, writing


def test_messages_arrive_one_by_one(pair: Pair) -> None:
    here, there = pair
    messages: list[dict[str, Any]] = [
        {"op": "import", "modules": ["numpy"]},
        {},
        {"text": "統計" * 100},
    ]
    for message in messages:
        descriptors.send(here, message)
    assert [descriptors.receive(there) for _ in messages] == [(one, []) for one in messages]


def test_a_large_message_arrives_whole(pair: Pair) -> None:
    here, there = pair
    large = {"text": "x" * 3_000_000}
    sender = threading.Thread(target=lambda: descriptors.send(here, large))
    sender.start()
    assert descriptors.receive(there) == (large, [])
    sender.join()


def test_descriptors_arrive_with_their_message(pair: Pair) -> None:
    here, there = pair
    pipes = [pipe() for _ in range(4)]
    descriptors.send(here, {"n": 1}, tuple(writing for _, writing in pipes))
    descriptors.send(here, {"n": 2})
    message, received = descriptors.receive(there)
    assert message == {"n": 1} and len(received) == 4
    for number, (fd, (reading, writing)) in enumerate(zip(received, pipes, strict=True)):
        os.write(fd, bytes([number]))
        assert os.read(reading, 9) == bytes([number])
        for one in (fd, reading, writing):
            os.close(one)
    assert descriptors.receive(there) == ({"n": 2}, [])


def test_a_length_that_comes_in_two_parts_is_read(pair: Pair) -> None:
    here, there = pair
    reading, writing = pipe()
    head = struct.pack("<I", 2)
    socket.send_fds(here, [head[:1]], [writing])  # Linux reads no further than its descriptors
    here.sendall(head[1:] + b"{}")
    message, received = descriptors.receive(there)
    assert message == {} and len(received) == 1
    for fd in (reading, writing, *received):
        os.close(fd)


def test_no_more_is_read_than_the_message(pair: Pair) -> None:
    here, there = pair
    reading, writing = pipe()
    here.sendall(struct.pack("<I", 8))
    socket.send_fds(here, [b'{"n"'], [writing])  # which ends a reading
    here.sendall(b": 1}")
    descriptors.send(here, {"n": 2})
    assert [descriptors.receive(there)[0]["n"] for _ in range(2)] == [1, 2]
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize(
    "sent", [b"", b"\x05", struct.pack("<I", 5), struct.pack("<I", 5) + b"[1,2"]
)
def test_a_side_that_has_gone_is_noticed(pair: Pair, sent: bytes) -> None:
    here, there = pair
    here.sendall(sent)
    here.close()
    with pytest.raises(EOFError, match=r"^the other side is gone$"):
        descriptors.receive(there)


def test_descriptors_of_a_broken_message_are_closed(pair: Pair) -> None:
    here, there = pair
    reading, writing = pipe()
    socket.send_fds(here, [struct.pack("<I", 3)], [writing])
    os.close(writing)
    here.sendall(b"{]}")
    with pytest.raises(ValueError):
        descriptors.receive(there)
    assert os.read(reading, 1) == b"", "the other end is still open"
    os.close(reading)
