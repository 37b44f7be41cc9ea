"""Attacks: no forged point, no honest point lost, nothing read, written or left over."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grader.notebook.assignment import Assignment
from grader.outputs import pages
from grader.sandbox.limits import Limits
from grader.session import doctor
from grader.session.pool import POOL
from tests.grader import samples
from tests.grader.attacking import (
    ROOMY,
    SECOND,
    SECRET,
    carry_out,
    make_outside,
    notebook_with,
    tight,
)
from tests.grader.conftest import Grade, prepared, processes_below
from tests.grader.hostile import HONEST, all_attacks

ATTACKS = all_attacks()
QUICK = [name for name, attack in ATTACKS.items() if attack.family != "escape"]


def test_there_are_enough_attacks() -> None:
    families = [attack.family for attack in ATTACKS.values()]
    assert len(families) >= 100
    assert min(families.count(name) for name in ("forged", "reading", "writing", "escape")) >= 10


def test_the_honest_answer_earns_all(grade: Grade, target: Assignment) -> None:
    row = grade(target, notebook_with(HONEST))
    assert (row["status"], row["score"]) == ("graded", 10.0), row


@pytest.mark.parametrize("name", QUICK)
def test_attack(
    name: str, grade: Grade, target: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_SECRET", SECRET)
    carry_out(ATTACKS[name], grade, target, make_outside(tmp_path), ROOMY)


def test_what_hidden_tests_pass_stays_out_of_the_feedback(grade: Grade, target: Assignment) -> None:
    """A function may remember its arguments, and a later cell may print them."""
    first = "seen = []\ndef total(values):\n    seen.append(str(values))\n    return sum(values)\n"
    row = grade(target, notebook_with(first, "print('inputs', seen)\n" + SECOND))
    assert row["score"] == 10.0
    page = pages.feedback(row)
    assert "range(0, 10)" in str(row["cells"]) and "range(0, 10)" not in page
    assert SECRET not in page


def test_ordinary_habits_cost_nothing(grade: Grade, target: Assignment) -> None:
    """Magics, shell lines, plots, logs on stderr, threads, files, cells that print a lot."""
    habits = """
%matplotlib inline
!pip install something
import logging, sys, threading, tempfile, asyncio
import matplotlib.pyplot as plt
plt.plot([1, 2]); plt.show()
plt.savefig("plot.png")
%time x = 3
logging.warning("to stderr"); print("to stderr", file=sys.stderr)
thread = threading.Thread(target=lambda: None); thread.start(); thread.join()
with tempfile.NamedTemporaryFile("w") as file:
    file.write("text")
open("notes.txt", "w").write("text")
async def later():
    await asyncio.sleep(0)
    return 3
y = await later()
for i in range(3000):
    print("a long output", i)
def total(values):
    print("working on", values)
    return sum(values)
total([1])
"""
    row = grade(target, notebook_with(habits), ROOMY)
    assert row["score"] == 10.0, (row["questions"], row["cells"][1]["error"])
    assert "not run when grading: pip install something" in row["cells"][1]["output"]
    assert "more characters" in row["cells"][1]["output"]


def test_nothing_is_left_over(grade: Grade, target: Assignment) -> None:
    code = "import threading, time\nthreading.Thread(target=time.sleep, args=(99,)).start()\n"
    grade(target, notebook_with(code + "open('left', 'w').close()"))
    assert processes_below() == []
    names = {path.name for path in POOL.folder().iterdir()}
    assert names <= {"caches", "files"}, names


def test_no_state_passes_from_one_submission_to_the_next(grade: Grade, target: Assignment) -> None:
    spoil = (
        "import builtins, sys, os\nbuiltins.secret = sys.modules['secret'] = 7\nnp.secret = 7\n"
        "os.environ['SECRET'] = '7'\nopen('secret', 'w').close()\n"
    )
    look = (
        "import builtins, sys, os\nprint(hasattr(builtins, 'secret'), 'secret' in sys.modules, "
        "hasattr(np, 'secret'), 'SECRET' in os.environ, os.path.exists('secret'))\n"
    )
    assert grade(target, notebook_with(spoil + HONEST))["score"] == 10
    row = grade(target, notebook_with(look + HONEST))
    assert row["cells"][1]["output"].strip() == "False False False False False"


def test_no_sight_of_another_submission_that_runs_now(
    finding: doctor.Finding, grade: Grade, target: Assignment
) -> None:
    """Two at a time: neither sees the other's files or processes, nor can it signal them."""
    look = """
import os, time
open("mine.txt", "w").write("mine")
end = time.monotonic() + 1.5
seen = set()
while time.monotonic() < end:
    for pid in range(1, 5000):
        if pid != os.getpid():
            try:
                os.kill(pid, 0)
                seen.add(pid)
            except OSError:
                pass
    time.sleep(0.05)
print("signalled", len(seen))
print("others", [name for name in os.listdir("..") if os.path.exists("../" + name + "/mine.txt")])
"""
    with ThreadPoolExecutor(2) as pool:
        rows = list(pool.map(lambda _: grade(target, notebook_with(look + HONEST)), range(2)))
    for row in rows:
        text = row["cells"][1]["output"] + row["cells"][1]["error"]
        assert "signalled 0" in text, text
        assert (text.count("mine.txt") == 0 and "others ['lab']" in text) or "Error" in text


def test_time_is_kept_for_the_whole_notebook(grade: Grade, target: Assignment) -> None:
    limits = Limits(question_seconds=1.0, notebook_seconds=1.5, memory_mb=512)
    started = time.monotonic()
    row = grade(
        target, notebook_with("import time\ntime.sleep(99)", "import time\ntime.sleep(99)"), limits
    )
    assert time.monotonic() - started < 90
    assert row["status"] == "stopped" and "notebook took longer" in row["reason"]


def test_processor_time_is_limited(grade: Grade, target: Assignment) -> None:
    limits = Limits(question_seconds=150, cpu_seconds=1, memory_mb=512)
    row = grade(target, notebook_with("def total(values):\n    while True: pass"), limits)
    assert "processor time" in row["questions"]["first_test"]["reason"], row["questions"]


def test_the_trusted_process_is_killed_when_it_hangs(
    grade: Grade, target: Assignment, finding: doctor.Finding, tmp_path: Path
) -> None:
    """A test cell that loops over what the student returns cannot stop the batch."""
    cells = [
        samples.solution(
            "a", "def f():\n    ### BEGIN SOLUTION\n    return 3\n    ### END SOLUTION"
        ),
        samples.test_cell(
            "a_test",
            1,
            "try:\n    n = 0\n    while n != f():\n        n += 1\n"
            "except BaseException:\n    while True: pass",
        ),
        samples.solution("b", "### BEGIN SOLUTION\nb = 1\n### END SOLUTION"),
        samples.test_cell("b_test", 1, "assert b == 1"),
    ]
    raw = samples.notebook(cells)
    path = tmp_path / "hang.ipynb"
    path.write_bytes(samples.as_bytes(raw))
    assignment = prepared(path, tmp_path / "scratch", finding)
    data = samples.as_bytes(samples.submission(raw, {"a": "def f():\n    return -1", "b": "b = 1"}))
    row = grade(assignment, data, tight(grade, target))
    assert [item["score"] for item in row["questions"].values()] == [0.0, 1.0], row
    assert processes_below() == []
