"""What a record of the core lab must be: the assignment's, whole, of one's own training."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

from labs.checks import CheckError, exactly, near
from labs.stand_ins import lab09
from labs.stand_ins.lab09_runs import IMAGES, SHOWN, TESTS, Run, Setting

# The least training accuracy of a network that learned: the lowest of the lab's record is 0.96.
LEARNED = 0.9
# How far the first epoch, done again, may be off: the loss in parts of it, and the accuracy.
# Rounding differs with processors and threads, and matters more with a larger learning rate.
LOSS_OFF, ACCURACY_OFF = (0.003, 3.0), (0.003, 1.0)
# The mean rank, from 0 to 1, of the misread images by how sure of their digit the first epoch is.
RANK = 0.25


def check_run(runs: Mapping[str, Run], name: str, wanted: Setting) -> Run:
    """Return a run of a record whose settings and numbers can be those of the assignment.

    Raises:
        CheckError: it is missing, or has other settings, or its numbers contradict each other.
    """
    if name not in runs:
        raise _wrong(name, "is not in your record: train it", "不在你的記錄裡：請訓練它")
    run = runs[name]
    if run.images != IMAGES:
        raise _wrong(
            name,
            f"was trained on {run.images} images; the assignment takes all {IMAGES}",
            f"只用了 {run.images} 張圖片訓練；作業要用全部 {IMAGES} 張",
        )
    if run.setting != wanted:
        raise _wrong(
            name,
            f"was trained with {run.setting}, seed = {run.setting.seed}; "
            f"expected {wanted}, seed = {wanted.seed}. Empty my_runs and train again",
            f"訓練時用的是 {run.setting}、seed = {run.setting.seed}；應為 {wanted}、"
            f"seed = {wanted.seed}。請清空 my_runs，重新訓練",
        )
    curves = run.losses, run.accuracies, run.test_accuracies
    updates = wanted.num_epochs * math.ceil(IMAGES / wanted.batch_size)
    if any(len(curve) != wanted.num_epochs for curve in curves) or run.updates != updates:
        raise _wrong(
            name,
            f"has {run.updates} updates and lists of {[len(c) for c in curves]} numbers; "
            f"{wanted.num_epochs} epochs have {updates} updates and a number each",
            f"有 {run.updates} 次更新，各串列有 {[len(c) for c in curves]} 個數；"
            f"{wanted.num_epochs} 個週期應有 {updates} 次更新，每個週期一個數",
        )
    if not (run.losses[-1] < run.losses[0] and run.accuracies[-1] > LEARNED):
        raise _wrong(
            name,
            f"ends with training accuracy {run.accuracies[-1]:.3f}: it did not learn, or stopped "
            "learning; choose another seed, plan or initializer",
            f"最後的訓練準確率是 {run.accuracies[-1]:.3f}：沒有學會，或中途壞掉了；"
            "請換一個種子、計畫或初始器",
        )
    others = [other for key, other in runs.items() if key != name]
    if not _is_possible(run) or _is_recorded(run) or any(_is_copy(run, other) for other in others):
        raise _wrong(
            name,
            "has numbers that no training of yours gives: they contradict each other, or are "
            "those of another run or of the lab's own record. Empty my_runs and train again",
            "裡的數字不是你訓練得出的：彼此矛盾，或與另一次訓練、lab 自己的記錄相同。"
            "請清空 my_runs，重新訓練",
        )
    return run


def whole(runs: Mapping[str, Run], wanted: Mapping[str, Setting]) -> list[str]:
    """Return the names of the runs that `check_run` accepts."""
    names = []
    for name, setting in wanted.items():
        with contextlib.suppress(CheckError):
            check_run(runs, name, setting)
            names.append(name)
    return names


def check_start(
    name: str, run: Run, again: Sequence[Any], labels: npt.NDArray[np.integer[Any]]
) -> None:
    """Check a run against one epoch of the same training, done again.

    The numbers of the first epoch are the same but for rounding, which grows in training. And
    what the network misread in the end is hard for the one of the first epoch, too: it gives the
    right digit of such images less than of most.

    Args:
        name: the run's name in the record.
        run: what was recorded.
        again: what a trainer returns for one epoch, with the first `SHOWN` test images.
        labels: the labels of these images.

    Raises:
        CheckError: the record is not of this training.
    """
    loss, accuracy, P = again[0][0], again[1][0], np.asarray(again[4])
    right = P[np.arange(SHOWN), labels[:SHOWN]]
    ranks = rankdata(right) / SHOWN
    near_loss, near_accuracy = (a + b * run.setting.lr for a, b in (LOSS_OFF, ACCURACY_OFF))
    is_near = (
        abs(run.losses[0] - loss) <= near_loss * loss
        and abs(run.accuracies[0] - accuracy) <= near_accuracy
    )
    if not is_near or np.mean(ranks[run.misread]) > RANK:
        raise _wrong(
            name,
            f"begins with loss {run.losses[0]:.4f} and accuracy {run.accuracies[0]:.4f}; the same "
            f"training begun again, with {loss:.4f} and {accuracy:.4f}. Does train_dnn follow "
            "question 5, step by step? Then empty my_runs and train again",
            f"第一個週期的損失是 {run.losses[0]:.4f}、準確率是 {run.accuracies[0]:.4f}；"
            f"同樣的訓練重做一次卻是 {loss:.4f} 和 {accuracy:.4f}。"
            "train_dnn 是否照第 5 題的步驟？請清空 my_runs，重新訓練",
        )


def check_findings(found: Sequence[Any], runs: Mapping[str, Run]) -> None:
    """Check what a student read off the last training accuracies of their runs.

    Args:
        found: those of "basic" and "medium"; which batch size, rate and initializer was better.
        runs: all five.

    Raises:
        CheckError: a run says something else.
    """
    last = {name: run.accuracies[-1] for name, run in runs.items()}
    for value, name in zip(found, ("basic", "medium"), strict=False):
        near(value, last[name], f'training accuracy of "{name}" | 「{name}」的訓練準確率')
    pairs = (("basic", "medium"), ("fast", "slow"), ("slow", "initializer"))
    for value, key, pair in zip(found[2:], ("batch_size", "lr", "initializer"), pairs, strict=True):
        best = max(last[name] for name in pair)
        right = [getattr(runs[name].setting, key) for name in pair if last[name] == best]
        a, b = (f"{name} {last[name]:.4f}" for name in pair)
        if value not in right:
            exactly(
                value,
                right[0],
                f"the better {key} | 較好的 {key}",
                en=f"{a}, {b}.",
                zh=f"{a}，{b}。",
            )


def _is_possible(run: Run) -> bool:
    """Tell whether the accuracies are whole numbers of images, and agree with what was misread."""
    known = set(range(SHOWN))
    ordered = len(known.intersection(run.misread)) == len(run.misread)
    share = 1 - len(run.misread) / SHOWN
    whole_numbers = all(
        # Recorded with five digits.
        abs(round(accuracy * count) / count - accuracy) < 0.6e-5
        for count, curve in ((IMAGES, run.accuracies), (TESTS, run.test_accuracies))
        for accuracy in curve
    )
    agrees = abs(share - run.test_accuracies[-1]) <= 0.02
    return ordered and agrees and whole_numbers and min(run.losses) >= 0


def _is_copy(run: Run, other: Run) -> bool:
    """Tell whether two runs, whose settings differ, have a curve in common."""
    return (
        run.losses == other.losses
        or run.accuracies == other.accuracies
        or run.test_accuracies == other.test_accuracies
    )


def _is_recorded(run: Run) -> bool:
    """Tell whether a run's curves are those of the lab's own record."""
    with_rate = [pair for pair in lab09.recorded() if pair[0] == run.setting.lr]
    known = [curve for pair in with_rate for kind in lab09.record(*pair) for curve in kind]
    own = [np.array(curve) for curve in (run.accuracies, run.test_accuracies)]
    return any(np.abs(c - k[: len(c)]).max() < 5e-4 for c in own for k in known)


def _wrong(name: str, en: str, zh: str) -> CheckError:
    return CheckError(f'the run "{name}" {en}.', f"「{name}」這次訓練{zh}。")
