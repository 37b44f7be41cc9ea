"""V10: does depth hurt plain networks and not residual ones, at the paper's own size?

The experiment of He et al. (2015) itself, for those who have a GPU: CIFAR-10, which Keras
downloads (170 MB), networks of 20 and 56 layers with 16, 32 and 64 channels, He normal start,
64,000 updates of 128 images, momentum 0.9, rate 0.1, divided by 10 after 32,000 and 48,000,
weight decay 0.0001 (of kernels only); 4 pixels padded on each side, random crops and flips, the
mean of each pixel subtracted. Three seeds. `warm_up`: the rate rises in equal steps over the first
400 updates. On a CPU a network of 56 layers would take days.

Measured: as in `v10_depth`, but "loss" and "error" per 500 updates, on the augmented images.
"loss", "train_loss" and "test_loss" contain the penalty of the weight decay. What is looked at
before and after the training is not augmented.

Source: He, Zhang, Ren and Sun (2015), section 4.2 and figure 6, arXiv:1512.03385; data:
Krizhevsky (2009), Learning multiple layers of features from tiny images.
"""

from __future__ import annotations

import numpy as np

from experiments.depth import at_the_start, gradient_norms, lesions, rates, resnet
from experiments.models import Images, Keras, Labels, compiled
from experiments.record import RecordError
from experiments.runner import Experiment, Result
from utils.data import to_float

UPDATES = 64000
AT_ONCE = 500
BATCH = 128
CHANNELS = 16
LR = 0.1
DECAY = 1e-4
WARM_UP = 400


def measure(depth: int, shortcuts: bool, warm_up: bool, seed: int) -> Result:
    """Look at a network, train it, and look again."""
    import keras

    keras.utils.set_random_seed(seed)
    X, y, X_test, y_test = cifar10()
    model = resnet(depth, shortcuts, X.shape[1:], CHANNELS, DECAY)
    schedule = rates(LR, UPDATES, WARM_UP if warm_up else 1)
    compiled(
        model, keras.optimizers.SGD(schedule, momentum=0.9), steps_per_execution=min(AT_ONCE, 50)
    )
    start = at_the_start(model, X, y)
    first_rate = float(schedule(0))
    pairs = zip(start["start_gradients"], start["start_kernels"], strict=True)
    history = model.fit(
        augmented(X, y, seed),
        steps_per_epoch=AT_ONCE,
        epochs=UPDATES // AT_ONCE,
        shuffle=False,
        verbose=0,
    ).history
    train = model.evaluate(X, y, batch_size=500, verbose=0, return_dict=True)
    test = model.evaluate(X_test, y_test, batch_size=500, verbose=0, return_dict=True)
    return {
        "updates": int(model.optimizer.iterations),
        "parameters": model.count_params(),
        "loss": history["loss"],
        "error": [1 - accuracy for accuracy in history["accuracy"]],
        "train_loss": train["loss"],
        "train_error": 1 - train["accuracy"],
        "test_loss": test["loss"],
        "test_error": 1 - test["accuracy"],
        **start,
        "first_step": [first_rate * gradient / kernel for gradient, kernel in pairs],
        "end_gradients": gradient_norms(model, X, y),
        **lesions(model, shortcuts, X, y),
    }


def cifar10() -> tuple[Images, Labels, Images, Labels]:
    """Let Keras download CIFAR-10, once; images (n, 32, 32, 3) from 0 to 1 less their mean.

    Raises:
        RecordError: the download failed.
    """
    import keras

    try:
        (X, y), (X_test, y_test) = keras.datasets.cifar10.load_data()
    except Exception as error:  # Keras raises a bare Exception
        raise RecordError(f"Keras could not download CIFAR-10: {error}") from None
    images, test_images = to_float(X), to_float(X_test)
    mean = images.mean(axis=0, dtype=np.float64).astype(np.float32)  # 0.0001 off in float32
    return images - mean, y[:, 0], test_images - mean, y_test[:, 0]


def augmented(X: Images, y: Labels, seed: int) -> Keras:
    """Make an endless data set of batches of shifted and flipped images, as in the paper."""
    import tensorflow as tf

    side, colours = X.shape[1], X.shape[3]

    def change(image: Keras, label: Keras) -> Keras:
        image = tf.pad(image, [(4, 4), (4, 4), (0, 0)])
        image = tf.image.random_crop(image, (side, side, colours), seed)
        return tf.image.random_flip_left_right(image, seed), label

    data = tf.data.Dataset.from_tensor_slices((X, y)).shuffle(len(X), seed).repeat()
    return data.map(change, tf.data.AUTOTUNE).batch(BATCH).prefetch(tf.data.AUTOTUNE)


EXPERIMENT = Experiment(
    name="v10_cifar",
    title="Does depth hurt plain networks and not residual ones, at the paper's own size?",
    jobs=[
        {"depth": depth, "shortcuts": shortcuts, "warm_up": warm_up, "seed": seed}
        for seed in range(3)
        for depth in (56, 20)
        for warm_up in (False, True)
        for shortcuts in (False, True)
    ],
    measure=measure,
    needs_gpu=True,
)
