"""One submission on this machine."""
