"""Answers that are alike are found, whatever their names and layout."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from grader.__main__ import main
from grader.similar import LIKENESS, MOST_CODE, Pair, as_text, pairs, similar, trees_in
from tests.grader import samples

SOLUTION = '''\
def mean_of_squares(values):
    """Return the mean of the squares."""
    ### BEGIN SOLUTION
    total = 0
    for value in values:
        total += value * value
    return total / len(values)
    ### END SOLUTION


def both(values):
    """Complete as it is."""
    first = mean_of_squares(values)
    return first, [mean_of_squares(values[:k]) for k in range(1, len(values))]
'''
GIVEN_REST = SOLUTION[SOLUTION.index("\n\ndef both") :]
ANNA = """\
def mean_of_squares(values):
    squares = [v * v for v in values if v == v]
    biggest = max(squares) or 1.0
    return biggest * sum(s / biggest for s in squares) / len(squares)
"""
# The same with other names, layout, a comment and a docstring.
COPY = '''\
def mean_of_squares(xs: list) -> float:
    """Mine."""
    q = [x * x
         for x in xs if x == x]  # all of them
    m = max(q) or 1.0
    return (m * sum(e / m for e in q)
            / len(q))
'''
OWN = {
    "ben": "def mean_of_squares(values):\n    import numpy as np\n"
    "    return float(np.mean(np.asarray(values, dtype=float) ** 2))\n",
    "cleo": "def mean_of_squares(values):\n    total, count = 0.0, 0\n"
    "    while count < len(values):\n"
    "        total, count = total + values[count] ** 2, count + 1\n    return total / count\n",
    "dan": "def mean_of_squares(values):\n"
    "    from functools import reduce\n"
    "    return reduce(lambda a, b: a + b * b, values, 0.0) / len(values)\n",
}


def notebook(path: Path, source: str, added: str = "") -> None:
    cells = [samples.solution("q1_mean", source)]
    cells += [samples.cell(added)] if added else []
    cells.append(samples.test_cell("q1_test", 5, "assert both([1, 2])"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(samples.as_bytes(samples.notebook(cells)))


@pytest.fixture
def class_(tmp_path: Path) -> tuple[str, Path]:
    """An assignment, and a class in which one copied from another."""
    lab, folder = tmp_path / "source" / "lab" / "lab.ipynb", tmp_path / "handed_in"
    notebook(lab, SOLUTION)
    notebook(folder / "anna.ipynb", ANNA + GIVEN_REST)
    notebook(folder / "zed.ipynb", "%matplotlib inline\n" + COPY + GIVEN_REST)
    for student, source in OWN.items():
        notebook(folder / f"{student}.ipynb", source + GIVEN_REST)
    return str(lab), folder


def test_a_copy_with_other_names_is_found_and_nobody_else(class_: tuple[str, Path]) -> None:
    assert similar(*class_) == [Pair(1.0, ("anna", "zed"), ("q1_mean",))]


def test_a_copy_with_a_change_is_still_alike(class_: tuple[str, Path]) -> None:
    lab, folder = class_
    notebook(folder / "zed.ipynb", COPY.replace("1.0", "2.0") + GIVEN_REST)
    (pair,) = similar(lab, folder)
    assert pair.students == ("anna", "zed") and 0.3 < pair.likeness < 1 and pair.equal == ()


def test_what_is_given_does_not_count(class_: tuple[str, Path]) -> None:
    lab, folder = class_
    stub = "def mean_of_squares(values):\n    # YOUR CODE HERE\n    raise NotImplementedError()\n"
    for student in ("eve", "fay"):
        notebook(folder / f"{student}.ipynb", stub + GIVEN_REST)
    assert [pair.students for pair in similar(lab, folder)] == [("anna", "zed")]


def test_answers_in_added_cells_count(class_: tuple[str, Path]) -> None:
    lab, folder = class_
    stub = "def mean_of_squares(values):\n    raise NotImplementedError()\n"
    notebook(folder / "zed.ipynb", stub + GIVEN_REST, added=COPY)
    (pair,) = similar(lab, folder)
    assert pair.students == ("anna", "zed")
    notebook(folder / "anna.ipynb", stub + GIVEN_REST, added=ANNA)
    (pair,) = similar(lab, folder)
    assert pair.equal == ("added cells",)


def test_hidden_tests_given_cells_and_text_are_not_the_students(tmp_path: Path) -> None:
    code = "for number in range(10):\n    print(number * number, number - 1)"
    hidden = f"### BEGIN HIDDEN TESTS\n{code}\n### END HIDDEN TESTS\nassert 1"

    def write(path: Path, setup: str, answer: str, told: str) -> None:
        cells = [samples.cell(setup), samples.solution("q", answer)]
        cells += [samples.cell(told, "markdown"), samples.test_cell("t", 1, hidden)]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(samples.as_bytes(samples.notebook(cells)))

    write(tmp_path / "source" / "lab.ipynb", "n = 1", "### BEGIN SOLUTION\n### END SOLUTION", "")
    for student, answer in (("ann", "a = [1, 2, 3, 4, 5]"), ("ben", "a = max(4, 5, 6, 7) + 3")):
        write(tmp_path / "in" / f"{student}.ipynb", f"n = 1\n{code}", answer, code)
    assert similar(str(tmp_path / "source" / "lab.ipynb"), tmp_path / "in") == []


def test_notebooks_of_an_assignment_are_compared_each_with_its_own(tmp_path: Path) -> None:
    source, folder = tmp_path / "source" / "ps1", tmp_path / "submitted"
    changed = COPY.replace("1.0", "2.0")
    answers = {
        "ps1/one": {
            "ben": ANNA,
            "dan": COPY,
            "fay": changed,
            "anna": OWN["ben"],
            "zed": OWN["dan"],
            "eve": OWN["cleo"],
        },
        "ps1/two": {"anna": ANNA, "cleo": COPY, "ben": OWN["dan"], "dan": OWN["cleo"]},
        "ps1/draft": {"dan": OWN["ben"]},
        "ps0/one": {"anna": COPY},  # an earlier assignment
    }
    for name in ("one", "two"):
        notebook(source / f"{name}.ipynb", SOLUTION)
    for place, given in answers.items():
        for student, answer in given.items():
            notebook(folder / student / f"{place}.ipynb", answer + GIVEN_REST)
    found = [pair.students for pair in similar(str(source), folder)]
    assert found == [("anna", "cleo"), ("ben", "dan"), ("ben", "fay"), ("dan", "fay")]


def test_likeness_is_what_two_share_and_what_many_have_weighs_little() -> None:
    def of(**trees: int) -> dict[str, Counter[str]]:
        return {"q": Counter(trees)}

    # Of 4 students: ln(5/4) for what all have, ln(5/2) for what two have or one.
    students = {"a": of(common=1, rare=2, a=2), "b": of(common=1, rare=2)}
    students |= {"c": of(common=1, c=1), "d": of(common=1, d=9)}
    assert pairs(students) == [Pair(0.53, ("a", "b"), ())]
    assert pairs({"a": of(x=15), "b": of(x=6)}) == [Pair(LIKENESS, ("a", "b"), ())]
    assert pairs({"a": of(x=90, y=81), "b": of(x=90, z=99)}) == []
    assert pairs({"a": {}, "b": {}}) == []


def test_the_list_is_for_people() -> None:
    found = [Pair(1.0, ("anna", "zed"), ("q1", "q2")), Pair(0.5, ("ben", "cleo"), ())]
    assert as_text(found).splitlines() == [
        "1.00  anna  zed  equal: q1, q2",
        "0.50  ben  cleo  no answer as a whole",
        "a reason to look, not a proof",
    ]
    assert as_text([]) == "there are no answers that are alike"


def test_statements_are_compared_large_ones_with_what_is_in_them() -> None:
    assert not list(trees_in(["y = -a", "def f(x):\n    return x"]))  # too small
    assert len(list(trees_in(["y = f(a)"]))) == 1
    assert len(list(trees_in(["def g(a):\n    if a:\n        y = f(a) + [1, 2, 3, 4]"]))) == 2


def test_names_types_and_docstrings_of_ones_own_do_not_count() -> None:
    mine = '''
if True:
    def mine(a: int) -> float:
        """Mine."""
        return sum(mine(b) + a for b in range(a))
    class Mine:
        """Mine."""
'''
    other = mine.replace("mine", "f").replace("Mine", "C").replace(": int", "").replace("a", "q")
    other = other.replace(" -> floqt", "").replace("rqnge", "range").replace("clqss", "class")
    other = other.replace('        """C."""\n        return', "        return")
    other = other.replace('"""C."""', "pass")
    assert list(trees_in([mine])) == list(trees_in([other])) != []
    assert list(trees_in([mine.replace("range", "tuple")])) != list(trees_in([mine]))


def test_lines_for_ipython_and_sources_that_cannot_be_read_are_passed_over() -> None:
    line = "y = f(a)"
    (tree,) = trees_in([line])
    indented = f"if x:\n    %time 1\n    !ls\n    {line}"
    assert tree in list(trees_in([indented]))
    assert list(trees_in(["(", line])) == [tree]
    assert list(trees_in([line.ljust(MOST_CODE)])) == [tree]
    assert list(trees_in([line.ljust(MOST_CODE + 1), line])) == [tree]


def test_what_cannot_be_read_is_left_out(class_: tuple[str, Path]) -> None:
    lab, folder = class_
    (folder / "gus.ipynb").write_text("no notebook")
    notebook(folder / "hal.ipynb", "def mean_of_squares(values:\n")
    notebook(folder / "ida.ipynb", "x = " + "(" * 5000)
    assert [pair.students for pair in similar(lab, folder)] == [("anna", "zed")]


def test_the_command_prints_them(
    class_: tuple[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    lab, folder = class_
    assert main(["similar", lab, str(folder)]) == 0
    out = capsys.readouterr().out
    assert "1.00  anna  zed  equal: q1_mean" in out and "not a proof" in out
    (folder / "zed.ipynb").unlink()
    assert main(["similar", lab, str(folder)]) == 0
    assert "no answers that are alike" in capsys.readouterr().out
