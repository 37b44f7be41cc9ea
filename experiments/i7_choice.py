"""I7: which start for which depth and activation?

Deck A advises random or truncated normal for shallow networks, Glorot normal for deep ones,
and scale 2 (He) for deep ones with ReLU. Here: 2, 10 and 30 hidden layers of 64 units, ReLU
or tanh, on the first 4,000 MNIST images made smaller (14x14) and scaled to mean 0 and standard
deviation 1. Plain gradient descent, batches of 50. Four starts: N(0, 0.05), which is Keras's
`random_normal`; Glorot normal; He normal; and variance 25/9 over fan-in, the gain 5/3 that
PyTorch uses with tanh. Each start at six learning rates, five seeds; a seed gives the four
starts the same order of images.

Measured: accuracy on 5,000 validation images, by which a rate is to be chosen, and on the
10,000 test images, after 2 and after 6 epochs (160 and 480 updates). A network that diverged
has accuracy 0.

Source: deck A; Glorot and Bengio (2010), AISTATS; He et al. (2015), ICCV.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from experiments.models import Images, halved
from experiments.runner import Experiment, Result
from utils.arrays import Floats
from utils.data import load_mnist, one_hot, to_float
from utils.nn import stacked
from utils.nn.initializers import glorot_normal, he_normal, variance_scaling

STARTS = ("random_normal", "Glorot normal", "He normal", "gain 5/3")
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
DEPTHS = (2, 10, 30)
EPOCHS = (2, 6)


def start(name: str, shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Draw one layer's weights (inputs, outputs)."""
    if name == "random_normal":
        return rng.normal(0, 0.05, shape)
    if name == "Glorot normal":
        return glorot_normal(shape, rng=rng)
    if name == "He normal":
        return he_normal(shape, rng=rng)
    return variance_scaling(shape, 25 / 9, rng=rng)


def smaller(images: npt.NDArray[np.uint8]) -> Images:
    """Average 2x2 pixels: (n, 28, 28) to (n, 196)."""
    return halved(to_float(images)[..., None]).reshape(-1, 196)


def measure(activation: str, depth: int, seed: int) -> Result:
    """Train four starts at six rates; accuracies (epochs, starts, rates) as nested lists."""
    (images, labels), (test_images, test_labels) = load_mnist()
    X, Y = smaller(images[:4000]), one_hot(labels[:4000])
    mean, std = X.mean(), X.std()
    X = (X - mean) / std
    held_out = {
        "validation": ((smaller(images[50000:55000]) - mean) / std, labels[50000:55000]),
        "test": ((smaller(test_images) - mean) / std, test_labels),
    }
    shapes = [(196, 64), *[(64, 64)] * (depth - 1), (64, 10)]
    networks = []
    for name in STARTS:
        rng = np.random.default_rng(seed)
        networks.append([start(name, shape, rng) for shape in shapes])
    weights = [
        np.repeat(np.stack(layer), len(RATES), axis=0).astype(np.float32)
        for layer in zip(*networks, strict=True)
    ]
    biases = stacked.zero_biases(weights)
    result: Result = {name: [] for name in held_out}
    done = 0
    for epochs in EPOCHS:
        weights, biases = stacked.train(
            weights,
            X,
            Y,
            activation,
            lr=RATES * len(STARTS),
            num_epochs=epochs - done,
            biases=biases,
            seed=10 * seed + done,
        )
        done = epochs
        for name, (X_held, y_held) in held_out.items():
            accuracy = stacked.accuracy(weights, biases, X_held, y_held, activation)
            result[name].append(accuracy.reshape(len(STARTS), len(RATES)).tolist())
    return result


EXPERIMENT = Experiment(
    name="i7_choice",
    title="Which start suits which depth and activation?",
    jobs=[
        {"activation": activation, "depth": depth, "seed": seed}
        for seed in range(5)
        for activation in ("relu", "tanh")
        for depth in DEPTHS
    ],
    measure=measure,
)
