"""V10: does a deeper plain network train worse, and do shortcuts cure it?

He et al. (2015) found that a plain network of 56 layers has a higher *training* error on
CIFAR-10 than one of 20 layers, so it is not overfitting, while residual networks get better
with depth. Here the same family of networks (3x3 convolutions, batch normalisation, three
stages, shortcuts without parameters, momentum 0.9), scaled to two CPU cores: 8, 16 and 32
channels instead of 16, 32 and 64; the first 10,000 MNIST images at 14x14 pixels (means of
2x2 squares); 8 epochs of batch 128, the learning rate divided by 10 after 6; no weight decay
and no augmentation. Depths 8, 20 and 56, with and without shortcuts. Two seeds at the
paper's learning rate 0.1, and one at 0.01, so that a degradation is not merely a rate that
suits shallow networks.

Measured: training loss and error per epoch, as Keras reports them while the weights move
(batch statistics); at the end, training and test error in inference mode.

Source: He, Zhang, Ren and Sun (2015), section 4.2 and figure 6, arXiv:1512.03385.
"""

from __future__ import annotations

from experiments.models import compiled, halved, mnist, resnet
from experiments.runner import Experiment, Result

IMAGES = 10000
EPOCHS = 8


def measure(depth: int, shortcuts: bool, lr: float, seed: int) -> Result:
    """Train once; two curves with one number per epoch, and two errors at the end."""
    import keras

    keras.utils.set_random_seed(seed)
    X, y, X_test, y_test = mnist(IMAGES)
    X, X_test = halved(X), halved(X_test)
    steps = -(-IMAGES // 128)
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay(
        [EPOCHS * 3 // 4 * steps], [lr, lr / 10]
    )
    model = compiled(
        resnet(depth, shortcuts),
        keras.optimizers.SGD(schedule, momentum=0.9),
        jit_compile=False,
        steps_per_execution=steps,
    )
    history = model.fit(X, y, batch_size=128, epochs=EPOCHS, verbose=0).history
    return {
        "loss": history["loss"],
        "error": [1 - accuracy for accuracy in history["accuracy"]],
        "final_error": 1 - model.evaluate(X, y, batch_size=1000, verbose=0)[1],
        "test_error": 1 - model.evaluate(X_test, y_test, batch_size=1000, verbose=0)[1],
        "parameters": model.count_params(),
    }


EXPERIMENT = Experiment(
    name="v10_degradation",
    title="Does depth hurt plain networks and not residual ones?",
    jobs=[
        {"depth": depth, "shortcuts": shortcuts, "lr": lr, "seed": seed}
        for lr, seed in ((0.1, 0), (0.1, 1), (0.01, 0))
        for depth in (8, 20, 56)
        for shortcuts in (False, True)
    ],
    measure=measure,
)
