"""The whole command: resume, any number of workers, broken isolation, exports."""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader import records
from grader.__main__ import main
from grader.engine import Settings, grade, run_tasks
from grader.notebook.assignment import Assignment, AssignmentError, find, load
from grader.outputs import tables
from grader.outputs.results import BusyError, Results
from grader.records import Row, Task
from grader.sandbox import cgroups, landlock
from grader.sandbox.limits import Limits
from grader.session import doctor, submission, walls, watch
from grader.session.pool import POOL
from grader.session.submission import grade_submission
from grader.session.walls import UnsafeError
from tests.grader import samples
from tests.grader.attacking import notebook_with
from tests.grader.conftest import FAST, Grade, prepared, processes_below, psutil
from tests.grader.hostile import HONEST
from tests.grader.test_malformed import DAMAGED

ROOT = Path(__file__).parents[2]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The target assignment as an instructor keeps it."""
    return samples.write_assignment("target", tmp_path / "source" / "target")


def command(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    words = [sys.executable, "-m", "grader", *map(str, arguments)]
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=900)


def hand_in(folder: Path, **notebooks: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for student, data in notebooks.items():
        (folder / f"{student}.ipynb").write_bytes(data)
    return folder


def a_few(folder: Path) -> Path:
    return hand_in(
        folder,
        anna=notebook_with(HONEST),
        ben=notebook_with("import os\nos._exit(0)"),
        chen=b"",
        dora=notebook_with("def total(v):\n    return 0", third="answer = 41"),
    )


def lasting(row: Row) -> dict[str, Any]:
    """Return what must not differ between two runs."""
    return {name: value for name, value in row.items() if name != "seconds"}


def rows_of(out: Path) -> dict[str, dict[str, Any]]:
    results = Results(out)
    results.read()
    return {name: lasting(row) for name, row in results.rows.items()}


def test_grade_writes_everything_and_goes_on_where_it_stopped(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = a_few(tmp_path / "in"), tmp_path / "out"
    words = ["grade", str(source), str(folder), "--out", str(out), "--jobs", "2"]
    assert main(words) == 0
    rows = rows_of(out)
    assert {name: row["score"] for name, row in rows.items()} == {
        "anna": 10.0, "ben": 5.0, "chen": 0.0, "dora": 3.5
    }  # fmt: skip
    assert rows["chen"]["status"] == "unreadable"
    needed = {"student", "assignment", "status", "score", "max_score", "questions", "isolation"}
    assert needed | {"versions", "key"} <= set(rows["anna"])
    assert sorted(path.name for path in (out / "feedback").iterdir()) == [
        "anna.html", "ben.html", "chen.html", "dora.html"
    ]  # fmt: skip
    lines = (out / "results.jsonl").read_bytes()
    assert main(words) == 0  # nothing to do
    assert (out / "results.jsonl").read_bytes() == lines
    hand_in(folder, chen=notebook_with(HONEST))
    assert main([*words, "--regrade", "ben"]) == 0
    more = (out / "results.jsonl").read_bytes()
    assert more.startswith(lines) and more.count(b"\n") == lines.count(b"\n") + 2
    assert rows_of(out)["chen"]["score"] == 10.0
    table = list(csv.DictReader(io.StringIO((out / "grades.csv").read_text())))
    assert [row["score"] for row in table] == ["10", "5", "10", "3.5"]
    assert "4 submissions, 0 not graded" in capsys.readouterr().out


def test_hidden_tests_are_in_no_feedback(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    wrong = (
        "def total(values):\n    if len(values) != 2:\n        return sum(values)\n    return -1\n"
    )
    late = "def total(values):\n    return 0 if str(values).startswith('range') else sum(values)"
    folder = hand_in(
        tmp_path / "in", a=notebook_with(wrong), b=notebook_with(late), c=notebook_with("")
    )
    grade(str(source), folder, out, Settings())
    for page in (out / "feedback").iterdir():
        text = page.read_text()
        assert "hidden-marker" not in text and "range(10)" not in text and "45" not in text
    assert "a hidden test failed" in (out / "feedback" / "b.html").read_text()
    rows = rows_of(out)
    assert "AssertionError" in rows["b"]["questions"]["first_test"]["detail"]


def test_results_do_not_depend_on_workers_or_order(source: Path, tmp_path: Path) -> None:
    folder = a_few(tmp_path / "in")
    found = []
    for jobs in (1, 3):
        out = tmp_path / f"out{jobs}"
        grade(str(source), folder, out, Settings(jobs=jobs))
        found.append(rows_of(out))
        found[-1]["table"] = {"text": (out / "grades.csv").read_text()}
    assert found[0] == found[1]


def test_a_line_cut_off_is_graded_again(source: Path, tmp_path: Path) -> None:
    folder, out = a_few(tmp_path / "in"), tmp_path / "out"
    grade(str(source), folder, out, Settings())
    before = rows_of(out)
    path = out / "results.jsonl"
    path.write_bytes(path.read_bytes()[:-30])
    grade(str(source), folder, out, Settings())
    assert rows_of(out) == before


def test_a_damaged_line_and_what_the_grader_failed_at_are_graded_again(
    source: Path, tmp_path: Path
) -> None:
    folder, out = a_few(tmp_path / "in"), tmp_path / "out"
    grade(str(source), folder, out, Settings())
    before = rows_of(out)
    path = out / "results.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[0] = b"\0" * 40 + b"\n"
    failed = json.loads(lines[1]) | {"status": "error", "score": 0.0}
    lines[1] = json.dumps(failed).encode() + b"\n"
    path.write_bytes(b"".join(lines))
    grade(str(source), folder, out, Settings())
    assert rows_of(out) == before


def test_results_of_two_assignments_are_not_mixed(source: Path, tmp_path: Path) -> None:
    folder, out = a_few(tmp_path / "in"), tmp_path / "out"
    grade(str(source), folder, out, Settings())
    before = (out / "results.jsonl").read_bytes()
    other = samples.write_assignment("basics", tmp_path / "other")
    with pytest.raises(BusyError, match="name another folder"):
        grade(str(other), folder, out, Settings())
    assert (out / "results.jsonl").read_bytes() == before


def test_what_breaks_the_grader_costs_one_row(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong in the grader's own code for one submission, the batch goes on."""
    real = watch.run_pass

    def broken(task: records.Task, *args: Any, **kwargs: Any) -> Any:
        if task.student == "ben":
            raise KeyError("a mistake of the grader's")
        return real(task, *args, **kwargs)

    monkeypatch.setattr(submission, "run_pass", broken)
    out = tmp_path / "out"
    grade(str(source), a_few(tmp_path / "in"), out, Settings())
    rows = rows_of(out)
    assert len(rows) == 4 and rows["anna"]["score"] == 10.0
    assert rows["ben"]["status"] == "error" and "a mistake" in rows["ben"]["reason"]


