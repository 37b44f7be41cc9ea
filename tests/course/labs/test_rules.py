"""What an author of a lab can get wrong."""

from __future__ import annotations

import pytest

from course.labs.rules import OPTIONS, lab_problems
from course.source import parse, stamp
from tests.course.labs.conftest import OPEN, SOURCE


def problems(text: str) -> list[str]:
    source = parse(stamp(text), OPTIONS)
    return [*source.problems, *lab_problems(source)]


ORDER = (
    'questions must be q1, q2, … in order, each with one solution cell id="q1_name" and one test '
    'cell id="q1_test", or with one cell grade="manual" id="q1_name"; '
)
NO_ID = "needs an id of letters, digits, _ and -"
NO_POINTS = "cell 'q1_test': needs points=, a whole number above 0"
NOT_AROUND = "needs `### BEGIN {0}` and `### END {0}` around its {1} lines"
HIDDEN_LINES = NOT_AROUND.format("HIDDEN TESTS", "test")
SOLUTION_LINES = NOT_AROUND.format("SOLUTION", "solution")
NO_PYTHON = "cell 'q1_double': not valid Python, with or without the parts students don't see ("


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            'grade="readonly"',
            'grade="read-only"',
            "cell 'imports': grade='read-only' is unknown; "
            "choose from solution, test, readonly, manual",
        ),
        ('id="imports"', 'id="im ports"', f"cell 'im ports': {NO_ID}"),
        (
            'id="q2_test"',
            'id="q1_test"',
            "id 'q1_test' is used 2 times; nbgrader stops at that: make it unique",
        ),
        (' id="q1_double"', "", f'cell \'def double(x):\\n    """Return 2\': {NO_ID}'),
        ("points=60", "points=6", "the points add up to 46 instead of 100"),
        (
            "Question(1, points=60)",
            "Question(1, points=6)",
            "cell 'q1_test': must begin its tests with `with Question(1, points=60) as q1:`",
        ),
        ("q1.score", "q1.points", "cell 'q1_test': its last line must be `q1.score`"),
        (
            "    near(double(3)",
            '    with q1.part("double", 8):\n        near(double(3)',
            "cell 'q1_test': its parts have 8 points instead of 60",
        ),
        (
            "default_rng(HIDDEN_SEED)",
            "default_rng(0)",
            "cell 'q1_test': its hidden tests must draw numbers from default_rng(HIDDEN_SEED)",
        ),
        ("    ### END SOLUTION\n", "", f"cell 'q1_double': {SOLUTION_LINES}"),
        ("    ### BEGIN HIDDEN TESTS\n", "", f"cell 'q1_test': {HIDDEN_LINES}"),
        (
            "    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION\n",
            "    return 2 * x\n",
            f"cell 'q1_double': {SOLUTION_LINES}",
        ),
        (
            "    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION\n",
            "    ### END SOLUTION\n    return 2 * x\n    ### BEGIN SOLUTION\n",
            f"cell 'q1_double': {SOLUTION_LINES}",
        ),
        (
            "    return 2 * x\n",
            "    return 2 * x\n    ### BEGIN HIDDEN TESTS\n    ### END HIDDEN TESTS\n",
            "cell 'q1_double': 'BEGIN HIDDEN TESTS' belongs into test cells only",
        ),
        (
            'print("between")',
            "### BEGIN SOLUTION",
            "cell '### BEGIN SOLUTION': has ['BEGIN SOLUTION'] but no grade=\"…\"; add it",
        ),
        (
            'print("between")',
            "### END HIDDEN TESTS",
            "cell '### END HIDDEN TESTS': has ['END HIDDEN TESTS'] but no grade=\"…\"; add it",
        ),
        (
            '# %%\nprint("between")',
            '# %% points=3\nprint("between")',
            'cell \'print("between")\': has id= or points= but no grade="…"; add it',
        ),
        (
            'id="q2_quadruple"',
            'id="q3_quadruple"',
            f"{ORDER}solutions: ['q1', 'q3'], tests: ['q1', 'q2']",
        ),
        ('id="q2_test"', 'id="q3_test"', f"{ORDER}solutions: ['q1', 'q2'], tests: ['q1', 'q3']"),
        (
            "    near(double(3), 6",
            "    near(double(3, 6",
            "cell 'q1_test': not valid Python, with or without the parts students don't see "
            "('(' was never closed (<unknown>, line 2))",
        ),
        # Either text alone: with the solution, and with what students see in its place.
        (
            "    return 2 * x\n",
            "    return 2 *\n",
            f"{NO_PYTHON}invalid syntax (<unknown>, line 4))",
        ),
        (
            "    ### END SOLUTION\n",
            "    if True:\n    ### END SOLUTION\n        pass\n",
            f"{NO_PYTHON}unexpected indent (<unknown>, line 5))",
        ),
        (
            "# Hello.",
            "# Hello, reader, wherever {{ 1 + 1 }} are.",
            "prose 'Hello, reader, wherever {{ 1 +' has {{ … }}; labs have no run to fill it in",
        ),
        (
            'grade="readonly" id="imports"',
            'grade="readonly" id="imports" points=3',
            "cell 'imports': only test cells and open questions have points",
        ),
        (
            'grade="readonly" id="imports"',
            'grade="readonly" id="imports" forbids="math.sqrt"',
            "cell 'imports': only test cells have names that they forbid",
        ),
        (" points=60", "", NO_POINTS),
        ("points=60", "points=0", NO_POINTS),
        ("points=60", "points=1.5", NO_POINTS),
        (
            "# %%\nprint",
            '# %% kind="x"\nprint',
            "source cell 6: unknown cell option 'kind'; "
            "use only rows=, tags=, forbids=, grade=, id=, points=",
        ),
        (
            'print("between")',
            "x = 1\n" * 31,
            "source cell 6: 31 lines of code; split it, or move some to utils",
        ),
        (
            '    near(double(3), 6, "double(3)")\n',
            "    x = 1\n" * 29,
            "cell 'q1_test': students see 31 lines; 30 at most",
        ),
    ],
)
def test_each_mistake_of_an_author_is_a_sentence(old: str, new: str, message: str) -> None:
    assert problems(SOURCE) == []
    assert old in SOURCE
    assert message in problems(SOURCE.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('id="imports"', 'id="my_Imports-2"'),
        ("    near(double(3)", '    with q1.part("double", 60):\n        near(double(3)'),
        ('    near(double(3), 6, "double(3)")\n', "    x = 1\n" * 28),
        (
            "    return 2 * x\n",
            "    y = 2 * x\n    ### END SOLUTION\n\n    ### BEGIN SOLUTION\n    return y\n",
        ),
    ],
)
def test_what_is_no_mistake_is_let_pass(old: str, new: str) -> None:
    assert old in SOURCE
    assert problems(SOURCE.replace(old, new, 1)) == []


