"""The assignment's files: each run has copies of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.notebook.assignment import Assignment
from grader.session import doctor
from tests.grader import samples
from tests.grader.conftest import FAST, Grade, prepared
from tests.grader.samples import cell, solution
from tests.grader.samples import test_cell as check

MODEL = (
    "### BEGIN SOLUTION\ndef rows(): return open('data/data.csv').read().split()\n### END SOLUTION"
)
RIGHT = "def rows(): return open('data/data.csv').read().split()"
TESTS = [
    solution("a", MODEL),
    check("one", 1, "assert rows() == ['1', '2']"),
    cell("with open('data/data.csv', 'a') as file:\n    print(3, file=file)"),
    check("two", 1, "assert open('data/data.csv').read().split()[-1] == '3'"),
]


@pytest.fixture(scope="module")
def writing(
    finding: doctor.Finding, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Assignment, Path]:
    """An assignment whose given cell writes to a given file."""
    folder = tmp_path_factory.mktemp("writing")
    (folder / "source" / "data").mkdir(parents=True)
    (folder / "source" / "data" / "data.csv").write_text("1\n2\n")
    path = folder / "source" / "lab.ipynb"
    path.write_bytes(samples.as_bytes(samples.notebook(TESTS)))
    assignment = prepared(path, folder / "scratch", finding)
    assert assignment.calibration.problems == ()
    return assignment, path


# What an answer does with the given file first, and is right all the same.
USES = {
    "nothing": "",
    "appends": "open('data/data.csv', 'a').close()\n",
    "writes back": "text = open('data/data.csv').read()\nopen('data/data.csv', 'w').write(text)\n",
    "writes beside it": "open('data/mine.txt', 'w').write('mine')\n",
    "finds it": "import os\nassert 'data.csv' in [n for _, _, ns in os.walk('.') for n in ns]\n",
    "globs it": "from pathlib import Path\nassert list(Path('.').rglob('*.csv'))\n",
}


@pytest.mark.parametrize("use", USES)
def test_what_is_done_to_a_file_stays_in_its_run(
    use: str, grade: Grade, writing: tuple[Assignment, Path]
) -> None:
    assignment, path = writing
    raw = samples.notebook(TESTS)
    row = grade(assignment, samples.as_bytes(samples.submission(raw, {"a": USES[use] + RIGHT})))
    assert row["score"] == 2.0, (row["questions"], row["cells"][0])
    assert Path(assignment.helpers, "data", "data.csv").read_text() == "1\n2\n"
    assert (path.parent / "data" / "data.csv").read_text() == "1\n2\n"


def test_no_run_sees_the_files_that_others_see(
    grade: Grade, writing: tuple[Assignment, Path]
) -> None:
    """Whoever locks a file that all share would stop them all."""
    assignment, _ = writing
    raw = samples.notebook(TESTS)
    inode = Path(assignment.helpers, "data", "data.csv").stat()
    look = (
        "import os\nfor at in ('.', '/lab-files', HELPERS):\n"
        "    for top, _, names in os.walk(at):\n"
        "        for name in names:\n            found = os.stat(os.path.join(top, name))\n"
        "            print('file', name, (found.st_dev, found.st_ino) == SHARED)\n"
    ).replace("SHARED", repr((inode.st_dev, inode.st_ino)))
    look = look.replace("HELPERS", repr(assignment.helpers))
    row = grade(assignment, samples.as_bytes(samples.submission(raw, {"a": look + RIGHT})))
    output = row["cells"][0]["output"]
    assert "file data.csv False" in output and "True" not in output, output


def test_files_take_no_room_from_the_student(
    grade: Grade, finding: doctor.Finding, tmp_path: Path
) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "big.bin").write_bytes(bytes(6 * 2**20))
    path = tmp_path / "source" / "lab.ipynb"
    model = "### BEGIN SOLUTION\na = 1\n### END SOLUTION"
    raw = samples.notebook([solution("a", model), check("one", 1, "assert a == 1")])
    path.write_bytes(samples.as_bytes(raw))
    assignment = prepared(path, tmp_path / "scratch", finding)
    answer = "open('own', 'wb').write(bytes(3 * 2**20))\na = 1"
    data = samples.as_bytes(samples.submission(raw, {"a": answer}))
    row = grade(assignment, data, replace(FAST, disk_mb=4))
    assert row["score"] == 1.0, row
