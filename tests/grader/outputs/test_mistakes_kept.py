"""Known mistakes are checked before notebooks are graded, and kept beside the results."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.notebook.assignment import AssignmentError
from grader.notebook.cells import parse
from grader.outputs.mistakes import (
    NAME,
    Mistake,
    Mistakes,
    MistakesError,
    digest_of_tests,
    keep,
    kept,
    read,
    write,
)
from grader.outputs.results import BusyError
from tests.grader import samples
from tests.grader.outputs.rows import results, row

MAKE = (
    "for a lab of the course `make answers LAB=03` writes one to build/mistakes/; "
    "name that with --mistakes"
)


def of_target(points: float = 1.0, notebook: str = "target", tests: str = "") -> Mistakes:
    cells = parse(samples.as_bytes(samples.instructor("target")))
    mistake = Mistake(points, "told", {"en": "sign", "zh-TW": "正負號"})
    return Mistakes(notebook, tests or digest_of_tests(cells), {"first_test": [mistake]})


@pytest.fixture
def notebooks(tmp_path: Path) -> list[Path]:
    """Two notebooks of one assignment."""
    (tmp_path / "ps1").mkdir()
    data = samples.as_bytes(samples.instructor("target"))
    for name in ("other", "target"):
        (tmp_path / "ps1" / f"{name}.ipynb").write_bytes(data)
    return [tmp_path / "ps1" / "other.ipynb", tmp_path / "ps1" / "target.ipynb"]


def test_they_are_kept_beside_the_results(tmp_path: Path, notebooks: list[Path]) -> None:
    given, out = tmp_path / "given.json", tmp_path / "out"
    keep(out, notebooks, None)
    assert not out.exists()
    write(given, of_target())
    for some in (notebooks[1:], notebooks):
        keep(out, some, given)
        assert kept(out) == of_target()
        keep(out, some, None)
        assert kept(out) == of_target()
        (out / NAME).unlink()


def test_results_of_another_assignment_keep_their_own(
    tmp_path: Path, notebooks: list[Path]
) -> None:
    given = tmp_path / "given.json"
    write(given, of_target())
    for some, name in ((notebooks[1:], "target"), (notebooks, "ps1")):
        keep(results(tmp_path / f"of {name}", [row("ann", {"q": 1.0}, name)]), some, given)
        with pytest.raises(BusyError, match="has the results of 'lab'"):
            keep(results(tmp_path / f"no {name}", [row("ann", {"q": 1.0})]), some, given)


def test_those_of_other_notebooks_or_tests_are_refused(
    tmp_path: Path, notebooks: list[Path]
) -> None:
    given, out = tmp_path / "given.json", tmp_path / "out"
    no_use = "is not a table of known mistakes that this grader can use"
    for wrong, says in [
        (of_target(notebook="lab"), "has the known mistakes of lab, not of other, target"),
        (of_target(tests="old"), f"was made with other tests than those of {notebooks[1]}"),
        (of_target(points=5.5), f"{no_use} (more points than first_test has)"),
    ]:
        write(given, wrong)
        with pytest.raises(MistakesError) as caught:
            keep(out, notebooks, given)
        assert str(caught.value) == f"{given} {says}; {MAKE}"
        out.mkdir(exist_ok=True)
        write(out / NAME, wrong)
        with pytest.raises(MistakesError) as caught:
            keep(out, notebooks, None)
        assert str(caught.value) == f"{out / NAME} {says}; {MAKE}"
        (out / NAME).unlink()
    write(given, of_target(points=5.0))
    keep(out, notebooks, given)
    notebooks[1].write_text("my homework")
    with pytest.raises(AssignmentError, match=f"^{notebooks[1]}: the file is not JSON"):
        keep(out, notebooks, given)


def test_what_is_wrong_with_a_file_is_said(tmp_path: Path) -> None:
    path = tmp_path / "known.json"
    entry = {"points": -1, "message": "", "name": {"en": "a", "zh-TW": "b"}}
    table = {"version": 2, "notebook": "lab", "tests": "", "known": {"q": [entry]}}
    for text, why in [
        (json.dumps(table), "points must be numbers from 0 on"),
        (json.dumps(table | {"version": 1}), "it is of another version"),
        (None, "it is larger than 10 MB"),
    ]:
        if text is None:
            with open(path, "wb") as file:
                file.truncate(2**40)  # more than fits into memory
        else:
            path.write_text(text, encoding="utf-8")
        with pytest.raises(MistakesError) as caught:
            read(path)
        assert str(caught.value) == (
            f"{path} is not a table of known mistakes that this grader can use ({why}); {MAKE}"
        )
