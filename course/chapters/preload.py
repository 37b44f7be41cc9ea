"""What each process of `course.chapters.replay` begins with; a fork server imports this once.

Forks survive no threads but the one that forks, so libraries get one. TensorFlow starts its
threads with its first operation, not with its import.
"""

import os

os.environ.update(COURSE_STATIC="1", MPLBACKEND="agg", OMP_NUM_THREADS="1")

# First, since it keeps TensorFlow's start-up notes off stderr.
import utils.plotting.display  # isort: skip

import keras  # noqa: F401
import matplotlib.pyplot  # noqa: F401
import sklearn.linear_model  # noqa: F401

# Figures are drawn, for what their code asserts, but no picture is made of them.
utils.plotting.display.png_of = lambda figure: b""
