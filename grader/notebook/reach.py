"""What a student's code could reach beside its own objects, told by its text alone.

The plain run has tests in the student's process, where code that gets hold of the interpreter may
say what it likes. Code that keeps to the part of Python below cannot: it imports listed libraries,
stores attributes in its own objects only, and takes over no name of the instructor's.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable

from grader.notebook.names import IMPORTS, names_in, nodes_of, path_parts, transformed
from grader.notebook.reader import Reader

_TIME = re.compile(r"\A\s*%%time[ \t]*\n")
_CELL_MAGIC = re.compile(r"\A\s*%%")
_BUILTINS = frozenset(dir(builtins))


class Reach:
    """What the student's cells that have been read could change and is not their own."""

    def __init__(self, given: Iterable[str], tests: Iterable[str], models: Iterable[str]) -> None:
        """Learn which names are the instructor's.

        Args:
            given: the instructor's cells that are neither tests nor model solutions.
            tests: the tests, whose names a student's function must not bind while they run.
            models: the model solutions, which show what the student is to bind.
        """
        given, tests = list(given), list(tests)
        wanted, bound, within = _bound(models), _bound(given), _bound(tests)
        # A name that nothing of the instructor's reads again may be anybody's.
        read = {name for source in tests for name in names_in(source).reads} | _read_later(given)
        every = [*given, *tests]
        self._imports = frozenset(one for source in every for one in _imports(source))
        self._reader = Reader((bound | _BUILTINS) & read - wanted, within - wanted)
        for source in every:
            self._reader.files |= path_parts(source)
        for node in ast.parse("\n".join(self._imports)).body:
            if isinstance(node, IMPORTS):
                self._reader.given(node)

    def read(self, source: str, own: frozenset[str] = frozenset()) -> str:
        """Read a cell, and return one thing that it or one before it could change ("": none).

        `own` are names that this cell may bind in the instructor's place.
        """
        reader = self._reader
        try:
            reader.found += self._taken(source, own)
        except SyntaxError:
            pass  # it does not run
        except (ValueError, RecursionError, MemoryError):
            reader.found.append("a cell that cannot be read")
        return next(iter(reader.found), "")

    def _taken(self, source: str, own: frozenset[str]) -> list[str]:
        tree = ast.parse(transformed(source))
        if _CELL_MAGIC.match(source) and not _TIME.match(source):
            return ["a magic"]
        repeated = _bound(_imports(source) & self._imports)
        taken = names_in(source).binds & self._reader.names - repeated - own
        self._reader.visit(tree)
        return [f"the name {name}" for name in sorted(taken)]


def _read_later(sources: Iterable[str]) -> set[str]:
    """Return the names that the functions of cells read."""
    return {
        one.id
        for source in sources
        for node in nodes_of(source)
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Lambda))
        for one in ast.walk(node)
        if isinstance(one, ast.Name)
    }


def _bound(sources: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*(names_in(source).binds for source in sources))


def _imports(source: str) -> set[str]:
    """Return the imports of code, each of one name."""
    found = set()
    for node in nodes_of(source):
        for alias in node.names if isinstance(node, IMPORTS) else ():
            if isinstance(node, ast.Import):  # `import a.b` binds what `import a` does
                whole = alias if alias.asname else ast.alias(alias.name.split(".")[0])
                found.add(ast.unparse(ast.Import([whole])))
            elif isinstance(node, ast.ImportFrom):
                found.add(ast.unparse(ast.ImportFrom(node.module, [alias], node.level)))
    return found
