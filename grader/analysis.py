"""Reads the instructor's notebook to find out which names are the student's.

Only the instructor's material decides, so that no submission can take over a name that a
test relies on. The student's names are those that the model solutions bind or change.
"""

from __future__ import annotations

import ast
import builtins
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field

from IPython.core.inputtransformer2 import TransformerManager

from grader.notebook import Cell, hidden_lines, is_stub, released


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


@dataclass(frozen=True)
class Role:
    """What is done with one of the instructor's cells.

    `trusted`, `student`: the source to run in the trusted and in the student's process ("" for
    none; the source of an answer comes from the submission). `asks`: names that are the
    student's while it runs trusted. `guesses`: the same if nothing else bears the name; only
    for notebooks without model solutions. `push`: names that the student's process gets from
    the trusted one afterwards; of a test cell only what its visible part binds and later answers
    read. `given`: names that the cell makes on both sides. `lasting`: what a test cell makes is
    read by later cells. `volatile`: those of a test's `asks` that calls may change.
    """

    trusted: str = ""
    student: str = ""
    asks: frozenset[str] = frozenset()
    guesses: frozenset[str] = frozenset()
    push: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    lasting: bool = False
    volatile: frozenset[str] = frozenset()


_PROTECTED = frozenset(dir(builtins)) | {"get_ipython", "display", "In", "Out", "exit", "quit"}
_CHANGING = frozenset(
    {"append", "extend", "insert", "pop", "remove", "clear", "update", "add", "discard"}
    | {"setdefault", "sort", "reverse", "popitem", "fit", "partial_fit", "compile", "build"}
    | {"set_weights", "load_weights", "train_on_batch", "fit_transform"}
)
# These change their object also where their value is used: `history = model.fit(X, y)`.
_CHANGING_WITH_VALUE = frozenset(
    {"pop", "popitem", "setdefault", "fit", "partial_fit", "train_on_batch", "fit_transform"}
)
_BODY_MAGIC = re.compile(r"\A\s*%%(time|capture|prun)\b[^\n]*")


@dataclass
class _Owners:
    guess: bool
    student: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    tested: set[str] = field(default_factory=set)
    volatile: set[str] = field(default_factory=set)
    uses: dict[str, frozenset[str]] = field(default_factory=dict)

    def touched(self, reads: Iterable[str]) -> bool:
        """Tell whether names lead to the student's, perhaps through functions of given cells."""
        seen: set[str] = set()
        queue = set(reads)
        while queue:
            if queue & (self.student | self.tested):
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
        self.tested -= names

    def to_instructor(self, names: frozenset[str], *, shared: frozenset[str] = frozenset()) -> None:
        """Note names as the instructor's; `shared` are those that the student's process gets."""
        self.given |= names
        self.student -= names
        self.tested = (self.tested - names) | shared


def _tree(source: str) -> ast.Module | None:
    """Return the syntax tree of a cell, magics included; None if it does not parse."""
    try:
        text: str = TransformerManager().transform_cell(_BODY_MAGIC.sub("", source, count=1))
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def imported(source: str) -> list[tuple[str, str]]:
    """Return what code imports, as (module, name in it or ""); dots stand for relative imports."""
    tree = _tree(source)
    found: list[tuple[str, str]] = []
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            found += [(module, alias.name) for alias in node.names]
    return list(dict.fromkeys(found))


def path_parts(source: str) -> set[str]:
    """Return the names of files and folders that the texts in code may stand for."""
    tree = _tree(source)
    texts = [
        node.value
        for node in (ast.walk(tree) if tree else ())
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return {
        part for text in texts if not re.search(r"\s", text) for part in re.split(r"[/\\]", text)
    }


def names_in(source: str) -> Names:
    """Return the names that code binds, changes and reads; nothing if it does not parse."""
    tree = _tree(source)
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
        all(isinstance(part, _DEFINITIONS) for part in body),
        not all(isinstance(part, (*_DEFINITIONS, ast.Assign, ast.AnnAssign)) for part in body)
        or "*" in visitor.imports,
    )


_IMPORTS = (ast.Import, ast.ImportFrom)
_DEFINITIONS = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef, *_IMPORTS)


def _only(source: str, kinds: tuple[type[ast.stmt], ...]) -> str:
    """Return those top-level statements of a cell that are of the given kinds."""
    tree = _tree(source)
    if tree is None:
        return ""
    return "\n".join(ast.unparse(part) for part in tree.body if isinstance(part, kinds))


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class _Visitor(ast.NodeVisitor):
    """Collects names. `scopes` holds the local names of the functions and classes around."""

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
        if isinstance(node, _IMPORTS):
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
            outside += node.decorator_list
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
        elif isinstance(node, _IMPORTS):
            bound |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Global):
            shared |= set(node.names)
    return bound - shared


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
            push = _shown(cell, names) & _read_by_answers(cells[index:], found[index:])
            result.append(
                Role(
                    cell.source,
                    asks=owners.asked(),
                    guesses=owners.guessed(names.binds),
                    push=push,
                    lasting=bool(push or names.binds & needed[index]),
                    volatile=(owners.asked() & owners.volatile & names.reads) - names.binds,
                )
            )
            owners.to_instructor(names.binds, shared=push)
        elif cell.solution:
            owners.to_instructor(names.imports - {"*"})
            owners.volatile |= names.volatile
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
    return any(cell.solution and not is_stub(cell) for cell in cells)


def _shown(cell: Cell, names: Names) -> frozenset[str]:
    """Return what a test cell's visible part binds and its hidden part does not touch."""
    lines = cell.source.split("\n")
    hidden = [lines[number - 1] for number in sorted(hidden_lines(cell.source))]
    secret = names_in(textwrap.dedent("\n".join(hidden)))
    if hidden and not (secret.reads or secret.binds):
        return frozenset()  # it stands within a block of the visible part
    touched = secret.reads | secret.binds | secret.changes
    return names_in(released(cell)).binds - names.imports - touched - _PROTECTED


def _read_by_answers(cells: list[Cell], found: list[Names]) -> frozenset[str]:
    """Return the names from outside that the model solutions of the cells read."""
    parts = [names.free for cell, names in zip(cells, found, strict=True) if cell.solution]
    return frozenset[str]().union(*parts)


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
    modules = [module for cell in cells if cell.is_code for module, _ in imported(cell.source)]
    return [name for name in dict.fromkeys(modules) if name.split(".")[0] in known]
