"""What a student's code could reach beside its own objects, told by its text alone.

The plain run has tests in the student's process, where code that gets hold of the interpreter may
say what it likes. Code that keeps to the part of Python below cannot: it imports listed libraries,
stores attributes in its own objects only, and takes over no name of the instructor's.
"""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Iterable

from grader.notebook.names import IMPORTS, names_in, tree_of

_MODULES = frozenset(
    {"numpy", "scipy", "sklearn", "pandas", "matplotlib", "tensorflow", "keras", "PIL", "tqdm"}
    | {"math", "cmath", "random", "statistics", "fractions", "decimal", "numbers", "operator"}
    | {"collections", "itertools", "functools", "dataclasses", "typing", "enum", "abc", "string"}
    | {"re", "copy", "time", "datetime", "bisect", "heapq", "array", "textwrap", "json", "csv"}
    | {"warnings", "contextlib", "io", "concurrent", "threading", "pathlib"}
)
# Modules of which some parts are harmless.
_SOME = {
    "sys": frozenset({"stdout", "stderr", "maxsize", "float_info", "version", "version_info"}),
    "os": frozenset({"path", "environ", "getcwd", "listdir", "makedirs", "sep", "cpu_count"}),
    "types": frozenset({"SimpleNamespace", "MappingProxyType", "NoneType"}),
    "inspect": frozenset({"signature", "getdoc", "isfunction", "isclass", "Parameter"}),
}
# Modules within those libraries. As a value one could be changed under another name.
_INNER = frozenset(
    {"linalg", "random", "testing", "fft", "ma", "lib", "polynomial", "char", "rec", "emath"}
    | {"layers", "losses", "metrics", "optimizers", "activations", "utils", "ops", "backend"}
    | {"initializers", "callbacks", "datasets", "applications", "models", "regularizers", "math"}
    | {"constraints", "preprocessing", "nn", "keras", "data", "config", "image", "io", "signal"}
    | {"sparse", "strings", "saving", "compat", "stats", "special", "optimize", "pyplot", "abc"}
    | {"futures", "core", "f2py", "dtypes", "errors", "distribute", "experimental"}
    | {"path"}
)
_NAMES = frozenset(
    {"exec", "eval", "compile", "globals", "locals", "vars", "setattr", "delattr"}
    | {"input", "breakpoint", "get_ipython", "exit", "quit", "In", "Out"}
)
_ATTRIBUTES = frozenset(
    # The interpreter, its frames, and its modules under other names.
    {"os", "sys", "builtins", "gc", "inspect", "importlib", "types", "pickle", "marshal", "modules"}
    | {"subprocess", "shutil", "atexit", "unittest", "mock", "ctypes", "ctypeslib", "IPython"}
    | {"f_globals", "f_locals", "f_back", "f_builtins", "f_code", "f_trace", "tb_frame", "tb_next"}
    | {"gi_frame", "gi_code", "cr_frame", "cr_code", "ag_frame", "ag_code", "settrace"}
    | {"setprofile", "settrace_all_threads", "setprofile_all_threads", "excepthook"}
    # What sets attributes, or runs text, by a name that it is given.
    | {"update_wrapper", "attrgetter", "methodcaller", "make_dataclass", "get_type_hints"}
    | {"ForwardRef", "eval", "query", "read_pickle", "enable_unsafe_deserialization"}
    # What writes files, as Python's modules are, or into memory that is not its own.
    | {"open", "open_code", "FileIO", "memmap", "open_memmap", "savetxt", "tofile", "write_text"}
    | {"write_bytes", "write_file", "gfile", "get_file", "to_csv", "to_string", "to_json"}
    | {"to_html", "to_latex", "to_markdown", "as_strided", "stride_tricks"}
)
_KEYWORDS = frozenset({"metaclass", "refcheck", "safe_mode", "allow_pickle", "assigned", "updated"})
# Methods that a class may have: they speak for its own objects.
_METHODS = frozenset(
    f"__{name}__"
    for name in (
        *("init", "post_init", "call", "len", "iter", "next", "contains", "getitem", "setitem"),
        *("delitem", "repr", "str", "format", "bool", "int", "float", "complex", "index", "hash"),
        *("eq", "ne", "lt", "le", "gt", "ge", "neg", "pos", "abs", "invert", "round", "enter"),
        *("exit", "missing", "reversed", "slots", "match_args", "getattr", "name", "doc"),
        *("length_hint", "trunc", "floor", "ceil", "array", "await", "aiter", "anext"),
        *(
            side + name
            for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and")
            for side in ("", "r", "i")
        ),
        *("or", "xor", "lshift", "rshift", "divmod", "ror", "rand", "rxor", "ior"),
    )
)
_OWN = frozenset({"self", "cls", "other"})
_TUPLES = frozenset({"_asdict", "_replace", "_fields", "_make"})
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
        every = [*given, *tests]
        self._imports = frozenset(one for source in every for one in _imports(source))
        self._reader = _Reader((bound | _BUILTINS) - wanted, within - wanted)
        for one in self._imports:
            self._reader.given(ast.parse(one).body[0])

    def read(self, source: str) -> str:
        """Read a cell, and return one thing that it or one before it could change ("": none)."""
        reader = self._reader
        tree = tree_of(source)
        if tree is None or (_CELL_MAGIC.match(source) and not _TIME.match(source)):
            reader.found.append("a cell that cannot be read")
        else:
            repeated = _bound(_imports(source) & self._imports)
            taken = names_in(source).binds & reader.names - repeated
            reader.found += [f"the name {name}" for name in sorted(taken)]
            reader.visit(tree)
        return next(iter(reader.found), "")


def _bound(sources: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*(names_in(source).binds for source in sources))