def test_a_mistake_hides_no_later_one() -> None:
    both = SOURCE.replace("# Hello.", "# Hello {{ 1 + 1 }}.").replace("q2.score", "q2.points")
    both = both.replace('print("between")', "### BEGIN SOLUTION")
    ends = ["labs have no run to fill it in", "add it", "its last line must be `q2.score`"]
    assert [p for p in problems(both) for end in ends if p.endswith(end)] == problems(both)[1:]


def test_an_empty_test_is_a_mistake_of_the_author() -> None:
    head, _, rest = SOURCE.partition("with Question(1")
    found = problems(head + rest[rest.index("q1.score") + len("q1.score") :])
    assert "cell 'q1_test': its last line must be `q1.score`" in found


def test_points_in_words_are_one_mistake_whatever_the_parts_give() -> None:
    parts = SOURCE.replace(
        "    near(double(3)", '    with q1.part("double", 8):\n        near(double(3)'
    )
    assert problems(parts.replace("points=60", 'points="six"')) == [
        NO_POINTS,
        "cell 'q1_test': must begin its tests with `with Question(1, points=six) as q1:`",
        "the points add up to 40 instead of 100",
    ]


def test_chapters_go_on_to_refuse_grades() -> None:
    (problem,) = parse('# %% grade="test"\nprint(1)\n').problems
    assert "unknown cell option 'grade'; use only rows=, tags=" in problem


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("", "", ""),
        (' id="q3_explain"', "", f"cell '# Twice two,\\n#\\n# **twice**.': {NO_ID}"),
        (
            'id="q3_explain"',
            'id="q2_explain"',
            f"{ORDER}solutions: ['q1', 'q2', 'q2'], tests: ['q1', 'q2', 'q2']",
        ),
        (" points=10", "", "cell 'q3_explain': needs points=, a whole number above 0"),
        ("points=10", "points=9", "the points add up to 99 instead of 100"),
        (
            "# **twice**.",
            "twice = 2",
            "cell 'q3_explain': the answer to an open question is text; "
            "begin each of its lines with #",
        ),
        (
            "# Twice two,\n#\n# **twice**.",
            "#",
            "cell 'q3_explain': has no model answer; write one, as comment lines",
        ),
        (
            "points=10",
            'points=10 forbids="math.sqrt"',
            "cell 'q3_explain': only test cells have names that they forbid",
        ),
        (
            "# **twice**.",
            "# ### BEGIN SOLUTION",
            "cell 'q3_explain': 'BEGIN SOLUTION' belongs into solution cells only",
        ),
    ],
)
def test_an_open_question_has_points_and_a_model_answer(old: str, new: str, message: str) -> None:
    found = problems(OPEN.replace(old, new))
    assert message in found if message else found == []


def test_an_open_question_is_no_python_and_has_no_end() -> None:
    answer = "# It's 2,\n#\n" + "# and so on.\n" * 40
    assert problems(OPEN.replace("# Twice two,\n#\n# **twice**.\n", answer)) == []
