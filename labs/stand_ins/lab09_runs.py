"""The core lab's runs on all images: trained at home, kept as text in an answer, then checked.

Nobody who grades a class can train five networks per student. So the cell that trains prints a
record, which the student pastes into an answer; the tests read it, compare it with what the
assignment asks for, and begin one or two of its trainings again. What can be forged all the same
stands in `labs/guides/lab09_mnist_dnn.md`.
"""

from __future__ import annotations

import json
import math
import os
import re
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from labs.checks import CheckError
from labs.stand_ins import lab09
from utils.data import load_mnist, to_float

# What word processors, web pages and input methods make of a record's quotes and spaces.
_PLAIN = str.maketrans(dict.fromkeys("“”„＂", '"') | dict.fromkeys("\u00a0\u3000\u200b\ufeff", " "))
_START = re.compile(r"\[\s*\{")

Trainer = Callable[..., Sequence[Any]]

IMAGES, TESTS = 60_000, 10_000
# Of so many test images a record says which ones the network misread.
SHOWN = 1000


@dataclass(frozen=True)
class Setting:
    """What a run is trained with; `lr` is the learning rate of Adam."""

    lr: float
    batch_size: int
    num_epochs: int
    initializer: str
    seed: int

    def __str__(self) -> str:
        """Return it as a reader would say it, in code that both languages share."""
        return (
            f"lr = {self.lr}, batch_size = {self.batch_size}, num_epochs = {self.num_epochs}, "
            f"{self.initializer}"
        )


@dataclass(frozen=True)
class Run:
    """One training: curves with one number per epoch, and the test images it misread at the end.

    `trained_by` names the function that trained, `misread` the indices below `SHOWN`.
    """

    setting: Setting
    trained_by: str
    images: int
    updates: int
    losses: list[float]
    accuracies: list[float]
    test_accuracies: list[float]
    misread: list[int]


def settings(plan: Any) -> dict[str, Setting]:
    """Return the five settings of the core lab; `plan` is what `my_plan()` returned.

    Raises:
        CheckError: the plan is not what the question asks for; the message says what is.
    """
    if not isinstance(plan, tuple | list) or len(plan) != 4:
        raise CheckError(
            f"my_plan() is {plan!r}, expected (seed, batch_size, num_epochs, initializer).",
            f"my_plan() 是 {plan!r}，應為 (seed, batch_size, num_epochs, initializer)。",
        )
    seed, batch_size, num_epochs, initializer = plan
    limits = {"seed": (100, 2**32 - 1), "batch_size": (100, 2000), "num_epochs": (5, 20)}
    for name, value in zip(limits, plan, strict=False):
        least, most = limits[name]
        if not isinstance(value, int) or not least <= value <= most:
            long = name == "seed" and isinstance(value, int) and value > most
            raise CheckError(
                f"{name} in my_plan() is {value!r}, not a whole number from {least} to {most}."
                + long * " Take the last nine digits of your student number.",
                f"my_plan() 的 {name} 是 {value!r}，應為 {least} 到 {most} 的整數。"
                + long * "請取學號的最後九位數字。",
            )
    # Keras knows it as GlorotUniform, too.
    if not isinstance(initializer, str) or _spelled(initializer) == "glorotuniform":
        raise CheckError(
            f"initializer in my_plan() is {initializer!r}, expected the Keras name of another one "
            'than "glorot_uniform".',
            f"my_plan() 的 initializer 是 {initializer!r}，應為 Keras 的另一個初始器名稱，"
            '不能是 "glorot_uniform"。',
        )
    glorot = "glorot_uniform", seed
    return {
        "basic": Setting(0.02, 300, 20, *glorot),
        "medium": Setting(0.02, 640, 20, *glorot),
        "fast": Setting(0.01, batch_size, num_epochs, *glorot),
        "slow": Setting(0.001, batch_size, num_epochs, *glorot),
        "initializer": Setting(0.001, batch_size, num_epochs, initializer, seed),
    }


_trained: dict[tuple[Trainer, Setting, int], Run] = {}


def train_once(
    trainer: Trainer,
    my_plan: Callable[[], Any],
    my_runs: Callable[[], Any],
    num_images: int = IMAGES,
) -> None:
    """Train the core lab and print its record, unless `my_runs` has it or somebody is grading.

    Args:
        trainer: `train_dnn`, or what takes the same arguments.
        my_plan: returns (seed, batch_size, num_epochs, initializer).
        my_runs: returns the record, or raises NotImplementedError as long as there is none.
        num_images: fewer than all are for a try on a slow machine, and earn nothing.
    """
    if os.environ.get("NBGRADER_EXECUTION"):  # nbgrader sets it, and so does our grader
        return
    try:
        wanted = settings(my_plan())
        text = _answer(my_runs)
        if text.strip():
            _print_runs(read_runs(text), wanted)
            return
    except NotImplementedError:
        print("Write my_plan, then run this cell again. · 請先寫好 my_plan，再執行這個儲存格。")
        return
    except CheckError as error:
        print(f"{error.en}\n{error.zh}")
        return
    if num_images < IMAGES:
        print(
            f"{num_images} images: a try, not the assignment, and it earns no points. · "
            f"{num_images} 張圖片：只是試跑，不是作業，不會得分。"
        )
    runs = {}
    for name, setting in wanted.items():
        key = trainer, setting, num_images
        if key not in _trained:
            _trained[key] = _train(*key)
        runs[name] = _trained[key]
        print(_line(name, runs[name]), flush=True)
    print(
        "\nCopy all from [ to ] between the quotes of my_runs, and run that cell: · "
        "把 [ 到 ] 的全部文字貼到 my_runs 的引號之間，再執行那個儲存格：\n"
    )
    print(as_text(runs))


