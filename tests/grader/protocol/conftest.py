"""A test's side of a conversation, and the channel at its other end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.grader.protocol.connections import Pair, remote


@pytest.fixture
def pair() -> Iterator[Pair]:
    asker, there = remote()
    yield asker, there
    asker.channel.close()
    there.close()
