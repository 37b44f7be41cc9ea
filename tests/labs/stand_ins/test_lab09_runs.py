"""Lab 9's training cell: when it trains, what it prints, and that its record can be read again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from labs.checks import CheckError
from labs.stand_ins import lab09_runs
from labs.stand_ins.lab09_runs import as_text, read_runs, settings, train_once
from utils.data import load_mnist

PLAN = (4711, 500, 6, "he_uniform")


class Trainer:
    """Takes the place of `train_dnn`: reads every test image right but the first two."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def __call__(self, X: Any, y: Any, X_test: Any, labels: Any, *setting: Any) -> Any:
        _, batch_size, num_epochs, *_ = setting
        self.calls.append((X.shape, X_test.shape, *setting))
        read = np.where(np.arange(len(labels)) < 2, (labels + 1) % 10, labels)
        curve = np.linspace(0.5, 0.99, num_epochs)
        updates = num_epochs * -(-len(X) // batch_size)
        return 1 - curve, curve, list(curve - 0.01), updates, np.eye(10)[read]


def nothing() -> str:
    raise NotImplementedError


@pytest.fixture(autouse=True)
def at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)


def test_five_settings_are_the_assignment() -> None:
    found = settings(PLAN)
    assert [(s.lr, s.batch_size, s.num_epochs) for s in found.values()] == [
        (0.02, 300, 20),
        (0.02, 640, 20),
        (0.01, 500, 6),
        (0.001, 500, 6),
        (0.001, 500, 6),
    ]
    assert [s.initializer for s in found.values()] == ["glorot_uniform"] * 4 + ["he_uniform"]
    assert {s.seed for s in found.values()} == {4711}


@pytest.mark.parametrize(
    "plan",
    [
        None,
        (4711, 500, 6),
        (99, 500, 6, "he_uniform"),  # the lab's own record has small seeds
        (4711, 50, 6, "he_uniform"),
        (4711, 500, 4, "he_uniform"),
        (4711, 500.0, 6, "he_uniform"),
        (4711, 500, 6, "glorot_uniform"),
        (4711, 500, 6, "GlorotUniform"),  # Keras's other name of the same
    ],
)
def test_a_plan_that_is_not_asked_for_is_refused(plan: Any) -> None:
    with pytest.raises(CheckError, match="my_plan"):
        settings(plan)


def test_training_prints_accuracies_and_a_record_that_can_be_read(
    capsys: pytest.CaptureFixture[str],
) -> None:
    trainer = Trainer()
    train_once(trainer, lambda: PLAN, nothing)
    assert [call[0] for call in trainer.calls] == [(60_000, 784)] * 5
    assert [call[1] for call in trainer.calls] == [(10_000, 784)] * 5
    assert [call[2:] for call in trainer.calls][4] == (0.001, 500, 6, "he_uniform", 4711)
    printed = capsys.readouterr().out
    assert "4000 updates: training accuracy 0.9900, test accuracy 0.9800" in printed
    runs = read_runs(printed[printed.index('[{"name"') :])
    assert {name: run.setting for name, run in runs.items()} == settings(PLAN)
    assert runs["basic"].misread == [0, 1] and runs["basic"].updates == 4000
    assert runs["slow"].losses == pytest.approx(np.linspace(0.5, 0.01, 6), abs=1e-5)
    assert as_text(read_runs(as_text(runs))) == as_text(runs)
    assert max(map(len, as_text(runs).splitlines())) < 80  # fits a cell


def test_nothing_is_trained_again_nor_while_somebody_grades(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = Trainer()
    train_once(trainer, lambda: PLAN, nothing)
    printed = capsys.readouterr().out
    record = printed[printed.index('[{"name"') :]
    train_once(trainer, lambda: PLAN, nothing)  # the same kernel remembers
    train_once(trainer, lambda: PLAN, lambda: record)
    assert len(trainer.calls) == 5
    assert "other settings" not in capsys.readouterr().out.split("misread")[-1]
    train_once(trainer, lambda: (4711, 600, 6, "he_uniform"), lambda: record)
    assert "other settings than my_plan" in capsys.readouterr().out
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    train_once(trainer, lambda: (4712, *PLAN[1:]), nothing)
    assert len(trainer.calls) == 5 and capsys.readouterr().out == ""


def test_without_a_plan_or_with_a_wrong_one_it_says_what_to_do(
    capsys: pytest.CaptureFixture[str],
) -> None:
    trainer = Trainer()
    train_once(trainer, nothing, nothing)
    assert "Write my_plan" in capsys.readouterr().out
    train_once(trainer, lambda: (1, 2), nothing)
    assert "expected (seed, batch_size" in capsys.readouterr().out
    assert trainer.calls == []


def test_fewer_images_are_called_a_try(capsys: pytest.CaptureFixture[str]) -> None:
    trainer = Trainer()
    train_once(trainer, lambda: PLAN, nothing, 3000)
    printed = capsys.readouterr().out
    assert "not the assignment" in printed and trainer.calls[0][0] == (3000, 784)
    assert read_runs(printed[printed.index('[{"name"') :])["basic"].images == 3000


def test_misread_are_those_of_the_first_thousand() -> None:
    (_, _), (_, labels) = load_mnist()

    def all_wrong(*arguments: Any) -> Any:
        return [1.0], [0.0], [0.0], 1, np.eye(10)[(labels + 1) % 10]

    setting = settings(PLAN)["basic"]
    assert lab09_runs._train(all_wrong, setting, 1000).misread == list(range(1000))


@pytest.mark.parametrize("text", ["[", "{}", "[1]", '[{"name": "basic"}]', "[" * 100_000])
def test_a_damaged_record_says_what_to_paste(text: str) -> None:
    with pytest.raises(CheckError, match="paste all"):
        read_runs(text)


@pytest.fixture
def record(capsys: pytest.CaptureFixture[str]) -> str:
    train_once(Trainer(), lambda: PLAN, nothing)
    printed = capsys.readouterr().out
    return printed[printed.index('[{"name"') :]


@pytest.mark.parametrize(
    "changed",
    [
        lambda text: f"{text}\n\n{text}",
        lambda text: f"basic: lr = 0.02, 4000 updates [1]\n\nCopy all from [ to ]:\n{text}\nNone",
        lambda text: text.replace("\n", "\n\n\r\n"),
        lambda text: re.sub('"([^"]*)"', "“\\1”", text),
        lambda text: "\ufeff" + text.replace(" ", "\u00a0"),
    ],
)
def test_what_pasting_does_to_a_record_is_harmless(
    record: str, changed: Callable[[str], str]
) -> None:
    assert changed(record) != record and read_runs(changed(record)) == read_runs(record)


def test_two_records_that_differ_are_named(record: str) -> None:
    with pytest.raises(CheckError, match="several records that differ"):
        read_runs(record + record.replace("4711", "4712"))


def test_a_long_student_number_has_nine_digits_to_take() -> None:
    with pytest.raises(CheckError, match="last nine digits") as error:
        settings((41100123456, *PLAN[1:]))
    assert error.value.zh.endswith("請取學號的最後九位數字。")
    with pytest.raises(CheckError, match="from 100 to") as error:
        settings((99, *PLAN[1:]))
    assert "nine digits" not in error.value.en


def test_no_record_is_not_written_and_another_type_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        read_runs("\n")
    with pytest.raises(CheckError, match="text"):
        read_runs([1])