def _imports(source: str) -> set[str]:
    """Return the imports of code, each of one name."""
    found = set()
    for node in ast.walk(tree_of(source) or ast.Module([], [])):
        for alias in node.names if isinstance(node, IMPORTS) else ():
            if isinstance(node, ast.Import):  # `import a.b` binds what `import a` does
                whole = alias if alias.asname else ast.alias(alias.name.split(".")[0])
                found.add(ast.unparse(ast.Import([whole])))
            elif isinstance(node, ast.ImportFrom):
                found.add(ast.unparse(ast.ImportFrom(node.module, [alias], node.level)))
    return found


class _Reader(ast.NodeVisitor):
    """Collect what a cell could reach."""

    def __init__(self, names: frozenset[str], within: frozenset[str]) -> None:
        self.names = names
        self.within = within  # tests bind them
        self.found: list[str] = []
        self.modules: set[str] = set()
        self.some: dict[str, frozenset[str]] = {}
        self.tools: set[str] = set()
        self.roots = {*_MODULES, "__future__"}
        self.harmless: set[ast.AST] = set()

    def given(self, node: ast.stmt) -> None:
        """Note an import of the instructor's, whose modules the student may use, but for tools."""
        for alias in node.names if isinstance(node, IMPORTS) else ():
            module = (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
            root, name = module.split(".")[0], (alias.asname or alias.name).split(".")[0]
            tool = root in sys.stdlib_module_names and root not in _MODULES
            if isinstance(node, ast.ImportFrom):
                if tool and alias.name not in _SOME.get(module, ()):
                    self.tools.add(name)
                if alias.name in _INNER:
                    self.modules.add(name)
            else:
                self.modules.add(name)
                if tool:
                    self.some[name] = _SOME.get(module, frozenset())
            if not tool:
                self.roots.add(root)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            name = (alias.asname or alias.name).split(".")[0]
            self.modules.add(name)
            if alias.name in _SOME:
                self.some[name] = _SOME[alias.name]
            else:
                self._module(alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = "." * node.level + (node.module or "")
        if module not in _SOME:
            self._module(module)
        for alias in node.names:
            self._attribute(alias.name)
            if alias.name not in _SOME.get(module, {alias.name}):
                self.found.append(f"{module}.{alias.name}")
            if alias.name in _INNER:
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
        special = name.startswith("__") and name not in _METHODS
        if special or name in _ATTRIBUTES:
            self.found.append(f".{name}")

    def visit_Attribute(self, node: ast.Attribute) -> None:
        name = node.value.id if isinstance(node.value, ast.Name) else ""
        own = name in _OWN
        self._attribute(node.attr)
        if node.attr not in self.some.get(name, {node.attr}):
            self.found.append(f"{name}.{node.attr}")
        private = node.attr.startswith("_") and not node.attr.startswith("__")
        if private and not own and node.attr not in _TUPLES:
            self.found.append(f".{node.attr}")
        if not isinstance(node.ctx, ast.Load) and not own:
            self.found.append(f"the attribute {ast.unparse(node)}")
        if node.attr == "wraps" and node not in self.harmless:
            self.found.append(".wraps")
        if node.attr in _INNER and self._is_library(node) and node not in self.harmless:
            self.found.append(f"the module {ast.unparse(node)}")
        self.harmless.add(node.value)  # what has a part taken of it is no value by itself
        self.visit(node.value)

    def _is_library(self, node: ast.expr) -> bool:
        while isinstance(node, ast.Attribute):
            node = node.value
        return isinstance(node, ast.Name) and (node.id in self.modules or node.id in self.names)

    def visit_Name(self, node: ast.Name) -> None:
        name = node.id
        special = name.startswith("__") and name not in _METHODS
        checked = name in ("type", "open", "wraps", "getattr") and node not in self.harmless
        if name in _NAMES or name in self.tools or special or checked:
            self.found.append(name)
        elif name in self.modules and node not in self.harmless and isinstance(node.ctx, ast.Load):
            self.found.append(f"the module {name}")

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name):
            if node.func.id in self.modules:  # a function of a module's name
                self.harmless.add(node.func)
            reads = [ast.unparse(one) for one in node.args[1:]] in ([], ["'r'"], ["'rb'"])
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
        if _is_drawing(node):
            return
        self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg in _KEYWORDS:
            self.found.append(f"{node.arg}=")
        self.generic_visit(node)

    def visit(self, node: ast.AST) -> None:
        """Visit a node."""
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self._define(node)
        super().visit(node)

    def _define(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        if node.name.startswith("__") and node.name not in _METHODS:
            self.found.append(node.name)
        for one in node.decorator_list:
            plain = isinstance(one, ast.Call) and len(one.args) == 1 and not one.keywords
            if isinstance(node, ast.FunctionDef) and plain and isinstance(one, ast.Call):
                self.harmless.add(one.func)  # `@wraps(f)` changes a new function alone

    def visit_Global(self, node: ast.Global) -> None:
        taken = self.within & set(node.names)
        self.found += [f"the name {name}" for name in sorted(taken)]

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name in self.names:
            self.found.append(f"the name {node.name}")
        self.generic_visit(node)

    def visit_MatchClass(self, node: ast.MatchClass) -> None:
        for name in node.kwd_attrs:
            self._attribute(name)
        self.generic_visit(node)


def _is_drawing(node: ast.Call) -> bool:
    """Return whether a call stands for `%matplotlib …`, which draws nothing here."""
    words = [one.value for one in node.args if isinstance(one, ast.Constant)]
    called = ast.unparse(node.func) == "get_ipython().run_line_magic"
    return called and words[:1] == ["matplotlib"] and len(words) == len(node.args)
