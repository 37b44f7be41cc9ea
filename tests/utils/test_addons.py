"""Functions reach another Python as text, and come back as values, or as one sentence."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest

from utils import addons
from utils.addons import AddonsError, Call, addons_available, run_in_addons


def doubled(values: list[float]) -> list[float]:
    print("a library that talks")
    return [2 * value for value in values]


def named(**options: Any) -> Any:
    import platform

    return [sorted(options), platform.python_version()]


def broken() -> None:
    raise ValueError("no such thing")


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for `.venv-tfa`: this Python, without Addons."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").symlink_to(sys.executable)
    (tmp_path / "ready").touch()
    monkeypatch.setattr(addons, "ENVIRONMENT", tmp_path)
    # Of the packages, only the versions are asked for; this Python has others.
    monkeypatch.setattr(
        addons,
        "_PROCESS",
        re.sub(r"packages = \{.*?\n\}", "packages = {}", addons._PROCESS, flags=re.S),
    )
    return tmp_path


def test_values_come_back_in_order(environment: Path) -> None:
    calls: list[Call] = [
        (doubled, {"values": [1.5, 2]}),
        (named, {"b": 1, "a": 2}),
        (doubled, {"values": []}),
    ]
    values, versions = run_in_addons(calls)
    python = sys.version.split()[0]
    assert values == [[3.0, 4], [["a", "b"], python], []]
    assert versions == {"Python": python}


def test_an_error_over_there_is_one_sentence_here(environment: Path) -> None:
    with pytest.raises(AddonsError, match=r"ValueError: no such thing.*delete that folder"):
        run_in_addons([(broken, {})])


def test_a_python_that_is_gone_is_one_sentence(environment: Path) -> None:
    (environment / "bin" / "python").unlink()
    with pytest.raises(AddonsError, match="make tfa"):
        run_in_addons([(doubled, {"values": []})])


def test_an_environment_that_was_not_finished_does_not_count(environment: Path) -> None:
    assert addons_available()
    (environment / "ready").unlink()
    assert not addons_available()
    with pytest.raises(AddonsError, match="run `make tfa` first"):
        run_in_addons([(doubled, {"values": []})])
