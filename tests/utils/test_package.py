"""Importing `utils` is quick and does not load TensorFlow."""

from pathlib import Path

from tests.utils.fresh import python

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    ".".join(p.relative_to(ROOT).with_suffix("").parts) for p in (ROOT / "utils").rglob("[a-z]*.py")
)


def test_import_takes_less_than_half_a_second_and_leaves_tensorflow_alone() -> None:
    code = (
        "import sys, time; start = time.process_time();"
        f"import {', '.join(MODULES)};"
        "print(time.process_time() - start);"
        "print({'tensorflow', 'keras', 'ipywidgets'} & set(sys.modules) or 'none')"
    )
    seconds = []
    for _ in range(3):  # processor time, and the best of three: a busy machine is not a fault
        took, loaded = python(code).stdout.split()
        assert loaded == "none"
        seconds.append(float(took))
    assert min(seconds) < 0.5


def test_settings_that_the_user_made_are_kept() -> None:
    code = (
        "import os; os.environ['TF_CPP_MIN_LOG_LEVEL'] = '0'; import utils;"
        "print(os.environ['TF_CPP_MIN_LOG_LEVEL'], os.environ['TF_ENABLE_ONEDNN_OPTS'])"
    )
    assert python(code).stdout == "0 0\n"