def test_a_machine_of_the_cluster_tries_its_own_walls(
    grade: Grade, target: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What holds where the run was started need not hold where a submission is graded."""

    def try_plan(plan: Any) -> Any:
        raise UnsafeError("isolation is broken here")

    monkeypatch.setattr(walls, "PROVEN", set())
    monkeypatch.setattr(walls, "try_plan", try_plan)
    row = grade(target, notebook_with(HONEST))
    assert row["status"] == "error" and "broken here" in row["reason"] and row["score"] == 0
    monkeypatch.setattr(walls, "try_plan", lambda plan: (1, {}))
    assert "isolation level 1, not" in grade(target, notebook_with(HONEST))["reason"]


def test_a_machine_of_the_cluster_may_lack_control_groups(
    finding: doctor.Finding, target: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are one layer more where there are any, not a wall that a level stands on."""
    plan = replace(finding.plan, cgroups=True)
    data = notebook_with(HONEST)
    monkeypatch.setattr(cgroups, "held", lambda: False)
    row = grade_submission(Task("x", data, target, plan, finding.level, FAST, "key"))
    assert row["score"] == row["max_score"] and "cgroups" not in row["layers"]


def test_a_machine_of_the_cluster_has_its_own_copy_of_the_files(
    grade: Grade, finding: doctor.Finding, tmp_path: Path
) -> None:
    """Students' processes may not be able to enter the folder of the results."""
    path = samples.write_assignment("vectors", tmp_path / "source")
    assignment = prepared(path, tmp_path / "shared", finding)
    tmp_path.chmod(0o700)
    right = samples.variants("vectors")["right"]
    row = grade(assignment, samples.as_bytes(right))
    assert row["score"] == row["max_score"] > 0
    copies = [folder for folder in (POOL.folder() / "files").iterdir() if "shapes.py" in str(
        list(folder.iterdir()))]  # fmt: skip
    assert copies


def test_a_lost_worker_costs_one_row(finding: doctor.Finding, target: Assignment) -> None:
    class Lossy(ThreadPoolExecutor):
        def submit(self, *args: Any, **kwargs: Any) -> Any:
            future: Future[Any] = Future()
            future.set_exception(RuntimeError("worker killed"))
            return future

    task = records.Task("x", b"", target, finding.plan, finding.level, Limits(), "key")
    rows: list[Row] = []
    with Lossy(1) as pool:
        run_tasks([task, task], pool, 1, rows.append)
    assert [row["status"] for row in rows] == ["error", "error"]
    assert "worker killed" in rows[0]["reason"]


def test_a_stopped_run_ends_at_once(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C does not wait for what still runs, and leaves nothing behind."""
    hand_in(tmp_path / "in", a=notebook_with(""), b=notebook_with("import time\ntime.sleep(999)"))

    def stop(self: Results, row: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Results, "append", stop)
    words = ["grade", str(source), str(tmp_path / "in"), "--out", str(tmp_path / "out")]
    started = time.monotonic()
    assert main([*words, "--jobs", "2", "--question-seconds", "500"]) == 130
    assert time.monotonic() - started < 250
    assert processes_below() == []


def test_a_mistyped_student_and_a_missing_scheduler_are_named(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["grade", str(source), str(a_few(tmp_path / "in")), "--out", str(tmp_path / "out")]
    assert main([*words, "--regrade", "bne"]) == 2
    assert "no submission by bne" in capsys.readouterr().err
    assert main([*words, "--scheduler", "tcp://127.0.0.1:1"]) == 2
    error = capsys.readouterr().err
    assert "pip install distributed" in error or "127.0.0.1:1" in error


def test_a_lab_is_found_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = samples.write_assignment("target", tmp_path / "build/nbgrader/source/target")
    (tmp_path / "labs").mkdir()
    released = samples.as_bytes(samples.submission(samples.instructor("target"), {}))
    (tmp_path / "labs" / "target.ipynb").write_bytes(released)
    (tmp_path / "labs" / "tar_broken.ipynb").write_bytes(b"no notebook")
    monkeypatch.chdir(tmp_path)
    assert find("target").resolve() == find("tar").resolve() == path
    with pytest.raises(AssignmentError, match="make nbgrader"):
        find("other")
    samples.write_assignment("target", tmp_path / "source/target2")
    with pytest.raises(AssignmentError, match="found: "):
        find("target")


def test_only_one_grader_writes(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Results(out).writing(), pytest.raises(BusyError):
        grade(str(source), a_few(tmp_path / "in"), out, Settings())


def test_the_assignment_folder_hides_submissions_and_results(source: Path, tmp_path: Path) -> None:
    folder = source.parent
    (folder / "data.csv").write_text("1,2")
    (folder / "gradebook.db").write_text("secret")
    (folder / "link.csv").symlink_to(tmp_path)
    a_few(folder / "handed_in")
    (folder / "out").mkdir()
    assignment = load(source, tmp_path / "scratch", private=(folder / "out",))
    assert [path.name for path in Path(assignment.helpers).iterdir()] == ["data.csv"]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda raw: raw["cells"].append(raw["cells"][1]), "twice"),
        (lambda raw: raw["cells"][2].update(source="assert total([1]) == 2"), "with the model"),
        (lambda raw: raw["cells"][2].update(
            source="import inspect\nassert 'sum' in inspect.getsource(total)"), "--in-process"),
        (lambda raw: raw["cells"].__delitem__(slice(0, None)), "no test cell"),
        (lambda raw: raw["cells"][2].update(source="### AUTOTEST total(3)"), "AUTOTEST"),
        (lambda raw: [c.update(source=c["source"].replace("### BEGIN SOLUTION", ""))
                      for c in raw["cells"]] and
                     [c.update(source="raise NotImplementedError()") for c in raw["cells"][1::2]],
         "model solution"),
    ],
)  # fmt: skip
def test_an_unfit_assignment_is_refused_with_a_reason(
    change: Callable[[Any], Any], word: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = samples.instructor("target")
    change(raw)
    path = tmp_path / "unfit.ipynb"
    path.write_bytes(samples.as_bytes(raw))
    folder = a_few(tmp_path / "in")
    assert main(["grade", str(path), str(folder), "--out", str(tmp_path / "out")]) == 2
    assert word in capsys.readouterr().err
    assert not (tmp_path / "out" / "results.jsonl").exists()


def test_a_test_that_inspects_code_has_a_labelled_mode(tmp_path: Path) -> None:
    raw = samples.instructor("target")
    inspecting = "import inspect\nassert 'sum' in inspect.getsource(total)"
    raw["cells"][2]["source"] = inspecting
    path = tmp_path / "target.ipynb"
    path.write_bytes(samples.as_bytes(raw))
    folder = hand_in(
        tmp_path / "in", a=notebook_with(HONEST), b=notebook_with("def total(v):\n    return 0")
    )
    out = tmp_path / "out"
    grade(str(path), folder, out, Settings(in_process=("first_test",)))
    rows = rows_of(out)
    assert [rows[s]["questions"]["first_test"]["score"] for s in "ab"] == [5.0, 0.0]
    assert rows["a"]["questions"]["first_test"]["mode"] == "in-process (can be forged)"
    assert rows["a"]["questions"]["second_test"]["mode"] == "split"
    assert rows["a"]["score"] == 10.0


def test_a_cell_that_needs_the_students_objects_is_found(tmp_path: Path) -> None:
    """`copy.copy(model)` cannot run on a stand-in: the tests that read its result are named."""
    cells = [
        samples.solution("a", "### BEGIN SOLUTION\nclass A: x = 3\na = A()\n### END SOLUTION"),
        samples.cell("import copy\nb = copy.copy(a)\nx = b.x"),
        samples.test_cell("b_test", 1, "assert x == 3"),
    ]
    path = tmp_path / "claims.ipynb"
    path.write_bytes(samples.as_bytes(samples.notebook(cells)))
    folder = hand_in(tmp_path / "in", a=b"{}")
    with pytest.raises(AssignmentError, match="reads x from cell 2"):
        grade(str(path), folder, tmp_path / "out", Settings())


def test_moodle_and_canvas_tables_are_filled_in(tmp_path: Path) -> None:
    rows: Any = [{"student": "Mei Lin_4711", "score": 7.5}, {"student": "wang_12", "score": 3.0},
            {"student": "ghost", "score": 1.0}]  # fmt: skip
    moodle = tmp_path / "moodle.csv"
    moodle.write_text(
        "\ufeffIdentifier,Full name,Email address,Status,Grade,Maximum Grade\n"
        'Participant 4711,"Lin, Mei",mei@x.edu,,,10.00\nParticipant 5,Other,o@x.edu,,4.0,10.00\n'
    )
    text, missing = tables.moodle(moodle, rows)
    assert text.splitlines()[1:] == [
        'Participant 4711,"Lin, Mei",mei@x.edu,,7.5,10.00', "Participant 5,Other,o@x.edu,,4.0,10.00"
    ]  # fmt: skip
    assert missing == ["ghost", "wang_12"]
    canvas = tmp_path / "canvas.csv"
    canvas.write_text(
        "Student,ID,SIS Login ID,Section,lab (77),other (78)\n    Points Possible,,,,10,10\n"
        '"Wang, W",12,wang,1,,5\n"Ghost, G",13,ghost,1,,\n'
    )
    text, missing = tables.canvas(canvas, rows, "lab")
    assert text.splitlines()[2:] == ['"Wang, W",12,wang,1,3,5', '"Ghost, G",13,ghost,1,1,']
    assert missing == ["Mei Lin_4711"]
    with pytest.raises(tables.TableError, match="exactly one"):
        tables.canvas(canvas, rows, "nothing")
    canvas.write_text("")
    with pytest.raises(tables.TableError, match="empty"):
        tables.canvas(canvas, rows, "lab")


def test_check_tells_students_what_the_grader_will_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.ipynb"
    path.write_bytes(notebook_with(HONEST, second="def shout(text):\n    return text"))
    assert main(["check", str(path)]) == 0
    text = capsys.readouterr().out
    assert "first_test: 5 of 5" in text and "second_test: 0 of 3  AssertionError" in text


def test_doctor_says_what_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    text = capsys.readouterr().out
    assert "Isolation level" in text and "holds  reads no file outside" in text


def test_the_level_is_what_this_machine_can_do(finding: doctor.Finding) -> None:
    """An independent try with the program unshare: where it works, the level must be 3."""
    program = shutil.which("unshare")
    words = ["--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--mount-proc", "true"]
    user = [] if os.getuid() == 0 else ["--user", "--map-current-user"]
    works = program is not None and not subprocess.run([program, *user, *words]).returncode
    if works and landlock.landlock_abi() >= landlock.LANDLOCK_NEEDED:
        assert finding.level == 3, finding
    assert finding.level >= doctor.SAFE_LEVEL and all(finding.trials.values())


# A wall by the file and the function that puts it up, and what it becomes.
BROKEN = {
    "Landlock": ("sandbox/landlock.py", "landlock"),
    "seccomp": ("sandbox/seccomp.py", "seccomp"),
    "namespaces": ("sandbox/jail.py", "enter_namespaces"),
    "unshare": ("sandbox/linux.py", "unshare"),
    "limits": ("sandbox/limits.py", "set_rlimits"),
    **({"control groups": ("sandbox/cgroups.py", "enter")} if cgroups.held() else {}),
    "all confinement": ("sandbox/jail.py", "confine"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_isolation_is_refused(name: str, tmp_path: Path) -> None:
    """A copy of the grader with one wall removed must refuse to start."""
    file, function = BROKEN[name]
    shutil.copytree(ROOT / "grader", tmp_path / "grader")
    path = tmp_path / "grader" / file
    idle = rf"\1def {function}(*_, **__):  # type: ignore\n\1    return None\n\n\1def unused("
    text, count = re.subn(rf"(?m)^( *)def {function}\(", idle, path.read_text())
    assert count == 1
    path.write_text(text)
    source = samples.write_assignment("target", tmp_path / "source")
    folder = a_few(tmp_path / "in")
    done = command("grade", source, folder, "--out", tmp_path / "out", cwd=tmp_path)
    assert done.returncode == 2, done
    assert "isolation is broken" in done.stderr
    assert not (tmp_path / "out" / "results.jsonl").exists()


def mixed(folder: Path, count: int) -> Path:
    """Hand in honest, wrong, hostile, damaged notebooks."""
    broken = [data for data in DAMAGED.values() if len(data) < 10**6]
    for number in range(count):
        data = [
            notebook_with(HONEST + f"# {number}"),
            notebook_with(f"def total(v):\n    return {number}"),
            notebook_with(f"import os\nos._exit({number % 100})"),
            notebook_with(f"def total(v):\n    return sum(v)\nx = {number}", third="answer = 3"),
            broken[number % len(broken)],
        ][number % 5]
        hand_in(folder, **{f"student{number:04}": data})
    return folder


@pytest.mark.proof
def test_killed_at_random_moments_and_resumed(source: Path, tmp_path: Path) -> None:
    """200 mixed submissions; SIGKILL at 20 random moments; the results are the undisturbed ones."""
    folder = mixed(tmp_path / "in", 200)
    words = [sys.executable, "-m", "grader", "grade", str(source), str(folder), "--out"]
    subprocess.run([*words, str(tmp_path / "calm")], cwd=ROOT, check=True, timeout=1800)
    expected = rows_of(tmp_path / "calm")
    assert len(expected) == 200
    out = tmp_path / "killed"
    chance = random.Random(20261120)
    kills = 0
    while kills < 20:
        process = subprocess.Popen([*words, str(out)], cwd=ROOT)
        try:
            process.wait(chance.uniform(0.2, 3.0))
            out.joinpath("results.jsonl").write_bytes(b"")  # it was done: begin anew
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
    subprocess.run([*words, str(out)], cwd=ROOT, check=True, timeout=1800)
    assert rows_of(out) == expected
    assert (out / "grades.csv").read_text() == (tmp_path / "calm" / "grades.csv").read_text()
    assert no_leftovers()


def no_leftovers() -> bool:
    """Tell whether the processes of killed graders are gone, waiting a little."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        lines = subprocess.run(["ps", "-eo", "ppid,args"], capture_output=True, text=True).stdout
        stray = [
            line
            for line in lines.splitlines()
            if "grader.processes.fork_server" in line and line.split()[0] == "1"
        ]
        if not stray:
            return True
        time.sleep(0.2)
    return False


@pytest.mark.proof
def test_memory_stays_flat_over_1000_submissions(source: Path, tmp_path: Path) -> None:
    from grader.engine import prepare
    from grader.records import Task

    finding = doctor.require()
    settings = Settings(jobs=2)
    assignment = prepare(str(source), settings, finding, tmp_path / "scratch", tmp_path)
    data = notebook_with(HONEST)
    sizes: list[int] = []

    def tasks() -> Any:
        for number in range(1000):
            text = data + b" " * number
            yield Task(
                f"s{number}", text, assignment, finding.plan, finding.level, settings.limits, ""
            )

    def done(row: Row) -> None:
        assert row["score"] == 10.0, row
        me = psutil.Process(os.getpid())
        sizes.append(sum(p.memory_info().rss for p in [me, *me.children()]))

    with ThreadPoolExecutor(2) as pool:
        run_tasks(tasks(), pool, 4, done)
    POOL.close()
    early, late = max(sizes[100:200]), max(sizes[-100:])
    print(f"{early / 2**20:.1f} MiB after 100, {late / 2**20:.1f} MiB after 1000")
    assert late < early * 1.1 + 5 * 2**20


@pytest.mark.proof
def test_dask_gives_the_same_results(source: Path, tmp_path: Path) -> None:
    distributed: Any = pytest.importorskip("distributed", reason="dask.distributed is optional")
    folder = mixed(tmp_path / "in", 20)
    grade(str(source), folder, tmp_path / "local", Settings())
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address
        grade(str(source), folder, tmp_path / "dask", Settings(scheduler=address))
    assert rows_of(tmp_path / "dask") == rows_of(tmp_path / "local")
    assert json.dumps(sorted(rows_of(tmp_path / "dask")))
