"""Reads the instructor's notebook to find out which names are the student's.

Only the instructor's material decides, so that no submission can take over a name that a
test relies on. The student's names are those that the model solutions bind or change.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable
from dataclasses import dataclass, field

from IPython.core.inputtransformer2 import TransformerManager

from grader.notebook import Cell, released


@dataclass(frozen=True)
class Names:
    """The names in one cell's code: bound, changed in place, read, and imported."""

    binds: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()
    only_definitions: bool = False
    has_effects: bool = True


@dataclass(frozen=True)
class Role:
    """What is done with one of the instructor's cells.

    `trusted`, `student`: the source to run in the trusted and in the student's process ("" for
    none; the source of an answer comes from the submission). `asks`: names that are the
    student's while it runs trusted. `guesses`: the same if nothing else bears the name; only
    for notebooks without model solutions. `push`: names that the student's process gets from
    the trusted one afterwards. `given`: names that the cell makes on both sides. `lasting`: what
    a test cell makes is read by later cells.
    """

    trusted: str = ""
    student: str = ""
    asks: frozenset[str] = frozenset()
    guesses: frozenset[str] = frozenset()
    push: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    lasting: bool = False


_PROTECTED = frozenset(dir(builtins)) | {"get_ipython", "display", "In", "Out", "exit", "quit"}
_CHANGING = frozenset(
    {"append", "extend", "insert", "pop", "remove", "clear", "update", "add", "discard"}
    | {"setdefault", "sort", "reverse", "popitem", "fit", "partial_fit", "compile", "build"}
    | {"set_weights", "load_weights"}
)


@dataclass
class _Owners:
    guess: bool
    student: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    uses: dict[str, frozenset[str]] = field(default_factory=dict)

    def touched(self, reads: Iterable[str]) -> bool:
        """Tell whether names lead to the student's, perhaps through functions of given cells."""
        seen: set[str] = set()
        queue = set(reads)
        while queue:
            if queue & self.student:
                return True
            seen |= queue
            queue = {name for at in queue for name in self.uses.get(at, ())} - seen
        return False

    def asked(self) -> frozenset[str]:
        return frozenset(self.student & self.reads)

    def guessed(self, bound: frozenset[str]) -> frozenset[str]:
        if not self.guess:
            return frozenset()
        return frozenset(self.reads - self.given - self.student - _PROTECTED - bound)

    def to_student(self, names: frozenset[str]) -> None:
        self.student |= names
        self.given -= names

    def to_instructor(self, names: frozenset[str]) -> None:
        self.given |= names
        self.student -= names


def names_in(source: str) -> Names:
    """Return the names that code binds, changes and reads; nothing if it does not parse."""
    try:
        tree = ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Names()
    visitor = _Visitor()
    visitor.visit(tree)
    body = [part for part in tree.body if not _is_text(part)]
    return Names(
        frozenset(visitor.binds),
        frozenset(visitor.changes),
        frozenset(visitor.reads),
        frozenset(visitor.imports),
        all(isinstance(part, _DEFINITIONS) for part in body),
        not all(isinstance(part, (*_DEFINITIONS, ast.Assign, ast.AnnAssign)) for part in body)
        or "*" in visitor.imports,
    )


_IMPORTS = (ast.Import, ast.ImportFrom)
_DEFINITIONS = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef, *_IMPORTS)


def _only(source: str, kinds: tuple[type[ast.stmt], ...]) -> str:
    """Return those top-level statements of a cell that are of the given kinds."""
    try:
        tree = ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    return "\n".join(ast.unparse(part) for part in tree.body if isinstance(part, kinds))


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


