"""The loop over mutants, in the tests' own process, on a course of a few functions."""

from __future__ import annotations

import json
import os
import re
import select
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from mutmut.mutation.file_mutation import mutate_file_contents
from mutmut.state import state

from course.mutants import loop

# In a package that is named like no other here.
BITS = """import time


def flagged(flags):
    flags.append("first")
    return 1


def twice(n):
    return 2 * n


def in_a_process():
    return 1


def waits(seconds):
    time.sleep(0 * seconds)
"""
TESTS_OF_BITS = """import os
import resource
import time

import pytest
from bits.small._pieces import flagged, twice, waits
from mutmut.mutation.trampoline import get_mutant_under_test

FLAGS = []


def test_slow():
    time.sleep(0.02)
    assert flagged(FLAGS) == 1


def test_when_flagged():
    assert FLAGS


@pytest.fixture(scope="module")
def six():
    return twice(3)


def test_of_a_fixture(six):
    assert six is not None


def test_twice(six):
    assert six == 6


def test_waits():
    waits(10)


@pytest.mark.proof
def test_proof():
    os._exit(0)


@pytest.mark.weekly
def test_weekly():
    os._exit(0)


def test_what_a_mutant_may_use():
    with open("log", "a") as file:
        limits = resource.getrlimit(resource.RLIMIT_CPU)
        print(get_mutant_under_test(), *limits, os.getpgid(0) == os.getpid(), file=file)
        time.sleep(0.005)
        print("end", file=file)
"""


@pytest.fixture
def bits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder in which this process tests the mutants of a course."""
    for name, text in {
        "bits/__init__.py": "",
        "bits/small/__init__.py": "",
        "bits/small/_pieces.py": mutate_file_contents("_pieces.py", BITS).code,
        "test_pieces.py": TESTS_OF_BITS,
        "pytest.ini": "[pytest]\naddopts = --import-mode=importlib\nmarkers =\n proof\n weekly\n",
        "other/bits/__init__.py": "raise RuntimeError('This is not the course.')",
        "results.jsonl": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path / "other")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # to find them takes time
    modules, profile, reached = (
        set(sys.modules),
        settings.get_current_profile_name(),
        state()._stats,
    )
    before = set(reached)
    yield tmp_path
    reached |= before
    settings.load_profile(profile)
    for name in set(sys.modules) - modules:
        del sys.modules[name]


def run_here(folder: Path, mutants: list[str]) -> tuple[int, dict[str, str]]:
    """The exit status, and the verdict of each mutant in the order in which they were reached."""
    versions = {f"bits.small._pieces.x_{name}": f"of {name}" for name in mutants}
    job = {"tests": ["test_pieces.py"], "mutants": versions, "workers": 1}
    results = folder / "results.jsonl"
    (folder / "job.json").write_text(json.dumps(job | {"results": str(results)}))
    status = loop.main(folder / "job.json")
    lines = [json.loads(line) for line in results.read_text().splitlines()]
    assert all(versions[line["mutant"]] == line["version"] for line in lines)
    return status, {line["version"].removeprefix("of "): line["verdict"] for line in lines}


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
class TestInThisProcess:
    def test_mutants_get_verdicts_by_the_tests_that_reach_them(
        self, bits: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(loop, "_TIMES", 0)
        verdicts = {
            "flagged__mutmut_4": "noticed",  # returns 2
            "flagged__mutmut_3": "survived",  # notes another text
            "twice__mutmut_1": "noticed",
            "in_a_process__mutmut_1": "survived",
        }
        status, found = run_here(bits, list(verdicts))
        assert (status, list(found.items())) == (0, list(verdicts.items()))
        unreached_mutant = "bits.small._pieces.x_in_a_process__mutmut_1"
        # Only of what no test reaches are all tests tried that have the module's name.
        log = [line.split() for line in (bits / "log").read_text().splitlines()]
        survey, again, unreached = (line for line in log if line != ["end"])
        assert survey[0] == "stats" and again[0].startswith("no.module")
        assert unreached == [unreached_mutant, "10", "11", "True"]
        printed = capfd.readouterr().out
        # What fails in the mutants' order, the shortest first, is not asked.
        red = "left out, since it fails without a mutant: test_pieces.py::test_when_flagged"
        assert f"{red}\n5 tests, 0 s\n" in printed
        # At the beginning and at the end, and every ten seconds.
        assert len(re.findall(r"^\d of 4: ", printed, re.M)) == 2
        assert "\n4 of 4: 2 survived, 2 noticed\n" in printed
        assert "test session starts" not in printed and not (bits / ".pytest_cache").exists()

    def test_no_more_mutants_run_at_a_time_than_there_are_workers(self, bits: Path) -> None:
        (bits / "bits/small/_pieces.py").write_text(BITS)  # so all tests are those of each mutant
        _, verdicts = run_here(bits, ["1", "2", "3"])
        assert verdicts == dict.fromkeys("123", "survived")
        log = (bits / "log").read_text().splitlines()
        assert [line == "end" for line in log] == [False, True] * 5  # two are of the survey

    def test_a_mutant_that_waits_is_stopped(
        self, bits: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(loop, "_WALL", 0.05)
        monkeypatch.setattr(loop, "_TIMES", 0)
        waits = "waits__mutmut_3"  # 1 * seconds
        assert run_here(bits, [waits]) == (0, {waits: "stopped"})
        assert "1 of 1: 0 survived, 0 noticed, 1 stopped\n" in capfd.readouterr().out

    def test_tests_that_end_their_process_end_the_run(
        self, bits: Path, capfd: pytest.CaptureFixture[str]
    ) -> None:
        (bits / "test_pieces.py").write_text("import os\n\ndef test_a():\n    os._exit(3)\n")
        (bits / "survey.json").write_text("{}")  # of an earlier run
        assert run_here(bits, ["twice__mutmut_1"]) == (pytest.ExitCode.USAGE_ERROR, {})
        assert "The tests ended their process (3)." in capfd.readouterr().err

    def test_tests_are_measured_and_asked_the_shortest_first(self, bits: Path) -> None:
        tests = """import pytest
