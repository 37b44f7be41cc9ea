"""What CI promises: the README's own commands, bounded, with no more rights than it needs."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from course.config import ROOT

FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
# The oldest majors that run on Node 24, the only one that GitHub's runners have.
OLDEST_ACTIONS = {
    "actions/checkout": 6,
    "actions/setup-python": 6,
    "actions/cache": 5,
    "actions/upload-artifact": 6,
    "actions/upload-pages-artifact": 5,
    "actions/deploy-pages": 5,
}


def load(path: Path) -> dict[str, Any]:
    """A workflow; `on` is a key like any other."""
    workflow: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    return workflow


def jobs() -> Iterator[tuple[Path, str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in load(path)["jobs"].items():
            yield path, name, job


def lines(job: dict[str, Any]) -> str:
    """All that a job's steps give to the shell."""
    return "\n".join(step.get("run", "") for step in job["steps"])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_is_valid(path: Path) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema"]
    check = [*command, "vendor.github-workflows", str(path)]
    result = subprocess.run(check, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_may_only_read_and_old_runs_stop(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["group"]


@pytest.mark.parametrize(
    "path, name, job", [pytest.param(*j, id=f"{j[0].stem}-{j[1]}") for j in jobs()]
)
def test_a_job_is_bounded_and_its_shell_lines_parse(
    path: Path, name: str, job: dict[str, Any]
) -> None:
    assert 0 < int(job["timeout-minutes"]) <= 180
    plain = re.sub(r"\$\{\{.*?\}\}", "value", lines(job))
    result = subprocess.run(["bash", "-n"], input=plain, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_actions_are_of_this_year() -> None:
    used = [step["uses"] for _, _, job in jobs() for step in job["steps"] if "uses" in step]
    assert used
    for action in used:
        name, _, version = action.partition("@")
        assert int(version.removeprefix("v")) >= OLDEST_ACTIONS[name], action


def test_pull_requests_never_run_on_machines_of_ours() -> None:
    for path, name, job in jobs():
        if "self-hosted" in job["runs-on"]:
            triggers = set(load(path)["on"])
            assert triggers <= {"push", "workflow_dispatch"}, name


def test_only_jobs_that_strangers_cannot_start_may_write() -> None:
    for path, name, job in jobs():
        if "write" in str(job.get("permissions")):
            started = set(load(path)["on"]) - {"schedule", "workflow_dispatch"}
            # A push needs the right to write; a pull request is anybody's.
            if "github.event_name != 'pull_request'" in job.get("if", ""):
                started -= {"pull_request"}
            assert started <= {"push"}, name


def test_every_change_runs_what_ci_runs() -> None:
    workflow = load(FOLDER / "test.yml")
    assert "pull_request" in workflow["on"] and workflow["on"]["push"]["branches"] == ["main"]
    linux = workflow["jobs"]["linux"]
    assert "bash .ci/run" in lines(linux)
    pythons = {row["python"] for row in linux["strategy"]["matrix"]["include"]}
    assert pythons == {"3.11", "3.12", "3.13"}
    assert "apparmor_restrict_unprivileged_userns=0" in lines(linux)
    (upload,) = [s for s in linux["steps"] if s.get("uses", "").startswith("actions/upload")]
    assert upload["if"] == "always()" and upload["with"]["path"].split() == [
        "build/ci",
        "build/course.log",
    ]


def test_windows_and_macos_install_as_the_readme_says() -> None:
    student = load(FOLDER / "test.yml")["jobs"]["student"]
    assert set(student["strategy"]["matrix"]["os"]) == {"windows-latest", "macos-latest"}
    (plain,) = re.findall(r"^pip (install .*)$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert plain in lines(student)


def test_the_gpu_job_fails_without_a_gpu() -> None:
    gpu = lines(load(FOLDER / "gpu.yml")["jobs"]["gpu"])
    assert "tensorflow[and-cuda]" in gpu and 'assert tf.config.list_physical_devices("GPU")' in gpu


def test_the_weekly_job_leaves_the_pins_alone_and_their_test_out() -> None:
    newest = lines(load(FOLDER / "weekly.yml")["jobs"]["newest"])
    assert "constraints.txt" not in newest
    assert newest.index("make setup") < newest.index("--upgrade --group ci")
    assert "not pins" in newest


def test_what_make_proof_leaves_out_has_jobs_of_its_own() -> None:
    run = "\n".join(lines(job) for _, _, job in jobs())
    places = [ROOT / name for name in re.findall(r"pytest .*weekly.* (tests\S*)$", run, re.M)]
    for path in (ROOT / "tests").rglob("test_*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(n, ast.Attribute) and n.attr == "weekly" for n in ast.walk(tree)):
            assert any(path.is_relative_to(place) for place in places), path
    chosen = re.findall(
        r"-k (\S+|\".*?\") (tests\S*)$", lines(load(FOLDER / "test.yml")["jobs"]["longest"]), re.M
    )
    assert [place for _, place in chosen] == ["tests/test_proof.py", "tests/labs"]
    for words, place in chosen:
        for word in words.strip('"').split(" or "):
            names = [ROOT / place] if place.endswith(".py") else (ROOT / place).glob("test_*.py")
            found = "\n".join(
                re.findall(r"^def (test_\w+)", "\n".join(p.read_text() for p in names), re.M)
            )
            assert word in found, word
    versions = load(FOLDER / "test.yml")["jobs"]["alone"]["strategy"]["matrix"]["include"]
    assert {row["versions"]: row["python"] for row in versions} == {
        "colab": "3.13",
        "oldest": "3.11",
    }


def test_a_machine_without_tools_is_told_what_to_install(tmp_path: Path) -> None:
    for tool in ("bash", "dirname", "mkdir", "id"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or tool)
    result = subprocess.run(
        [tmp_path / "bash", ROOT / ".ci" / "run"],
        env={"PATH": str(tmp_path), "PYTHON": "no-such-python"},
        capture_output=True,
        text=True,
    )
    assert result.returncode == 1
    wanted = "make git python3-venv"
    assert result.stderr == f"Missing: {wanted} (Debian, Ubuntu: apt install {wanted})\n"


def test_ci_runs_the_readme_s_command_with_both_languages() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "make test NOTEBOOKS=notebooks" in script and "make proof" in script
    assert "make test " in (ROOT / "README.md").read_text(encoding="utf-8")