_SCOPES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class _Visitor(ast.NodeVisitor):
    def __init__(self) -> None:
        self.binds: set[str] = set()
        self.changes: set[str] = set()
        self.reads: set[str] = set()
        self.imports: set[str] = set()
        self.depth = 0

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.reads.add(node.id)
        elif not self.depth:
            self.binds.add(node.id)

    def visit_Constant(self, node: ast.Constant) -> None:
        # A name may be asked for by its text: `"f" in globals()`.
        if isinstance(node.value, str) and node.value.isidentifier():
            self.reads.add(node.value)

    def visit(self, node: ast.AST) -> None:
        """Visit a node; what opens a scope binds nothing outside of it."""
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self._import(node)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self._define(node)
        elif isinstance(node, _SCOPES):
            self.depth += 1
            self.generic_visit(node)
            self.depth -= 1
        else:
            super().visit(node)

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        found = {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        self.imports |= found
        if not self.depth:
            self.binds |= found

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        if not self.depth:
            self.binds.add(node.name)
        for part in node.decorator_list:
            self.visit(part)
        self.depth += 1
        for child in ast.iter_child_nodes(node):
            if child not in node.decorator_list:
                self.visit(child)
        self.depth -= 1

    def visit_Global(self, node: ast.Global) -> None:
        self.binds |= set(node.names)

    def _changed(self, target: ast.AST) -> None:
        while isinstance(target, (ast.Attribute, ast.Subscript)):
            target = target.value
        if isinstance(target, ast.Name) and not self.depth:
            self.changes.add(target.id)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._changed(node.target)
        if isinstance(node.target, ast.Name):
            self.reads.add(node.target.id)
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
        call = node.value
        function = call.func if isinstance(call, ast.Call) else None
        if isinstance(function, ast.Attribute) and function.attr in _CHANGING:
            self._changed(function)
        self.generic_visit(node)


def roles(cells: list[Cell], on_student_side: Iterable[int] = ()) -> list[Role]:
    """Return what is done with each of the instructor's cells.

    `on_student_side` lists cells that touch the student's names and cannot run trusted.
    """
    found = [names_in(cell.source) if cell.is_code else Names(has_effects=False) for cell in cells]
    needed = _needed(cells, found)
    imported = frozenset[str]().union(*(names.imports for names in found))
    owners = _Owners(guess=not has_solutions(cells))
    result = []
    for index, (cell, names) in enumerate(zip(cells, found, strict=True)):
        if not cell.is_code:
            result.append(Role())
        elif cell.is_test:
            owners.reads |= names.reads
            result.append(
                Role(
                    cell.source,
                    asks=owners.asked(),
                    guesses=owners.guessed(names.binds),
                    lasting=bool(names.binds & needed[index]),
                )
            )
            owners.to_instructor(names.binds)
        elif cell.solution:
            owners.to_instructor(names.imports - {"*"})
            owners.to_student((names.binds | (names.changes - imported)) - names.imports)
            result.append(Role(_only(cell.source, _IMPORTS)))
        else:
            changes = names.changes - imported
            bound = (names.binds | changes) - {"*"}
            forced = index in on_student_side
            result.append(_given_role(cell, names, bound, owners, needed[index], forced))
    return result


def has_solutions(cells: Iterable[Cell]) -> bool:
    """Tell whether the notebook is an instructor's, with model solutions in it."""
    return any(cell.solution and released(cell) != cell.source for cell in cells)


def _given_role(
    cell: Cell,
    names: Names,
    bound: frozenset[str],
    owners: _Owners,
    needed: frozenset[str],
    forced: bool,
) -> Role:
    source = released(cell)
    reads = names.reads - names.binds - _PROTECTED
    touches = owners.touched(reads)
    owners.uses |= {name: owners.uses.get(name, frozenset()) | reads for name in names.binds}
    wanted = bool(bound & needed)
    if names.only_definitions or not touches:
        trusted = wanted or (names.has_effects and not touches)
        if trusted:
            owners.reads |= names.reads
        asks = owners.asked() if trusted else frozenset[str]()
        owners.to_instructor(names.binds)
        return Role(source if trusted else "", source, asks, given=names.binds)
    if forced or not wanted:
        owners.to_student(bound - names.imports)
        return Role(student=source)
    owners.reads |= names.reads
    asks = owners.asked()
    owners.to_instructor(names.binds)
    return Role(source, _only(source, _DEFINITIONS), asks, push=names.binds - names.imports)


def _needed(cells: list[Cell], found: list[Names]) -> list[frozenset[str]]:
    """Return for each cell the names that tests below it read, directly or through other cells."""
    imported = frozenset[str]().union(*(names.imports for names in found))
    needed: set[str] = set()
    result: list[frozenset[str]] = []
    for cell, names in zip(reversed(cells), reversed(found), strict=True):
        result.append(frozenset(needed))
        if cell.is_test or (not cell.solution and (names.binds | names.changes) & needed):
            needed |= names.reads
        elif names.has_effects and not cell.solution:
            needed |= names.reads & imported
    return result[::-1]


def preloads(cells: list[Cell]) -> list[str]:
    """Return the modules that the notebook imports, as far as they are well-known libraries."""
    known = {"numpy", "scipy", "sklearn", "pandas", "matplotlib", "tensorflow", "keras"}
    modules: list[str] = []
    for cell in cells:
        if not cell.is_code:
            continue
        try:
            tree = ast.parse(TransformerManager().transform_cell(cell.source))
        except (SyntaxError, ValueError):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                modules += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.append(node.module)
    return [name for name in dict.fromkeys(modules) if name.split(".")[0] in known]
