"""The pytest plugin that compares numbers in prose while nbval runs a notebook."""

from __future__ import annotations

import json
import subprocess
import sys

from course.config import ROOT
from tests.course.chapters.courses import Course


def nbval(course: Course, *languages: str) -> subprocess.CompletedProcess[str]:
    root, chapter = course
    command = [sys.executable, "-m", "pytest", "-q", "-p", "course.chapters.nbval_prose", "--nbval"]
    command += ["-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml")]
    command += [str(chapter.notebook(language, root)) for language in languages]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_a_number_that_no_longer_holds_fails_and_is_named(small_course: Course) -> None:
    root, chapter = small_course
    path = chapter.notebook("zh-TW", root)
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        for entry in cell["metadata"].get("computed", []):
            if entry["expression"] in ("x", "total"):
                entry["value"] = "9"
    path.write_text(json.dumps(notebook))
    result = nbval(small_course, "zh-TW")
    assert result.returncode == 1
    assert "2 failed, 5 passed" in result.stdout
    assert "the prose says 9, this run gives 3.00 for x; run `make notebooks`" in result.stdout
    assert "the prose says 9, this run gives 7 for total" in result.stdout
    assert "Traceback" not in result.stdout


def test_a_changed_output_fails(small_course: Course) -> None:
    root, chapter = small_course
    path = chapter.notebook("en", root)
    path.write_text(path.read_text().replace('"one\\n"', '"won\\n"'))
    assert "1 failed, 6 passed" in nbval(small_course, "en").stdout
