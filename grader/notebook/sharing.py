"""Whether a test could notice what objects share: what only a run in one process shows.

Told by the test's text. It could not where it keeps nothing that may change, and looks at the
value of one question to the student's code before it asks the next.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator

from grader.notebook.names import names_in, tree_of

_BUILTINS = frozenset(dir(builtins))
# They tell one object from another, or whose memory it has.
_IDENTITY = frozenset(
    {"id", "is_", "is_not", "base", "flags", "ctypes", "data", "assertIs", "assertIsNot"}
    | {"shares_memory", "may_share_memory", "globals", "locals", "vars", "exec", "eval"}
)
# Methods that leave their object as it is.
_LOOKING = frozenset(
    {"items", "keys", "values", "get", "count", "index", "copy", "upper", "lower", "strip", "split"}
    | {"join", "startswith", "endswith", "format", "replace", "title", "encode", "decode", "find"}
    | {"sum", "mean", "std", "var", "min", "max", "all", "any", "argmax", "argmin", "astype"}
    | {"tolist", "item", "round", "dot", "reshape", "ravel", "flatten", "transpose", "numpy"}
    | {"most_common", "total", "total_seconds", "isoformat", "union", "issubset", "intersection"}
)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_KEEPING = (
    *_FUNCTIONS,
    ast.With,
    ast.AsyncWith,
    ast.NamedExpr,
    ast.Match,
    ast.Global,
    ast.AnnAssign,
)


def may_show_sharing(source: str, students: frozenset[str], libraries: frozenset[str]) -> bool:
    """Return whether a test could notice that objects share what they hold.

    Args:
        source: the test.
        students: names that the student binds.
        libraries: names that the instructor's cells import, or bind to constants.
    """
    tree = tree_of(source)
    if tree is None:
        return True
    known = (libraries | names_in(source).imports | _BUILTINS) - students
    steady = _steady(tree)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    own = names_in(source).binds
    if not names & students and names <= known | own:
        return False  # nothing of the student's comes near it
    if not names <= known | students | steady:
        return True  # a given object, say, which the student's code may have changed
    if any(_changes_or_compares(node, known, steady) or _keeps(node) for node in ast.walk(tree)):
        return True
    return any(_questions(part, students) > 1 for part in _parts(tree))


def constants(sources: Iterable[str]) -> frozenset[str]:
    """Return the names that cells only ever bind to what cannot change."""
    fixed: set[str] = set()
    others: set[str] = set()
    for source in sources:
        tree = tree_of(source)
        known = {
            one.id
            for node in (tree.body if tree else ())
            if isinstance(node, ast.Assign) and _is_constant(node.value)
            for target in node.targets
            for one in ast.walk(target)
            if isinstance(one, ast.Name)
        }
        fixed |= known
        others |= names_in(source).binds - known | names_in(source).changes
    return frozenset(fixed - others)


def _steady(tree: ast.Module) -> set[str]:
    """Return the names that hold what cannot change, or one thing after the other."""
    found: set[str] = set()
    for node in ast.walk(tree):
        targets: list[ast.AST] = []
        if isinstance(node, ast.Assign) and _is_constant(node.value):
            targets = [*node.targets]
        elif isinstance(node, ast.comprehension) or (
            isinstance(node, ast.For) and _are_constants(node.iter)
        ):
            targets.append(node.target)
        elif isinstance(node, ast.Lambda):
            found |= {one.arg for one in ast.walk(node.args) if isinstance(one, ast.arg)}
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
        names = [one for target in targets for one in ast.walk(target)]
        found |= {one.id for one in names if isinstance(one, ast.Name)}
    return found


def _is_constant(node: ast.expr) -> bool:
    """Return whether an expression is a value that cannot change."""
    if isinstance(node, ast.Tuple):
        return all(map(_is_constant, node.elts))
    if isinstance(node, ast.UnaryOp):
        return _is_constant(node.operand)
    return isinstance(node, ast.Constant)


def _are_constants(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) == "range"
    return isinstance(node, (ast.List, ast.Tuple)) and all(map(_is_constant, node.elts))


def _keeps(node: ast.AST) -> bool:
    """Return whether a node gives something a name that may change."""
    if isinstance(node, ast.Assign):
        return not _is_constant(node.value)
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return not _are_constants(node.iter)
    return isinstance(node, _KEEPING)


def _changes_or_compares(node: ast.AST, known: frozenset[str], steady: set[str]) -> bool:
    """Return whether a node may change an object, or asks whether it is another one."""
    match node:
        case ast.Compare(left=left, ops=ops, comparators=others):
            identity = any(isinstance(op, (ast.Is, ast.IsNot)) for op in ops)
            return identity and not any(map(_is_constant, [left, *others]))
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in _IDENTITY:
            return True
        case ast.Attribute(ctx=ctx) | ast.Subscript(ctx=ctx) if not isinstance(ctx, ast.Load):
            return True
        case ast.AugAssign(target=ast.Name(id=name)):
            return name not in steady
        case ast.Call(func=ast.Attribute(attr=name) as function):
            return name not in _LOOKING and not _is_library(function, known)
    return False


def _is_library(node: ast.expr, known: frozenset[str]) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in known


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a test whose values are gone before the next is made."""
    if isinstance(node, (ast.stmt, ast.mod, ast.BoolOp, ast.IfExp, ast.ExceptHandler)):
        for child in ast.iter_child_nodes(node):
            yield from _parts(child)
    else:
        yield node


def _questions(node: ast.AST, students: frozenset[str], times: int = 1) -> int:
    """Return how many values of the student's code are beside each other; two stands for many."""
    if isinstance(node, ast.Name):
        return times if node.id in students else 0
    if isinstance(node, _COMPREHENSIONS):
        first, *others = node.generators
        inner = [*others, *first.ifs, *_elements(node)]
        return _questions(first.iter, students, times) + sum(
            _questions(one, students, 2) for one in inner
        )
    times = 2 if isinstance(node, ast.Lambda) else times
    return sum(_questions(one, students, times) for one in ast.iter_child_nodes(node))


def _elements(node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> list[ast.expr]:
    return [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
