"""The names that a cell's code binds, changes, reads and imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from IPython.core.inputtransformer2 import TransformerManager


@dataclass(frozen=True)
class Names:
    """The names in one cell's code: bound, changed in place, read, and imported.

    `reads` also holds names that are local to a function; `free` does not. `volatile` are those
    that functions of the cell bind or change when they are called.
    """

    binds: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    volatile: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()
    only_definitions: bool = False
    has_effects: bool = True


# These change their object also where their value is used: `history = model.fit(X, y)`.
_CHANGING_WITH_VALUE = frozenset(
    {"pop", "popitem", "popleft", "setdefault"}
    | {"fit", "partial_fit", "train_on_batch", "fit_transform"}
)


_CHANGING = _CHANGING_WITH_VALUE | frozenset(
    {"append", "extend", "insert", "remove", "clear", "sort", "reverse", "update", "add", "discard"}
    | {"difference_update", "intersection_update", "symmetric_difference_update", "subtract"}
    | {"appendleft", "extendleft", "rotate", "move_to_end"}
    | {"fill", "put", "partition", "resize"}
    | {"compile", "build", "set_weights", "load_weights"}
)
_BODY_MAGIC = re.compile(r"\A\s*%%(time|capture|prun)\b[^\n]*")
# IPython reads the whole cell again for each line of its own: characters times such lines.
_OWN_LINE = re.compile(r"^[ \t]*[%!?,;/]|=[ \t]*[%!]|\?[ \t]*$", re.MULTILINE)
_MOST_READ = 1_000_000


def transformed(source: str) -> str:
    """Return a cell with its magics as the calls that they stand for.

    Raises:
        SyntaxError: it is not Python, nor nearly so.
        ValueError: reading it would take too long.
    """
    if len(source) * (1 + len(_OWN_LINE.findall(source))) > _MOST_READ:
        raise ValueError("too long, or too many lines of IPython's own")
    text: str = TransformerManager().transform_cell(_BODY_MAGIC.sub("", source))
    return text


def tree_of(source: str) -> ast.Module | None:
    """Return the syntax tree of a cell, magics included; None if it does not parse."""
    try:
        return ast.parse(transformed(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def nodes_of(source: str) -> Iterator[ast.AST]:
    """Yield all parts of a cell's syntax tree; none if it does not parse."""
    tree = tree_of(source)
    return ast.walk(tree) if tree else iter(())


def imported(source: str) -> list[tuple[str, str]]:
    """Return what code imports, as (module, name in it or ""); dots stand for relative imports."""
    found: list[tuple[str, str]] = []
    for node in nodes_of(source):
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found += [(module, alias.name) for alias in node.names]
    return list(dict.fromkeys(found))


def path_parts(source: str) -> set[str]:
    """Return the names of files and folders that the texts in code may stand for."""
    texts = [
        node.value
        for node in nodes_of(source)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return {
        part for text in texts if not re.search(r"\s", text) for part in re.split(r"[/\\]", text)
    }


def names_in(source: str) -> Names:
    """Return the names that code binds, changes and reads; nothing if it does not parse."""
    tree = tree_of(source)
    if tree is None:
        return Names()
    visitor = _Visitor()
    visitor.visit(tree)
    body = [part for part in tree.body if not _is_text(part)]
    return Names(
        frozenset(visitor.binds),
        frozenset(visitor.changes),
        frozenset(visitor.reads),
        frozenset(visitor.free),
        frozenset(visitor.volatile),
        frozenset(visitor.imports),
        all(isinstance(part, DEFINITIONS) for part in body),
        not all(isinstance(part, (*DEFINITIONS, ast.Assign, ast.AnnAssign)) for part in body)
        or "*" in visitor.imports,
    )


IMPORTS = (ast.Import, ast.ImportFrom)
DEFINITIONS = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef, *IMPORTS)


def statements(source: str) -> list[str]:
    """Return the top-level statements of a cell, magics as the calls that they stand for."""
    tree = tree_of(source)
    return [ast.unparse(part) for part in tree.body] if tree else []


