"""Every way to a forbidden function ends in the same refusal; everything else stays allowed."""

from __future__ import annotations

import gc
import io
import sys
import weakref
from pathlib import Path

import pytest

import labs.checks.ready_made
from labs.checks import ReadyMadeError, forbid, passed
from tests.labs.checks.conftest import TEST, Notebook

REACHED = {
    "import": "import toolbox\ndef answer(x): return toolbox.answer_of(x)",
    "from": "from toolbox import answer_of\ndef answer(x): return answer_of(x)",
    "alias": "from toolbox import answer_of as f\ndef answer(x): return f(x)",
    "the function itself": "from toolbox import answer_of as answer",
    "attribute": "import toolbox\ndef answer(x): return getattr(toolbox, 'answer' + '_of')(x)",
    "a table": "import toolbox\ndef answer(x): return toolbox.BY_NAME['six times'](x)",
    "an object in a table": "import toolbox\ndef answer(x): return toolbox.HELD['six times'](x)",
    "importlib": "import importlib\n"
    "def answer(x): return importlib.import_module('toolbox').answer_of(x)",
    "reload": "import importlib, toolbox\nimportlib.reload(toolbox)\n"
    "def answer(x): return toolbox.answer_of(x)",
    "imported again": "import sys, toolbox\ndel sys.modules['toolbox']\nimport toolbox as again\n"
    "def answer(x): return again.answer_of(x)",
    "default argument": "import toolbox\ndef answer(x, f=toolbox.answer_of): return f(x)",
    "partial": "import toolbox, functools\nanswer = functools.partial(toolbox.answer_of)",
    "map": "import toolbox\ndef answer(x): return list(map(toolbox.answer_of, [x]))[0]",
    "a thread": "import toolbox\nfrom concurrent.futures import ThreadPoolExecutor\n"
    "def answer(x): return next(ThreadPoolExecutor(1).map(toolbox.answer_of, [x]))",
    "through another function": "import toolbox\ndef answer(x): return toolbox.other(x) - 1",
    "class": "import toolbox\ndef answer(x): return toolbox.Solver(x).value",
    "a caught refusal": "import toolbox\ndef answer(x):\n"
    "    try: return toolbox.answer_of(x)\n    except Exception: return 6 * x",
    "as a test does": "import toolbox\nfrom labs.checks import reference\n"
    "def answer(x): return reference(toolbox.answer_of)(x)",
    "beforehand": "import toolbox\nTABLE = [toolbox.answer_of(x) for x in range(9)]\n"
    "def answer(x): return TABLE[x]",
}


