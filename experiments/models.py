"""What several experiments share: data, networks, optimizers, one way to train.

TensorFlow is imported inside the functions, so that an experiment can be listed, and its
record read, without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from utils.data import load_mnist, to_float

Images: TypeAlias = npt.NDArray[np.float32]
Labels: TypeAlias = npt.NDArray[np.uint8]
# Keras has no types: a model, an optimizer or a tensor is Any.
Keras: TypeAlias = Any


def mnist(train: int = 60000) -> tuple[Images, Labels, Images, Labels]:
    """Load the first `train` training images and all test images, (n, 28, 28, 1), 0 to 1."""
    (X, y), (X_test, y_test) = load_mnist()
    return to_float(X[:train])[..., None], y[:train], to_float(X_test)[..., None], y_test


def cnn(start: Callable[[], Keras], channels: int = 8) -> Keras:
    """Build a small convolutional network for 28x28 images.

    `start` makes one initializer for each kernel. An object that several layers share would
    give them the same random numbers.
    """
    from keras import Input, Sequential, layers

    return Sequential(
        [
            Input((28, 28, 1)),
            layers.Conv2D(channels, 3, activation="relu", kernel_initializer=start()),
            layers.MaxPooling2D(),
            layers.Conv2D(2 * channels, 3, activation="relu", kernel_initializer=start()),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(64, activation="relu", kernel_initializer=start()),
            layers.Dense(10, kernel_initializer=start()),
        ]
    )


def compiled(model: Keras, optimizer: Keras, **options: Any) -> Keras:
    """Compile a model that returns logits for cross-entropy and accuracy."""
    import keras

    model.compile(
        optimizer=optimizer,
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        **options,
    )
    return model


def halved(images: Images) -> Images:
    """Average each 2x2 square of pixels: (n, 28, 28, 1) to (n, 14, 14, 1)."""
    n, height, width, _ = images.shape
    return images.reshape(n, height // 2, 2, width // 2, 2, 1).mean(axis=(2, 4))  # type: ignore[no-any-return]


def mlp(hidden: list[int], dropout: float = 0.0) -> Keras:
    """Build a multilayer perceptron with ReLU, He start and dropout after each hidden layer."""
    from keras import Input, Sequential, layers

    model = Sequential([Input((28, 28, 1)), layers.Flatten()])
    for units in hidden:
        model.add(layers.Dense(units, activation="relu", kernel_initializer="he_normal"))
        if dropout:
            model.add(layers.Dropout(dropout))
    model.add(layers.Dense(10))
    return model


def optimizer(rule: str, lr: float) -> Keras:
    """Make the optimizer of a rule's name; all but the learning rate as Keras has it."""
    import keras

    options: dict[str, tuple[Keras, dict[str, Any]]] = {
        "SGD": (keras.optimizers.SGD, {}),
        "momentum": (keras.optimizers.SGD, {"momentum": 0.9}),
        "Nesterov": (keras.optimizers.SGD, {"momentum": 0.9, "nesterov": True}),
        "Adagrad": (keras.optimizers.Adagrad, {}),
        "Adadelta": (keras.optimizers.Adadelta, {}),
        "RMSprop": (keras.optimizers.RMSprop, {}),
        "Adam": (keras.optimizers.Adam, {}),
        "AMSGrad": (keras.optimizers.Adam, {"amsgrad": True}),
        "Nadam": (keras.optimizers.Nadam, {}),
    }
    make, more = options[rule]
    return make(lr, **more)


def random_direction(weights: list[npt.NDArray[np.float32]], seed: int) -> list[Any]:
    """Draw a direction in weight space, filter-normalised (Li et al., 2018, section 4).

    Each filter of a kernel is Gaussian noise scaled to the norm of the network's own filter;
    in Keras the filter axis is the last one. Everything with one axis (biases, and scale,
    shift and statistics of batch normalisation) stays where it is, as in the paper's plots.
    """
    rng = np.random.default_rng(seed)
    direction = []
    for weight in weights:
        noise = rng.standard_normal(weight.shape).astype(np.float32)
        if weight.ndim < 2:
            noise[...] = 0
        else:
            axes = tuple(range(weight.ndim - 1))
            own = np.sqrt((weight**2).sum(axis=axes, keepdims=True))
            noise *= own / np.sqrt((noise**2).sum(axis=axes, keepdims=True))
        direction.append(noise)
    return direction


def train_until(
    model: Keras, X: Images, y: Labels, batch_size: int, target: float, most_updates: int
) -> float:
    """Train until the loss on all images, in inference mode, is below the target; return it.

    It is looked at each time that the model has made its `steps_per_execution` updates and at the
    end of each epoch. Without success the training ends after `most_updates` in all, or when the
    loss is not finite.
    """
    import keras
    import tensorflow as tf

    whole = tf.function(lambda: model.loss(y, model(X, training=False)))
    loss = np.inf

    class Watch(keras.callbacks.Callback):  # type: ignore[misc]
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            nonlocal loss
            loss = float(whole())
            updates = int(model.optimizer.iterations)
            if not target <= loss < np.inf or updates >= most_updates:
                model.stop_training = True

    model.stop_training = False
    model.fit(X, y, batch_size=batch_size, epochs=10**6, callbacks=[Watch()], verbose=0)
    return loss
