"""I5: does the start of the weights matter?

Deck A trains a small CNN on the 60,000 MNIST images with mini-batch gradient descent, batch
128, 12 epochs, from three starts: all zeros, N(0, 0.4), and Glorot normal. The slide names
no architecture and no learning rate. Here: two convolutions (8 and 16 channels, 3x3), each
with ReLU and max pooling, then 64 ReLU units and 10 outputs; plain SGD at 0.01, Keras's own
default. Kernels start as named, each from an initializer of its own, biases at zero; two
seeds.

Measured after every epoch: training loss and accuracy, both as Keras reports them, the mean
over the epoch while the weights move; test loss and accuracy at the epoch's end.

Source: deck A; Glorot and Bengio (2010), AISTATS.
"""

from __future__ import annotations

from collections.abc import Callable

from experiments.models import Keras, cnn, compiled, mnist
from experiments.runner import Experiment, Result

EPOCHS = 12


def measure(start: str, seed: int) -> Result:
    """Train once; four curves with one number per epoch."""
    import keras

    keras.utils.set_random_seed(seed)
    make: dict[str, Callable[[], Keras]] = {
        "zeros": keras.initializers.Zeros,
        "normal_0.4": lambda: keras.initializers.RandomNormal(0.0, 0.4),
        "glorot_normal": keras.initializers.GlorotNormal,
    }
    X, y, X_test, y_test = mnist()
    model = compiled(cnn(make[start]), keras.optimizers.SGD(0.01), steps_per_execution=67)
    history = model.fit(
        X, y, batch_size=128, epochs=EPOCHS, validation_data=(X_test, y_test), verbose=0
    ).history
    return {
        "loss": history["loss"],
        "accuracy": history["accuracy"],
        "test_loss": history["val_loss"],
        "test_accuracy": history["val_accuracy"],
    }


EXPERIMENT = Experiment(
    name="i5_initializers",
    title="Zeros, N(0, 0.4) or Glorot normal: what does the start do to a CNN?",
    jobs=[
        {"start": start, "seed": seed}
        for seed in (0, 1)
        for start in ("zeros", "normal_0.4", "glorot_normal")
    ],
    measure=measure,
)