def as_text(runs: Mapping[str, Run]) -> str:
    """Return a record: JSON in short lines, which breaks only where a space may stand."""
    entries = (json.dumps({"name": name} | asdict(run)) for name, run in runs.items())
    lines = (textwrap.fill(e, 76, break_long_words=False, break_on_hyphens=False) for e in entries)
    return "[" + ",\n".join(lines) + "]"


def read_runs(text: Any) -> dict[str, Run]:
    """Return the runs of a record, by name.

    Raises:
        CheckError: it is not a record as the training cell prints it, or holds several.
    """
    if not isinstance(text, str):
        raise CheckError(
            "my_runs() must return the text that the training cell printed.",
            "my_runs() 要回傳訓練儲存格印出的文字。",
        )
    if not text.strip():
        raise NotImplementedError
    try:
        records = _records(text.translate(_PLAIN))
        found = {entry.pop("name"): _run(entry) for entry in records[0]}
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise CheckError(
            "my_runs() is not a whole record: paste all that was printed, from [ to ], unchanged.",
            "my_runs() 不是完整的記錄：請把印出的文字從 [ 到 ] 全部貼上，不要更動。",
        ) from None
    if len(records) > 1:
        raise CheckError(
            "my_runs() holds several records that differ: leave the one of your plan.",
            "my_runs() 裡有好幾份不同的記錄：請只留下與 my_plan 相符的那一份。",
        )
    return found


def _records(text: str) -> list[Any]:
    """Return the different records in a text; the lines around them do not count."""
    found: list[Any] = []
    start = _START.search(text)
    while start is not None:
        record, end = json.JSONDecoder().raw_decode(text, start.start())
        if record not in found:
            found.append(record)
        start = _START.search(text, end)
    return found


def _spelled(initializer: str) -> str:
    return initializer.replace("_", "").lower()


def _answer(my_runs: Callable[[], Any]) -> str:
    try:
        return str(my_runs())
    except NotImplementedError:
        return ""


def _train(trainer: Trainer, setting: Setting, num_images: int) -> Run:
    (images, digits), (tests, labels) = load_mnist()
    X, X_test = (to_float(part).reshape(len(part), -1) for part in (images[:num_images], tests))
    losses, accuracies, test_accuracies, updates, P = trainer(
        *(X, digits[:num_images], X_test, labels),
        *(setting.lr, setting.batch_size, setting.num_epochs, setting.initializer, setting.seed),
    )
    read = np.argmax(P[:SHOWN], axis=1)
    return Run(
        setting,
        "given.train" if trainer is lab09.train else "train_dnn",
        num_images,
        int(updates),
        _rounded(losses),
        _rounded(accuracies),
        _rounded(test_accuracies),
        [int(i) for i in np.flatnonzero(read != labels[:SHOWN])],
    )


def _rounded(curve: Sequence[Any]) -> list[float]:
    return [round(float(number), 5) for number in curve]


def _run(entry: dict[str, Any]) -> Run:
    """Return a run as `as_text` wrote it; ValueError or TypeError if it did not."""
    run = Run(**{**entry, "setting": Setting(**entry["setting"])})
    numbers = [*run.losses, *run.accuracies, *run.test_accuracies]
    shares = [*run.accuracies, *run.test_accuracies]
    if not all(isinstance(n, float) and math.isfinite(n) for n in numbers):
        raise ValueError("not a number")
    if not all(0 <= share <= 1 for share in shares):
        raise ValueError("not a share")
    if not all(type(index) is int for index in run.misread):
        raise ValueError("not an index")
    return run


def _print_runs(runs: Mapping[str, Run], wanted: Mapping[str, Setting]) -> None:
    for name, run in runs.items():
        print(_line(name, run))
    if {name: run.setting for name, run in runs.items()} != wanted:
        print(
            "The record in my_runs has other settings than my_plan: empty it to train again. · "
            "my_runs 裡的記錄和 my_plan 的設定不同：清空它就能重新訓練。"
        )


def _line(name: str, run: Run) -> str:
    return (
        f"{name + ':':<12} {run.setting}, {run.updates} updates: training accuracy "
        f"{run.accuracies[-1]:.4f}, test accuracy {run.test_accuracies[-1]:.4f}"
    )
