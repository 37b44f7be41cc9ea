"""O9: which minima are sharper at equal loss: those of a rule, of a rate or of a batch size?

Deck A: Adam converges fast but may settle in minima of "pathological curvature"; Keskar et al.
find sharper minima with larger batches. A network 784-128-64-10 (ReLU) is trained on the first
5,120 MNIST images until its loss on them, looked at every 20 updates, is below 0.05 and, farther
on, below 0.01, for at most 12,000 updates. SGD, SGD with momentum 0.9, and Adam, each at more
than one rate, batch 128; SGD at 0.3 and Adam at 0.001 with other batch sizes, too, the rate as it
is. Five seeds, each giving all the same start.

Measured at each of the two losses, because the curvature of cross-entropy shrinks with the loss
itself, in inference mode (lists with one value for each of the losses; "reached" says whether
the training got there, the rest is measured where it ended): "updates", "train_loss",
"train_accuracy", "test_accuracy", and two measures of sharpness on 1,000 training images:
"top_eigenvalue", the eigenvalue of the Hessian of largest size (30 steps of power iteration with
exact Hessian-vector products), and "loss_rise", the mean rise of the loss along 10 random,
filter-normalised directions of relative length 0.1, 0.3 and 0.5. The eigenvalue changes when a
ReLU layer is multiplied and the next one divided by the same number, which computes the same
function (Dinh et al.); the rise along filter-normalised directions does not, but for the biases.

Source: deck A; Keskar et al. (2017), arXiv:1609.04836; Dinh et al. (2017), arXiv:1703.04933;
Wilson et al. (2017), arXiv:1705.08292; Li et al. (2018), arXiv:1712.09913.
"""

from __future__ import annotations

from experiments.models import compiled, mlp, mnist, optimizer, train_until
from experiments.runner import Experiment, Result
from experiments.sharpness import loss_rise, top_eigenvalue

IMAGES = 5120
LOSSES = (0.05, 0.01)
AT_ONCE = 20
MOST_UPDATES = 12000
PROBE = 1000
ARMS = (
    *(("SGD", lr, 128) for lr in (0.1, 0.3, 0.5, 1.0)),
    *(("momentum", lr, 128) for lr in (0.01, 0.1)),
    *(("Adam", lr, 128) for lr in (0.001, 0.003)),
    *(("SGD", 0.3, batch_size) for batch_size in (32, 512)),
    *(("Adam", 0.001, batch_size) for batch_size in (32, 512)),
)


def measure(rule: str, lr: float, batch_size: int, seed: int) -> Result:
    """Train once, and measure where the training stands at each of `LOSSES`."""
    import keras

    keras.utils.set_random_seed(seed)
    X, y, X_test, y_test = mnist(IMAGES)
    model = compiled(
        mlp([128, 64]), optimizer(rule, lr), jit_compile=False, steps_per_execution=AT_ONCE
    )
    moments = []
    for target in LOSSES:
        loss = train_until(model, X, y, batch_size, target, MOST_UPDATES)
        moments.append(
            {
                "updates": int(model.optimizer.iterations),
                "train_loss": loss,
                "train_accuracy": model.evaluate(X, y, batch_size=1000, verbose=0)[1],
                "test_accuracy": model.evaluate(X_test, y_test, batch_size=1000, verbose=0)[1],
                "top_eigenvalue": top_eigenvalue(model, X[:PROBE], y[:PROBE]),
                "loss_rise": loss_rise(model, X[:PROBE], y[:PROBE]),
            }
        )
    return {
        "reached": [
            moment["train_loss"] < target for moment, target in zip(moments, LOSSES, strict=True)
        ],
        **{name: [moment[name] for moment in moments] for name in moments[0]},
    }


EXPERIMENT = Experiment(
    name="o9_flat_minima",
    title="Which minima are sharper at equal loss: those of a rule, a rate or a batch size?",
    jobs=[
        {"rule": rule, "lr": lr, "batch_size": batch_size, "seed": seed}
        for seed in range(5)
        for rule, lr, batch_size in ARMS
    ],
    measure=measure,
)
