"""Go through the syntax tree of a student's cell and collect what it could reach."""

from __future__ import annotations

import ast
import sys
from typing import Any

from grader.notebook.harmless import (
    ATTRIBUTES,
    FILES,
    INNER,
    KEYWORDS,
    MAGICS,
    METHODS,
    MODULES,
    NAMES,
    SOME,
    TIMING,
)
from grader.notebook.names import names_in, path_parts

_TUPLES = frozenset({"_asdict", "_replace", "_fields", "_make"})
_OWN = frozenset({"self", "cls", "other"})


class Reader(ast.NodeVisitor):
    """Collect what a cell could reach."""

    def __init__(self, names: frozenset[str], within: frozenset[str]) -> None:
        self.names = names
        self.within = within  # tests bind them
        self.files: set[str] = set()  # that the instructor's code mentions
        self.found: list[str] = []
        self.modules: set[str] = set()
        self.some: dict[str, frozenset[str]] = {}
        self.tools: set[str] = set()
        self.roots = {*MODULES, "__future__"}
        self.harmless: set[ast.AST] = set()
        self.kept: set[ast.AST] = set()  # attributes that methods store in their object
        self.methods: set[tuple[str, str]] = set()

    def given(self, node: ast.Import | ast.ImportFrom) -> None:
        """Note an import of the instructor's, whose modules the student may use, but for tools."""
        for alias in node.names:
            module = (node.module if isinstance(node, ast.ImportFrom) else None) or alias.name
            root, name = module.split(".")[0], (alias.asname or alias.name).split(".")[0]
            tool = root in sys.stdlib_module_names and root not in MODULES
            if isinstance(node, ast.ImportFrom):
                if tool and alias.name not in SOME.get(module, ()):
                    self.tools.add(name)
                if alias.name in INNER:
                    self.modules.add(name)
            else:
                self.modules.add(name)
                if tool:
                    self.some[name] = SOME.get(module, frozenset())
            if not tool:
                self.roots.add(root)

    def visit_Import(self, node: ast.Import) -> None:
        """Note modules, and name those that are not listed."""
        for alias in node.names:
            name = (alias.asname or alias.name).split(".")[0]
            self.modules.add(name)
            if alias.name in SOME:
                self.some[name] = SOME[alias.name]
            else:
                self._module(alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Note modules among the names, and name what is not listed."""
        module = "." * node.level + (node.module or "")
        if module not in SOME:
            self._module(module)
        for alias in node.names:
            self._attribute(alias.name)
            if alias.name not in SOME.get(module, {alias.name}):
                self.found.append(f"{module}.{alias.name}")
            if alias.name in INNER:
                self.modules.add(alias.asname or alias.name)
            if alias.name == "*" or (alias.name == "wraps" and alias.asname):
                self.found.append(f"import {alias.name}")
            if module == "__future__" and alias.name != "annotations":
                self.found.append("another grammar")

    def _module(self, name: str) -> None:
        root, *inner = name.split(".")
        if root not in self.roots:
            self.found.append(f"the module {name}")
        for part in inner:
            self._attribute(part)

    def _attribute(self, name: str) -> None:
        special = name.startswith("__") and name not in METHODS
        if special or name in ATTRIBUTES:
            self.found.append(f".{name}")

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Name attributes that lead on, that are stored in others' objects, and modules."""
        name: Any = getattr(node.value, "id", None)
        own = name in _OWN
        self._attribute(node.attr)
        if node.attr not in self.some.get(name, {node.attr}):
            self.found.append(f"{name}.{node.attr}")
        private = node.attr.startswith("_") and not node.attr.startswith("__")
        if private and not own and node.attr not in _TUPLES:
            self.found.append(f".{node.attr}")
        if not isinstance(node.ctx, ast.Load) and node not in self.kept:
            self.found.append(f"the attribute {ast.unparse(node)}")
        if node.attr == "wraps" and node not in self.harmless:
            self.found.append(".wraps")
        if node.attr in INNER and self._is_library(node) and node not in self.harmless:
            self.found.append(f"the module {ast.unparse(node)}")
        if (name, node.attr) in self.methods:
            self.found.append(f"the method {name}.{node.attr} for another object")
        kind = isinstance(node.value, ast.Call) and getattr(node.value.func, "id", None) == "type"
        if kind and node.attr != "__name__":
            self.found.append(ast.unparse(node))
        self.harmless.add(node.value)  # what has a part taken of it is no value by itself
        self.visit(node.value)

    def _is_library(self, node: ast.expr) -> bool:
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and (node.id in self.modules or node.id in self.names)

    def visit_Name(self, node: ast.Name) -> None:
        """Name builtins that reach far, and modules as values."""
        name = node.id
        special = name.startswith("__") and name not in METHODS
        checked = name in ("type", "open", "wraps", "getattr") and node not in self.harmless
        if name in NAMES or name in self.tools or special or checked:
            self.found.append(name)
        elif name in self.modules and node not in self.harmless and isinstance(node.ctx, ast.Load):
            self.found.append(f"the module {name}")

    def visit_Call(self, node: ast.Call) -> None:
        """Let through the harmless calls of names that reach far."""
        if isinstance(node.func, ast.Name):
            if node.func.id in self.modules:  # a function of a module's name
                self.harmless.add(node.func)
            reads = [getattr(one, "value", None) for one in node.args[1:]] in ([], ["r"], ["rb"])
            match node.args:
                case [ast.Constant(str(name)), *_] if name.endswith(FILES):
                    reads |= not path_parts(repr(name)) & self.files
            only = {word.arg for word in node.keywords} <= {"encoding", "newline", "errors"}
            kind = node.func.id == "type" and len(node.args) == 1 and not node.keywords
            if kind or (node.func.id == "open" and reads and only):
                self.harmless.add(node.func)
            match node:
                case ast.Call(
                    func=ast.Name(id="getattr" | "hasattr"), args=[_, ast.Constant(str(name)), *_]
                ):
                    self._attribute(name)
                    if not name.startswith("_"):
                        self.harmless.add(node.func)
                case ast.Call(
                    func=ast.Name(id="getattr"),
                    args=[of, ast.BinOp(op=ast.Add(), right=ast.Constant(str(end)))],
                ):  # `getattr(keras.losses, kind + "Crossentropy")`
                    reaching = any(one.endswith(end) for one in ATTRIBUTES | INNER)
                    if end.isidentifier() and not end.endswith("_") and not reaching:
                        self.harmless |= {node.func, of}
        if self._is_magic(node):
            return
        self.generic_visit(node)

    def _is_magic(self, node: ast.Call) -> bool:
        """Read the code that a magic would time; return whether one is harmless."""
        match node.func:
            case ast.Name(id=called):
                pass
            case ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython")), attr=called):
                pass
            case _:
                return False
        words = [str(one.value) for one in node.args if isinstance(one, ast.Constant)]
        if len(words) < len(node.args) or not words or node.keywords:
            return False
        if called == "run_line_magic" and words[0] in TIMING:
            try:
                self.visit(ast.parse(words[1]))
            except (SyntaxError, IndexError):
                return False
            return not names_in(words[1]).binds & self.names
        # No shell command is run.
        return called in ("system", "getoutput") or (
            called == "run_line_magic" and words[0] in MAGICS
        )

    def visit_keyword(self, node: ast.keyword) -> None:
        """Name arguments by which a library reaches far."""
        if node.arg in KEYWORDS:
            self.found.append(f"{node.arg}=")
        self.generic_visit(node)

    def visit(self, node: ast.AST) -> None:
        """Visit a node."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self._define(node)
        super().visit(node)

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        if node.name.startswith("__") and node.name not in METHODS:
            self.found.append(node.name)
        if isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef) and _is_method(part):
                    self.methods.add((node.name, part.name))
                    own = part.args.args[0].arg
                    self.kept |= {
                        one
                        for one in ast.walk(part)
                        if isinstance(one, ast.Attribute) and getattr(one.value, "id", None) == own
                    }
            loose = [one for one in node.body if not isinstance(one, (ast.FunctionDef, ast.Assign))]
            for part in node.body:
                if isinstance(part, ast.Assign) and isinstance(part.value, ast.Name):
                    others = [one.id for one in part.targets if isinstance(one, ast.Name)]
                    self.methods |= {(node.name, one) for one in others}  # `__ge__ = __le__`
                elif isinstance(part, ast.Assign):
                    loose.append(part)
            mine = {name for kind, name in self.methods if kind == node.name}
            for one in (one for part in loose for one in ast.walk(part)):
                if isinstance(one, ast.Name) and one.id in mine:
                    self.found.append(f"the method {one.id} for another object")
        for one in node.decorator_list:
            plain = isinstance(one, ast.Call) and len(one.args) == 1 and not one.keywords
            if isinstance(node, ast.FunctionDef) and plain and isinstance(one, ast.Call):
                self.harmless.add(one.func)  # `@wraps(f)` changes a new function alone

    def visit_Global(self, node: ast.Global) -> None:
        """Name what tests bind and a function would bind for them."""
        self.found += [f"the name {name}" for name in sorted(self.within & set(node.names))]

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        """Name an instructor's name that an error takes."""
        if node.name in self.names:
            self.found.append(f"the name {node.name}")
        self.generic_visit(node)

    def visit_MatchClass(self, node: ast.MatchClass) -> None:
        """Name attributes that a pattern reads."""
        for name in node.kwd_attrs:
            self._attribute(name)
        self.generic_visit(node)


def _is_method(node: ast.FunctionDef) -> bool:
    """Return whether a function of a class is only ever called with an object of that class."""
    if node.args.posonlyargs or not node.args.args:
        return False
    known = {"property", "functools.cached_property", "cached_property", "abstractmethod"}
    found = {ast.unparse(one) for one in node.decorator_list}
    first = node.args.args[0].arg
    setter = all(one in known or one.endswith(".setter") for one in found)
    bound = any(
        isinstance(one, ast.Name) and one.id == first and not isinstance(one.ctx, ast.Load)
        for one in ast.walk(node)
    )
    return first in _OWN and setter and not bound
