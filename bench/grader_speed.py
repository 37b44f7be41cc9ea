"""Speed of the grader and of nbgrader, side by side on the same submissions.

    python -m bench.grader_speed                    100 submissions that train little
    python -m bench.grader_speed --lab trains       the same for a lab that trains
    python -m bench.grader_speed --class 10000      the grader alone, growing classes
    python -m bench.grader_speed --records          all three, short: some seven minutes, two cores

The numbers are printed, and written as JSON with --json FILE (`bench/records/`). nbgrader is
needed beside the grader. It works on one submission at a time, the grader on three for two cores.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

from bench import readme
from experiments.environment import environment
from grader import VERSION
from grader.outputs.results import Results
from grader.sandbox.environment import QUIET
from tests.grader import samples

ROOT = Path(__file__).parents[1]
Raw = samples.Raw

_SETUP = """import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

keras.utils.set_random_seed(0)
X = np.random.default_rng(0).normal(size=(256, 8)).astype("float32")
y = (X.sum(axis=1, keepdims=True) > 0).astype("float32")"""
_BUILD = """def build(units):
    return keras.Sequential([
        keras.layers.Input((8,)),
        keras.layers.Dense(units, activation="relu"),
        keras.layers.Dense(1, activation="sigmoid"),
    ])"""
_BUILD_TEST = """model = build(4)
assert model.count_params() == 41
assert model.output_shape == (None, 1)
assert np.asarray(model(X[:5])).shape == (5, 1)"""
_TRAIN = """net = build(16)
net.compile(optimizer="adam", loss="binary_crossentropy")
history = net.fit(X, y, epochs=EPOCHS, verbose=0).history"""
_TRAIN_TEST = "assert history['loss'][-1] < history['loss'][0]"


def lab(name: str) -> Raw:
    """Return an instructor notebook: `little` uses Keras, `trains` also trains for a while."""
    marked = {
        part: f"### BEGIN SOLUTION\n{text}\n### END SOLUTION"
        for part, text in (("build", _BUILD), ("train", _TRAIN.replace("EPOCHS", "60")))
    }
    cells = [samples.cell(_SETUP), samples.solution("build", marked["build"])]
    cells.append(samples.test_cell("build_test", 3, _BUILD_TEST))
    if name == "trains":
        cells.append(samples.solution("train", marked["train"]))
        cells.append(samples.test_cell("train_test", 2, _TRAIN_TEST))
    return samples.notebook(cells)


def hand_in(raw: Raw, folder: Path, name: str, count: int) -> None:
    """Write nbgrader's tree of submissions; every fifth is wrong."""
    for number in range(count):
        build = _BUILD if number % 5 else _BUILD.replace("Dense(1,", "Dense(2,")
        given = {
            "build": f"{build}\n# {number}",
            "train": _TRAIN.replace("EPOCHS", "60"),
        }
        path = folder / f"student{number:05}" / name / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(samples.as_bytes(samples.submission(raw, given)))


