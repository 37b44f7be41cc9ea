"""V11: what does the loss around a trained network look like, with and without shortcuts?

Networks of 20 and 56 layers as in V10 (14x14 images, 8, 16 and 32 channels, batch normalisation),
with and without shortcuts, two seeds each, are trained on the first 2,000 MNIST images as in V10
(momentum 0.9, batch 32, a rate of 0.01 that rises over the first 400 updates and is divided by 10
after a half and three quarters of 4,096) until the training loss, in inference mode, is below
EQUAL_LOSS. It is looked at every 8 updates after the first epoch in which the training loss as
Keras reports it is below 0.5. So all are compared at nearly the same height, though not after
equally many updates nor always at the same rate. The loss is then computed on a 51 x 51 grid of
weights + a * first direction + b * second direction, on 64 training images in inference mode: once
near, a and b from -0.3 to 0.3, and once far, from -1 to 1. Li et al. train networks of 16, 32 and
64 channels on CIFAR-10 to the end of a schedule of 300 epochs, with momentum and weight decay, and
look from -1 to 1.

Both directions are random and filter-normalised: the noise in each filter of a kernel is
scaled to the norm of that filter; the filter axis of a Keras kernel is the last one. Biases and
everything of batch normalisation (scale, shift, stored statistics) stay as trained, which is
the default of the paper's code. With stored statistics a network does depend on the size of a
filter; only with a batch's own statistics it would not. The same two seeds draw the directions
of all networks; where two networks have the same shapes, the noise is the same before it is
normalised.

Measured: "updates" until the loss was reached; "train_loss" and "train_error" of the 2,000
images in inference mode; for "near" and "far" the axis, the surface (to three digits;
`surface[i][j]` is the loss at b = axis[i], a = axis[j]) and the share of its inner points at
which the loss curves downward in some direction of the plane, i.e. where the smaller eigenvalue
of its 2 x 2 Hessian by central differences is negative ("negative"), and where it is also more
than a tenth as large as the other one ("clearly_negative"; the paper, too, looks at their ratio).
A loss that is not finite is null.

Source: Li, Xu, Taylor, Studer and Goldstein (2018), arXiv:1712.09913.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from experiments.depth import rates, resnet
from experiments.models import (
    Images,
    Keras,
    Labels,
    compiled,
    halved,
    mnist,
    random_direction,
    train_until,
)
from experiments.runner import Experiment, Result

IMAGES = 2000
EQUAL_LOSS = 0.1
NOT_YET = 0.5
AT_ONCE = 8
MOST_UPDATES = 4096
WARM_UP = 400
PROBE = 64
POINTS = 51
REACH = {"near": 0.3, "far": 1.0}


def measure(depth: int, shortcuts: bool, seed: int) -> Result:
    """Train a network to the common loss and look around."""
    import keras

    keras.utils.set_random_seed(seed)
    X, y, _, _ = mnist(IMAGES)
    X = halved(X)
    model = compiled(
        resnet(depth, shortcuts),
        keras.optimizers.SGD(rates(0.01, MOST_UPDATES, WARM_UP), momentum=0.9),
        jit_compile=False,
        steps_per_execution=AT_ONCE,
    )
    reported = np.inf
    while reported > NOT_YET and model.optimizer.iterations < MOST_UPDATES:
        reported = model.fit(X, y, batch_size=32, verbose=0).history["loss"][0]
    loss = train_until(model, X, y, 32, EQUAL_LOSS, MOST_UPDATES)
    result: Result = {
        "updates": int(model.optimizer.iterations),
        "train_loss": loss,
        "train_error": 1 - model.evaluate(X, y, batch_size=500, verbose=0)[1],
    }
    loss_at = _loss_in_the_plane(model, X[:PROBE], y[:PROBE])
    for name, reach in REACH.items():
        axis = np.linspace(-reach, reach, POINTS)
        surface = np.array([[loss_at(a, b) for a in axis] for b in axis])
        result[f"{name}_axis"] = axis
        result[f"{name}_surface"] = [[float(f"{v:.3g}") for v in row] for row in surface]
        result[f"{name}_negative"] = negative_share(surface)
        result[f"{name}_clearly_negative"] = negative_share(surface, 0.1)
    return result


def negative_share(surface: npt.NDArray[np.float64], least: float = 0.0) -> float:
    """Return the share of inner points where the smaller eigenvalue of the Hessian is negative.

    With `least`, it must be more than so many times as large as the other one. This does not
    depend on the distance of the points, if it is the same on both axes. A point beside,
    above or below one that is not finite does not count; diagonally beside one, it counts as
    not negative.
    """
    s = surface
    across = s[1:-1, 2:] - 2 * s[1:-1, 1:-1] + s[1:-1, :-2]
    down = s[2:, 1:-1] - 2 * s[1:-1, 1:-1] + s[:-2, 1:-1]
    both = (s[2:, 2:] - s[2:, :-2] - s[:-2, 2:] + s[:-2, :-2]) / 4
    middle, radius = (across + down) / 2, np.hypot((across - down) / 2, both)
    negative = middle - radius < -least * np.abs(middle + radius)
    return float(np.mean(negative[np.isfinite(middle)]))


def _loss_in_the_plane(model: Keras, X: Images, y: Labels) -> Callable[[float, float], float]:
    """Make a function of a and b that moves the model's weights and returns the loss."""
    import tensorflow as tf

    weights = model.get_weights()
    first, second = random_direction(weights, 1), random_direction(weights, 2)
    moved = [
        (variable.value, w, u, v)
        for variable, w, u, v in zip(model.weights, weights, first, second, strict=True)
        if u.any()
    ]
    images, labels = tf.constant(X), tf.constant(y)

    @tf.function  # type: ignore[untyped-decorator]
    def compute(a: Any, b: Any) -> Any:
        for variable, w, u, v in moved:
            variable.assign(w + a * u + b * v)
        return model.loss(labels, model(images, training=False))

    return lambda a, b: float(compute(tf.constant(a, tf.float32), tf.constant(b, tf.float32)))


EXPERIMENT = Experiment(
    name="v11_landscape",
    title="What does the loss around networks of equal loss look like, with and without shortcuts?",
    jobs=[
        {"depth": depth, "shortcuts": shortcuts, "seed": seed}
        for seed in (0, 1)
        for depth in (20, 56)
        for shortcuts in (False, True)
    ],
    measure=measure,
)
