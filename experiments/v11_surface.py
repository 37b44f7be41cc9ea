"""V11: what does the loss around a trained network look like, with and without shortcuts?

Networks of 20 and 56 layers as in V10 (14x14 images, 8, 16 and 32 channels, batch
normalisation), with and without shortcuts, are trained on the first 2,000 MNIST images: Adam
at learning rate 0.002, divided by 10 after three quarters, batch 128, 80 epochs. With the
momentum and the rates of V10 the plain network of 56 layers is far from trained after so
many updates, and its surroundings say little; with Adam it comes much farther. The loss is
then computed on a 25 x 25 grid of weights + a * first direction + b * second direction, a and
b from -1 to 1, on 250 training images in inference mode.

Both directions are random and filter-normalised: the noise in each filter of a kernel is
scaled to the norm of that filter; the filter axis of a Keras kernel is the last one. Biases and
everything of batch normalisation (scale, shift, stored statistics) stay as trained, which is
the default of the paper's code. The same two seeds draw the directions of all networks; where
two networks have the same shapes, the noise is the same before it is normalised.

Measured: training loss and error per epoch, as Keras reports them while the weights move
(batch statistics); loss and training error at the end in inference mode; the surface. A loss
that is not finite is recorded as null.

Source: Li, Xu, Taylor, Studer and Goldstein (2018), arXiv:1712.09913.
"""

from __future__ import annotations

import numpy as np

from experiments.models import compiled, halved, mnist, random_direction, resnet
from experiments.runner import Experiment, Result

IMAGES = 2000
EPOCHS = 80
PROBE = 250
POINTS = 25


def measure(depth: int, shortcuts: bool, seed: int) -> Result:
    """Train a network and look around; `surface[i][j]` is the loss at b = axis[i], a = axis[j]."""
    import keras
    import tensorflow as tf

    keras.utils.set_random_seed(seed)
    X, y, _, _ = mnist(IMAGES)
    X = halved(X)
    steps = -(-IMAGES // 128)
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay(
        [EPOCHS * 3 // 4 * steps], [0.002, 0.0002]
    )
    model = compiled(
        resnet(depth, shortcuts),
        keras.optimizers.Adam(schedule),
        jit_compile=False,
        steps_per_execution=steps,
    )
    history = model.fit(X, y, batch_size=128, epochs=EPOCHS, verbose=0).history
    loss, accuracy = model.evaluate(X, y, batch_size=1000, verbose=0)
    weights = model.get_weights()
    first, second = random_direction(weights, 1), random_direction(weights, 2)
    loss_here = tf.function(lambda: model.loss(y[:PROBE], model(X[:PROBE], training=False)))
    axis = np.linspace(-1, 1, POINTS)
    surface = np.empty((POINTS, POINTS))
    for i, b in enumerate(axis):
        for j, a in enumerate(axis):
            moved = [w + a * u + b * v for w, u, v in zip(weights, first, second, strict=True)]
            model.set_weights(moved)
            surface[i, j] = float(loss_here())
    return {
        "training_loss": history["loss"],
        "training_error": [1 - accuracy for accuracy in history["accuracy"]],
        "train_loss": loss,
        "train_error": 1 - accuracy,
        "axis": axis,
        "surface": surface,
    }


EXPERIMENT = Experiment(
    name="v11_surface",
    title="What does the loss around a trained network look like, with and without shortcuts?",
    jobs=[
        {"depth": depth, "shortcuts": shortcuts, "seed": 0}
        for depth in (20, 56)
        for shortcuts in (False, True)
    ],
    measure=measure,
)
