"""The recorded results are whole, belong to the present scripts, and stay small."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from experiments.__main__ import load_all, table
from experiments.runner import Experiment

ROOT = Path(__file__).parents[2]
EXPERIMENTS = load_all()
# Without a GPU, only what needs one may lack its record.
RECORDED = [name for name, e in EXPERIMENTS.items() if e.path.exists() or not e.needs_gpu]


@pytest.fixture(params=RECORDED)
def experiment(request: pytest.FixtureRequest) -> Experiment:
    return EXPERIMENTS[request.param]


def test_every_script_is_an_experiment() -> None:
    scripts = {path.stem for path in (ROOT / "experiments").glob("[a-z][0-9]*_*.py")}
    assert scripts == set(EXPERIMENTS)
    records = {path.name for path in (ROOT / "experiments" / "results").glob("*.json")}
    assert {name for name in records if "fresh" not in name} == {f"{e}.json" for e in RECORDED}


def test_record_is_complete_and_up_to_date(experiment: Experiment) -> None:
    assert experiment.problem() == ""


def test_record_is_small(experiment: Experiment) -> None:
    assert experiment.path.stat().st_size < 300_000


def test_script_names_question_and_source(experiment: Experiment) -> None:
    doc = str(sys.modules[experiment.measure.__module__].__doc__)
    row = experiment.name.partition("_")[0].upper()
    assert doc.startswith(f"{row}: ")
    assert "Measured" in doc or "Recorded:" in doc
    assert "\nSource: " in doc
    assert experiment.title.endswith("?")


def test_settings_hold_the_seed(experiment: Experiment) -> None:
    assert all(isinstance(setting["seed"], int) for setting in experiment.jobs)


def test_only_the_papers_own_size_needs_a_gpu() -> None:
    assert [name for name, e in EXPERIMENTS.items() if e.needs_gpu] == ["v10_cifar"]


def test_readme_lists_what_is_recorded() -> None:
    readme = (ROOT / "experiments" / "README.md").read_text(encoding="utf-8")
    assert table() in readme, f"put this table into experiments/README.md:\n{table()}"


def test_readme_names_every_command() -> None:
    readme = (ROOT / "experiments" / "README.md").read_text(encoding="utf-8")
    commands = set(re.findall(r"^python -m experiments (\w+)$", readme, re.M))
    assert commands == set(EXPERIMENTS)


def test_a_record_is_read_without_tensorflow() -> None:
    code = (
        "import sys; from experiments.__main__ import load_all\n"
        "for e in load_all().values():\n"
        "    if e.path.exists(): e.results(), e.provenance()\n"
        "assert not {'tensorflow', 'keras', 'rich'} & set(sys.modules), sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=600)


# ------------------------------------------------------- what the chapters build on


def test_zeros_learn_nothing_and_the_others_rank() -> None:
    final: dict[str, list[float]] = {}
    for row in EXPERIMENTS["i5_initializers"].results():
        assert len(row["loss"]) == len(row["test_accuracy"]) == 12
        final.setdefault(row["start"], []).append(row["test_accuracy"][-1])
        if row["start"] == "zeros":
            assert max(row["accuracy"][-1], row["test_accuracy"][-1]) < 0.12
    assert max(final["zeros"]) < min(final["normal_0.4"])
    assert max(final["normal_0.4"]) < min(final["glorot_normal"])


def test_every_rate_of_the_initializers_is_scored_from_every_start() -> None:
    from experiments import i5_rates, i7_choice

    for row in EXPERIMENTS["i5_rates"].results():
        assert len(row["validation"]) == len(row["test"]) == len(i5_rates.RATES)
    shape = (len(i7_choice.EPOCHS), len(i7_choice.STARTS), len(i7_choice.RATES))
    for row in EXPERIMENTS["i7_choice"].results():
        assert np.shape(row["validation"]) == np.shape(row["test"]) == shape


def test_the_rate_and_not_the_momentum_sets_the_sharpness() -> None:
    """At loss 0.05: SGD at ten times momentum's rate ends where momentum does."""
    found: dict[tuple[str, float], list[float]] = {}
    for row in EXPERIMENTS["o9_flat_minima"].results():
        if row["batch_size"] == 128:
            key = row["rule"], row["lr"]
            found.setdefault(key, []).append(row["top_eigenvalue"][0])
    mean = {key: np.mean(values) for key, values in found.items()}
    assert all(len(values) == 5 for values in found.values())
    assert mean["SGD", 0.1] > mean["SGD", 0.3] > mean["SGD", 0.5] > mean["SGD", 1.0]
    assert abs(mean["SGD", 0.1] - mean["momentum", 0.01]) < 0.3 * mean["SGD", 0.1]
    assert max(found["momentum", 0.1]) < min(found["momentum", 0.01])


