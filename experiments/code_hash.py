"""A hash of the code that a measurement depends on, to tell when its record is stale."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def code_sha256(measure: Callable[..., Any]) -> str:
    """Hash the code that a measurement depends on, without comments and docstrings.

    That is `measure` and every definition that it uses, directly or not, from its own
    script and from other modules of `experiments`; not the list of jobs, so that one more
    seed leaves what is recorded valid.

    Raises:
        ValueError: `measure` is not a function at the top level of a file.
    """
    code = measure.__code__
    seen: dict[tuple[Path, str], str] = {}
    _collect(Path(code.co_filename), code.co_name, seen)
    if not seen:
        raise ValueError(f"{code.co_name} must be defined at the top level of its script.")
    return hashlib.sha256("\n".join(seen[key] for key in sorted(seen)).encode()).hexdigest()


def _collect(file: Path, name: str, seen: dict[tuple[Path, str], str]) -> None:
    """Add the definition of a name, and of the names in it, to `seen`."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("experiments."):
            module = ROOT.joinpath(*str(node.module).split(".")).with_suffix(".py")
            for alias in node.names:
                if name == (alias.asname or alias.name):
                    _collect(module, alias.name, seen)
        elif name in _defines(node) and (file, name) not in seen:
            seen[file, name] = ast.unparse(_without_docstrings(node))
            for used in sorted(_uses(node)):
                _collect(file, used, seen)


def _defines(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", node)]
    return {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}


def _uses(node: ast.stmt) -> set[str]:
    """Return the names that a definition reads and does not itself bind."""
    names = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
    bound = {n.id for n in names if isinstance(n.ctx, ast.Store)}
    bound |= {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}
    return {n.id for n in names} - bound


def _without_docstrings(node: ast.stmt) -> ast.stmt:
    for inner in ast.walk(node):
        if isinstance(inner, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(inner):
            inner.body = inner.body[1:] or [ast.Pass()]
    return node
