"""The small experiment as it is, and what it measures undisturbed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.experiments.fake import load, measured


@pytest.fixture
def script(tmp_path: Path) -> Any:
    return load(tmp_path)


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    experiment = load(tmp_path_factory.mktemp("undisturbed")).EXPERIMENT
    experiment.record()
    return measured(experiment)
