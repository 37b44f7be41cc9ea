"""The versions that Colab publishes, kept in `.ci/colab.txt`."""

from __future__ import annotations

from course import colab
from course.requirements import members
from utils.install import FRONT_END

FREEZE = """\
# Do not modify this file directly.
absl-py==1.4.0
Jinja2==3.1.6
google-colab @ file:///colabtools/dist/google_colab-1.0.0.tar.gz
jupyter_server==2.20.0
pandas==2.2.3
"""


def test_the_packages_that_the_course_uses_are_kept() -> None:
    wanted = {"absl-py", "jinja2", "jupyter-server", "google-colab"}
    text = colab.text(FREEZE, "Ubuntu 22.04.5 LTS\nPython 3.13.15\n", "2026-08-19", wanted)
    assert text.splitlines()[0].startswith("# What Colab had on 2026-08-19, with Python 3.13:")
    kept = [line for line in text.splitlines() if not line.startswith("#")]
    assert kept == ["absl-py==1.4.0", "jinja2==3.1.6", "jupyter-server==2.20.0"]


def test_colab_has_what_a_student_needs() -> None:
    kept = {line.partition("==")[0] for line in colab.FILE.read_text().splitlines()}
    assert {r.name for r in members("student")} - FRONT_END <= kept
