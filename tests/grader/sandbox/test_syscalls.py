"""The numbers of system calls, and which of them the list denies.

A machine with the kernel's headers checks the recorded numbers again.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from grader.sandbox import syscalls
from tests.grader.sandbox.filters import CALLS

TABLES = {
    "pretended": syscalls.LOCKS,
    "denied": syscalls.DENIED,
    "denied in sight": syscalls.DENIED_IN_SIGHT,
    "pretended in sight": syscalls.PRETENDED,
}


def numbers(call: dict[str, str]) -> tuple[int | None, int | None]:
    """Return the numbers on x86_64 and aarch64, as the module writes them."""
    x86_64, aarch64 = (int(call[name]) if call[name] else None for name in ("x86_64", "aarch64"))
    return x86_64, aarch64


@pytest.mark.parametrize("answer", TABLES)
def test_the_tables_are_the_kernels(answer: str) -> None:
    wanted = {call["name"]: numbers(call) for call in CALLS if call["answer"] == answer}
    assert TABLES[answer] == wanted


def test_the_numbers_of_the_other_calls_are_the_kernels() -> None:
    recorded = {call["name"]: numbers(call) for call in CALLS}
    used = {**syscalls.CHECKED, "capset": syscalls.CAPSET}
    assert used == {name: recorded[name] for name in used}


def test_calls_above_the_last_known_one_are_not_in_the_tables() -> None:
    for call in CALLS:
        if max(number or 0 for number in numbers(call)) > syscalls.LAST_KNOWN:
            assert call["answer"] == "unknown", call


HEADERS = {
    "x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
    "aarch64": "/usr/include/asm-generic/unistd.h",
}


@pytest.mark.parametrize("machine", HEADERS)
def test_the_recorded_numbers_are_those_of_this_machines_headers(machine: str) -> None:
    """Where there are such headers; a machine without compilers has none."""
    path = Path(HEADERS[machine])
    text = path.read_text() if path.exists() else ""
    found = dict(re.findall(r"^#define __NR(?:3264)?_(\w+)\s+(\d+)\s*$", text, re.MULTILINE))
    recorded = {call["name"]: call[machine] for call in CALLS}
    known = {name: number for name, number in found.items() if name in recorded}
    assert len(known) > 250 or not text
    different = {name for name, number in known.items() if recorded[name] != number}
    assert different == set()
