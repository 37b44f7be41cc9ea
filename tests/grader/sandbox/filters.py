"""The system calls that there are, and a small machine for filters of them.

`system_calls.csv` holds the calls of Linux 7.2 by the kernel's own headers for programs
(`asm/unistd_64.h` of both processors, as the package ziglang 0.17.1 carries them), and what a
student's process is to be answered.
"""

from __future__ import annotations

import csv
import struct
from pathlib import Path

_RECORD = Path(__file__).parent / "system_calls.csv"
CALLS = list(csv.DictReader(_RECORD.read_text().splitlines()))
ALLOW, KILL = "allowed", "killed"


def answer(program: bytes, arch: int, number: int, *arguments: int) -> str | int:
    """Run a filter, classic BPF as in seccomp(2), on one call.

    Returns `ALLOW`, `KILL`, or the error number that the call answers.

    Raises:
        AssertionError: an instruction that the kernel's checker would refuse, or no end.
    """
    data = struct.pack("<IIQ6Q", number, arch, 0, *arguments, *[0] * (6 - len(arguments)))
    code = list(struct.iter_unpack("<HBBI", program))
    accumulator = at = 0
    while at < len(code):
        operation, yes, no, value = code[at]
        at += 1
        match operation:
            case 0x20:  # BPF_LD | BPF_W | BPF_ABS
                assert value % 4 == 0 and value < len(data)
                (accumulator,) = struct.unpack_from("<I", data, value)
            case 0x54:  # BPF_ALU | BPF_AND | BPF_K
                accumulator &= value
            case 0x15:  # BPF_JMP | BPF_JEQ | BPF_K
                at += yes if accumulator == value else no
            case 0x35:  # BPF_JMP | BPF_JGE | BPF_K
                at += yes if accumulator >= value else no
            case 0x45:  # BPF_JMP | BPF_JSET | BPF_K
                at += yes if accumulator & value else no
            case 0x06:  # BPF_RET | BPF_K
                actions = {0x7FFF0000: ALLOW, 0x80000000: KILL}
                return value & 0xFFFF if value >> 16 == 0x0005 else actions[value]
            case _:
                raise AssertionError(f"unknown instruction {operation:#x}")
    raise AssertionError("the filter has no end")
