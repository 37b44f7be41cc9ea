"""Backward slices of a chapter: the statements that a later one depends on (Weiser, 1981).

An explorable is drawn again for the website without running its whole chapter. The slice is
found from names: a statement belongs to it when it binds a needed name, or may change a needed
object in place. What this cannot see, such as an array that a function fills, shows: the
figure at the start is compared with the one that the notebook stores.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

# Methods that leave their object as it is. Any other method may change it.
_CHANGING = {"sort", "fill", "put", "itemset", "resize", "partition", "setflags", "byteswap"}
_READING = {"items", "keys", "values", "get", "numpy", "predict", "get_weights", "count_params"}
_PURE = ({n for kind in (np.ndarray, str, tuple) for n in dir(kind)} | _READING) - _CHANGING
# Statements that only report.
_REPORTS = {"print", "show", "check_slide", "check_erratum", "report_device", "print_code"}
_SEEDS = "set_random_seed"


@dataclass
class Statement:
    """One statement of a chapter, and what it does with names.

    Attributes:
        cell: the number of its cell in the notebook.
        node: its syntax tree.
        binds: names that it gives a value.
        uses: names that it reads, also within functions that it defines.
        changes: names whose object it may change.
        replaces: names whose earlier value it makes unneeded.
    """

    cell: int
    node: ast.stmt
    binds: set[str] = field(default_factory=set)
    uses: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    replaces: set[str] = field(default_factory=set)


def statements(cells: Mapping[int, str]) -> list[Statement]:
    """Return the statements of a chapter's code cells, given by their numbers in the notebook."""
    nodes = [(number, node) for number, text in cells.items() for node in ast.parse(text).body]
    imported = {
        alias.asname or alias.name.partition(".")[0]
        for _, node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    return [_read(number, node, imported) for number, node in nodes]


def slice_of(found: Sequence[Statement], last: int, names: set[str]) -> list[Statement]:
    """Return the statements that some names at a place depend on, in order.

    Args:
        found: the statements of a chapter.
        last: the index before which to look.
        names: what is needed there; functions count with all that they read.
    """
    functions = _functions(found[:last])
    needed = _reached(names, functions) - _BUILTIN
    chosen = []
    for statement in reversed(found[:last]):
        if (statement.binds | statement.changes) & needed:
            chosen.append(statement)
            uses = _reached(statement.uses, functions)
            needed = (needed - statement.replaces) | (uses - _BUILTIN)
    return chosen[::-1]


_BUILTIN = set(dir(builtins))


def _read(cell: int, node: ast.stmt, imported: set[str]) -> Statement:
    text = ast.unparse(node)
    statement = Statement(cell, node)
    table = symtable.symtable(text, "<cell>", "exec")
    for symbol in table.get_symbols():
        if symbol.is_assigned() or symbol.is_imported():
            statement.binds.add(symbol.get_name())
        if symbol.is_referenced():
            statement.uses.add(symbol.get_name())
    for inner in _below(table):
        statement.uses |= {
            s.get_name() for s in inner.get_symbols() if s.is_global() and s.is_referenced()
        }
    definition = isinstance(node, ast.FunctionDef | ast.ClassDef)
    if not definition:
        statement.changes = set(_changed(node, imported)) - imported
        if _SEEDS in text:
            statement.changes.add("keras")  # a seed counts for every model after it
    if definition or isinstance(node, ast.Import | ast.ImportFrom | ast.Assign):
        statement.replaces = statement.binds - statement.changes
    return statement


def _below(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for inner in table.get_children():
        yield inner
        yield from _below(inner)


def _changed(node: ast.AST, imported: set[str]) -> Iterator[str]:
    """Yield the names whose objects a statement may change in place."""
    if _only_reports(node):
        return
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        yield from _root(node)
    elif isinstance(node, ast.AugAssign):
        yield from _root(node.target)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr not in _PURE:
            yield from _root(node.func)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        called = node.value
        # A function whose result is thrown away does something to what it is given.
        if isinstance(called.func, ast.Name) or set(_root(called.func)) & imported:
            yield from (name.id for name in ast.walk(called) if isinstance(name, ast.Name))
    elif isinstance(node, ast.Name) and node.id == "rng":
        yield node.id  # a generator moves on wherever it is handed to
    for part in ast.iter_child_nodes(node):
        yield from _changed(part, imported)


def _root(node: ast.AST) -> Iterator[str]:
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Name):
        yield node.id


def _only_reports(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return True
    if not isinstance(node, ast.Expr):
        return False
    call = node.value
    if not isinstance(call, ast.Call):
        return isinstance(call, ast.Constant)
    return isinstance(call.func, ast.Name) and call.func.id in _REPORTS


def _functions(found: Sequence[Statement]) -> dict[str, set[str]]:
    """Return what each function and class reads when it is called, lambdas included."""
    functions: dict[str, set[str]] = {}
    for statement in found:
        node = statement.node
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            functions.setdefault(node.name, set()).update(statement.uses)
        elif isinstance(node, ast.Assign) and any(
            isinstance(p, ast.Lambda) for p in ast.walk(node)
        ):
            for name in statement.binds:
                functions.setdefault(name, set()).update(statement.uses)
    return functions


def _reached(names: set[str], functions: Mapping[str, set[str]]) -> set[str]:
    """Return names, and all that the functions among them read."""
    reached: set[str] = set()
    waiting = list(names)
    while waiting:
        if (name := waiting.pop()) not in reached:
            reached.add(name)
            waiting += functions.get(name, ())
    return reached
