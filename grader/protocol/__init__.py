"""What crosses the trust boundary."""
