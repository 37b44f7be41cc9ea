"""O12: what does the batch size change, and are powers of two faster?

A network 784-128-10 (ReLU) with plain SGD on the first 10,000 MNIST images, so that batch 1 is
affordable and "full" is 10,000. Four parts:

- "epochs": 5 epochs at learning rate 0.1 for each batch size; then training loss, training and
  test accuracy.
- "scaled": the same with a rate proportional to the batch size, 0.1 at 128 (the linear rule
  of Goyal et al.), because one rate does not suit all sizes.
- "updates": 400 updates at 0.1 for each batch size, however many epochs that takes.
- "seconds": time per 10,000 images, nine rounds over all batch sizes, one after another so
  that a disturbance hits all alike. Each is warmed up first and sees full batches only, batch
  1 only 2,000 images; the time is scaled to 10,000. Recorded: seconds on the clock, and
  processor seconds, which other programs on a shared machine disturb less. Compare ratios
  within a round, not seconds between machines.

All parts but "seconds" have two seeds.

Source: decks C and E; Goyal et al. (2017), arXiv:1706.02677.
"""

from __future__ import annotations

import time

from experiments.models import Images, Keras, Labels, compiled, mlp, mnist, optimizer
from experiments.runner import Experiment, Result

IMAGES = 10000
BATCH_SIZES = [1, 16, 32, 64, 100, 128, 250, 256, 1000, 1024, 5000, IMAGES]
EPOCHS = 5
UPDATES = 400
ROUNDS = 9


def measure(part: str, batch_size: int | None, seed: int) -> Result:
    """Measure one part; `batch_size` None means all of them, in turn."""
    import keras

    keras.utils.set_random_seed(seed)
    if part == "seconds" or batch_size is None:
        return _seconds()
    X, y, X_test, y_test = mnist(IMAGES)
    lr = 0.1 * batch_size / 128 if part == "scaled" else 0.1
    steps = -(-IMAGES // batch_size)
    at_once = 1 if part == "updates" else min(steps, 100)
    model = compiled(mlp([128]), optimizer("SGD", lr), steps_per_execution=at_once)
    epochs, rest = divmod(UPDATES, steps) if part == "updates" else (EPOCHS, 0)
    if epochs:
        model.fit(X, y, batch_size=batch_size, epochs=epochs, verbose=0)
    if rest:
        model.fit(X, y, batch_size=batch_size, steps_per_epoch=rest, verbose=0)
    loss, accuracy = model.evaluate(X, y, batch_size=1000, verbose=0)
    return {
        "updates": int(model.optimizer.iterations),
        "train_loss": loss,
        "train_accuracy": accuracy,
        "test_accuracy": model.evaluate(X_test, y_test, batch_size=1000, verbose=0)[1],
    }


def _seconds() -> Result:
    """Measure, for each batch size, the seconds per 10,000 images in every round."""
    models = [compiled(mlp([128]), optimizer("SGD", 0.1)) for _ in BATCH_SIZES]
    clock: list[list[float]] = [[] for _ in BATCH_SIZES]
    processor: list[list[float]] = [[] for _ in BATCH_SIZES]
    X, y, _, _ = mnist(IMAGES)
    for turn in range(ROUNDS + 1):
        for i, (model, batch_size) in enumerate(zip(models, BATCH_SIZES, strict=True)):
            on_clock, on_processor = _one_pass(model, X, y, batch_size)
            if turn:  # the first one compiles
                clock[i].append(on_clock)
                processor[i].append(on_processor)
    return {"batch_sizes": BATCH_SIZES, "clock": clock, "processor": processor}


def _one_pass(model: Keras, X: Images, y: Labels, batch_size: int) -> tuple[float, float]:
    """Train on full batches; seconds per 10,000 images, on the clock and of processor."""
    seen = 2000 if batch_size == 1 else IMAGES
    images = seen // batch_size * batch_size
    start = time.perf_counter(), time.process_time()
    model.fit(X[:images], y[:images], batch_size=batch_size, verbose=0)
    end = time.perf_counter(), time.process_time()
    return (end[0] - start[0]) * IMAGES / images, (end[1] - start[1]) * IMAGES / images


EXPERIMENT = Experiment(
    name="o12_batch",
    title="What does the batch size change, and are powers of two faster?",
    jobs=[
        {"part": "seconds", "batch_size": None, "seed": 0},
        *(
            {"part": part, "batch_size": batch_size, "seed": seed}
            for seed in (0, 1)
            for part in ("epochs", "scaled", "updates")
            for batch_size in BATCH_SIZES
        ),
    ],
    measure=measure,
)
