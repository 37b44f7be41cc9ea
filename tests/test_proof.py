"""Long proofs: `make proof`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from course.chapters.falsify import falsify
from course.config import LANGUAGES, ROOT, Chapter, load_chapters
from course.requirements import members
from tests.processes import processor_seconds
from tests.working_tree import copy_working_tree
from utils.install import FRONT_END

pytestmark = pytest.mark.proof

# Brings up the loopback, over which a notebook talks to its kernel, and runs a command.
NO_NETWORK = """
import fcntl, socket, struct, subprocess, sys
request = struct.pack("16sH14x", b"lo", 1)  # SIOCSIFFLAGS, IFF_UP
fcntl.ioctl(socket.socket(socket.AF_INET, socket.SOCK_DGRAM), 0x8914, request)
try:
    socket.create_connection(("192.0.2.1", 80), timeout=1)
except OSError:
    sys.exit(subprocess.run(sys.argv[1:]).returncode)
sys.exit("there is a network after all")
"""

# The lowest versions that requirements.txt admits.
OLDEST = ["ipykernel", "tensorflow==2.18.*", "keras==3.8.*", "numpy==1.26.*"]
COLAB = ROOT / ".ci" / "colab.txt"

RUN = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=600, kernel_name="lone").execute()
"""


def without_network() -> list[str]:
    """A command prefix that cuts the network, where this system can."""
    probe = ["unshare", "--net", "true"]
    if os.getuid():
        probe.insert(1, "--map-root-user")
    can = shutil.which("unshare") and subprocess.run(probe, capture_output=True).returncode == 0
    if not can:
        message = "This system can't cut the network (unshare --net)"
        assert not os.environ.get("CI"), f"{message}, so CI would prove nothing"
        print(f"{message}: run with it.")
        return []
    return [*probe[:-1], sys.executable, "-c", NO_NETWORK]


@pytest.mark.parametrize(
    "chapter",
    [
        # Three here; the others, whose outputs nbval compares as well, in a job of their own.
        pytest.param(c, id=c.name, marks=[] if number in (3, 5, 6) else [pytest.mark.weekly])
        for number, c in enumerate(load_chapters(), 1)
    ],
)
def test_rebuilding_takes_a_minute_without_network_and_gives_the_same_bytes(
    chapter: Chapter, tmp_path: Path
) -> None:
    copy = tmp_path / "course"
    copy_working_tree(copy)
    build = [sys.executable, "-m", "course", "build", "--run", chapter.name]
    # Two cores give 120 s of processor time in a minute, and lose some of it where others work.
    assert processor_seconds([*without_network(), *build], copy) < 120
    for language in LANGUAGES:
        rebuilt = chapter.notebook(language, copy)
        assert rebuilt.read_bytes() == chapter.notebook(language).read_bytes(), rebuilt.name


@pytest.mark.parametrize("chapter", load_chapters(), ids=lambda chapter: chapter.name)
def test_every_recorded_mistake_turns_its_cell_red(chapter: Chapter) -> None:
    count, survivors = falsify(chapter)
    assert survivors == []
    assert count > 20 or chapter.edition == 1


def on_colab() -> list[str]:
    """What Colab has of the packages that a student needs, at its versions."""
    names = {canonicalize_name(r.name) for r in members("student")} - FRONT_END
    lines = COLAB.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.partition("==")[0] in names]


def environment(folder: Path, packages: list[str], python: str) -> str:
    """Make an environment with these packages and return its Python."""
    uv = [sys.executable, "-m", "uv", "--quiet", "--no-python-downloads"]
    made = subprocess.run([*uv, "venv", "--seed", "--python", python, str(folder)])
    if made.returncode:  # this machine lacks that Python
        subprocess.run([*uv, "venv", "--seed", "--python", sys.executable, str(folder)], check=True)
    path = str(folder / "bin" / "python")
    install = [*uv, "pip", "install", "--python", path, "--constraint", str(COLAB)]
    subprocess.run([*(install if packages == on_colab() else install[:-2]), *packages], check=True)
    return path


def frozen(python: str) -> set[str]:
    """The packages and versions of an environment."""
    freeze = [sys.executable, "-m", "uv", "pip", "freeze", "--python", python]
    lines = subprocess.run(freeze, check=True, capture_output=True, text=True).stdout
    return set(lines.splitlines())


@pytest.mark.parametrize(
    "packages, python, chapters",
    [
        # One shows here that the setup cell makes do with old packages; in a job of their own all.
        pytest.param(OLDEST, "3.11", load_chapters()[:1], id="one-oldest"),
        pytest.param(OLDEST, "3.11", load_chapters(), id="oldest", marks=pytest.mark.weekly),
        pytest.param(on_colab(), "3.13", load_chapters(), id="colab", marks=pytest.mark.weekly),
    ],
)
def test_lone_notebooks_run_on_what_is_there(
    packages: list[str],
    python: str,
    chapters: list[Chapter],
    tmp_path: Path,
    colab: Path,
    repository_url: str,
) -> None:
    python = environment(tmp_path / "env", packages, python)
    spec = tmp_path / "share" / "jupyter" / "kernels" / "lone"
    spec.mkdir(parents=True)
    argv = [
        python,
        "-c",
        "import google.colab, ipykernel.kernelapp as k; k.launch_new_instance()",
    ]
    kernel = {
        "argv": [*argv, "-f", "{connection_file}"],
        "display_name": "lone",
        "language": "python",
    }
    (spec / "kernel.json").write_text(json.dumps(kernel))
    env = {k: v for k, v in os.environ.items() if k != "COURSE_STATIC"}
    env |= {
        "COURSE_REPOSITORY": repository_url,
        "PYTHONPATH": str(colab),
        "JUPYTER_PATH": str(tmp_path / "share" / "jupyter"),
    }
    before = frozen(python)
    failed = {}
    for chapter in chapters:
        folder = tmp_path / chapter.slug
        folder.mkdir()
        notebook = shutil.copy(chapter.notebook("zh-TW"), folder)
        result = subprocess.run(
            [sys.executable, "-c", RUN, notebook],
            cwd=folder,
            env=env,
            capture_output=True,
            text=True,
        )
        if result.returncode:
            failed[chapter.name] = result.stderr[-3000:]
    assert not failed
    assert before <= frozen(python)
