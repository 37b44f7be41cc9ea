"""Ready-made functions that an answer may not call, since they are what its question asks for.

A locked cell before all imports says `forbid({2: "scipy.special.expit"})`. From then on each of
these functions is replaced, in every module that has it, in the tables of these (where
`keras.losses.get("mse")` looks it up) and after every import, by one that first asks whether it is
called while a question is tested that forbids it. So a new import, another name, an attribute,
`importlib` or a function of another question's cell lead to the same refusal. So does a call that
was made before, in a cell of the answer, or in any cell if the answer reads data: that may be a
table of results. The tests themselves say `reference(expit)`.

It guards against shortcuts, not against an attack: who replaces this module in their own process
can call what they like.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any, cast

from labs.checks.messages import CheckError
from labs.checks.reached import reached

_names: dict[int, frozenset[str]] = {}
# Each replacement with the names it is forbidden by and the function behind it; what was replaced
# in place, by its number, which no other gets as long as it is kept here, with such names.
_guards: dict[Any, tuple[list[str], Callable[..., Any]]] = {}
_in_place: dict[int, tuple[Any, list[str]]] = {}
# The question that is tested, with the file name of its test cell; why its answer is refused.
_tested: tuple[int, str] | None = None
_refused: list[ReadyMadeError] = []
# What was called where it is not forbidden: the name, and the file name of the cell that ran.
_earlier: set[tuple[str, str]] = set()
_given_cells: set[str] = set()
_trusted = 0
# Classes written in Python have this flag (Py_TPFLAGS_HEAPTYPE); others must stay as they are.
_IN_PYTHON = 1 << 9
_WITHOUT = (type, ModuleType, FunctionType, BuiltinFunctionType)


class ReadyMadeError(CheckError):
    """An answer called a function that does what its question asks for."""

    def __init__(self, name: str, data: str = "") -> None:
        name = re.sub(r"^labs\.stand_ins\.lab\d+\.", "given.", name)  # as notebooks import them
        en = f" It is called in another cell, and the answer reads `{data}`." if data else ""
        zh = f"呼叫它的是另一個儲存格，而答案讀取了 `{data}`。" if data else ""
        super().__init__(
            f"your answer calls `{name}`, which does what you are asked to write here; "
            f"write it yourself.{en}",
            f"你的答案呼叫了 `{name}`，它做的正是這一題要你寫的事；請自己寫。{zh}",
        )


def forbid(names: Mapping[int, str]) -> None:
    """Forbid functions, classes, modules or packages: dotted names by question's number.

    A module stands for what it defines, a package for all that it offers.
    """
    _names.clear()
    _names.update({number: frozenset(text.split()) for number, text in names.items()})
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    _guard()


def reference(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function for a test's own use, though its question forbids it to answers."""
    names, behind = _guards.get(function, ([], function))
    caller = sys._getframe(1).f_code.co_filename
    if not names or _tested is None or caller != _tested[1]:
        return function

    def call(*args: Any, **kwargs: Any) -> Any:
        global _trusted
        _trusted += 1
        try:
            return behind(*args, **kwargs)
        finally:
            _trusted -= 1

    return call


def begin(number: int, test: CodeType, names: Mapping[str, Any]) -> None:
    """Begin a question's tests, in a cell of this code; `names` are the notebook's."""
    global _tested
    _tested = number, test.co_filename
    _refused.clear()
    forbidden = _names.get(number, frozenset())
    early = [
        (name, cell)
        for name, cell in sorted(_earlier)
        if _is_in(name, forbidden) and cell not in _given_cells
    ]
    if not early:
        return
    # Who only tries a function out in a cell of its own has not used it in an answer.
    cells, data = reached(test, names)
    _refused.extend(ReadyMadeError(name) for name, cell in early if cell in cells)
    _refused.extend(ReadyMadeError(early[0][0], name) for name in data)


def end(*errors: BaseException) -> ReadyMadeError | None:
    """End a question's tests, stopped by these errors; return the refusal of what was called."""
    global _tested
    number = _tested[0] if _tested else 0
    _tested = None
    if _refused:
        return _refused[0]
    # What students import at home may be missing where answers are graded.
    for error in errors:
        missing = str(error.name) if isinstance(error, ModuleNotFoundError) else ""
        names = _names.get(number, ())
        if missing and any(f"{name}.".startswith(f"{missing}.") for name in names):
            return ReadyMadeError(missing)
    return None


def given(cell: str) -> None:
    """Note the file name of a cell that students were given: it may call what it likes."""
    _given_cells.add(cell)


def forget() -> None:
    """Forbid nothing any more; what was replaced stays and lets every call through."""
    _names.clear()
    _earlier.clear()
    _given_cells.clear()


def _ask(names: Sequence[str]) -> None:
    """Refuse the call of a function that the tested question forbids by one of these names."""
    cells = _cells()
    if _trusted or cells is None:
        return
    forbidden = _names.get(_tested[0], frozenset()) if _tested else frozenset()
    for name in names:
        if _is_in(name, forbidden):
            _refused.append(ReadyMadeError(name))
            raise _refused[-1]
    if not _tested or cells[:1] != [_tested[1]]:  # a test's own call is none of the answer's
        _earlier.update((name, cell) for name in names for cell in cells[-1:])


