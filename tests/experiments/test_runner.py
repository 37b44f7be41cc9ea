"""A recording can be stopped at any moment, resumes exactly, and is never half-written."""

from __future__ import annotations

import importlib.util
import json
import math
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments import __main__ as command_line
from experiments import code_hash
from experiments.code_hash import code_sha256
from experiments.record import RecordError
from experiments.runner import Experiment
from utils.files import only_writer

ROOT = Path(__file__).parents[2]

SCRIPT = '''
"""A question."""
from pathlib import Path

import numpy as np

from experiments.runner import Experiment

calls = []
STOP_AT = None
FACTOR = 2


def measure(x, seed=0):
    """Measure."""
    # A comment.
    calls.append((x, seed))
    if STOP_AT == (x, seed):
        raise KeyboardInterrupt
    scale = helper(x)
    return {"curve": np.array([x / 3, scale]), "n": np.int64(x), "lost": float("nan")}


def helper(x):
    return FACTOR * x


def unrelated():
    return 1


EXPERIMENT = Experiment(
    name="x1_fake",
    title="Does it hold?",
    jobs=[{"x": x, "seed": seed} for seed in (0, 1) for x in (1, 2)],
    measure=measure,
    folder=Path(__file__).parent / "results",
)
'''
ORDER = [(1, 0), (2, 0), (1, 1), (2, 1)]


