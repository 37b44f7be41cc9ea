"""Importing `utils` is quick, quiet, and does not load TensorFlow."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    ".".join(p.relative_to(ROOT).with_suffix("").parts) for p in (ROOT / "utils").rglob("[a-z]*.py")
)


def python(code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a new interpreter that has none of our settings yet."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("TF_")}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True
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


def test_tensorflow_imports_without_a_line_on_stderr() -> None:
    result = python("import utils, tensorflow; tensorflow.zeros(1); print('done')")
    assert (result.stdout, result.stderr) == ("done\n", "")


def test_what_is_not_a_note_still_reaches_stderr() -> None:
    code = (
        "import os; from utils import _quiet;\n"
        "with _quiet._without_notes():\n"
        "    os.write(2, b'I0000 00:00:17.2 1 cudart_stub.cc:31] no GPU\\n')\n"
        "    os.write(2, b'It broke\\n')\n"
    )
    assert python(code).stderr == "It broke\n"


def test_settings_that_the_user_made_are_kept() -> None:
    code = (
        "import os; os.environ['TF_CPP_MIN_LOG_LEVEL'] = '0'; import utils;"
        "print(os.environ['TF_CPP_MIN_LOG_LEVEL'], os.environ['TF_ENABLE_ONEDNN_OPTS'])"
    )
    assert python(code).stdout == "0 0\n"
