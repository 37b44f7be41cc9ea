"""What lab 9's tests say of a record: whole, contradicting, copied, or begun with another seed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from labs.checks import CheckError
from labs.stand_ins import lab09
from labs.stand_ins.lab09_run_checks import check_findings, check_run, check_start, whole
from labs.stand_ins.lab09_runs import Run, settings

WANTED = settings((4711, 500, 6, "he_uniform"))


def run_of(name: str, last: float = 0.97) -> Run:
    """A run whose numbers agree with each other; 30 of 1,000 test images are misread."""
    setting, place = WANTED[name], [*WANTED].index(name)
    accuracies = np.linspace(0.85 - place / 100, last, setting.num_epochs).round(4).tolist()
    return Run(
        setting=setting,
        trained_by="train_dnn",
        images=60_000,
        updates=setting.num_epochs * -(-60_000 // setting.batch_size),
        losses=np.linspace(0.5 - place / 100, 0.1, setting.num_epochs).tolist(),
        accuracies=accuracies,
        test_accuracies=accuracies,
        misread=list(range(30)),
    )


def refused(run: Run, name: str = "basic") -> str:
    with pytest.raises(CheckError) as error:
        check_run({name: run}, name, WANTED[name])
    assert error.value.zh.startswith(f"「{name}」")
    return error.value.en


def test_a_whole_run_is_returned() -> None:
    run = run_of("basic")
    assert check_run({"basic": run}, "basic", WANTED["basic"]) is run


def test_what_is_missing_or_not_the_assignment_is_named() -> None:
    run = run_of("basic")
    with pytest.raises(CheckError, match="not in your record"):
        check_run({}, "basic", WANTED["basic"])
    assert "3000 images" in refused(replace(run, images=3000))
    assert "lr = 0.01" in refused(replace(run, setting=replace(run.setting, lr=0.01)))
    assert "seed = 5000" in refused(replace(run, setting=replace(run.setting, seed=5000)))
    assert "4001 updates" in refused(replace(run, updates=4001))
    assert "lists of [19, 20, 20]" in refused(replace(run, losses=run.losses[1:]))


def test_a_network_that_did_not_learn_is_no_run() -> None:
    assert "did not learn" in refused(run_of("initializer", 0.89), "initializer")
    run = run_of("basic")
    assert "did not learn" in refused(replace(run, losses=run.losses[::-1]))


def test_numbers_that_contradict_each_other_are_refused() -> None:
    run = run_of("basic")
    for misread in (list(range(60)), [], [*range(29), 28], [*range(29), 1000], [*range(29), -1]):
        assert "contradict" in refused(replace(run, misread=misread)), misread


def test_accuracies_are_whole_numbers_of_images() -> None:
    run = run_of("basic")
    for end in (0.97, 0.97003, 58_203 / 60_000):
        one = replace(run, accuracies=[*run.accuracies[:-1], round(end, 5)])
        assert check_run({"basic": one}, "basic", WANTED["basic"]) is one
    for digits in (0.97001, 0.97004):
        assert "contradict" in refused(replace(run, accuracies=[*run.accuracies[:-1], digits]))
        tests = [*run.test_accuracies[:-1], digits]
        assert "contradict" in refused(replace(run, test_accuracies=tests))
    assert "contradict" in refused(replace(run, losses=[*run.losses[:-1], -0.1]))


@pytest.mark.parametrize("curve", ["losses", "accuracies", "test_accuracies"])
def test_one_run_is_not_two(curve: str) -> None:
    slow, basic = run_of("slow"), run_of("basic")
    copied = replace(run_of("initializer"), **{curve: getattr(slow, curve)})
    runs = {"basic": basic, "slow": slow, "initializer": copied}
    for name in ("slow", "initializer"):
        with pytest.raises(CheckError, match="those of another run"):
            check_run(runs, name, WANTED[name])
    assert check_run(runs, "basic", WANTED["basic"]) is basic


@pytest.mark.parametrize("kind", [0, 1])
def test_the_labs_own_record_is_not_a_run_of_ones_own(kind: int) -> None:
    run, curve = run_of("basic"), lab09.record(0.02, 300)[kind][2]
    shifted = (curve + 1e-4).round(5).tolist()
    ready = replace(run, accuracies=shifted) if kind == 0 else replace(run, test_accuracies=shifted)
    assert "the lab's own record" in refused(ready)
    ours = (curve + np.where(np.arange(20) % 2, 0.002, -0.002)).round(5).tolist()
    other = replace(run, accuracies=ours) if kind == 0 else replace(run, test_accuracies=ours)
    check_run({"basic": other}, "basic", WANTED["basic"])


def test_whole_names_the_runs_that_can_be_begun_again() -> None:
    runs = {name: run_of(name) for name in WANTED} | {"medium": run_of("medium", 0.5)}
    assert whole(runs, WANTED) == ["basic", "fast", "slow", "initializer"]


def again(loss: float, accuracy: float, hard: range) -> Any:
    """One epoch, and outputs that are least sure of the right digit of the `hard` images."""
    labels = np.arange(1000) % 10
    P = np.full((1000, 10), 0.05)
    P[np.arange(1000), labels] = np.where(np.isin(np.arange(1000), hard), 0.2, 0.9)
    return ([loss], [accuracy], 0, 0, P), labels


def test_the_first_epoch_must_be_that_of_the_same_training() -> None:
    run = run_of("basic")
    for loss, accuracy, hard in ((0.5, 0.85, range(30)), (0.51, 0.845, range(60))):
        check_start("basic", run, *again(loss, accuracy, hard))
    for loss, accuracy, hard in (
        (0.54, 0.85, range(30)),
        (0.5, 0.82, range(30)),
        (0.5, 0.85, range(800, 830)),  # other images than those said to be misread
    ):
        with pytest.raises(CheckError, match=r"begins with loss 0\.5000"):
            check_start("basic", run, *again(loss, accuracy, hard))


def test_a_small_rate_leaves_less_room() -> None:
    run = run_of("slow")
    check_start("slow", run, *again(0.471, 0.821, range(30)))
    for loss, accuracy in ((0.474, 0.82), (0.47, 0.824)):
        with pytest.raises(CheckError, match="begins with"):
            check_start("slow", run, *again(loss, accuracy, range(30)))
        check_start("basic", run_of("basic"), *again(loss + 0.03, accuracy + 0.03, range(30)))


def test_findings_are_read_off_the_runs() -> None:
    last = {"basic": 0.961, "medium": 0.968, "fast": 0.972, "slow": 0.98, "initializer": 0.985}
    runs = {name: run_of(name, accuracy) for name, accuracy in last.items()}
    right = (0.961, 0.968, 640, 0.001, "he_uniform")
    check_findings(right, runs)
    for place, value in enumerate((0.968, 0.961, 300, 0.01, "glorot_uniform")):
        wrong = [*right[:place], value, *right[place + 1 :]]
        with pytest.raises(CheckError):
            check_findings(wrong, runs)


def test_equal_runs_leave_the_choice() -> None:
    runs = {name: run_of(name, 0.97) for name in WANTED}
    for size in (300, 640):
        check_findings((0.97, 0.97, size, 0.01, "he_uniform"), runs)