def test_depth_hurts_the_plain_network_only() -> None:
    errors: dict[tuple[int, bool], list[float]] = {}
    parameters: dict[int, set[int]] = {}
    for row in EXPERIMENTS["v10_depth"].results():
        assert row["updates"] >= 6000
        parameters.setdefault(row["depth"], set()).add(row["parameters"])
        assert len(row["loss"]) == len(row["error"]) == 20
        for name in ("start_gradients", "start_kernels", "first_step", "end_gradients"):
            assert len(row[name]) == row["depth"]
        assert len(row["lesion_errors"]) == (row["depth"] - 2) // 2
        assert abs(row["error"][-1] - row["error"][-4]) < 0.01, "the training error is flat"
        errors.setdefault((row["depth"], row["shortcuts"]), []).append(row["train_error"])
    assert max(errors[56, True] + errors[20, True] + errors[20, False]) < 0.01
    assert min(errors[56, False]) > 0.01
    assert {depth: len(found) for depth, found in parameters.items()} == {20: 1, 56: 1}


def test_tuned_race_runs_at_the_rates_of_its_search() -> None:
    from experiments.o8_tuned import RATES

    best = {}
    for row in EXPERIMENTS["o8_search"].results():
        losses = np.nan_to_num(row["validation_loss"], nan=np.inf)
        best[row["rule"]] = row["rates"][int(np.argmin(losses))]
        assert 0 < np.argmin(losses) < len(losses) - 1, "the best rate lies inside the grid"
    assert best == RATES


def test_equal_loss_is_equal() -> None:
    """What is compared at a loss was measured there, or says that it was not reached."""
    for row in EXPERIMENTS["o9_flat_minima"].results():
        for target, loss, reached in zip(
            (0.05, 0.01), row["train_loss"], row["reached"], strict=True
        ):
            assert reached == (loss < target)
            assert not reached or loss > 0.5 * target
    for row in EXPERIMENTS["o12_end"].results():
        assert row["reached"] == (row["train_loss"] < 0.02)
        assert not row["reached"] or row["train_loss"] > 0.01
    assert all(0.05 < row["train_loss"] < 0.1 for row in EXPERIMENTS["v11_landscape"].results())


def test_landscapes_are_lowest_near_the_trained_network() -> None:
    for row in EXPERIMENTS["v11_landscape"].results():
        for name, reach in (("near", 0.3), ("far", 1.0)):
            surface = np.array(row[f"{name}_surface"])
            axis = row[f"{name}_axis"]
            assert surface.shape == (51, 51) and axis[25] == 0
            assert (axis[0], axis[-1]) == (-reach, reach)
            corners = surface[[0, 0, -1, -1], [0, -1, 0, -1]]
            assert surface[25, 25] < np.nanmin(corners)
        assert row["near_surface"][25][25] == row["far_surface"][25][25]


def test_the_loss_curves_downward_more_often_without_shortcuts() -> None:
    shares: dict[tuple[int, bool], list[float]] = {}
    for row in EXPERIMENTS["v11_landscape"].results():
        key = row["depth"], row["shortcuts"]
        shares.setdefault(key, []).extend((row["near_negative"], row["far_negative"]))
    for depth in (20, 56):
        pairs = zip(shares[depth, False], shares[depth, True], strict=True)
        assert all(plain > 1.5 * residual for plain, residual in pairs)


def test_a_recorded_number_is_not_rounded_away() -> None:
    for experiment in map(EXPERIMENTS.get, RECORDED):
        assert experiment
        text = experiment.path.read_text(encoding="utf-8")
        assert "NaN" not in text and "Infinity" not in text
        digits = [len(n.strip("0.")) for n in re.findall(r"[ \[]0\.(\d+)", text)]
        assert max(digits, default=0) >= 4, experiment.name
        assert json.loads(text)["jobs"]
