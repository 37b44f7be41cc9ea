"""O8: the optimizer race on real digits, the figure of the Adam paper.

Kingma and Ba train a network 784-1000-1000-10 (ReLU, dropout) on MNIST with batch 128 for 200
epochs. Here two hidden layers of 300 with dropout 0.5 after each, the 60,000 MNIST images,
batch 128, 10 epochs, two seeds; the nine update rules of row O4. The paper searches each rule's
rate. Here RATES follows from the recorded sweep `o10_rates` (a smaller network, without
dropout): half a decade below the rate with the lowest mean training loss, because the best
rates lie close below those that fail, and this network is deeper. Nesterov takes momentum's
rate, AMSGrad and Nadam take Adam's. A test makes sure of it.

Measured after every epoch: training loss as Keras reports it, with dropout on, as in the
paper's figure; test loss and accuracy, dropout off.

Source: Kingma and Ba (2015), figure 2, arXiv:1412.6980; deck A shows it.
"""

from __future__ import annotations

from experiments.models import compiled, mlp, mnist, optimizer
from experiments.runner import Experiment, Result

EPOCHS = 10
RATES = {
    "SGD": 0.3,
    "momentum": 0.03,
    "Nesterov": 0.03,
    "Adagrad": 0.1,
    "Adadelta": 3.0,
    "RMSprop": 0.001,
    "Adam": 0.001,
    "AMSGrad": 0.001,
    "Nadam": 0.001,
}


def measure(rule: str, lr: float, seed: int) -> Result:
    """Train once; three curves with one number per epoch."""
    import keras

    keras.utils.set_random_seed(seed)
    X, y, X_test, y_test = mnist()
    model = compiled(
        mlp([300, 300], dropout=0.5), optimizer(rule, lr), jit_compile=True, steps_per_execution=67
    )
    history = model.fit(
        X,
        y,
        batch_size=128,
        epochs=EPOCHS,
        validation_data=(X_test, y_test),
        validation_batch_size=1000,
        verbose=0,
    ).history
    return {
        "loss": history["loss"],
        "test_loss": history["val_loss"],
        "test_accuracy": history["val_accuracy"],
    }


EXPERIMENT = Experiment(
    name="o8_race",
    title="Which of nine optimizers trains an MLP with dropout fastest?",
    jobs=[{"rule": rule, "lr": lr, "seed": seed} for seed in (0, 1) for rule, lr in RATES.items()],
    measure=measure,
)