def only_statements(source: str, kinds: tuple[type[ast.stmt], ...]) -> str:
    """Return those top-level statements of a cell that are of the given kinds."""
    tree = tree_of(source)
    if tree is None:
        return ""
    return "\n".join(ast.unparse(part) for part in tree.body if isinstance(part, kinds))


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class _Visitor(ast.NodeVisitor):
    """Collect names. `scopes` holds the local names of the functions and classes around."""

    def __init__(self) -> None:
        self.binds: set[str] = set()
        self.changes: set[str] = set()
        self.reads: set[str] = set()
        self.free: set[str] = set()
        self.volatile: set[str] = set()
        self.imports: set[str] = set()
        self.scopes: list[set[str]] = []
        self.comprehensions = 0

    def _read(self, name: str) -> None:
        self.reads.add(name)
        if not self._is_local(name):
            self.free.add(name)

    def _is_local(self, name: str) -> bool:
        return any(name in scope for scope in self.scopes)

    def _bind(self, name: str | None) -> None:
        if name and not self.scopes:
            self.binds.add(name)

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._read(node.id)
        elif not self.comprehensions:
            self._bind(node.id)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:
        # Also in a comprehension this binds a name outside of it.
        self._bind(node.target.id)
        self.visit(node.value)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:
        self._bind(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:
        self._bind(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:
        self._bind(node.rest)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        # A name may be asked for by its text: `"f" in globals()`.
        if isinstance(node.value, str) and node.value.isidentifier():
            self.reads.add(node.value)

    def visit(self, node: ast.AST) -> None:
        """Visit a node; what opens a scope binds nothing outside of it."""
        if isinstance(node, IMPORTS):
            self._import(node)
        elif isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
            self._define(node)
        elif isinstance(node, _COMPREHENSIONS):
            self.comprehensions += 1
            self.generic_visit(node)
            self.comprehensions -= 1
        else:
            super().visit(node)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        found = {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        self.imports |= found
        for name in found:
            self._bind(name)

    def _define(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
    ) -> None:
        outside: list[ast.AST] = []
        if not isinstance(node, ast.Lambda):
            self._bind(node.name)
            outside = [*node.decorator_list]
        if isinstance(node, ast.ClassDef):
            outside += [*node.bases, *node.keywords]
        else:
            defaults = [*node.args.defaults, *node.args.kw_defaults]
            outside += [part for part in defaults if part is not None]
        for part in outside:
            self.visit(part)
        self.scopes.append(_locals_of(node))
        for child in ast.iter_child_nodes(node):
            if child not in outside:
                self.visit(child)
        self.scopes.pop()

    def visit_Global(self, node: ast.Global) -> None:
        self.binds |= set(node.names)
        self.volatile |= set(node.names)

    def _changed(self, target: ast.AST) -> None:
        while isinstance(target, (ast.Attribute, ast.Subscript)):
            target = target.value
        if isinstance(target, ast.Name) and not self._is_local(target.id):
            self.changes.add(target.id)
            if self.scopes:
                self.volatile.add(target.id)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._changed(node.target)
        if isinstance(node.target, ast.Name):
            self._read(node.target.id)
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._changed(node)
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self._changed(node)
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        # `results.append(3)` changes `results`.
        self._method(node.value, _CHANGING)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        self._method(node, _CHANGING_WITH_VALUE)
        self.generic_visit(node)

    def _method(self, call: ast.expr, names: frozenset[str]) -> None:
        function = call.func if isinstance(call, ast.Call) else None
        if isinstance(function, ast.Attribute) and function.attr in names:
            self._changed(function)


def _locals_of(scope: ast.AST) -> set[str]:
    """Return the names that a function or class binds for itself or for what lies in it."""
    bound: set[str] = set()
    shared: set[str] = set()
    for node in ast.walk(scope):
        if isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            if node is not scope:
                bound.add(node.name)
        elif isinstance(node, IMPORTS):
            bound |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Global):
            shared |= set(node.names)
    return bound - shared
