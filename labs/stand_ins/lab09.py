"""The network of lab 9: stand-ins for a student's own functions, and the full-size record.

Like `labs.given`, this gives right values by another way than the one that a question asks
for: training is written in NumPy, the model of the noisy bowl as a formula.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from utils import backprop, initializers

Array = npt.NDArray[np.floating[Any]]

# Deck C's core lab at full size: 60,000 training images, 20 epochs. Per setting: its learning
# rate and batch size; training accuracy after each epoch, as Keras reports it, in 1/10000, one
# line a seed; then test accuracy. Recorded by `python -m experiments o16_core_lab`.
_RECORD = """\
0.02 300
8826 9525 9610 9657 9676 9685 9710 9717 9718 9742 9716 9750 9773 9777 9752 9702 9776 9800 9792 9764
8533 9446 9520 9556 9603 9602 9627 9614 9640 9633 9647 9668 9669 9681 9660 9656 9687 9712 9729 9729
8821 9477 9546 9610 9635 9639 9686 9684 9703 9693 9700 9737 9739 9724 9726 9714 9736 9766 9785 9766
9414 9495 9602 9552 9545 9590 9594 9613 9626 9540 9642 9686 9654 9657 9610 9592 9692 9624 9658 9666
9370 9445 9554 9536 9524 9560 9595 9601 9545 9533 9598 9613 9621 9622 9602 9572 9634 9632 9643 9569
9399 9460 9523 9563 9594 9609 9611 9641 9615 9557 9615 9609 9610 9571 9615 9606 9654 9605 9596 9599

0.02 640
8093 9460 9583 9640 9681 9690 9713 9726 9736 9752 9764 9749 9783 9795 9783 9790 9801 9776 9788 9807
8117 9464 9550 9609 9652 9686 9696 9734 9740 9746 9739 9753 9770 9783 9779 9802 9815 9809 9812 9786
8456 9479 9606 9648 9676 9706 9740 9747 9755 9757 9754 9766 9778 9781 9782 9771 9788 9831 9809 9813
9392 9513 9532 9611 9550 9610 9645 9640 9640 9618 9666 9634 9644 9642 9679 9620 9693 9627 9645 9649
9325 9476 9503 9566 9590 9594 9602 9629 9616 9545 9595 9611 9643 9626 9667 9661 9647 9616 9607 9636
9346 9552 9596 9570 9619 9585 9624 9644 9621 9602 9647 9663 9605 9641 9561 9600 9639 9670 9624 9632

0.01 300
9073 9593 9689 9754 9792 9795 9775 9818 9827 9839 9843 9850 9874 9852 9872 9872 9878 9887 9906 9902
9028 9618 9702 9745 9763 9788 9808 9832 9823 9842 9846 9852 9852 9829 9849 9885 9890 9887 9903 9892
9068 9612 9709 9756 9776 9796 9808 9803 9830 9848 9837 9858 9879 9886 9870 9863 9877 9875 9841 9889
9515 9629 9642 9603 9719 9756 9681 9702 9695 9693 9751 9733 9735 9723 9767 9740 9725 9746 9773 9746
9533 9602 9658 9708 9727 9699 9733 9701 9670 9720 9755 9710 9702 9728 9777 9762 9753 9748 9731 9727
9559 9674 9642 9671 9674 9724 9694 9701 9684 9725 9709 9668 9736 9738 9722 9736 9741 9733 9721 9718