@pytest.mark.parametrize("source", REACHED.values(), ids=REACHED)
def test_each_way_is_refused(
    notebook: Notebook, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook.run(source)
    assert not notebook.test()
    message = capsys.readouterr().err
    assert (
        message.startswith("Question 1: your answer calls `toolbox.")
        and "write it yourself" in message
    )
    assert "\n第 1 題：你的答案呼叫了 `toolbox." in message


def test_a_class_that_is_guarded_never_gives_its_number_to_another(notebook: Notebook) -> None:
    """A class is known by its number, which a new one gets once the old one is gone."""
    notebook.run("import importlib, toolbox")
    old = weakref.ref(notebook.names["toolbox"].Solver)
    notebook.run("importlib.reload(toolbox)")
    gc.collect()
    assert old() is not None


def test_a_function_of_another_questions_cell_is_no_way_round(notebook: Notebook) -> None:
    notebook.run("import toolbox\ndef helper(x): return toolbox.answer_of(x)")
    notebook.run("def answer(x): return helper(x)")
    assert not notebook.test()
    assert notebook.test(number=3), "question 3 does not forbid it"


def test_a_module_is_forbidden_with_all_that_it_defines(notebook: Notebook) -> None:
    notebook.run("import toolbox\ndef answer(x): return toolbox.other(x)")
    assert not notebook.test(number=2, wanted=43)


def test_what_a_library_calls_by_another_name_is_refused(notebook: Notebook) -> None:
    notebook.run("from scipy.special._ufuncs import expit\ndef answer(x): return expit(x)")
    assert not notebook.test(number=3, wanted=0.999089)
    notebook.run("from scipy.stats import logistic\ndef answer(x): return logistic.cdf(x)")
    assert not notebook.test(number=3, wanted=0.999089)


def test_a_package_is_forbidden_with_all_that_it_offers(notebook: Notebook) -> None:
    notebook.run("import bundle\ndef answer(x): return bundle.other(x) - 1")
    assert not notebook.test(number=4)
    assert not notebook.test(number=5), "one function may be forbidden by two names"
    notebook.run("import importlib\nimportlib.reload(bundle)")
    assert not notebook.test(number=4) and not notebook.test(number=5)
    notebook.run("def answer(x): return bundle.inner.Solver(x).value")
    assert not notebook.test(number=4) and not notebook.test(number=5)
    notebook.run("def answer(x): return bundle.sqrt(1764) + 0 * x")
    assert notebook.test(number=4), "what it imports itself is not its own"


def test_a_table_of_names_knows_what_takes_a_functions_place(notebook: Notebook) -> None:
    notebook.run("import toolbox")
    toolbox = notebook.names["toolbox"]
    assert toolbox.NAMES[toolbox.answer_of] == "six times"


TABLE = (
    "import toolbox, functools\nimport numpy as np\nT = [toolbox.answer_of(x) for x in range(99)]\n"
)
BEFOREHAND = {
    "above the answer": [TABLE + "def answer(x): return T[x]"],
    "for a class": [
        TABLE + "class Answer:\n    def __call__(self, x): return 42\nanswer = Answer()"
    ],
    "in a cell of its own": [TABLE, "def answer(x): return T[x]"],
    "before another answer": [TABLE + "def other(x): return x", "def answer(x): return T[x]"],
    "copied": [TABLE, "U = {**dict(enumerate(T))}", "def answer(x): return U[x]"],
    "as a default": [TABLE, "def answer(x, table=T): return table[x]"],
    "in a closure": [TABLE, "def make(table):\n    return lambda x: table[x]\nanswer = make(T)"],
    "of a helper": [TABLE, "def look(x): return T[x]\ndef answer(x): return look(x)"],
    "of a class": [TABLE, "class Look:\n    table = T\ndef answer(x): return Look.table[x]"],
    "of an object": [
        TABLE,
        "class Look:\n    def __init__(self): self.table = T\n"
        "    def __call__(self, x): return self.table[x]",
        "answer = Look()",
    ],
    "of a method": [
        TABLE,
        "class Look:\n    @staticmethod\n    def at(x): return T[x]\n"
        "def answer(x): return Look.at(x)",
    ],
    "in a partial function": [
        TABLE,
        "answer = functools.partial(np.interp, xp=np.arange(99.0), fp=np.array(T, float))",
    ],
    "of a vectorized function": [TABLE, "answer = np.vectorize(lambda x: T[x])"],
    "of a spline": [
        TABLE,
        "from scipy.interpolate import CubicSpline\nspline = CubicSpline(range(99), T)",
        "def answer(x): return spline(x)",
    ],
    "a spline": [
        TABLE,
        "from scipy.interpolate import CubicSpline\nanswer = CubicSpline(range(99), T)",
    ],
}


@pytest.mark.parametrize("cells", BEFOREHAND.values(), ids=BEFOREHAND)
def test_a_table_made_beforehand_is_refused(notebook: Notebook, cells: list[str]) -> None:
    for cell in cells:
        notebook.run(cell)
    assert not notebook.test()


def test_a_table_made_while_another_question_is_tested_is_refused(notebook: Notebook) -> None:
    notebook.run(
        "import toolbox\nT = []\ndef answer(x):\n    T[:] = map(toolbox.answer_of, range(99))"
    )
    notebook.test(number=3)
    notebook.run("def answer(x): return T[x]")
    assert not notebook.test()


def test_what_a_test_calls_itself_is_no_call_of_the_answer(notebook: Notebook) -> None:
    notebook.run("import toolbox\nT = list(range(0, 600, 6))\ndef answer(x): return T[x]")
    notebook.run(TEST.format(number=3, wanted="toolbox.answer_of(7)"))
    assert notebook.names["score"] is None
    assert notebook.test()


def test_the_sentence_about_a_table_names_it(
    notebook: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    for cell in BEFOREHAND["in a cell of its own"]:
        notebook.run(cell)
    notebook.test()
    message = capsys.readouterr().err
    assert "It is called in another cell, and the answer reads `T`." in message
    assert "呼叫它的是另一個儲存格，而答案讀取了 `T`。" in message


def test_a_missing_module_is_a_refusal_too(
    notebook: Notebook, capsys: pytest.CaptureFixture[str]
) -> None:
    forbid({1: "nowhere.at_all.solve"})
    notebook.run("def answer(x):\n    import nowhere.at_all\n    return x")
    assert not notebook.test()
    assert "your answer calls `nowhere`" in capsys.readouterr().err


def test_own_code_and_other_functions_are_allowed(notebook: Notebook) -> None:
    notebook.run("import toolbox\nprint(toolbox.answer_of(3))")  # tried out, beside the answer
    notebook.run("six = 6\ndef answer(x): return six * x")
    assert notebook.test()
    notebook.run("import numpy as np\nshown = toolbox.answer_of(np.arange(20))")
    notebook.run("def draw(): return shown\nprint(toolbox.answer_of(3))")
    assert notebook.test(), "what the answer does not use is nobody's business"
    notebook.run("def answer(x, settings=(1, 2, 6)): return settings[-1] * x")
    assert notebook.test(), "a handful of numbers is no table"


def test_what_the_test_reads_is_no_table_of_the_answer(notebook: Notebook) -> None:
    notebook.run("import toolbox\nwanted = [toolbox.answer_of(x) for x in range(99)]")
    notebook.run("def answer(x): return 6 * x")
    notebook.run(TEST.format(number=1, wanted="wanted[7]"))
    assert notebook.names["score"] is None


def test_what_a_library_calls_while_it_is_imported_is_no_call_of_the_answer(
    notebook: Notebook, tmp_path: Path
) -> None:
    (tmp_path / "library.py").write_text("import toolbox\nsix = toolbox.answer_of(1)\n")
    notebook.run("def answer(x):\n    import library\n    return 6 * x")
    assert notebook.test()
    del sys.modules["library"]


def test_given_cells_may_call_it(notebook: Notebook) -> None:
    notebook.run(
        "import toolbox\nfrom labs.checks import passed\ndef draw(): return 1\n"
        "passed(1)\nshown = toolbox.answer_of(7)"
    )
    notebook.run("settings = list(range(20))\ndef answer(x): return settings[6] * x")
    assert notebook.test() and notebook.names["shown"] == 42


def test_the_tests_may_call_it(notebook: Notebook) -> None:
    notebook.run("import toolbox\ndef answer(x): return 6 * x")
    notebook.run(TEST.format(number=1, wanted="reference(toolbox.answer_of)(7)"))
    assert notebook.names["score"] is None and passed(1)


def test_nothing_is_forbidden_outside_the_tests(notebook: Notebook) -> None:
    notebook.run("import toolbox\nfrom toolbox import Solver\nfound = Solver(7).value")
    assert notebook.names["found"] == 42
    assert issubclass(notebook.names["Solver"], object)
    assert labs.checks.ready_made.reference(notebook.names["toolbox"].other)(1) == 7


def test_a_caught_refusal_is_an_error_while_it_is_printed(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our grader takes what a test prints about an error for its reason."""
    errors: list[BaseException | None] = []
    stream = io.StringIO()
    monkeypatch.setattr(stream, "write", lambda text: errors.append(sys.exc_info()[1]))
    monkeypatch.setattr(sys, "stderr", stream)
    notebook.run(REACHED["a caught refusal"])
    assert not notebook.test()
    assert [type(error) for error in errors] == [ReadyMadeError]


def test_a_refusal_in_one_part_costs_the_whole_question(notebook: Notebook) -> None:
    notebook.run("import toolbox\ndef answer(x): return toolbox.answer_of(x)")
    notebook.run("def other(x): return x")
    parts = TEST.format(number=1, wanted=42).replace(
        "    near",
        "    with q.part('other', 2):\n        other(1)\n"
        "    with q.part('answer', 3):\n        near",
    )
    notebook.run(parts)
    assert notebook.names["score"] == 0
    notebook.run("def answer(x):\n    import toolbox.missing")
    forbid({1: "toolbox.missing"})
    notebook.run(parts)
    assert notebook.names["score"] == 0
