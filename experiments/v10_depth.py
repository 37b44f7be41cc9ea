"""V10: does a deeper plain network train worse, and what do shortcuts change in it?

He et al. (2015) found that a plain network of 56 layers ends with a higher *training* error on
CIFAR-10 than one of 20 layers, so it is not overfitting, while residual networks get better
with depth. Here the same family of networks (3x3 convolutions, He normal start, batch
normalisation, three stages, shortcuts without parameters, momentum 0.9), trained until the
training error is flat, with the rate divided by 10 twice, after a half and three quarters of
the updates.

What differs from the paper: the first 10,000 MNIST images at 14x14 pixels (means of 2x2
squares) instead of 50,000 CIFAR-10 images; 8, 16 and 32 channels instead of 16, 32 and 64;
6,260 updates of 32 images instead of 64,000 of 128; a rate of 0.01 instead of 0.1; no weight
decay and no augmentation. `v10_cifar` has the paper's own size. Of three rates 0.01 suits the
plain network of 56 layers best: in six epochs, warmed up, it came to a training error of 12 %
at 0.01, 20 % at 0.03 and 45 % at 0.1 (one seed). `warm_up`: the rate rises in equal steps over
the first 400 updates; the paper does that, in one step, for 110 layers only.

Two seeds; warm-up for 56 layers only. The four networks of 56 layers with seed 0 were measured
while other threads drew from the same random numbers: the seed does not repeat them, and they
have different starts.

Measured for each network:

- "loss" and "error": per epoch of 313 updates, as Keras reports them while the weights move
  (batch statistics); at the end "train_loss", "train_error", "test_loss" and "test_error" of
  all images in inference mode, "parameters" and "updates".
- At the start, on the first 512 images with their own batch statistics, and again at the end:
  "start_gradients" and "end_gradients", the norm of the loss's gradient for each kernel, first
  layer first, and "start_kernels", the norms of the kernels. "first_step" is the rate of the
  first update times gradient over kernel, i.e. by how much of its own length each kernel
  moves. "start_line" is the loss after one step along the negative gradient of all weights, for
  each of the rates "line_rates"; "start_loss" is the loss before it.
- "gradient_likeness": at the start, the mean cosine between the gradients of 16 batches of 32
  images, for each kernel, and "gradient_likeness_all" for all kernels together;
  "feature_likeness": the mean absolute correlation of the 32 last features between images.
- "lesion_errors": at the end, the training error of the first 2,000 images in inference mode
  when one pair of layers is taken out, for each pair; "lesion_whole" is the error of the whole
  network on them. In a residual network the shortcut remains; in a plain one the pair is
  replaced by the identity, and where the size changes there is none: null.

Source: He, Zhang, Ren and Sun (2015), section 4.2 and figure 6, arXiv:1512.03385; Balduzzi et
al. (2017), arXiv:1702.08591; Veit, Wilber and Belongie (2016), arXiv:1605.06431.
"""

from __future__ import annotations

from experiments.depth import at_the_start, gradient_norms, lesions, rates, resnet
from experiments.models import compiled, halved, mnist
from experiments.runner import Experiment, Result

IMAGES = 10000
EPOCHS = 20
BATCH = 32
WARM_UP = 400


def measure(depth: int, shortcuts: bool, warm_up: bool, lr: float, seed: int) -> Result:
    """Look at a network, train it, and look again."""
    import keras

    keras.utils.set_random_seed(seed)
    X, y, X_test, y_test = mnist(IMAGES)
    X, X_test = halved(X), halved(X_test)
    model = resnet(depth, shortcuts)
    steps = -(-IMAGES // BATCH)
    schedule = rates(lr, EPOCHS * steps, WARM_UP if warm_up else 1)
    compiled(
        model,
        keras.optimizers.SGD(schedule, momentum=0.9),
        jit_compile=False,
        steps_per_execution=steps,
    )
    start = at_the_start(model, X, y)
    first_rate = float(schedule(0))
    pairs = zip(start["start_gradients"], start["start_kernels"], strict=True)
    history = model.fit(X, y, batch_size=BATCH, epochs=EPOCHS, verbose=0).history
    train_loss, train_accuracy = model.evaluate(X, y, batch_size=500, verbose=0)
    test_loss, test_accuracy = model.evaluate(X_test, y_test, batch_size=500, verbose=0)
    return {
        "updates": int(model.optimizer.iterations),
        "parameters": model.count_params(),
        "loss": history["loss"],
        "error": [1 - accuracy for accuracy in history["accuracy"]],
        "train_loss": train_loss,
        "train_error": 1 - train_accuracy,
        "test_loss": test_loss,
        "test_error": 1 - test_accuracy,
        **start,
        "first_step": [first_rate * gradient / kernel for gradient, kernel in pairs],
        "end_gradients": gradient_norms(model, X, y),
        **lesions(model, shortcuts, X, y),
    }


EXPERIMENT = Experiment(
    name="v10_depth",
    title="Does a deep plain network train worse, and what do shortcuts change in it?",
    jobs=[
        {"depth": depth, "shortcuts": shortcuts, "warm_up": warm_up, "lr": 0.01, "seed": seed}
        for depth, warm_up, seed in (
            (56, False, 0),
            (56, True, 0),
            (20, False, 0),
            (56, False, 1),
            (20, False, 1),
            (56, True, 1),
        )
        for shortcuts in (False, True)
    ],
    measure=measure,
)
