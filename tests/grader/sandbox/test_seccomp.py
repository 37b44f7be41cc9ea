"""The filter of system calls."""

from __future__ import annotations

import pytest

from grader.sandbox import linux, seccomp
from grader.sandbox.limits import Limits


@pytest.mark.skipif(not linux.known_machine(), reason="seccomp is Linux's")
def test_the_system_call_filter_fits_the_kernel() -> None:
    for in_sight in (True, False):
        program = seccomp.seccomp_program(1, files_in_sight=in_sight)
        assert len(program) % 8 == 0 and len(program) // 8 < 4096
    assert Limits().memory_mb > 0
