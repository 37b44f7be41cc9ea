"""The environment of a student's process."""

from __future__ import annotations

import pytest

from grader.sandbox.environment import QUIET, environment
from grader.sandbox.jail import Paths


def test_nothing_of_the_graders_own_environment_is_passed_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/secret/bin")
    monkeypatch.setenv("HOME", "/secret/home")
    monkeypatch.setenv("GRADER_SECRET", "secret")
    found = environment(Paths("/root", "/work", "/helpers", "/trusted"))
    assert "secret" not in str(found)
    assert found == {
        "PATH": "/usr/bin:/bin",
        "HOME": "/work",
        "TMPDIR": "/work",
        "USER": "student",
        "LOGNAME": "student",
        "MPLCONFIGDIR": "/work",
    }
    assert not set(found) & set(QUIET)
