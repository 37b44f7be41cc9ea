"""A connection to a student's process that a test plays."""

from __future__ import annotations

import socket

from grader.protocol.channel import Channel
from grader.protocol.codec import encode
from grader.protocol.remote import Remote


def remote() -> tuple[Remote, Channel]:
    here, there = socket.socketpair()
    return Remote(Channel(here), {}), Channel(there)


def answer(channel: Channel, *answers: object) -> None:
    for item in answers:
        channel.send(item if isinstance(item, bytes) else encode(item))
