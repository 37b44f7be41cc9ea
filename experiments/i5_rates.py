"""I5: is N(0, 0.4) worse than Glorot normal at every learning rate?

The network of `i5_initializers`, trained as in chapter 4 on the first 3,000 MNIST images:
batches of 16, 4 epochs, 752 updates. Three starts, six learning rates of plain SGD, five seeds.
The third start is N(0, 0.4) with the output kernel divided by the standard deviation of the
logits of the first 500 images. That divides the logits and, by the same number, the gradients of
all layers below; another kernel divided instead would give the same logits and other gradients.

Measured: accuracy at the end on 5,000 validation images, by which a rate is to be chosen, and
on the 10,000 test images.

Source: deck A; Glorot and Bengio (2010), AISTATS.
"""

from __future__ import annotations

import numpy as np

from experiments.models import cnn, compiled, mnist
from experiments.runner import Experiment, Result

RATES = (0.001, 0.003, 0.01, 0.02, 0.03, 0.05)


def measure(start: str, seed: int) -> Result:
    """Train once at every rate, from the same kernels; accuracies (rates,)."""
    import keras

    keras.utils.set_random_seed(seed)
    X, y, X_test, y_test = mnist()
    model = cnn(
        keras.initializers.GlorotNormal
        if start == "glorot_normal"
        else lambda: keras.initializers.RandomNormal(0.0, 0.4)
    )
    first = model.get_weights()
    if start == "normal_0.4, logits 1":
        first[-2] /= np.std(model.predict(X[:500], verbose=0))
    result: Result = {"validation": [], "test": []}
    for rate in RATES:
        keras.utils.set_random_seed(seed)
        model.set_weights(first)
        compiled(model, keras.optimizers.SGD(rate), steps_per_execution=47)
        model.fit(X[:3000], y[:3000], batch_size=16, epochs=4, verbose=0)
        for name, images, labels in (
            ("validation", X[50000:55000], y[50000:55000]),
            ("test", X_test, y_test),
        ):
            values = model.evaluate(images, labels, batch_size=1000, verbose=0, return_dict=True)
            result[name].append(values["accuracy"])
    return result


EXPERIMENT = Experiment(
    name="i5_rates",
    title="Is N(0, 0.4) worse than Glorot normal at every learning rate?",
    jobs=[
        {"start": start, "seed": seed}
        for seed in range(5)
        for start in ("normal_0.4", "glorot_normal", "normal_0.4, logits 1")
    ],
    measure=measure,
)
