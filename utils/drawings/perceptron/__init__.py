"""The figures of chapter 1: one neuron, and networks with a hidden layer."""

from utils.drawings.perceptron.hidden_layer import (
    plot_hidden_units,
    plot_moons,
    plot_pairs,
    plot_size_sweep,
    plot_training_loop,
)
from utils.drawings.perceptron.neuron import (
    plot_gates,
    plot_landscapes,
    plot_matrix_product,
    plot_neuron,
    plot_sixteen_functions,
    plot_wishes,
)

__all__ = [
    "plot_gates",
    "plot_hidden_units",
    "plot_landscapes",
    "plot_matrix_product",
    "plot_moons",
    "plot_neuron",
    "plot_pairs",
    "plot_sixteen_functions",
    "plot_size_sweep",
    "plot_training_loop",
    "plot_wishes",
]
