"""O8: the optimizer race on real digits, the figure of the Adam paper, each rule with its own rate.

Kingma and Ba train a network 784-1000-1000-10 (ReLU, dropout) on MNIST with batch 128 for 200
epochs. Here two hidden layers of 300 with dropout 0.5 after each, the first 20,000 MNIST images,
batch 128, 10 epochs (1,570 updates), five seeds; the nine update rules of row O4. As in the paper
each rule's rate is searched: RATES are those with the lowest validation loss in the record
`o8_search`, which trains this very network on these images from another seed. A test makes sure of
it.

Measured after every epoch: training loss as Keras reports it, with dropout on, as in the
paper's figure; test loss and accuracy, dropout off.

Source: Kingma and Ba (2015), figure 2, arXiv:1412.6980; deck A shows it.
"""

from __future__ import annotations

from experiments.models import compiled, mlp, mnist, optimizer
from experiments.o8_search import EPOCHS, IMAGES
from experiments.runner import Experiment, Result

RATES = {
    "SGD": 0.3,
    "momentum": 0.03,
    "Nesterov": 0.03,
    "Adagrad": 0.1,
    "Adadelta": 1.0,
    "RMSprop": 0.003,
    "Adam": 0.001,
    "AMSGrad": 0.001,
    "Nadam": 0.001,
}


def measure(rule: str, lr: float, seed: int) -> Result:
    """Train once; three curves with one number per epoch."""
    import keras

    keras.utils.set_random_seed(seed)
    X, y, X_test, y_test = mnist(IMAGES)
    model = compiled(
        mlp([300, 300], dropout=0.5),
        optimizer(rule, lr),
        jit_compile=False,
        steps_per_execution=157,
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
    name="o8_tuned",
    title="Which of nine optimizers, each at its best rate, trains an MLP with dropout fastest?",
    jobs=[
        {"rule": rule, "lr": lr, "seed": seed} for seed in range(5) for rule, lr in RATES.items()
    ],
    measure=measure,
)
