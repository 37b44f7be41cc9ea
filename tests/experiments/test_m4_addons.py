"""The record of TensorFlow Addons agrees with scikit-learn where it should, and nowhere else."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import f1_score

from experiments import m4_addons
from experiments.m4_addons import EXPERIMENT, P, Y, provenance
from experiments.record import RecordError
from utils import addons

ROOT = Path(__file__).parents[2]
Y_HAT = (np.array(P) >= 0.5).astype(int)


@pytest.fixture(scope="module")
def recorded() -> dict[str, list[float]]:
    return {row["case"]: row["value"] for row in EXPERIMENT.results()}


@pytest.mark.parametrize("average", ["micro", "macro", "weighted", None])
def test_two_columns_are_scikit_learns(recorded: dict[str, list[float]], average: str) -> None:
    value = recorded[f"two columns, {average or 'per class'}"]
    assert np.allclose(value, f1_score(Y, Y_HAT, average=average), atol=1e-5)


def test_one_column(recorded: dict[str, list[float]]) -> None:
    all_yes = f1_score(Y, np.ones(12))
    assert np.allclose(recorded["one column, threshold=0.5"], f1_score(Y, Y_HAT))
    assert np.allclose(recorded["one column, threshold=None"], all_yes, atol=1e-5)
    assert np.allclose(recorded["batches 1 to 3"], f1_score(Y, Y_HAT))
    for k in range(3):
        part = slice(4 * k, 4 * k + 4)
        right = f1_score(Y[part], Y_HAT[part], zero_division=0)
        assert np.allclose(recorded[f"batch {k + 1}"], right)


def test_the_slides_call_depends_on_the_output_layer(recorded: dict[str, list[float]]) -> None:
    wrong = 2 * 982 / (2 * 982 + 1049)  # the F1 of one who always says yes
    assert recorded["slide, two softmax outputs"] == [1, 1]
    assert np.allclose(recorded["slide, one sigmoid output"], [1, wrong], atol=1e-5)
    assert recorded["one sigmoid output, threshold=0.5"] == [1, 1]


def test_provenance_names_the_old_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = "TensorFlow Addons 0.23.0, TensorFlow 2.15"
    monkeypatch.setenv("COURSE_STATIC", "1")
    assert recorded in provenance(live=False) and provenance(live=True) == provenance(live=False)
    monkeypatch.delenv("COURSE_STATIC")
    monkeypatch.setattr(m4_addons, "_computed", lambda: ({}, "versions"))
    assert provenance(live=False).startswith("Recorded 20")
    assert provenance(live=True) == "Computed now, in .venv-tfa: versions"


def test_without_the_environment_live_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(addons, "ENVIRONMENT", tmp_path / "none")
    m4_addons._computed.cache_clear()
    with pytest.raises(RecordError, match="run `make tfa` first"):
        EXPERIMENT.results(live=True)


def test_make_tfa_without_its_python_is_one_sentence(tmp_path: Path) -> None:
    result = make(tmp_path, "TFA_PYTHON=python9.9")
    assert result.returncode and "needs Python 3.11; name one: make TFA_PYTHON=" in result.stdout
    assert not (tmp_path / ".venv-tfa").exists()


@pytest.mark.proof
@pytest.mark.skipif(shutil.which("python3.11") is None, reason="there is no python3.11")
def test_the_real_addons_give_what_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = make(tmp_path)
    assert result.returncode == 0, result.stderr[-3000:]
    monkeypatch.setattr(addons, "ENVIRONMENT", tmp_path / ".venv-tfa")
    m4_addons._computed.cache_clear()
    try:
        live = EXPERIMENT.results(live=True)
        versions = m4_addons._computed()[1]
    finally:
        m4_addons._computed.cache_clear()
    assert "TensorFlow Addons 0.23.0, TensorFlow 2.15." in versions
    recorded = EXPERIMENT.results()
    assert [(r["case"], r["value"]) for r in live] == [(r["case"], r["value"]) for r in recorded]


def make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `make tfa` in a folder that holds the Makefile and the requirements alone."""
    for name in ("Makefile", "requirements-tfa.txt"):
        shutil.copy(ROOT / name, folder)
    command = ["make", "tfa", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)
