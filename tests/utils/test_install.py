"""Installing what is missing, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from utils import install


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "requirements.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_only_absent_packages_are_missing(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "# comment\nnumpy>=99\nno-such-package-a>=1  # why\njupyter>=99\nnotebook\n"
        "no-such-package-b; python_version < '3'\n",
    )
    assert install.missing_requirements(path) == ["no-such-package-a>=1"]


def test_nothing_is_missing_here() -> None:
    assert install.missing_requirements() == []


def test_pip_gets_exactly_the_missing_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[list[str]] = []

    def fake(command: list[str]) -> Any:
        calls.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", fake)
    install.install_missing(write(tmp_path, "numpy\nno-such-package-a>=1\n"))
    assert calls == [[sys.executable, "-m", "pip", "install", "--quiet", "no-such-package-a>=1"]]
    assert "no-such-package-a" in capsys.readouterr().out
    install.install_missing(write(tmp_path, "numpy\n"))
    assert len(calls) == 1


def test_a_failing_pip_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda c: subprocess.CompletedProcess(c, 1))
    with pytest.raises(install.InstallError, match=r"or run: pip install -r .*requirements\.txt"):
        install.install_missing(write(tmp_path, "no-such-package-a\n"))


def test_without_the_file_nothing_is_asked_for(tmp_path: Path) -> None:
    assert install.missing_requirements(tmp_path / "requirements.txt") == []
