"""Finding an assignment, and what it consists of."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from grader.notebook.assignment import (
    Assignment,
    AssignmentError,
    Calibration,
    find,
    find_all,
    load,
    names_beside,
)
from tests.grader import samples


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


def test_a_lab_is_found_by_its_number_and_an_assignment_by_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = samples.as_bytes(samples.instructor("target"))
    for name in ("lab03_x/lab03_x", "lab13_y/lab13_y", "ps1/problem1", "ps1/problem2"):
        path = tmp_path / "source" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "labs").mkdir()
    for name in ("week1", "week10"):
        (tmp_path / "labs" / f"{name}.ipynb").write_bytes(raw)
    assert find("week1").stem == "week1"
    assert find("03").stem == find("source/lab03_x").stem == find("lab03_x").stem == "lab03_x"
    for name in ("ps1", "source/ps1"):
        assert [path.stem for path in find_all(name)] == ["problem1", "problem2"]
        with pytest.raises(AssignmentError, match=f"^'{name}' must name one .* found: .*problem1"):
            find(name)
    with pytest.raises(AssignmentError, match="found: none"):
        find("source")


def test_a_notebook_with_only_manual_questions_is_an_assignment(tmp_path: Path) -> None:
    marks = {"grade_id": "essay", "grade": True, "solution": True, "points": 3}
    raw = samples.notebook([samples.cell("Why?", "markdown", **marks)])
    (tmp_path / "essay.ipynb").write_bytes(samples.as_bytes(raw))
    assert load(tmp_path / "essay.ipynb", tmp_path / "scratch").points == {"essay": 3.0}
    plain = samples.as_bytes(samples.notebook([samples.cell("x = 1")]))
    (tmp_path / "plain.ipynb").write_bytes(plain)
    with pytest.raises(AssignmentError, match="no cell with points"):
        load(tmp_path / "plain.ipynb", tmp_path / "scratch")


def test_what_was_not_found_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        samples.write_assignment("target", tmp_path / "labs" / f"target_{name}")
    both = "labs/target_a/target.ipynb, labs/target_b/target.ipynb"
    (tmp_path / "empty").mkdir()
    samples.write_assignment("target", tmp_path / "made").rename(
        tmp_path / "labs" / "labbook.ipynb"
    )
    cases = [("target", both), ("7", "none"), ("arget", "none"), ("book", "none")]
    for name, found in [*cases, ("empty", "none")]:
        with pytest.raises(AssignmentError) as caught:
            find(name)
        assert str(caught.value) == (
            f"'{name}' must name one instructor notebook with solutions, or the folder of an "
            f"assignment; found: {found}. "
            "Give its path; this course's labs are written by `make nbgrader`"
        )


def test_copies_that_jupyter_keeps_are_no_assignments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = samples.write_assignment("target", tmp_path / "source" / "one")
    samples.write_assignment("target", tmp_path / "source" / "one" / ".ipynb_checkpoints")
    (tmp_path / "source" / "targets.ipynb").mkdir()
    assert find_all(str(path)) == [path]
    assert find("target").resolve() == path


def test_other_notebooks_beside_one_are_known_by_name(tmp_path: Path) -> None:
    for name in ("one.ipynb", "two.ipynb", "three.txt"):
        (tmp_path / name).write_text("{}")
    (tmp_path / "four.ipynb").mkdir()
    assert names_beside(tmp_path / "one.ipynb") == {"two"}


TEST = samples.test_cell("q", 1, "assert f")
S = samples.solution("s", "x")


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ([TEST, S, TEST], "cell id used twice: q; rename one"),
        (
            [S, TEST, TEST, S],
            "cell id used twice: q, s; rename one",
        ),
        ([S], "no cell with points; is it an nbgrader notebook?"),
        ([TEST, samples.cell("x", solution=True)], "a graded cell has no valid grade_id"),
        ([TEST, samples.cell("x", grade=True)], "a graded cell has no valid grade_id"),
        *(
            (
                [TEST, samples.cell(f"x = 1\n### {word} f(1)")],
                "run nbgrader's InstantiateTests first; AUTOTEST lines remain",
            )
            for word in ("AUTOTEST", "HASHED AUTOTEST")
        ),
    ],
)
def test_a_notebook_that_cannot_be_graded_gets_a_sentence(
    cells: list[samples.Raw], says: str, tmp_path: Path
) -> None:
    path = tmp_path / "lab.ipynb"
    path.write_bytes(samples.as_bytes(samples.notebook(cells)))
    with pytest.raises(AssignmentError) as caught:
        load(path, tmp_path / "scratch")
    assert str(caught.value) == f"{path}: {says}"


def test_a_file_that_is_no_notebook_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lab.ipynb"
    for data, says in ((None, "No such file"), (b"my homework", "the file is not JSON")):
        if data is not None:
            path.write_bytes(data)
        with pytest.raises(AssignmentError, match=f"^{path}: .*{says}"):
            load(path, tmp_path / "scratch")
    monkeypatch.setattr("grader.notebook.outputs.MAX_FILE", 3)
    with pytest.raises(AssignmentError, match=f"^{path}: the file is larger than 0 MiB$"):
        load(path, tmp_path / "scratch")


def test_files_are_copied_for_students_to_read_up_to_a_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = samples.write_assignment("target", tmp_path / "lab")
    data = tmp_path / "lab" / "data" / "raw" / "table.csv"
    data.parent.mkdir(parents=True)
    data.write_bytes(b"12345")
    (tmp_path / "lab" / "more.csv").write_bytes(b"12345")
    monkeypatch.setattr("grader.notebook.assignment.MAX_HELPERS", 10)
    before = os.umask(0o077)
    try:
        helpers = Path(load(path, tmp_path / "scratch" / "one").helpers)
    finally:
        os.umask(before)
    copied = helpers / "data" / "raw" / "table.csv"
    assert copied.read_bytes() == b"12345"
    assert [item.stat().st_mode & 0o777 for item in (helpers, copied.parent, copied)] == [
        0o755, 0o755, 0o644
    ]  # fmt: skip
    assert load(path, tmp_path / "scratch" / "one").helpers == str(helpers)  # written again
    monkeypatch.setattr("grader.notebook.assignment.MAX_HELPERS", 3 * 2**20)
    (tmp_path / "lab" / "most.csv").write_bytes(b"1" * 3 * 2**20)
    with pytest.raises(AssignmentError) as caught:
        load(path, tmp_path / "scratch" / "two")
    assert str(caught.value) == (
        f"{path.parent}: the files beside the notebook exceed 3 MiB; put the notebook into a "
        "folder with only what it needs"
    )


def test_the_trusted_process_has_the_students_files_and_what_only_hidden_tests_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lab" / "lab.ipynb"
    path.parent.mkdir()
    test = "import shown\n### BEGIN HIDDEN TESTS\nimport checks\n### END HIDDEN TESTS"
    path.write_bytes(samples.as_bytes(samples.notebook([samples.test_cell("t", 1, test)])))
    (path.parent / "shown.py").write_text("x = 1")
    (path.parent / "checks.py").write_text("right = 3")
    found = load(path, tmp_path / "scratch")
    assert sorted(item.name for item in Path(found.helpers).iterdir()) == ["shown.py"]
    assert sorted(item.name for item in Path(found.reference).iterdir()) == [
        "checks.py",
        "shown.py",
    ]
    assert found.trusted == found.reference and found.preload() == []
    monkeypatch.setattr("grader.notebook.assignment.MAX_HELPERS", 10)
    with pytest.raises(AssignmentError, match=f"^{path.parent}: the files beside the notebook"):
        load(path, tmp_path / "again")


def test_everything_that_may_change_a_score_is_in_the_digest(tmp_path: Path) -> None:
    def of(helpers: dict[str, str], reference: dict[str, str] | None = None) -> str:
        number = len(list(tmp_path.iterdir()))
        folders = {"helpers": "", "reference": ""}
        for kind, files in (("helpers", helpers), ("reference", reference)):
            folder = tmp_path / str(number) / kind
            for name, text in (files or {}).items():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(text)
            if files is not None:
                folders[kind] = str(folder)
        return Assignment("lab", b"{}", folders["helpers"], folders["reference"]).digest()

    same = of({"a.csv": "1", "b/c.csv": "2"})
    assert same == of({"b/c.csv": "2", "a.csv": "1"})
    others = [
        of({"a.csv": "1", "b/c.csv": "3"}),
        of({"a.csv": "1", "c.csv": "2"}),
        of({"a.csv": "1"}),
        of({"a.csv": "1", "b/c.csv": "2"}, {"hidden.py": "x"}),
        of({"a.csv": "1", "b/c.csv": "2"}, {"hidden.py": "y"}),
        of({"a.cs": "v1", "b/c.csv": "2"}),
        Assignment("lab", b"{ }", str(tmp_path / "0" / "helpers")).digest(),
    ]
    assert len({same, *others}) == 8


def test_what_an_assignment_says_of_itself(tmp_path: Path) -> None:
    path = samples.write_assignment("target", tmp_path / "lab")
    found = load(path, tmp_path / "scratch")
    assert found.name == "target"
    assert found.points == {"first_test": 5.0, "second_test": 3.0, "third_test": 2.0}
    assert found.trusted == found.helpers
    learned = replace(found, calibration=Calibration(modules=("numpy.linalg",)))
    assert learned.preload() == ["numpy", "numpy.linalg"]
