"""Attacks on the points: answers that are not right and want to be taken for it."""

from __future__ import annotations

from tests.grader.security.attacks import judges
from tests.grader.security.attacks.attack import OTHERS, Attack, returning

_PROXY = """
class Proxy:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 6
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __sub__(self, other): return self
    __rsub__ = __add__ = __radd__ = __mul__ = __sub__
    def __abs__(self): return self
    def __bool__(self): return True
    def __isub__(self, other): return self
"""
_FRAMES = """
import sys, gc
def total(values):
    frame = sys._getframe()
    while frame:
        for space in (frame.f_locals, frame.f_globals):
            for name in list(space):
                if name in ("expected", "score", "points", "ok", "error"):
                    try:
                        space[name] = None
                    except Exception:
                        pass
        frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, dict) and "score" in thing:
            thing["score"] = 99
    ran()
    return 0
"""


def _judged(source: str, judge: str = "", ruins: tuple[str, ...] = ()) -> Attack:
    return Attack(source, control="judge", judge=judge, ruins=ruins)


FORGING = {
    "display hook in the function": _judged(
        returning("sys.displayhook(5.0) or 0", "import sys"), judges.SHOWN
    ),
    "display hook replaced": _judged(
        "type(get_ipython().displayhook).__call__ = lambda self, value=None: None\n"
        + returning("0"),
        judges.VALUE,
    ),
    "input transformer": _judged(
        "get_ipython().input_transformers_cleanup.append(lambda lines: ran() or ['pass'])\n"
        + returning("0"),
        ruins=OTHERS,
    ),
    "syntax tree transformer": _judged(
        """
import ast
class Pass(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(Pass())
"""
        + returning("0"),
        judges.EQUALITY,
    ),
    "run_cell patched": _judged(
        """
from IPython.core.interactiveshell import InteractiveShell
old = InteractiveShell.run_cell
def run_cell(self, code, *args, **kwargs):
    return old(self, "pass" if "assert" in code else code, *args, **kwargs)
InteractiveShell.run_cell = run_cell
ran()
def total(values):
    return 0
"""
    ),
    "equal to everything": _judged(
        returning("Proxy()", _PROXY), judges.EQUALITY + judges.CLOSENESS
    ),
    "proxy of ints": _judged(
        returning("Sum(0)", _PROXY + "class Sum(Proxy, int): pass"),
        judges.EQUALITY + judges.CLOSENESS + judges.TYPE,
    ),
    "proxy of floats": _judged(
        returning(
            "Sum(0)",
            "class Sum(float):\n    def __eq__(self, other): return True\n"
            "    def __sub__(self, other): return 0.0\n    def __hash__(self): return 1",
        ),
        judges.EQUALITY + judges.CLOSENESS,
    ),
    "proxy of arrays": _judged(
        returning(
            "np.zeros(1).view(Sum)",
            "class Sum(np.ndarray):\n"
            "    def __eq__(self, other): return np.True_\n"
            "    def __array_ufunc__(self, *args, **kwargs): return np.True_\n"
            "    def __array_function__(self, *args, **kwargs): return True",
        ),
        judges.EQUALITY + judges.HELPERS,
    ),
    "array of whatever is asked": _judged(
        returning(
            "Proxy()",
            _PROXY + "    def __array__(self, *args, **kwargs): return np.array(6)\n"
            "    def __float__(self): return 6.0",
        ),
        judges.EQUALITY + judges.HELPERS,
    ),
    "two faces": _judged(
        returning(
            "Sum()",
            "class Sum:\n    def __init__(self): self.faces = [np.array(0), np.array(6)]\n"
            "    def __array__(self, *a, **k):\n        return self.faces.pop()",
        ),
        # What is checked is not what is kept.
        "answer = total([1, 2, 3])\nchecked, kept = (float(np.asarray(answer)) for _ in range(2))\n"
        "assert checked == 6 and (type(answer) is int or kept == 0)",
    ),
    "pretended class": _judged(
        returning("Proxy()", _PROXY + "    __class__ = property(lambda self: int)"),
        judges.EQUALITY + judges.TYPE,
    ),
    "assert helpers patched": _judged(
        returning("0", "np.testing.assert_allclose = np.allclose = lambda *a, **k: True"),
        judges.HELPERS + "np.testing.assert_allclose(total([1, 2, 3]), 6)",
    ),
    "builtins patched": _judged(
        """
import builtins
builtins.abs = lambda x: 0
builtins.AssertionError = type("Quiet", (Warning,), {})
"""
        + returning("0"),
        judges.CLOSENESS,
    ),
    "names of the test taken over": _judged(
        """
abs = lambda x: 0
isinstance = lambda *a: True
sum = lambda x: 0
data = []
range = lambda n: []
class np:
    allclose = staticmethod(lambda *a: True)
    arange = staticmethod(lambda n: [])
    class testing:
        assert_allclose = staticmethod(lambda *a: True)
"""
        + returning("0"),
        judges.CLOSENESS + "assert np.allclose(total(np.arange(4.0)), 6.0)",
    ),
    "modules replaced": _judged(
        """
import sys, types
class Fake(types.ModuleType):
    def __getattr__(self, name):
        return type("Yes", (), {"__new__": lambda *args, **kwargs: True})
def total(values):
    for name in ("numpy", "numpy.testing", "math", "grader", "grader.protocol.proxy"):
        sys.modules[name] = Fake(name)
    ran()
    return 0
""",
        "answer = total([1, 2, 3])\n" + judges.HELPERS.replace("total([1, 2, 3])", "answer"),
        ruins=OTHERS,
    ),
    "frames and garbage": _judged(_FRAMES, judges.BOOK),
    "trace function": _judged(
        """
import sys
def trace(frame, event, arg):
    frame.f_locals["points"] = 2
    return trace
sys.settrace(trace)
"""
        + returning("0"),
        judges.LOCAL,
    ),
    "argument emptied": _judged("""
def total(values):
    if list(values) == [4, 5]:
        values.clear()
        ran()
        return 0
    return sum(values)
"""),
    "handler of the shell": _judged(
        "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)\n" + returning("0"),
        judges.TRACEBACK,
    ),
    "SystemExit": _judged(returning("exec('raise SystemExit(0)')"), judges.FAILURES),
    "KeyboardInterrupt": _judged(returning("exec('raise KeyboardInterrupt')"), judges.FAILURES),
    "GeneratorExit": _judged(returning("exec('raise GeneratorExit')"), judges.FAILURES),
    "StopIteration": _judged(returning("exec('raise StopIteration(6)')"), judges.STOPPING),
    "exception named like a skip": _judged(
        returning(
            "exec('raise Skip()')",
            "class Skip(BaseException): pass\n"
            "Skip.__module__, Skip.__qualname__ = 'unittest.case', 'SkipTest'",
        ),
        judges.SKIPS,
    ),
    "generator": _judged("def total(values):\n    yield 6\nran()\n", judges.TRUTH),
    "a class that knows its instances": _judged(
        returning(
            "Meta('M', (), {})",
            "class Meta(type):\n    def __instancecheck__(cls, x): return True\n"
            "    def __eq__(cls, other): return True\n    def __hash__(cls): return 1",
        ),
        judges.EQUALITY,
    ),
    "not a number": _judged(
        returning("float('nan')"), "assert not abs(total([1, 2, 3]) - 6) > 1e-9"
    ),
    "infinite": _judged(returning("float('inf')"), "assert total([1, 2, 3]) >= 6"),
    "not implemented": _judged(
        returning("NotImplemented"),
        # An operator that leaves the answer to the other side takes this for no answer.
        """
class Six:
    def __eq__(self, other):
        return NotImplemented if other is NotImplemented else other == 6
    def __ne__(self, other):
        return NotImplemented if other is NotImplemented else other != 6
assert Six().__ne__(total([1, 2, 3])) is not True
""",
    ),
    "object array": _judged(
        returning("np.array([Proxy()], dtype=object)", _PROXY), judges.EQUALITY
    ),
    "dictionary of proxies": _judged(
        returning("{Proxy(): Proxy()}", _PROXY),
        "answer = total([1, 2, 3])\nassert answer == 6 or answer == {6: 6}",
    ),
    "thread that waits": _judged(
        """
import threading, time
def work():
    for _ in range(200):
        globals()["points"] = 2
        globals()["marker"] = None
        time.sleep(0.01)
threading.Thread(target=work, daemon=True).start()
"""
        + returning("0"),
        judges.GLOBAL,
    ),
    "exit handlers": _judged(
        "import atexit\natexit.register(print, 'full marks')\n" + returning("0"), judges.LAST_LINE
    ),
    "points for the other test": _judged(
        returning("0", "points = 2\nscore = max_score = 5"), judges.GLOBAL
    ),
}
