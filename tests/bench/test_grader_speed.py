"""The benchmark grades what it says, and the grader's README says what was recorded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import grader_speed
from bench.readme import RECORDS


@pytest.mark.parametrize("name", ["little", "trains"])
def test_the_ratio_is_that_of_the_seconds(name: str) -> None:
    found = json.loads((RECORDS / f"{name}.json").read_text())["found"]
    ours, theirs = found["grader, seconds each"], found["nbgrader, seconds each"]
    assert found["ratio"] == pytest.approx(theirs / ours, abs=0.1)


def test_a_lab_that_trains_little_is_graded_ten_times_as_fast() -> None:
    assert json.loads((RECORDS / "little.json").read_text())["found"]["ratio"] >= 10


def test_the_cost_of_one_does_not_grow_with_the_class() -> None:
    found = json.loads((RECORDS / "class.json").read_text())["found"]
    *_, fewer, more = [item["seconds each"] for item in found]
    assert more < 1.2 * fewer


@pytest.mark.parametrize("path", sorted(RECORDS.iterdir()), ids=lambda path: path.stem)
def test_records_say_where_they_come_from(path: Path) -> None:
    facts = json.loads(path.read_text())["facts"]
    needed = ["command", "date", "grader", "nbgrader", "python", "tensorflow", "keras"]
    assert all(facts[name] for name in [*needed, "numpy", "cores", "cpu"])
    assert "/" not in facts["command"]  # a folder of the machine that measured says nothing


def test_every_fifth_submission_is_wrong(tmp_path: Path) -> None:
    grader_speed.hand_in(grader_speed.lab("trains"), tmp_path, "trains", 10)
    handed_in = sorted(tmp_path.glob("*/trains/trains.ipynb"))
    assert [path.parts[-3] for path in handed_in] == [f"student{n:05}" for n in range(10)]
    wrong = [n for n, path in enumerate(handed_in) if "Dense(2," in path.read_text()]
    assert wrong == [0, 5]
    assert len({path.read_bytes() for path in handed_in}) == 10  # none can be graded once for all


def test_only_one_of_the_labs_trains() -> None:
    ids = {
        name: [c["metadata"].get("nbgrader", {}).get("grade_id") for c in lab["cells"]]
        for name in ("little", "trains")
        if (lab := grader_speed.lab(name))
    }
    assert ids["little"] == [None, "build", "build_test"]
    assert ids["trains"] == [*ids["little"], "train", "train_test"]


def test_a_failing_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no_such_module_of_ours failed"):
        grader_speed.run("no_such_module_of_ours", cwd=tmp_path)
