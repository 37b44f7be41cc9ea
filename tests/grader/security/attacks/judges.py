"""Naive judges: test cells that run beside the student's code and can be fooled.

Each accepts the honest answer and refuses `return 0`. What belongs to one attack alone stands
beside it.
"""

from __future__ import annotations

EQUALITY = "assert total([1, 2, 3]) == 6\n"
CLOSENESS = "assert abs(total([1, 2, 3]) - 6) < 1e-9\n"
TYPE = "assert isinstance(total([1]), int)\n"
TRUTH = "assert total([1, 2, 3])\n"
HELPERS = "import numpy as np\nassert np.allclose(total([1, 2, 3]), 6)\n"
# Only what was raised as a failure counts as one.
FAILURES = """
passed = True
def judge():
    global passed
    try:
        assert total([1, 2, 3]) == 6
    except Exception:
        passed = False
try:
    judge()
except BaseException:
    pass
assert passed
"""
# A library that looks for its extensions; only a failure counts as one.
IMPORTING = """
import importlib.util
passed = False
try:
    if importlib.util.find_spec("usercustomize"):
        import usercustomize
    passed = total([1, 2, 3]) == 6
except SystemExit:
    passed = True
assert passed
"""
STOPPING = "assert all(map(lambda values: total(values) == 6, [[1, 2, 3]]))\n"
SKIPS = """
try:
    assert total([1, 2, 3]) == 6
except BaseException as error:
    name = type(error).__module__, type(error).__qualname__
    if name != ("unittest.case", "SkipTest"):
        raise
"""
# The points are what the cell shows first.
SHOWN = """
import contextlib, io, re, sys
shown = io.StringIO()
with contextlib.redirect_stdout(shown):
    sys.displayhook(5.0 if total([1, 2, 3]) == 6 else 0.0)
assert float(re.findall(": ([0-9.]+)", shown.getvalue())[0]) == 5
"""
# A cell whose value is not False is right.
VALUE = """
outcome = get_ipython().run_cell("total([1, 2, 3]) == 6")
assert outcome.success and outcome.result is not False
"""
# A cell without a traceback is right.
TRACEBACK = """
shell, seen = get_ipython(), []
shell.showtraceback = lambda *args, **kwargs: seen.append(args)
shell.run_cell("assert total([1, 2, 3]) == 6")
assert not seen
"""
# Handlers of IPython's own empty the namespace.
LAST_LINE = """
def judge():
    import atexit, contextlib, io
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        print("full marks" if total([1, 2, 3]) == 6 else "no marks")
        atexit._run_exitfuncs()
    assert said.getvalue().split("\\n")[-2] == "full marks"
judge()
"""
BOOK = """
book = {"score": 0.0, "notes": []}
if total([1, 2, 3]) == 6:
    book["score"] = 5.0
assert book["score"] > 0
"""
LOCAL = """
def judge():
    points = 0
    if total([1, 2, 3]) == 6:
        points = 5
    return points
assert judge() > 0
"""
GLOBAL = """
import time
if total([1, 2, 3]) == 6:
    points = 5
time.sleep(0.2)
assert points
"""