def run(*words: object, cwd: Path) -> tuple[float, float]:
    """Run a command; return its seconds, and those of processor time with all that it started.

    The latter hardly depend on what else the machine does.
    """
    environment = dict(os.environ)
    programs = str(Path(sys.executable).parent)
    environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"
    started, before = time.monotonic(), _processor_seconds()
    done = subprocess.run(
        [sys.executable, "-m", *map(str, words)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{words[0]} failed:\n{done.stderr[-3000:]}")
    return time.monotonic() - started, _processor_seconds() - before


def _processor_seconds() -> float:
    """Return the processor time of all processes that were started and have ended."""
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def by_grader(
    source: Path, folder: Path, out: Path, jobs: int
) -> tuple[tuple[float, float], list[Any]]:
    """Grade with this grader; return what `run` does, and the rows."""
    took = run("grader", "grade", source, folder, "--out", out, "--jobs", jobs, cwd=ROOT)
    results = Results(out)
    results.read()
    return took, results.sorted()


_CLOCK = """import json, sys, time
names, took = {}, {}
for name, code in json.load(sys.stdin):
    start = time.monotonic()
    exec(code, names)
    took[name] = round(time.monotonic() - start, 3)
print(json.dumps(took))"""


def where_time_goes(raw: Raw) -> dict[str, float]:
    """Run the model solutions once in a plain process with one thread; return seconds by cell."""
    cells = [
        (cell["metadata"].get("nbgrader", {}).get("grade_id", "imports, data"), cell["source"])
        for cell in raw["cells"]
    ]
    done = subprocess.run(
        [sys.executable, "-c", _CLOCK],
        input=json.dumps(cells),
        env=os.environ | QUIET,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return seconds


def side_by_side(name: str, count: int, theirs: int, jobs: int) -> dict[str, Any]:
    """Grade `count` submissions with the grader and the first `theirs` of them with nbgrader."""
    with tempfile.TemporaryDirectory(prefix="grader-bench-") as scratch:
        course = Path(scratch)
        raw = lab(name)
        source = course / "source" / name / f"{name}.ipynb"
        source.parent.mkdir(parents=True)
        source.write_bytes(samples.as_bytes(raw))
        hand_in(raw, course / "all", name, count)
        (seconds, used), rows = by_grader(source, course / "all", course / "out", jobs)
        run("nbgrader", "generate_assignment", name, "--course-dir", course, cwd=course)
        for student in sorted((course / "all").iterdir())[:theirs]:
            folder = course / "submitted" / student.name / name
            shutil.copytree(course / "release" / name, folder)
            shutil.copyfile(student / name / f"{name}.ipynb", folder / f"{name}.ipynb")
        other, other_used = run("nbgrader", "autograde", name, "--course-dir", course, cwd=course)
        return {
            "lab": name,
            "submissions": count,
            "submissions of nbgrader": theirs,
            "grader, seconds each": round(seconds / count, 3),
            "nbgrader, seconds each": round(other / theirs, 3),
            "ratio": round(other / theirs / (seconds / count), 1),
            "grader, processor seconds each": round(used / count, 3),
            "nbgrader, processor seconds each": round(other_used / theirs, 3),
            "grader, seconds of one submission (median)": sorted(r["seconds"] for r in rows)[
                count // 2
            ],
            "a plain process, seconds of each cell": where_time_goes(raw),
            "isolation": rows[0]["isolation"],
            "scores": sorted({row["score"] for row in rows}),
        }


def growing(counts: list[int], jobs: int) -> list[dict[str, Any]]:
    """Grade classes of growing size of a lab without Keras."""
    found = []
    raw = samples.instructor("target")
    for count in counts:
        with tempfile.TemporaryDirectory(prefix="grader-bench-") as scratch:
            folder = Path(scratch)
            source = samples.write_assignment("target", folder / "source" / "target")
            (folder / "in").mkdir()
            for number in range(count):
                given = {"first": f"def total(v):\n    return sum(v)  # {number}", "third": ""}
                data = samples.as_bytes(samples.submission(raw, given))
                (folder / "in" / f"s{number}.ipynb").write_bytes(data)
            (seconds, _), rows = by_grader(source, folder / "in", folder / "out", jobs)
            assert len(rows) == count
            found.append({"submissions": count, "seconds each": round(seconds / count, 4)})
            print(found[-1], flush=True)
    return found


# What `--records` measures: nbgrader's seconds per submission hardly depend on the number.
SHORT = {
    "little": ["--count", "60", "--nbgrader", "20"],
    "trains": ["--lab", "trains", "--count", "40", "--nbgrader", "10"],
    "class": ["--class", "1000"],
}


def main(arguments: list[str] | None = None) -> None:
    """Run what the command line asks for."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--lab", choices=("little", "trains"), default="little")
    words.add_argument("--count", type=int, default=100)
    words.add_argument("--nbgrader", type=int, default=0, help="submissions for nbgrader (all)")
    words.add_argument("--jobs", type=int, default=0, help="of the grader (its default)")
    words.add_argument("--class", type=int, default=0, dest="size", metavar="SIZE")
    words.add_argument("--json", type=Path)
    words.add_argument(
        "--records",
        action="store_true",
        help="write bench/records/ and what the README says of them again, short",
    )
    given = sys.argv[1:] if arguments is None else arguments
    options = words.parse_args(given)
    if options.records:
        for name, short in SHORT.items():
            main([*short, "--json", str(readme.RECORDS / f"{name}.json")])
        readme.write()
        return
    if options.size:
        sizes = [options.size // 100, options.size // 10, options.size]
        found: Any = growing(sizes, options.jobs)
    else:
        theirs = options.nbgrader or options.count
        found = side_by_side(options.lab, options.count, theirs, options.jobs)
        print(json.dumps(found, indent=1))
    if options.json:
        what = [word for word in given if word not in ("--json", str(options.json))]
        facts = {
            "command": " ".join(["python -m bench.grader_speed", *what]),
            "date": datetime.now().date().isoformat(),
            "grader": VERSION,
            "nbgrader": importlib.metadata.version("nbgrader"),
            **environment(),
        }
        options.json.write_text(json.dumps({"facts": facts, "found": found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
