"""T2: when does the first MNIST network overfit, and which RMSprop made the slide's log?

The network of chapter 2, 784-512-10 with ReLU and softmax, RMSprop at its defaults, batch 128,
on the 60,000 MNIST images. With the rule "inside" the small number stands inside the root,
g / sqrt(s + 1e-7), as in Keras 3, and the network trains for 20 epochs. With "outside" it stands
outside, g / (sqrt(s) + 1e-7), as in Keras 2, and the network trains for 5 epochs. Five seeds.

Measured after every epoch: loss and accuracy as `fit` reports them; with the weights held still
the loss on the first 10,000 training images, loss and accuracy on the test set, and the accuracy
on the first and on the last 5,000 test images.

Source: deck B.
"""

from __future__ import annotations

from experiments.models import Keras, mnist
from experiments.runner import Experiment, Result

EPOCHS = {"inside": 20, "outside": 5}


def measure(rule: str, seed: int) -> Result:
    """Train once; lists with one number per epoch."""
    import keras

    X, y, X_test, y_test = mnist()
    X, X_test = X.reshape(-1, 784), X_test.reshape(-1, 784)
    keras.utils.set_random_seed(seed)
    layers = [keras.layers.Dense(512, activation="relu"), keras.layers.Dense(10, "softmax")]
    model = keras.Sequential([keras.Input((784,)), *layers])
    model.compile(
        optimizer=keras.optimizers.RMSprop() if rule == "inside" else _outside(),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=True,
        steps_per_execution=67,
    )
    names = ["loss", "accuracy", "train_loss", "test_loss", "test_accuracy"]
    found: Result = {name: [] for name in [*names, "first_half", "last_half"]}
    for _ in range(EPOCHS[rule]):
        history = model.fit(X, y, batch_size=128, verbose=0).history
        train_loss = model.evaluate(X[:10_000], y[:10_000], batch_size=10_000, verbose=0)[0]
        test_loss, _ = model.evaluate(X_test, y_test, batch_size=10_000, verbose=0)
        right = model.predict(X_test, batch_size=10_000, verbose=0).argmax(axis=1) == y_test
        measured = [history["loss"][0], history["accuracy"][0], train_loss, test_loss, right.mean()]
        measured += [right[:5000].mean(), right[5000:].mean()]
        for name, value in zip(found, measured, strict=True):
            found[name].append(float(value))
    return found


def _outside() -> Keras:
    """RMSprop with its small number outside the root, as Keras 2 had it."""
    import keras

    class Outside(keras.optimizers.RMSprop):  # type: ignore[misc]
        def update_step(self, gradient: Keras, variable: Keras, learning_rate: Keras) -> None:
            s = self._velocities[self._get_variable_index(variable)]
            s.assign(self.rho * s + (1 - self.rho) * gradient**2)
            lr = keras.ops.cast(learning_rate, variable.dtype)
            variable.assign_sub(lr * gradient / (keras.ops.sqrt(s) + self.epsilon))

    return Outside()


EXPERIMENT = Experiment(
    name="t2_epochs",
    title="When does the first MNIST network overfit, and which RMSprop made the slide's log?",
    jobs=[{"rule": rule, "seed": seed} for seed in range(5) for rule in EPOCHS],
    measure=measure,
)