def _is_in(name: str, names: Iterable[str]) -> bool:
    return name in names or name.rpartition(".")[0] in names


def _cells() -> list[str] | None:
    """Return the cells (file names) whose code calls, the running one last; None in an import."""
    frame, names, found = sys._getframe(3), None, []
    while frame is not None:
        if names is None and frame.f_globals.get("__name__") == "__main__":
            names = frame.f_globals
        if frame.f_globals is names:
            found.append(frame.f_code.co_filename)
        elif names is None and frame.f_code.co_name == "<module>":
            return None  # a library calls it while it is imported
        frame = frame.f_back  # type: ignore[assignment]
    return found


def _forbidden() -> set[str]:
    return {name for group in _names.values() for name in group}


def _modules() -> set[str]:
    """Return the modules that forbidden names lead through."""
    parts = (name.split(".") for name in _forbidden())
    return {".".join(words[:end]) for words in parts for end in range(1, len(words) + 1)}


def _found(name: str) -> Any:
    """Return what a dotted name stands for, as far as it is imported; else None."""
    words = name.split(".")
    for end in range(len(words), 0, -1):
        value: Any = sys.modules.get(".".join(words[:end]))
        if value is not None:
            for word in words[end:]:
                value = vars(value).get(word) if hasattr(value, "__dict__") else None
            return value
    return None


def _guard() -> None:
    """Replace what is forbidden and imported by now, in all modules and tables that have it."""
    replaced: dict[int, Any] = {}
    for name in sorted(_forbidden()):
        for member, value in _members(name, _found(name)):
            if type(value) is FunctionType and value in _guards:
                _add(member, _guards[value][0])
            elif id(value) in _in_place:
                _add(member, _in_place[id(value)][1])
            elif id(value) in replaced:
                _add(member, _guards[replaced[id(value)]][0])
            elif isinstance(value, type):
                if value.__flags__ & _IN_PYTHON:
                    _guard_methods(value, member, ["__init__"])
            elif type(value).__module__.startswith("scipy.stats"):  # a distribution
                _guard_methods(value, member, [n for n in dir(value) if n[0] != "_"])
            else:
                replaced[id(value)] = _guarded([member], value)
    for table in _tables() if replaced else ():
        for key, value in list(table.items()):
            if id(value) in replaced:
                table[key] = replaced[id(value)]
            if id(key) in replaced:  # as where Keras has the names of its functions
                table[replaced[id(key)]] = table[key]


def _members(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield what a name forbids, each with a name of its own."""
    if not isinstance(value, ModuleType):
        if callable(value):
            yield name, value
        return
    for key, member in vars(value).items():
        if key[0] == "_" or not callable(member):
            continue
        home = getattr(member, "__module__", None) or name
        package = hasattr(value, "__path__") and home.partition(".")[0] == name.partition(".")[0]
        if package or home == name:
            yield f"{name}.{key}", member


def _tables() -> Iterator[dict[Any, Any]]:
    """Yield the names of all modules, the tables among these, and what callable objects hold."""
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", {})
        tables = [names, *(value for value in list(names.values()) if type(value) is dict)]
        yield from tables
        for table in tables:
            for value in list(table.values()):
                # Such as the scorers of scikit-learn.
                if callable(value) and not isinstance(value, _WITHOUT):
                    held = getattr(value, "__dict__", None)
                    yield held if type(held) is dict else {}


def _add(name: str, names: list[str]) -> None:
    if name not in names:
        names.append(name)


def _guard_methods(owner: Any, name: str, methods: Iterable[str]) -> None:
    """Replace methods of a class or of one object, which stays the same object."""
    names = [name]
    _in_place[id(owner)] = owner, names
    for method in methods:
        value = getattr(owner, method)
        if callable(value):
            setattr(owner, method, _guarded(names, value))


def _guarded(names: list[str], function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        _ask(names)
        return function(*args, **kwargs)

    del call.__wrapped__
    with contextlib.suppress(TypeError, ValueError):  # of a builtin
        call.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    _guards[call] = names, function
    return call


class _Finder(MetaPathFinder):
    """Guards modules as they are imported, or imported again."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return the spec that others find, whose module is guarded once it has run."""
        if fullname not in _modules():
            return None
        for finder in sys.meta_path:
            find = getattr(finder, "find_spec", None)
            spec = find(fullname, path, target) if find and finder is not self else None
            if spec is not None and spec.loader is not None:
                spec.loader.exec_module = _then_guarded(spec.loader.exec_module)
                return cast(ModuleSpec, spec)
        return None


def _then_guarded(execute: Callable[[ModuleType], None]) -> Callable[[ModuleType], None]:
    def run(module: ModuleType) -> None:
        execute(module)
        _guard()

    return run