def load(folder: Path, script: str = SCRIPT) -> Any:
    """Import a script again."""
    path = folder / "x1_fake.py"
    path.write_text(script)
    spec = importlib.util.spec_from_file_location("x1_fake", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def script(tmp_path: Path) -> Any:
    return load(tmp_path)


def files(experiment: Experiment) -> list[str]:
    return sorted(path.name for path in experiment.folder.iterdir())


def measured(experiment: Experiment) -> Any:
    """What a record says, without seconds and dates."""
    record = json.loads(experiment.path.read_text())
    return [(job["setting"], job["result"]) for job in record["jobs"]]


def identity(path: Path) -> tuple[int, int, bytes]:
    """What changes when a file is written, even with the same content."""
    return path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes()


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    experiment = load(tmp_path_factory.mktemp("undisturbed")).EXPERIMENT
    experiment.record()
    return measured(experiment)


# -------------------------------------------------------------------- what a record holds


def test_results_are_settings_and_measurements(script: Any) -> None:
    script.EXPERIMENT.record()
    rows = script.EXPERIMENT.results()
    assert [(row["x"], row["seed"]) for row in rows] == ORDER == script.calls
    assert rows[1]["curve"] == [0.66667, 4.0]
    assert rows[1]["n"] == 2
    assert math.isnan(rows[1]["lost"])


def test_the_file_says_how_it_was_made(script: Any) -> None:
    script.EXPERIMENT.record()
    record = json.loads(script.EXPERIMENT.path.read_text(), parse_constant=pytest.fail)
    assert record["experiment"] == "x1_fake"
    assert record["script"] == "experiments/x1_fake.py"
    assert record["code_sha256"] == code_sha256(script.measure)
    for job in record["jobs"]:
        assert set(job) == {"setting", "result", "seconds", "date", "environment"}
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", job["date"])
        assert job["environment"]["numpy"] == np.__version__
        assert job["environment"]["cores"] >= 1
    assert files(script.EXPERIMENT) == [".lock", "x1_fake.json"]


def test_provenance_is_one_line(script: Any) -> None:
    script.EXPERIMENT.record()
    assert re.fullmatch(
        r"Recorded \d{4}-\d\d-\d\d, TensorFlow [\d.]+, Keras [\d.]+, \d+ CPU cores \(.+\), "
        r"0 min; script experiments/x1_fake\.py",
        script.EXPERIMENT.provenance(),
    )


def test_provenance_names_every_day_and_machine(script: Any) -> None:
    script.EXPERIMENT.record()
    record = json.loads(script.EXPERIMENT.path.read_text())
    record["jobs"][0]["date"] = "2001-02-03"
    record["jobs"][0]["environment"] |= {"gpu": "Abacus", "keras": "1.0"}
    record["jobs"][1]["seconds"] = 360.0
    script.EXPERIMENT.path.write_text(json.dumps(record))
    line = script.EXPERIMENT.provenance()
    assert line.startswith("Recorded 2001-02-03 to 20")
    assert ", Keras 1.0, Abacus" in line and " CPU cores (" in line
    assert ", 6 min; " in line


def test_only_plain_numbers_are_recorded(script: Any) -> None:
    script.measure.__globals__["helper"] = lambda x: object()
    with pytest.raises(TypeError, match="measure returned object as 'curve'"):
        script.EXPERIMENT.record()


def test_jobs_must_differ(script: Any) -> None:
    for jobs in ([], [{"x": 1}, {"x": 1}]):
        with pytest.raises(ValueError, match="x1_fake needs at least one job, and no job twice"):
            Experiment("x1_fake", "t", jobs, script.measure)


# ------------------------------------------------------------------------- interruptions


@pytest.mark.parametrize("stop", ORDER)
def test_stopped_in_any_job(script: Any, undisturbed: Any, stop: tuple[int, int]) -> None:
    script.STOP_AT = stop
    with pytest.raises(KeyboardInterrupt):
        script.EXPERIMENT.record()
    done = ORDER.index(stop)
    assert script.EXPERIMENT.done() == done
    with pytest.raises(RecordError, match=rf"{done} of 4 .* run `python -m experiments x1_fake`"):
        script.EXPERIMENT.results()
    script.STOP_AT = None
    script.EXPERIMENT.record()
    assert script.calls == [*ORDER[: done + 1], *ORDER[done:]]
    assert measured(script.EXPERIMENT) == undisturbed


@pytest.mark.parametrize("function", ["fsync", "replace"])
@pytest.mark.parametrize("write", range(4))
def test_stopped_in_any_write(
    script: Any, undisturbed: Any, monkeypatch: pytest.MonkeyPatch, function: str, write: int
) -> None:
    original, calls = getattr(os, function), []

    def stop(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == write + 1:
            raise KeyboardInterrupt
        original(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(os, function, stop)
        with pytest.raises(KeyboardInterrupt):
            script.EXPERIMENT.record()
    assert script.EXPERIMENT.done() == write
    script.EXPERIMENT.record()
    assert measured(script.EXPERIMENT) == undisturbed
    assert files(script.EXPERIMENT) == [".lock", "x1_fake.json"]


KILLED = """
import os, signal, sys
sys.path[:0] = [{root!r}, {folder!r}]
import x1_fake
writes = []
class HalfWriter:
    def __init__(self, file): self.file = file
    def __getattr__(self, name): return getattr(self.file, name)
    def __enter__(self): return self
    def __exit__(self, *error): self.file.__exit__(*error)
    def write(self, text):
        writes.append(text)
        if len(writes) < 3: return self.file.write(text)
        self.file.write(text[: len(text) // 2]); self.file.flush()
        os.kill(os.getpid(), signal.SIGKILL)
plain = os.fdopen
os.fdopen = lambda *arguments: HalfWriter(plain(*arguments))
x1_fake.EXPERIMENT.record()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
def test_killed_in_the_middle_of_a_write(script: Any, undisturbed: Any, tmp_path: Path) -> None:
    code = KILLED.format(root=str(ROOT), folder=str(tmp_path))
    killed = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    (half,) = script.EXPERIMENT.folder.glob(".x1_fake.json.*.tmp")
    with pytest.raises(json.JSONDecodeError):
        json.loads(half.read_text())
    assert script.EXPERIMENT.done() == 2
    script.EXPERIMENT.record()
    assert script.calls == ORDER[2:]
    assert measured(script.EXPERIMENT) == undisturbed
    assert files(script.EXPERIMENT) == [".lock", "x1_fake.json"]


def test_a_finished_record_is_left_alone(script: Any) -> None:
    script.EXPERIMENT.record()
    before = identity(script.EXPERIMENT.path)
    script.EXPERIMENT.record()
    assert identity(script.EXPERIMENT.path) == before
    assert script.calls == ORDER


def test_two_runs_do_not_mix(script: Any) -> None:
    with (
        only_writer(script.EXPERIMENT.folder),
        pytest.raises(RecordError, match="Another run is recording in"),
    ):
        script.EXPERIMENT.record()
    assert script.calls == []
    script.EXPERIMENT.record()


# ------------------------------------------------------------------------------- --fresh


def test_fresh_keeps_the_old_record_until_the_new_one_is_complete(
    script: Any, tmp_path: Path
) -> None:
    script.EXPERIMENT.record()
    old = script.EXPERIMENT.path.read_bytes()
    changed = load(tmp_path, SCRIPT.replace("FACTOR = 2", "FACTOR = 5"))
    changed.STOP_AT = (1, 1)
    with pytest.raises(KeyboardInterrupt):
        changed.EXPERIMENT.record(fresh=True)
    assert changed.EXPERIMENT.path.read_bytes() == old
    changed.STOP_AT = None
    changed.EXPERIMENT.record()
    assert changed.calls == [*ORDER[:3], *ORDER[2:]]
    assert [row["curve"][1] for row in changed.EXPERIMENT.results()] == [5, 10, 5, 10]
    assert changed.EXPERIMENT.problem() == ""
    assert not changed.EXPERIMENT.fresh_path.exists()


def test_fresh_twice_starts_over(script: Any) -> None:
    script.EXPERIMENT.record()
    script.STOP_AT = (2, 0)
    with pytest.raises(KeyboardInterrupt):
        script.EXPERIMENT.record(fresh=True)
    script.STOP_AT = None
    script.calls.clear()
    script.EXPERIMENT.record(fresh=True)
    assert script.calls == ORDER


def test_fresh_needs_no_old_record(script: Any, undisturbed: Any) -> None:
    script.EXPERIMENT.record(fresh=True)
    assert measured(script.EXPERIMENT) == undisturbed


# ---------------------------------------------------------------- damaged, foreign, stale


def _cut(text: str) -> str:
    return text[: len(text) // 2]


def _renamed(text: str) -> str:
    return text.replace("x1_fake", "x2_other")


DAMAGE: dict[str, Callable[[str], str]] = {
    "cut": _cut,
    "empty": lambda text: "",
    "binary": lambda text: "\0\1\2",
    "list": lambda text: "[1, 2]",
    "number": lambda text: "1",
    "object": lambda text: "{}",
    "jobs": lambda text: '{"experiment": "x1_fake", "code_sha256": "", "jobs": [1]}',
    "seconds": lambda text: text.replace('"seconds": ', '"seconds": null, "s": '),
    "foreign": _renamed,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_record_gives_one_sentence(script: Any, damage: str, undisturbed: Any) -> None:
    script.EXPERIMENT.record()
    damaged = DAMAGE[damage](script.EXPERIMENT.path.read_text())
    script.EXPERIMENT.path.write_text(damaged)
    for use in (script.EXPERIMENT.results, script.EXPERIMENT.record, script.EXPERIMENT.done):
        with pytest.raises(RecordError) as error:
            use()
        message = str(error.value)
        assert "\n" not in message
        assert "the record of x2_other" in message if damage == "foreign" else "damaged" in message
        assert "`git checkout -- " in message
        assert "`python -m experiments x1_fake --fresh`" in message
    assert script.EXPERIMENT.path.read_text() == damaged
    script.EXPERIMENT.record(fresh=True)
    assert measured(script.EXPERIMENT) == undisturbed


def test_a_record_that_cannot_be_read(script: Any) -> None:
    script.EXPERIMENT.path.mkdir(parents=True)
    with pytest.raises(RecordError, match="cannot be read"):
        script.EXPERIMENT.results()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# A comment.", "# Another one."),
        ('"""Measure."""', '"""Measure one."""'),
        ("return 1", "return 2"),
        ("helper(x)\n    return", "helper(x)\n\n    return"),
        ("STOP_AT == (x, seed)", "(STOP_AT == (x, seed))"),
    ],
)
def test_what_does_not_measure_may_change(script: Any, tmp_path: Path, old: str, new: str) -> None:
    script.EXPERIMENT.record()
    assert old in SCRIPT
    changed = load(tmp_path, SCRIPT.replace(old, new))
    assert changed.EXPERIMENT.problem() == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x / 3", "x / 4"),
        ("return FACTOR * x", "return FACTOR + x"),
        ("FACTOR = 2", "FACTOR = 3"),
    ],
)
def test_changed_measuring_code_is_named(script: Any, tmp_path: Path, old: str, new: str) -> None:
    script.EXPERIMENT.record()
    changed = load(tmp_path, SCRIPT.replace(old, new))
    assert changed.EXPERIMENT.problem() == (
        "x1_fake: the measuring code in experiments/x1_fake.py changed after the recording: "
        "run `python -m experiments x1_fake --fresh`."
    )
    with pytest.raises(RecordError, match="--fresh"):
        changed.EXPERIMENT.record()
    assert changed.calls == []


def test_a_local_name_is_not_a_global_one(tmp_path: Path) -> None:
    before = code_sha256(load(tmp_path).measure)
    with_namesake = SCRIPT.replace("def unrelated", "def scale")
    assert code_sha256(load(tmp_path, with_namesake).measure) == before


def test_shared_code_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "experiments").mkdir()
    shared = tmp_path / "experiments" / "shared.py"
    script = SCRIPT.replace("def helper", "def old_helper").replace(
        "import numpy", "from experiments.shared import tool as helper\nimport numpy"
    )
    monkeypatch.setattr(code_hash, "ROOT", tmp_path)
    (tmp_path / "x1_fake.py").write_text(script)
    hashes = []
    for text in ("a = 1\ndef tool(x): return a", "a = 1\nb = 2\ndef tool(x): return a",
                 "a = 3\ndef tool(x): return a"):  # fmt: skip
        shared.write_text(text)
        seen: dict[tuple[Path, str], str] = {}
        code_hash._collect(tmp_path / "x1_fake.py", "measure", seen)
        hashes.append(sorted(seen.values()))
    assert hashes[0] == hashes[1] != hashes[2]


def test_measuring_code_must_be_found() -> None:
    with pytest.raises(ValueError, match="<lambda> must be defined at the top level"):
        code_sha256(lambda: {})


def test_more_jobs_leave_the_others_recorded(script: Any, tmp_path: Path, undisturbed: Any) -> None:
    script.EXPERIMENT.record()
    more = load(tmp_path, SCRIPT.replace("in (0, 1)", "in (0, 1, 2)"))
    assert more.EXPERIMENT.problem().startswith("x1_fake: 4 of 6 jobs are recorded")
    more.EXPERIMENT.record()
    assert more.calls == [(1, 2), (2, 2)]
    assert measured(more.EXPERIMENT)[:4] == undisturbed


def test_fewer_jobs_drop_the_rest(script: Any, tmp_path: Path, undisturbed: Any) -> None:
    script.EXPERIMENT.record()
    fewer = load(tmp_path, SCRIPT.replace("in (0, 1)", "in (1,)"))
    assert len(fewer.EXPERIMENT.results()) == 2
    assert "holds jobs that experiments/x1_fake.py no longer has" in fewer.EXPERIMENT.problem()
    fewer.EXPERIMENT.record()
    assert fewer.calls == []
    assert measured(fewer.EXPERIMENT) == undisturbed[2:]
    assert fewer.EXPERIMENT.problem() == ""


# ---------------------------------------------------------------------------------- live


def test_live_does_not_touch_the_record(
    script: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script.EXPERIMENT.record()
    before = identity(script.EXPERIMENT.path)
    changed = load(tmp_path, SCRIPT.replace("FACTOR = 2", "FACTOR = 5"))
    rows = changed.EXPERIMENT.results(live=True)
    assert [row["curve"][1] for row in rows] == [5, 10, 5, 10]
    assert changed.calls == ORDER
    assert identity(script.EXPERIMENT.path) == before
    assert [row["curve"][1] for row in changed.EXPERIMENT.results()] == [2, 4, 2, 4]
    assert capsys.readouterr().err == ""


def test_live_needs_no_record(
    script: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COURSE_STATIC", "1")
    live = script.EXPERIMENT.results(live=True)
    assert not script.EXPERIMENT.folder.exists()
    assert capsys.readouterr() == ("", "")
    script.EXPERIMENT.record()
    assert repr(live) == repr(script.EXPERIMENT.results())


# -------------------------------------------------------------------------- command line


@pytest.fixture
def known(script: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(command_line, "load_all", lambda: {"x1_fake": script.EXPERIMENT})
    return script


def test_command_line_lists_and_records(known: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main([]) == 0
    assert re.search(r"x1_fake +0/4 +jobs +0\.0 min +Does it hold\?", capsys.readouterr().out)
    known.STOP_AT = (1, 1)
    assert command_line.main(["x1_fake"]) == 130
    assert "run the same command to resume" in capsys.readouterr().out
    assert command_line.main([]) == 0
    assert re.search(r"x1_fake +2/4 ", capsys.readouterr().out)
    known.STOP_AT = None
    assert command_line.main(["x1_fake"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"3/4 x=1, seed=1: \d+\.\d s", out)
    assert out.splitlines()[-1].startswith("Recorded 20")
    assert command_line.main(["x1_fake", "--fresh"]) == 0
    assert known.calls == [*ORDER[:3], *ORDER[2:], *ORDER]


def test_command_line_says_what_is_wrong(known: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert command_line.main(["x9"]) == 1
    assert capsys.readouterr().err == "There is no 'x9': choose from x1_fake.\n"
    known.EXPERIMENT.folder.mkdir()
    known.EXPERIMENT.path.write_text("{")
    for arguments in ([], ["x1_fake"]):
        assert command_line.main(arguments) == 1
        assert len(capsys.readouterr().err.splitlines()) == 1
