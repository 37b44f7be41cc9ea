"""What notebooks and labs import: data, plots, slide checks and a few helpers."""

import math
import os
import time

from utils import _quiet

# TensorFlow's C++ side logs start-up notes to stderr, which readers take for errors
# and graders treat as failures: 3 keeps only fatal ones.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# oneDNN sums in another order on each processor, so the last digits would differ from
# machine to machine, and it announces itself on stderr.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
# Some notes come before TensorFlow looks at the level.
_quiet.install()

_STARTED = time.monotonic()


def chapter_seconds() -> int:
    """Seconds since the notebook's setup cell, rounded up to ten: its run time."""
    return 10 * math.ceil((time.monotonic() - _STARTED) / 10)
