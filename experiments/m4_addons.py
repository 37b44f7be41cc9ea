"""M4: is the F1 of TensorFlow Addons wrong?

Deck A says that there was no F1 in Keras because it came out wrong, and lets the student see
how wrong with `F1Score(num_classes=2, average="micro")` of TensorFlow Addons, on a run whose
confusion matrix is [[1049, 0], [0, 982]]; what Addons printed there is lost with the slide's
picture. Here Addons 0.23.0, its last release, computes F1 in its own environment: for twelve
samples, as one column and as one-hot rows, whole and in batches of four; and for the
slide's confusion matrix through `model.compile` and `model.evaluate`, with two softmax outputs
and with one sigmoid output.

Recorded: the value of each case (for a model, accuracy and F1), and the versions in the
Addons environment. Nothing is random; the seed has no effect. `environment` names the
process that asked, not the one that computed.

Source: deck A; TensorFlow Addons 0.23.0, `tfa.metrics.F1Score`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from typing import Any

from experiments.record import RecordError
from experiments.runner import Experiment, Result
from utils.addons import AddonsError, Call, addons_available, run_in_addons

# The twelve samples: true answers, and predicted probabilities of "yes".
Y = [1, 1, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0]
P = [0.9, 0.6, 0.2, 0.4, 0.7, 0.8, 0.3, 0.1, 0.2, 0.3, 0.1, 0.6]


def addons_f1(batches: Sequence[Any], **options: Any) -> Any:
    """Feed batches, pairs (y, p), to the F1 of TensorFlow Addons."""
    import numpy as np
    import tensorflow_addons as tfa

    metric = tfa.metrics.F1Score(**options)
    for y, p in batches:
        metric.update_state(np.array(y, "float32"), np.array(p, "float32"))
    return np.ravel(metric.result()).tolist()


def addons_model(x: Any, y: Any, w: Any, activation: str, **options: Any) -> Any:
    """Evaluate a one-layer model with given weights: accuracy and Addons' F1."""
    import numpy as np
    import tensorflow as tf
    import tensorflow_addons as tfa

    f1 = tfa.metrics.F1Score(**options)
    layer = tf.keras.layers.Dense(len(w[0]), activation=activation, use_bias=False)
    model = tf.keras.Sequential([tf.keras.Input((1,)), layer])
    model.compile(loss="mse", metrics=["accuracy", f1])
    model.set_weights([np.array(w)])
    results = model.evaluate(np.array(x), np.array(y, "float32"), verbose=0)
    return np.hstack(results[1:]).tolist()


def column(values: Sequence[float]) -> list[list[float]]:
    """Make one column (n, 1) of n numbers."""
    return [[value] for value in values]


def two_columns(p: Sequence[float]) -> list[list[float]]:
    """Make two columns (n, 2) of n probabilities of "yes": no, yes."""
    return [[1 - value, value] for value in p]


def _cases() -> dict[str, Call]:
    one, two = (column(Y), column(P)), (two_columns(Y), two_columns(P))
    batches = [(one[0][i : i + 4], one[1][i : i + 4]) for i in (0, 4, 8)]
    x = column([-1.0] * 1049 + [1.0] * 982)  # the sign decides: no mistakes
    y = [int(value > 0) for (value,) in x]
    softmax = {"x": x, "y": two_columns(y), "w": [[-2.0, 2.0]], "activation": "softmax"}
    sigmoid = {"x": x, "y": column(y), "w": [[4.0]], "activation": "sigmoid"}
    slide = {"num_classes": 2, "average": "micro"}
    right = {"num_classes": 1, "threshold": 0.5}
    return {
        "one column, threshold=0.5": (addons_f1, {"batches": [one], **right}),
        "one column, threshold=None": (addons_f1, {"batches": [one], "num_classes": 1}),
        "two columns, micro": (addons_f1, {"batches": [two], **slide}),
        "two columns, macro": (addons_f1, {"batches": [two], **slide, "average": "macro"}),
        "two columns, weighted": (
            addons_f1,
            {"batches": [two], **slide, "average": "weighted"},
        ),
        "two columns, per class": (addons_f1, {"batches": [two], "num_classes": 2}),
        "batch 1": (addons_f1, {"batches": batches[:1], **right}),
        "batch 2": (addons_f1, {"batches": batches[1:2], **right}),
        "batch 3": (addons_f1, {"batches": batches[2:], **right}),
        "batches 1 to 3": (addons_f1, {"batches": batches, **right}),
        "slide, two softmax outputs": (addons_model, {**softmax, **slide}),
        "slide, one sigmoid output": (addons_model, {**sigmoid, **slide}),
        "one sigmoid output, threshold=0.5": (addons_model, {**sigmoid, **right}),
    }


@cache
def _computed() -> tuple[dict[str, Any], str]:
    """Compute all cases in one process: TensorFlow takes seconds to start."""
    cases = _cases()
    try:
        values, versions = run_in_addons(list(cases.values()))
    except AddonsError as error:
        raise RecordError(str(error)) from None
    return dict(zip(cases, values, strict=True)), ", ".join(map(" ".join, versions.items()))


def measure(case: str, seed: int) -> Result:
    """Let Addons compute one case; needs `make tfa`."""
    values, versions = _computed()
    return {"value": values[case], "versions": versions}


def provenance(live: bool) -> str:
    """Say in one line who computed the results, and where.

    A page that is built or tested (`COURSE_STATIC=1`) always names the record, so that it
    is the same everywhere; the tests make sure that live results equal it.
    """
    recorded = EXPERIMENT.results()[0]["versions"]
    if live and os.environ.get("COURSE_STATIC") != "1":
        return f"Computed now, in .venv-tfa: {_computed()[1]}"
    when = EXPERIMENT.provenance().partition(",")[0]
    return f"{when} with {recorded}; after `make tfa` this notebook computes them live."


EXPERIMENT = Experiment(
    name="m4_addons",
    title="Is the F1 of TensorFlow Addons wrong?",
    jobs=[{"case": case, "seed": 0} for case in _cases()],
    measure=measure,
)

__all__ = ["EXPERIMENT", "addons_available", "addons_f1", "addons_model", "provenance"]
