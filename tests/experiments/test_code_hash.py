"""Which changes of the code make a record stale."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from experiments import code_hash
from experiments.code_hash import code_sha256
from experiments.record import RecordError
from tests.experiments.fake import SCRIPT, load

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# A comment.", "# Another one."),
        ('"""Measure."""', '"""Measure one."""'),
        ("return 1", "return 2"),
        ("helper(x)\n    return", "helper(x)\n\n    return"),
        ("STOP_AT == (x, seed)", "(STOP_AT == (x, seed))"),
    ],
)
def test_what_does_not_measure_may_change(script: Any, tmp_path: Path, old: str, new: str) -> None:
    script.EXPERIMENT.record()
    assert old in SCRIPT
    changed = load(tmp_path, SCRIPT.replace(old, new))
    assert changed.EXPERIMENT.problem() == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x / 3", "x / 4"),
        ("return FACTOR * x", "return FACTOR + x"),
        ("FACTOR = 2", "FACTOR = 3"),
    ],
)
def test_changed_measuring_code_is_named(script: Any, tmp_path: Path, old: str, new: str) -> None:
    script.EXPERIMENT.record()
    changed = load(tmp_path, SCRIPT.replace(old, new))
    assert changed.EXPERIMENT.problem() == (
        "x1_fake: the measuring code in experiments/x1_fake.py changed after the recording: "
        "run `python -m experiments x1_fake --fresh`."
    )
    with pytest.raises(RecordError, match="--fresh"):
        changed.EXPERIMENT.record()
    assert changed.calls == []


def test_a_local_name_is_not_a_global_one(tmp_path: Path) -> None:
    before = code_sha256(load(tmp_path).measure)
    with_namesake = SCRIPT.replace("def unrelated", "def scale")
    assert code_sha256(load(tmp_path, with_namesake).measure) == before


def test_shared_code_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "experiments").mkdir()
    shared = tmp_path / "experiments" / "shared.py"
    script = SCRIPT.replace("def helper", "def old_helper").replace(
        "import numpy", "from experiments.shared import tool as helper\nimport numpy"
    )
    monkeypatch.setattr(code_hash, "ROOT", tmp_path)
    (tmp_path / "x1_fake.py").write_text(script)
    hashes = []
    for text in ("a = 1\ndef tool(x): return a", "a = 1\nb = 2\ndef tool(x): return a",
                 "a = 3\ndef tool(x): return a"):  # fmt: skip
        shared.write_text(text)
        seen: dict[tuple[Path, str], str] = {}
        code_hash._collect(tmp_path / "x1_fake.py", "measure", seen)
        hashes.append(sorted(seen.values()))
    assert hashes[0] == hashes[1] != hashes[2]


def test_measuring_code_must_be_found() -> None:
    with pytest.raises(ValueError, match="<lambda> must be defined at the top level"):
        code_sha256(lambda: {})
