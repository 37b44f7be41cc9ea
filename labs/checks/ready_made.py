"""Ready-made functions that an answer may not call, since they are what its question asks for.

A locked cell before all imports says `forbid({2: "scipy.special.expit"})`. From then on each of
these functions is replaced, in every module that has it and after every import, by one that first
asks whether it is called while a question is tested that forbids it. So a new import, another
name, an attribute, `importlib` or a function of another question's cell lead to the same refusal.
The tests themselves say `reference(expit)`.

It guards against shortcuts, not against an attack: who replaces this module in their own process
can call what they like.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import FunctionType, ModuleType
from typing import Any, cast

from labs.checks.messages import CheckError

_names: dict[int, frozenset[str]] = {}
# Each replacement with its name and the function behind it; what was replaced in place, by its
# number, which no other gets as long as it is kept here.
_guards: dict[Any, tuple[str, Callable[..., Any]]] = {}
_in_place: dict[int, Any] = {}
# The question that is tested, with the file name of its test cell; what its answer has called.
_tested: tuple[int, str] | None = None
_refused: list[str] = []
# What was called while no question was tested: the name, and the file name of the cell that ran.
_earlier: set[tuple[str, str]] = set()
_given_cells: set[str] = set()
_trusted = 0


class ReadyMadeError(CheckError):
    """An answer called a function that does what its question asks for."""

    def __init__(self, name: str) -> None:
        name = re.sub(r"^labs\.stand_ins\.lab\d+\.", "given.", name)  # as notebooks import them
        super().__init__(
            f"your answer calls `{name}`, which does what you are asked to write here; "
            "write it yourself.",
            f"你的答案呼叫了 `{name}`，它做的正是這一題要你寫的事；請自己寫。",
        )


def forbid(names: Mapping[int, str]) -> None:
    """Forbid functions, classes in Python or whole modules: dotted names by question's number."""
    _names.clear()
    _names.update({number: frozenset(text.split()) for number, text in names.items()})
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    _guard()


def reference(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function for a test's own use, though its question forbids it to answers."""
    name, behind = _guards.get(function, ("", function))
    caller = sys._getframe(1).f_code.co_filename
    if not name or _tested is None or caller != _tested[1]:
        return function

    def call(*args: Any, **kwargs: Any) -> Any:
        global _trusted
        _trusted += 1
        try:
            return behind(*args, **kwargs)
        finally:
            _trusted -= 1

    return call


def begin(number: int, cell: str, names: Mapping[str, Any]) -> None:
    """Begin a question's tests in a cell of this file name; `names` are the notebook's."""
    global _tested
    _tested = number, cell
    _refused.clear()
    # Who only tries a function out in a cell of its own has not used it in an answer.
    # Not `isinstance`: in our grader the stand-in of a student's function claims to be one.
    functions = (value for value in names.values() if type(value) is FunctionType)
    answers = {function.__code__.co_filename for function in functions}
    forbidden = _names.get(number, frozenset())
    early = (n for n, where in _earlier if where in answers - _given_cells and n in forbidden)
    _refused.extend(sorted(early))


def end(*errors: BaseException) -> ReadyMadeError | None:
    """End a question's tests, stopped by these errors; return the refusal of what was called."""
    global _tested
    number = _tested[0] if _tested else 0
    _tested = None
    _earlier.clear()
    if _refused:
        return ReadyMadeError(_refused[0])
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


def _ask(name: str) -> None:
    """Refuse the call of a function that the tested question forbids."""
    if _trusted:
        return
    if _tested is None:
        _earlier.add((name, _cell()))
    elif _is_in(name, _names.get(_tested[0], ())):
        _refused.append(name)
        raise ReadyMadeError(name)


def _is_in(name: str, names: Iterable[str]) -> bool:
    return name in names or name.rpartition(".")[0] in names


def _cell() -> str:
    """Return the file name of the cell that runs: the outermost frame of the notebook's names."""
    frame, names, found = sys._getframe(2), None, ""
    while frame is not None:
        if names is None and frame.f_globals.get("__name__") == "__main__":
            names = frame.f_globals
        if frame.f_globals is names:
            found = frame.f_code.co_filename
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
    """Replace what is forbidden and imported by now, in all modules that have it."""
    replaced: dict[int, Any] = {}
    for name in _forbidden():
        value = _found(name)
        members = {name: value}
        if isinstance(value, ModuleType):
            own = (k for k, v in vars(value).items() if getattr(v, "__module__", "") == name)
            members = {f"{name}.{key}": vars(value)[key] for key in own if key[0] != "_"}
        for member, value in members.items():
            if not callable(value) or value in _guards:
                continue
            if isinstance(value, type):
                _guard_methods(value, member, ["__init__"])
            elif type(value).__module__.startswith("scipy.stats"):  # a distribution
                _guard_methods(value, member, [n for n in dir(value) if n[0] != "_"])
            else:
                replaced[id(value)] = _guarded(member, value)
    for module in list(sys.modules.values()) if replaced else ():
        names_of = getattr(module, "__dict__", {})
        for key, value in list(names_of.items()):
            if id(value) in replaced:
                names_of[key] = replaced[id(value)]


def _guard_methods(owner: Any, name: str, methods: Iterable[str]) -> None:
    """Replace methods of a class or of one object, which stays the same object."""
    if id(owner) in _in_place:
        return
    _in_place[id(owner)] = owner
    for method in methods:
        value = getattr(owner, method)
        if callable(value):
            setattr(owner, method, _guarded(name, value))


def _guarded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        _ask(name)
        return function(*args, **kwargs)

    del call.__wrapped__
    with contextlib.suppress(TypeError, ValueError):  # of a builtin
        call.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
    _guards[call] = name, function
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