0.001 300
8748 9568 9693 9775 9825 9860 9873 9896 9908 9912 9928 9926 9931 9951 9953 9950 9953 9956 9955 9958
8861 9595 9714 9775 9818 9839 9862 9897 9909 9924 9937 9925 9936 9947 9952 9949 9956 9961 9964 9967
8809 9594 9717 9786 9830 9864 9878 9887 9905 9915 9926 9930 9949 9954 9963 9958 9954 9960 9955 9959
9487 9609 9672 9696 9714 9749 9767 9756 9766 9732 9748 9755 9763 9787 9780 9790 9751 9778 9792 9779
9519 9660 9721 9747 9758 9662 9743 9756 9730 9722 9645 9736 9779 9767 9735 9744 9735 9759 9717 9774
9524 9659 9697 9757 9752 9746 9769 9794 9767 9777 9752 9793 9774 9743 9749 9777 9744 9767 9752 9772
"""


def record(lr: float, batch_size: int) -> tuple[Array, Array]:
    """Training and test accuracy of the full-size runs: each (3 seeds, 20 epochs).

    Raises:
        ValueError: nothing was recorded with this learning rate and batch size.
    """
    known = []
    for block in _RECORD.split("\n\n"):
        setting, *lines = block.strip().splitlines()
        if setting == f"{lr} {batch_size}":
            curves = np.array([line.split() for line in lines], float) / 1e4
            return curves[:3], curves[3:]
        known.append(setting)
    raise ValueError(
        f"There is no record of learning rate {lr} and batch size {batch_size}; "
        f"recorded are: {', '.join(known)}."
    )


def dnn(num_inputs: int, num_layers: int, units: int, initializer: str) -> Any:
    """A Keras network of dense layers: ReLU, then ten softmax outputs; not compiled."""
    import keras

    width = [units] * (num_layers - 1) + [10]
    signal = start = keras.Input((num_inputs,))
    for outputs in width:
        # The same as a Dense layer, written as the sum over i that it stands for.
        layer = keras.layers.EinsumDense(
            "ni,io->no", outputs, bias_axes="o", kernel_initializer=initializer
        )
        signal = layer(signal)
        shape = keras.activations.softmax if outputs == 10 else keras.activations.relu
        signal = keras.layers.Activation(shape)(signal)
    return keras.Model(start, signal)


def train(
    X: npt.ArrayLike,
    y: npt.ArrayLike,
    X_val: npt.ArrayLike,
    y_val: npt.ArrayLike,
    lr: float,
    batch_size: int,
    num_epochs: int,
    initializer: str,
    seed: int,
) -> tuple[list[float], list[float], list[float], int, Array]:
    """Train five layers of 128 units with Adam, in NumPy.

    Args:
        X: images (n, d), numbers from 0 to 1.
        y: labels (n,).
        X_val: validation images (m, d).
        y_val: validation labels (m,).
        lr: learning rate.
        batch_size: samples per update; the last batch of an epoch may be smaller.
        num_epochs: passes over the samples, each in a new order.
        initializer: "zeros", or a name such as "glorot_uniform".
        seed: decides the start and the orders.

    Returns:
        Training loss, training accuracy (both as Keras reports them: while the weights
        move) and validation accuracy of each epoch; the number of updates; the final
        probabilities (m, 10) of the validation images.
    """
    images, val = np.asarray(X, np.float32), np.asarray(X_val, np.float32)
    labels, val_labels = np.asarray(y), np.asarray(y_val)
    rng = np.random.default_rng(seed)
    sizes = [images.shape[1], 128, 128, 128, 128, 10]
    activations = ["relu"] * 4 + ["softmax"]
    params = [(_start(initializer, s, rng), np.zeros(s[1], np.float32)) for s in pairwise(sizes)]
    moments = [[[np.zeros_like(p), np.zeros_like(p)] for p in pair] for pair in params]
    one_hot = np.eye(10, dtype=np.float32)[labels]
    losses, accuracies, val_accuracies, updates = [], [], [], 0
    # Such small matrices keep a second thread busy with waiting.
    with threadpool_limits(1), np.errstate(all="ignore"):
        for _ in range(num_epochs):
            order, loss, hits = rng.permutation(len(images)), 0.0, 0
            for first in range(0, len(order), batch_size):
                batch = order[first : first + batch_size]
                A = backprop.forward(images[batch], params, activations)
                loss += backprop.loss(one_hot[batch], A[-1], "softmax") * len(batch)
                hits += int((A[-1].argmax(axis=1) == labels[batch]).sum())
                grads = backprop.backward(one_hot[batch], A, params, activations)
                updates += 1
                params = _adam(params, grads, moments, lr, updates)
            losses.append(loss / len(images))
            accuracies.append(hits / len(images))
            P_val = backprop.forward(val, params, activations)[-1]
            val_accuracies.append(float((P_val.argmax(axis=1) == val_labels).mean()))
    return losses, accuracies, val_accuracies, updates, P_val


def bowl_loss(w_0: float, lr: float, batch_size: int, sigma: float, num_updates: int) -> float:
    """Expected loss w²/2 after noisy steps w ← w - lr (w + noise of variance sigma² / batch_size).

    The mean square tends to a floor, and its distance from it shrinks by (1 - lr)² a step.
    """
    keep = (1 - lr) ** 2
    floor = lr**2 * sigma**2 / batch_size / (1 - keep)
    return float(floor + keep**num_updates * (w_0**2 - floor)) / 2


def _start(initializer: str, shape: tuple[int, int], rng: np.random.Generator) -> Array:
    if initializer == "zeros":
        return np.zeros(shape, np.float32)
    weights: Array = getattr(initializers, initializer)(shape, rng=rng)
    return weights.astype(np.float32)


def _adam(
    params: backprop.Params, grads: backprop.Params, moments: Any, lr: float, step: int
) -> backprop.Params:
    """One Adam step with Keras's defaults; the moments change in place."""
    new = []
    for pair, slopes, state in zip(params, grads, moments, strict=True):
        changed = []
        for p, g, (m, v) in zip(pair, slopes, state, strict=True):
            m += 0.1 * (g - m)
            v += 0.001 * (g * g - v)
            pace = np.float32(lr * np.sqrt(1 - 0.999**step) / (1 - 0.9**step))
            changed.append(p - pace * m / (np.sqrt(v) + np.float32(1e-7)))
        new.append((changed[0], changed[1]))
    return new
