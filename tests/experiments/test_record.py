"""What a record holds, says of itself, and says when it is damaged."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.code_hash import code_sha256
from experiments.record import RecordError
from tests.experiments.fake import ORDER, files, measured

ROOT = Path(__file__).parents[2]


def test_results_are_settings_and_measurements(script: Any) -> None:
    script.EXPERIMENT.record()
    rows = script.EXPERIMENT.results()
    assert [(row["x"], row["seed"]) for row in rows] == ORDER == script.calls
    assert rows[1]["curve"] == [0.66667, 4.0]
    assert rows[1]["n"] == 2
    assert math.isnan(rows[1]["lost"])


def test_the_file_says_how_it_was_made(script: Any) -> None:
    script.EXPERIMENT.record()
    record = json.loads(script.EXPERIMENT.path.read_text(), parse_constant=pytest.fail)
    assert record["experiment"] == "x1_fake"
    assert record["script"] == "experiments/x1_fake.py"
    assert record["code_sha256"] == code_sha256(script.measure)
    for job in record["jobs"]:
        assert set(job) == {"setting", "result", "seconds", "date", "environment"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", job["date"])
        assert job["environment"]["numpy"] == np.__version__
        assert job["environment"]["cores"] >= 1
    assert files(script.EXPERIMENT) == [".lock", "x1_fake.json"]


def test_provenance_is_one_line(script: Any) -> None:
    script.EXPERIMENT.record()
    assert re.fullmatch(
        r"Recorded \d{4}-\d\d-\d\d, TensorFlow [\d.]+, Keras [\d.]+, \d+ CPU cores \(.+\), "
        r"0 min; script experiments/x1_fake\.py",
        script.EXPERIMENT.provenance(),
    )


def test_provenance_names_every_day_and_machine(script: Any) -> None:
    script.EXPERIMENT.record()
    record = json.loads(script.EXPERIMENT.path.read_text())
    record["jobs"][0]["date"] = "2001-02-03"
    record["jobs"][0]["environment"] |= {"gpu": "Abacus", "keras": "1.0"}
    record["jobs"][1]["seconds"] = 360.0
    script.EXPERIMENT.path.write_text(json.dumps(record))
    line = script.EXPERIMENT.provenance()
    assert line.startswith("Recorded 2001-02-03 to 20")
    assert ", Keras 1.0, Abacus" in line and " CPU cores (" in line
    assert ", 6 min; " in line


def test_only_plain_numbers_are_recorded(script: Any) -> None:
    script.measure.__globals__["helper"] = lambda x: object()
    with pytest.raises(TypeError, match="measure returned object as 'curve'"):
        script.EXPERIMENT.record()


def _cut(text: str) -> str:
    return text[: len(text) // 2]


def _renamed(text: str) -> str:
    return text.replace("x1_fake", "x2_other")


DAMAGE: dict[str, Callable[[str], str]] = {
    "cut": _cut,
    "empty": lambda text: "",
    "binary": lambda text: "\0\1\2",
    "list": lambda text: "[1, 2]",
    "number": lambda text: "1",
    "object": lambda text: "{}",
    "jobs": lambda text: '{"experiment": "x1_fake", "code_sha256": "", "jobs": [1]}',
    "seconds": lambda text: text.replace('"seconds": ', '"seconds": null, "s": '),
    "foreign": _renamed,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_record_gives_one_sentence(script: Any, damage: str, undisturbed: Any) -> None:
    script.EXPERIMENT.record()
    damaged = DAMAGE[damage](script.EXPERIMENT.path.read_text())
    script.EXPERIMENT.path.write_text(damaged)
    for use in (script.EXPERIMENT.results, script.EXPERIMENT.record, script.EXPERIMENT.done):
        with pytest.raises(RecordError) as error:
            use()
        message = str(error.value)
        assert "\n" not in message
        assert "the record of x2_other" in message if damage == "foreign" else "damaged" in message
        assert "`git checkout -- " in message
        assert "`python -m experiments x1_fake --fresh`" in message
    assert script.EXPERIMENT.path.read_text() == damaged
    script.EXPERIMENT.record(fresh=True)
    assert measured(script.EXPERIMENT) == undisturbed


def test_a_record_that_cannot_be_read(script: Any) -> None:
    script.EXPERIMENT.path.mkdir(parents=True)
    with pytest.raises(RecordError, match="cannot be read"):
        script.EXPERIMENT.results()
