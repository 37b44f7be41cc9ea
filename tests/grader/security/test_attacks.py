"""Attacks: no forged point, no honest point lost, nothing read, written or left over."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from grader.notebook.assignment import Assignment
from grader.session import doctor
from grader.session.pool import POOL
from tests.grader.conftest import Grade, processes_below
from tests.grader.samples import HONEST, notebook_with
from tests.grader.security.attacking import ROOMY, SECRET, carry_out, make_outside
from tests.grader.security.attacks import ATTACKS

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


def test_nothing_is_left_over(grade: Grade, target: Assignment) -> None:
    code = "import threading, time\nthreading.Thread(target=time.sleep, args=(99,)).start()\n"
    grade(target, notebook_with(code + "open('left', 'w').close()"))
    assert processes_below() == []
    names = {path.name for path in POOL.folder().iterdir()}
    assert names <= {"assignment", "caches", "files"}, names


def test_no_state_passes_from_one_submission_to_the_next(grade: Grade, target: Assignment) -> None:
    spoil = (
        "import builtins, sys, os\nbuiltins.secret = sys.modules['secret'] = 7\nnp.secret = 7\n"
        "os.environ['SECRET'] = '7'\nopen('secret', 'w').close()\n"
    )
    look = (
        "import builtins, sys, os\nprint(hasattr(builtins, 'secret'), 'secret' in sys.modules, "
        "hasattr(np, 'secret'), 'SECRET' in os.environ, os.path.exists('secret'))\n"
    )
    assert grade(target, notebook_with(spoil + HONEST))["score"] == 5  # a person looks at the rest
    row = grade(target, notebook_with(look + HONEST))
    assert row["cells"][1]["output"].strip() == "False False False False False"


@pytest.mark.proof
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
