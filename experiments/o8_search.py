"""O8: which learning rate suits each of nine optimizers on the network of the race?

The race `o8_tuned` is fair only with a rate chosen for each rule on the very network that races.
Here each rule trains that network, a multilayer perceptron 784-300-300-10 (ReLU) with dropout 0.5
after both hidden layers, on the first 20,000 MNIST images, batch 128, 10 epochs, at five rates
half a decade apart, around the rates that `o10_rates` suggests. One seed, which is not raced.

Measured at the end, dropout off, on 5,000 validation images that take no part in the race: loss
and accuracy; and the training loss of the last epoch as Keras reports it, dropout on. A training
that diverged has no finite loss; it is recorded as null.

Source: Kingma and Ba (2015), section 6, arXiv:1412.6980: they, too, search each rule's rate.
"""

from __future__ import annotations

from experiments.models import compiled, mlp, mnist, optimizer
from experiments.runner import Experiment, Result

IMAGES = 20000
EPOCHS = 10
_MOMENTUM = (0.003, 0.01, 0.03, 0.1, 0.3)
_ADAM = (0.0001, 0.0003, 0.001, 0.003, 0.01)
RATES = {
    "SGD": (0.03, 0.1, 0.3, 1.0, 3.0),
    "momentum": _MOMENTUM,
    "Nesterov": _MOMENTUM,
    "Adagrad": (0.01, 0.03, 0.1, 0.3, 1.0),
    "Adadelta": (0.3, 1.0, 3.0, 10.0, 30.0),
    "RMSprop": _ADAM,
    "Adam": _ADAM,
    "AMSGrad": _ADAM,
    "Nadam": _ADAM,
}


def measure(rule: str, seed: int) -> Result:
    """Train once for each rate from the same start; lists with one number per rate."""
    import keras

    X, y, _, _ = mnist()
    keras.utils.set_random_seed(seed)
    model = compiled(
        mlp([300, 300], dropout=0.5),
        optimizer(rule, 1.0),
        jit_compile=False,
        steps_per_execution=157,
    )
    model.optimizer.build(model.trainable_variables)
    variables = model.variables + model.optimizer.variables
    start = [variable.numpy() for variable in variables]
    found: Result = {
        "rates": list(RATES[rule]),
        "validation_loss": [],
        "validation_accuracy": [],
        "loss": [],
    }
    for lr in found["rates"]:
        # Everything back to the start spares a compilation for each rate.
        for variable, value in zip(variables, start, strict=True):
            variable.assign(value)
        model.optimizer.learning_rate = lr
        keras.utils.set_random_seed(seed)
        history = model.fit(
            X[:IMAGES], y[:IMAGES], batch_size=128, epochs=EPOCHS, verbose=0
        ).history
        validation = X[50000:55000], y[50000:55000]
        loss, accuracy = model.evaluate(*validation, batch_size=1000, verbose=0)
        found["validation_loss"].append(loss)
        found["validation_accuracy"].append(accuracy)
        found["loss"].append(history["loss"][-1])
    return found


EXPERIMENT = Experiment(
    name="o8_search",
    title="Which learning rate suits each of nine optimizers on the race's network?",
    jobs=[{"rule": rule, "seed": 100} for rule in RATES],
    measure=measure,
)
