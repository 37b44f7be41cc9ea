"""Importing `utils` is quick, quiet, and does not load TensorFlow."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted(f"utils.{p.stem}" for p in (ROOT / "utils").glob("[a-z]*.py"))


def python(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a new interpreter that has none of our settings yet."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("TF_")}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True
    )


def test_import_takes_less_than_half_a_second_and_leaves_tensorflow_alone() -> None:
    code = (
        "import sys, time; start = time.perf_counter();"
        f"import {', '.join(MODULES)};"
        "print(time.perf_counter() - start);"
        "print({'tensorflow', 'keras', 'ipywidgets'} & set(sys.modules) or 'none')"
    )
    seconds = []
    for _ in range(3):  # the best of three: other work on the machine is no fault
        took, loaded = python(code).stdout.split()
        assert loaded == "none"
        seconds.append(float(took))
    assert min(seconds) < 0.5


def test_tensorflow_imports_without_a_line_on_stderr() -> None:
    result = python("import utils, tensorflow; tensorflow.zeros(1); print('done')")
    assert (result.stdout, result.stderr) == ("done\n", "")


def test_settings_that_the_user_made_are_kept() -> None:
    code = (
        "import os; os.environ['TF_CPP_MIN_LOG_LEVEL'] = '0'; import utils;"
        "print(os.environ['TF_CPP_MIN_LOG_LEVEL'], os.environ['TF_ENABLE_ONEDNN_OPTS'])"
    )
    assert python(code).stdout == "0 0\n"
