"""Many networks with one hidden layer, trained at once from different starts (chapter 1)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from utils.arrays import Floats
from utils.nn.activations import sigmoid
from utils.nn.initializers import glorot_uniform
from utils.nn.stacked import Form, backpropagate, one_thread, propagate, zero_biases


@dataclass
class ManyNetworks:
    """Networks tanh -> sigmoid with one hidden layer, trained at once from different starts.

    Attributes:
        W1: weights of the hidden layer, (runs, inputs, hidden).
        b1: its biases, (runs, 1, hidden).
        W2: weights of the output, (runs, hidden, 1).
        b2: its biases, (runs, 1, 1).
    """

    W1: Floats
    b1: Floats
    W2: Floats
    b2: Floats

    @classmethod
    def random(cls, num_runs: int, n_in: int, n_hidden: int, seed: int = 0) -> ManyNetworks:
        """Draw weights as Keras does (Glorot uniform, chapter 4); biases are zero."""
        rng = np.random.default_rng(seed)
        W1, W2 = (
            np.stack([glorot_uniform(shape, rng=rng) for _ in range(num_runs)])
            for shape in ((n_in, n_hidden), (n_hidden, 1))
        )
        b1, b2 = zero_biases([W1, W2])
        return cls(W1, b1, W2, b2)

    def predict(self, X: npt.ArrayLike) -> Floats:
        """Compute the outputs (runs, n, 1) for samples (n, inputs) or (runs, n, inputs)."""
        X = np.asarray(X)
        trace = propagate([self.W1, self.W2], [self.b1, self.b2], X, Form("tanh"))
        return sigmoid(trace.logits)

    def train(
        self,
        X: npt.ArrayLike,
        Y: npt.ArrayLike,
        lr: float,
        num_steps: int,
        momentum: float = 0.0,
    ) -> None:
        """Take full-batch steps down the mean binary cross-entropy, in place.

        Args:
            X: samples (n, inputs) for all runs, or (runs, n, inputs), one set a run.
            Y: labels (n, 1) or (runs, n, 1), 0 or 1.
            lr: the learning rate.
            num_steps: updates.
            momentum: share of the last step that is kept (chapter 7).
        """
        X, Y = np.asarray(X), np.asarray(Y)
        weights, biases = [self.W1, self.W2], [self.b1, self.b2]
        steps = [np.zeros_like(p) for p in (*weights, *biases)]
        with one_thread():
            for _ in range(num_steps):
                trace = propagate(weights, biases, X, Form("tanh"))
                delta = (sigmoid(trace.logits) - Y) / X.shape[-2]
                dW, db = backpropagate(weights, trace, delta)
                for p, step, g in zip((*weights, *biases), steps, (*dW, *db), strict=True):
                    step *= momentum
                    step -= lr * g
                    p += step