from mutmut.state import state

MADE = []

@pytest.fixture(scope="module")
def shared():
    MADE.append(None)
    state()._stats.add("bits.shared")

def test_one(shared):
    state()._stats.add("bits.one")

@pytest.mark.parametrize("n", range(5))
def test_fails(shared, n):
    state()._stats.add("bits.fails")
    assert False

def test_two():
    state()._stats.add("bits.two")

def test_shared_by_two(shared):
    assert len(MADE) == 1  # so it passes only where nothing was made before, or together
"""
        (bits / "test_pieces.py").write_text(tests)
        survey = Survey({}, bits / "results.jsonl", 1)
        assert not pytest.main(["-q", "-p", "no:cacheprovider"], [survey])
        red = [f"fails[{n}]" for n in range(5)]
        functions = {"one": ["one", "shared"], "two": ["two"], "shared_by_two": ["shared"]}
        for name, expected in (functions | {key: ["fails", "shared"] for key in red}).items():
            one = survey.measured[f"test_pieces.py::test_{name}"]
            reached = [function for function in one["reached"] if function.startswith("bits.")]
            assert reached == [f"bits.{function}" for function in expected]
            assert one["failed"] is (name not in ("one", "two"))
            assert 0 < one["seconds"] < 60
        # The later its name stands in the alphabet, the shorter a test is said to be.
        assert survey.failing == [f"test_pieces.py::test_{name}" for name in red[::-1]]
        assert survey.together

    def test_a_process_says_whether_its_task_was_done(
        self, capfd: pytest.CaptureFixture[str]
    ) -> None:
        tasks = ((lambda: 3, 0), (lambda: 0, 1), (lambda: 1 / 0, 1), (lambda: sys.exit(0), 1))
        for task, status in tasks:
            process = loop.forked("bits.x_twice__mutmut_1", task)
            process.join()
            assert process.exitcode == status
            loop.kill(process)  # has ended already
        assert capfd.readouterr() == ("", "")

    def test_who_is_killed_leaves_no_process_behind(self) -> None:
        mine, theirs = os.pipe()

        def task() -> None:
            os.fork()
            os.write(theirs, b"x")
            time.sleep(60)

        process = loop.forked("bits.x_twice__mutmut_1", task)
        os.close(theirs)
        assert [os.read(mine, 1), os.read(mine, 1)] == [b"x", b"x"]  # both are there
        loop.kill(process)
        # The end is read when nobody is left who could write.
        assert not process.is_alive() and select.select([mine], [], [], 30)[0] == [mine]
        assert os.read(mine, 1) == b""
        os.close(mine)


class Survey(loop.Loop):
    """What the loop finds out in processes of their own, in this one."""

    measured: dict[str, dict[str, Any]]
    failing: list[str]
    together: bool

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = {item.nodeid: item for item in session.items}
        self.measured = self._measure()
        self._seconds = {test: -n for n, test in enumerate(sorted(self._items)) if "fails" in test}
        self.failing = self._failing()
        made = session.items[0].module.MADE  # type: ignore[attr-defined]
        made.clear()
        first, *_, last = self._items
        self.together = self._passes([first, last])
        return True


def test_tests_may_take_many_times_as_long_as_without_a_mutant() -> None:
    assert loop.limits(0) == (10, 100)
    assert loop.limits(1.5) == (40, 130)
