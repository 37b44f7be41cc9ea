"""O16: deck C's core lab: batch size and learning rate of a five-layer network.

A DNN of five dense layers, four of 128 ReLU units and the 10 outputs, on the 60,000 MNIST
images with Adam for 20 epochs: learning rate 0.02 with batch 300 (the lab's basic question)
and batch 640 (its second one), then 0.01 and 0.001, both with batch 300, which the slide
leaves open (its third one). The slide gives no width: 128 is our choice, and so is Keras's
default start (Glorot uniform). Three seeds.

Measured after every epoch: training loss and accuracy as Keras reports them (the number that
the lab asks for), test accuracy at the epoch's end.

Source: deck C.
"""

from __future__ import annotations

from experiments.models import compiled, mnist
from experiments.runner import Experiment, Result

EPOCHS = 20


def measure(lr: float, batch_size: int, seed: int) -> Result:
    """Train once; three curves with one number per epoch."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    X, y, X_test, y_test = mnist()
    hidden = [layers.Dense(128, activation="relu") for _ in range(4)]
    model = keras.Sequential(
        [keras.Input((28, 28, 1)), layers.Flatten(), *hidden, layers.Dense(10)]
    )
    compiled(model, keras.optimizers.Adam(lr), jit_compile=True, steps_per_execution=47)
    history = model.fit(
        X,
        y,
        batch_size=batch_size,
        epochs=EPOCHS,
        validation_data=(X_test, y_test),
        validation_batch_size=1000,
        verbose=0,
    ).history
    return {
        "loss": history["loss"],
        "accuracy": history["accuracy"],
        "test_accuracy": history["val_accuracy"],
    }


EXPERIMENT = Experiment(
    name="o16_core_lab",
    title="Deck C's core lab: which batch size and learning rate for five layers?",
    jobs=[
        {"lr": lr, "batch_size": batch_size, "seed": seed}
        for seed in range(3)
        for lr, batch_size in ((0.02, 300), (0.02, 640), (0.01, 300), (0.001, 300))
    ],
    measure=measure,
)
