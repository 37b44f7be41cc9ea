"""Networks in NumPy, small enough to read: activations, losses, gradients, update rules."""
