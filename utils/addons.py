"""Run functions in TensorFlow Addons' own environment, `.venv-tfa`, which `make tfa` builds.

Addons ended in 2024: its last release needs Python 3.11 or older and TensorFlow 2.15 or
older, so it cannot be imported beside the course's TensorFlow. A process of that old
Python gets the source text of some functions and their arguments as JSON, and answers with
what they returned.
"""

import inspect
import json
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

Call: TypeAlias = tuple[Callable[..., Any], Mapping[str, Any]]

ENVIRONMENT = Path(__file__).resolve().parent.parent / ".venv-tfa"
PATIENCE = 300  # seconds

# What libraries print goes to stderr, so that stdout holds the answer and nothing else.
_PROCESS = """
import json, platform, sys, warnings
from importlib.metadata import version

warnings.simplefilter("ignore")
answer, sys.stdout = sys.stdout, sys.stderr
request = json.load(sys.stdin)
known = {}
for source in request["sources"]:
    exec("from __future__ import annotations\\n" + source, known)
values = [known[name](**arguments) for name, arguments in request["calls"]]
packages = {
    "TensorFlow Addons": "tensorflow-addons",
    "TensorFlow": "tensorflow-cpu",
    "Keras": "keras",
    "NumPy": "numpy",
}
versions = {name: version(package) for name, package in packages.items()}
versions["Python"] = platform.python_version()
json.dump({"values": values, "versions": versions}, answer)
"""


class AddonsError(RuntimeError):
    """The environment is missing or does not work; the message says what to do."""


def addons_available() -> bool:
    """Tell whether `make tfa` has built the environment, to its end."""
    return (ENVIRONMENT / "ready").is_file()


def run_in_addons(calls: Sequence[Call]) -> tuple[list[Any], dict[str, str]]:
    """Call functions, one after the other, in one process of the old Python.

    Args:
        calls: pairs of a function and its arguments by name. The function stands at the top
            level of a file or cell and imports all that it uses itself; arguments and
            results are what JSON can hold.

    Returns:
        The results in order, and the versions there: name to version.

    Raises:
        AddonsError: the environment is not there, or the process failed.
    """
    if not addons_available():
        raise AddonsError(f"There is no {ENVIRONMENT}: run `make tfa` first.")
    sources = {function.__name__: inspect.getsource(function) for function, _ in calls}
    request = {
        "sources": list(sources.values()),
        "calls": [(function.__name__, dict(arguments)) for function, arguments in calls],
    }
    # NumPy's groups of instructions have other names in that old version.
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
    quiet["NPY_DISABLE_CPU_FEATURES"] = ""
    try:
        done = subprocess.run(
            [_python(), "-I", "-c", _PROCESS],
            input=json.dumps(request),
            env=os.environ | quiet,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(str(error)) from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise _failed(lines[-1])
    answer = json.loads(done.stdout)
    return answer["values"], answer["versions"]


def _python() -> str:
    place = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return str(ENVIRONMENT.joinpath(*place))


def _failed(why: str) -> AddonsError:
    return AddonsError(
        f"TensorFlow Addons failed in {ENVIRONMENT} ({why}): delete that folder and run "
        "`make tfa`; without the folder the chapter shows the recorded results."
    )
