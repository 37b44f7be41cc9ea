"""The loop over mutants as `make mutants` starts it, on a course of a few functions."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from mutmut.mutation.file_mutation import mutate_file_contents

from course.config import ROOT

CODE = """import queue
import time


def larger(a, b):
    return a if a > b else b


def halves(n):
    while n >= 1:
        n /= 2
    return n


def shared():
    return 1


def in_a_process():
    return 2


def waits():
    with_limit = queue.SimpleQueue()
    try:
        with_limit.get(timeout=0.01)
    except queue.Empty:
        return True
"""
TESTS = """import subprocess
import sys

import pytest

from utils.small import halves, in_a_process, larger, shared, waits


def test_larger():
    assert larger(1, 2) == 2 and larger(2, 1) == 2


def test_halves():
    assert halves(4) == 0.5


@pytest.fixture(scope="module")
def one():
    return shared()


def test_the_fixture_is_there(one):
    assert one is not None


def test_the_fixture_is_right(one):
    assert one == 1


def test_of_a_process():
    program = "from utils.small import in_a_process; raise SystemExit(in_a_process() - 2)"
    assert subprocess.run([sys.executable, "-c", program]).returncode == 0


def test_waits():
    assert waits()


def test_that_fails():
    assert larger(1, 2) == 1
"""
LOOP = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from course.mutants import loop
loop._CPU, loop._WALL = 1, int(sys.argv[3])
sys.exit(loop.main(Path(sys.argv[2])))
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The folder in which the mutants are tested."""
    options = "[tool.pytest.ini_options]\naddopts = '--import-mode=importlib'\n"
    options += "markers = ['proof', 'weekly']\n[tool.mutmut]\nsource_paths = ['utils']\n"
    for name, text in {
        "pyproject.toml": options,
        "utils/__init__.py": "",
        "utils/small.py": mutate_file_contents("utils/small.py", CODE).code,
        "tests/test_small.py": TESTS,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def run(folder: Path, mutants: list[str], workers: int, wall: int) -> tuple[str, dict[str, str]]:
    """What the loop prints, and the verdict of each mutant."""
    results = folder / "results.jsonl"
    results.write_text("")
    versions = {f"utils.small.x_{name}": f"of {name}" for name in mutants}
    job = {"tests": ["tests/test_small.py"], "mutants": versions, "results": str(results)}
    (folder / "job.json").write_text(json.dumps(job | {"workers": workers}))
    done = subprocess.run(
        [sys.executable, "-c", LOOP, str(ROOT), "job.json", str(wall)],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    assert {line["mutant"]: line["version"] for line in lines} == versions
    return done.stdout, {line["version"].removeprefix("of "): line["verdict"] for line in lines}


@pytest.mark.proof
def test_each_mutant_gets_its_verdict(small: Path) -> None:
    numbers = {"larger": 3, "halves": 5, "shared": 1, "in_a_process": 1}
    names = [f"{name}__mutmut_{k + 1}" for name, n in numbers.items() for k in range(n)]
    printed, verdicts = run(small, names, workers=2, wall=600)
    # a >= b, and n = 2 or n *= 2 in the loop
    unusual = {"larger__mutmut_3": "survived"}
    unusual |= {"halves__mutmut_3": "stopped", "halves__mutmut_4": "stopped"}
    assert verdicts == dict.fromkeys(names, "noticed") | unusual
    failing = "tests/test_small.py::test_that_fails"
    assert f"left out, since it fails without a mutant: {failing}\n6 tests, " in printed
    assert "10 of 10: 1 survived, 7 noticed, 2 stopped\n" in printed


@pytest.mark.proof
def test_a_mutant_that_waits_is_stopped(small: Path) -> None:
    _, verdicts = run(small, ["waits__mutmut_2"], workers=1, wall=1)
    assert verdicts == {"waits__mutmut_2": "stopped"}
