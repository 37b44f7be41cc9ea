"""Many small networks with one hidden layer, trained at once from different starts.

The formulas are those of chapter 1 with one more axis in front, so that 200 runs cost one
matrix product each instead of 200.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass
class ManyNetworks:
    """Networks tanh -> sigmoid with the same shape: weights (runs, inputs, hidden) and so on."""

    W1: Floats
    b1: Floats
    W2: Floats
    b2: Floats

    @classmethod
    def random(cls, num_runs: int, n_in: int, n_hidden: int, seed: int = 0) -> "ManyNetworks":
        """Draw weights as Keras does (Glorot uniform, chapter 4); biases are zero."""
        rng = np.random.default_rng(seed)
        limit1, limit2 = np.sqrt(6 / (n_in + n_hidden)), np.sqrt(6 / (n_hidden + 1))
        return cls(
            rng.uniform(-limit1, limit1, (num_runs, n_in, n_hidden)),
            np.zeros((num_runs, 1, n_hidden)),
            rng.uniform(-limit2, limit2, (num_runs, n_hidden, 1)),
            np.zeros((num_runs, 1, 1)),
        )

    def predict(self, X: npt.ArrayLike) -> Floats:
        """Outputs (runs, n, 1) for samples (n, inputs) or (runs, n, inputs)."""
        return self._forward(np.asarray(X, dtype=float))[1]

    def train(
        self,
        X: npt.ArrayLike,
        Y: npt.ArrayLike,
        lr: float,
        num_steps: int,
        momentum: float = 0.0,
    ) -> None:
        """Full-batch gradient descent on the mean binary cross-entropy, in place.

        Args:
            X: samples (n, inputs) for all runs, or (runs, n, inputs), one set a run.
            Y: labels (n, 1) or (runs, n, 1), 0 or 1.
            lr: the learning rate.
            num_steps: updates.
            momentum: share of the last step that is kept (chapter 7).
        """
        X, Y = np.asarray(X, dtype=float), np.asarray(Y, dtype=float)
        params = [self.W1, self.b1, self.W2, self.b2]
        steps = [np.zeros_like(p) for p in params]
        for _ in range(num_steps):
            H, Y_hat = self._forward(X)
            delta2 = (Y_hat - Y) / X.shape[-2]
            delta1 = delta2 @ self.W2.swapaxes(-1, -2) * (1 - H**2)
            gradients = [
                X.swapaxes(-1, -2) @ delta1,
                delta1.sum(-2, keepdims=True),
                H.swapaxes(-1, -2) @ delta2,
                delta2.sum(-2, keepdims=True),
            ]
            for p, step, g in zip(params, steps, gradients, strict=True):
                step *= momentum
                step -= lr * g
                p += step

    def _forward(self, X: Floats) -> tuple[Floats, Floats]:
        H = np.tanh(X @ self.W1 + self.b1)
        return H, 1 / (1 + np.exp(-(H @ self.W2 + self.b2)))
