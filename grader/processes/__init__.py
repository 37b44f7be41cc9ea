"""What runs in other processes."""
