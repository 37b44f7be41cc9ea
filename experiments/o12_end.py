"""O12: what is left of the batch size's effect when all are trained to the same loss?

The linear rule of Goyal et al. says: multiply the rate by what the batch size is multiplied by,
and a training needs as many epochs and ends as well. `o12_batch` compares batch sizes after 5
epochs, when a small step is small for all of them. Here a network 784-128-10 (ReLU) with plain SGD
is trained on the first 2,560 MNIST images until the loss on them, looked at every 40 updates and
at the end of each epoch, is below 0.02, for at most 30,000 updates. Three batch sizes, each with
the rate 0.1 ("same") and with a rate proportional to the batch size, 0.1 at 128 ("scaled", at 128
the same training). Five seeds.

Measured at the end, in inference mode: "reached" (whether the loss was), "updates", "epochs",
"train_loss", "test_loss", "test_accuracy".

Source: decks C and E; Goyal et al. (2017), arXiv:1706.02677; Keskar et al. (2017),
arXiv:1609.04836.
"""

from __future__ import annotations

from experiments.models import compiled, mlp, mnist, optimizer, train_until
from experiments.runner import Experiment, Result

IMAGES = 2560
BATCH_SIZES = (32, 128, 512)
LOSS = 0.02
AT_ONCE = 40
MOST_UPDATES = 30000


def measure(rates: str, batch_size: int, seed: int) -> Result:
    """Train once to the common loss."""
    import keras

    keras.utils.set_random_seed(seed)
    X, y, X_test, y_test = mnist(IMAGES)
    lr = 0.1 * batch_size / 128 if rates == "scaled" else 0.1
    model = compiled(
        mlp([128]), optimizer("SGD", lr), jit_compile=False, steps_per_execution=AT_ONCE
    )
    loss = train_until(model, X, y, batch_size, LOSS, MOST_UPDATES)
    updates = int(model.optimizer.iterations)
    test_loss, test_accuracy = model.evaluate(X_test, y_test, batch_size=1000, verbose=0)
    return {
        "lr": lr,
        "reached": loss < LOSS,
        "updates": updates,
        "epochs": updates * batch_size / IMAGES,
        "train_loss": loss,
        "test_loss": test_loss,
        "test_accuracy": test_accuracy,
    }


EXPERIMENT = Experiment(
    name="o12_end",
    title="What is left of the batch size's effect when all are trained to the same loss?",
    jobs=[
        {"rates": rates, "batch_size": batch_size, "seed": seed}
        for seed in range(5)
        for rates in ("same", "scaled")
        for batch_size in BATCH_SIZES
        if rates == "same" or batch_size != 128
    ],
    measure=measure,
)
