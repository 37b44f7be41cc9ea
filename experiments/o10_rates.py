"""O10: which learning rate suits which optimizer, and are deck A's starting rates good?

Deck A starts SGD, momentum and Adagrad at 0.1, Adadelta at 10, RMSprop and Adam at 0.001.
Each of the six trains a network 784-128-10 (ReLU) on the 60,000 MNIST images, batch 128, for
3 epochs, at twelve rates half a decade apart (5.5 decades); two seeds. All other options as
Keras has them, momentum 0.9. The rates run from 1e-4 to 30 for the three that deck A starts at
0.1, from 0.01 to 3000 for Adadelta, and from 1e-6 to 0.3 for RMSprop and Adam.

Measured at the end, in inference mode: loss and accuracy on all training images, test
accuracy. A training that diverged has no finite loss; it is recorded as null.

Source: deck A.
"""

from __future__ import annotations

from experiments.models import compiled, mlp, mnist, optimizer
from experiments.runner import Experiment, Result

EPOCHS = 3
LOWEST_DECADE = {
    "SGD": -4,
    "momentum": -4,
    "Adagrad": -4,
    "Adadelta": -2,
    "RMSprop": -6,
    "Adam": -6,
}


def measure(rule: str, seed: int) -> Result:
    """Train once for each rate from the same start; lists with one number per rate."""
    import keras

    X, y, X_test, y_test = mnist()
    keras.utils.set_random_seed(seed)
    model = compiled(mlp([128]), optimizer(rule, 1.0), jit_compile=True, steps_per_execution=67)
    model.optimizer.build(model.trainable_variables)
    variables = model.variables + model.optimizer.variables
    start = [variable.numpy() for variable in variables]
    found: Result = {
        "rates": rates(rule),
        "train_loss": [],
        "train_accuracy": [],
        "test_accuracy": [],
    }
    for lr in found["rates"]:
        # Everything back to the start spares a compilation for each rate.
        for variable, value in zip(variables, start, strict=True):
            variable.assign(value)
        model.optimizer.learning_rate = lr
        keras.utils.set_random_seed(seed)
        model.fit(X, y, batch_size=128, epochs=EPOCHS, verbose=0)
        loss, accuracy = model.evaluate(X, y, batch_size=2000, verbose=0)
        found["train_loss"].append(loss)
        found["train_accuracy"].append(accuracy)
        accuracy = model.evaluate(X_test, y_test, batch_size=2000, verbose=0)[1]
        found["test_accuracy"].append(accuracy)
    return found


def rates(rule: str) -> list[float]:
    """List the twelve rates of a rule: 1 and 3 times each of six powers of ten."""
    lowest = LOWEST_DECADE[rule]
    return [float(f"{digit}e{lowest + step}") for step in range(6) for digit in (1, 3)]


EXPERIMENT = Experiment(
    name="o10_rates",
    title="Which learning rate suits which optimizer?",
    jobs=[{"rule": rule, "seed": seed} for seed in (0, 1) for rule in LOWEST_DECADE],
    measure=measure,
)
