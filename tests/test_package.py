"""`pip install .` says what to do instead."""

from __future__ import annotations

import subprocess
import sys

import pytest

from course.config import ROOT


@pytest.mark.parametrize("how", [[], ["--editable"]])
def test_pip_ends_in_a_sentence_that_says_what_to_do(how: list[str]) -> None:
    pip = [sys.executable, "-m", "pip", "install", "--no-deps", "--dry-run", *how, str(ROOT)]
    result = subprocess.run(pip, capture_output=True, text=True)
    assert result.returncode
    assert "This course is not a package to install" in result.stderr
    assert "make lab" in result.stderr and "Traceback" not in result.stderr
