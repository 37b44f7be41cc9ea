"""Names for `reach`: what code may use and stay with its own objects, and what leads on."""

from __future__ import annotations

MODULES = frozenset(
    {"numpy", "scipy", "sklearn", "pandas", "matplotlib", "tensorflow", "keras", "PIL", "tqdm"}
    | {"math", "cmath", "random", "statistics", "fractions", "decimal", "numbers", "operator"}
    | {"collections", "itertools", "functools", "dataclasses", "typing", "enum", "abc", "string"}
    | {"re", "copy", "time", "datetime", "bisect", "heapq", "array", "textwrap", "json", "csv"}
    | {"warnings", "contextlib", "io", "concurrent", "threading", "pathlib"}
    | {"logging", "asyncio", "tempfile", "traceback"}
)
# Modules of which some parts are harmless.
SOME = {
    "sys": frozenset({"stdout", "stderr", "maxsize", "float_info", "version", "version_info"}),
    "os": frozenset({"path", "environ", "getcwd", "listdir", "makedirs", "sep", "cpu_count"}),
    "types": frozenset({"SimpleNamespace", "MappingProxyType", "NoneType"}),
    "inspect": frozenset({"signature", "getdoc", "isfunction", "isclass", "Parameter"}),
}
# Modules within those libraries. As a value one could be changed under another name.
INNER = frozenset(
    {"linalg", "random", "testing", "fft", "ma", "lib", "polynomial", "char", "rec", "emath"}
    | {"layers", "losses", "metrics", "optimizers", "activations", "utils", "ops", "backend"}
    | {"initializers", "callbacks", "datasets", "applications", "models", "regularizers", "math"}
    | {"constraints", "preprocessing", "nn", "keras", "data", "config", "image", "io", "signal"}
    | {"sparse", "strings", "saving", "compat", "stats", "special", "optimize", "pyplot", "abc"}
    | {"futures", "core", "f2py", "dtypes", "errors", "distribute", "experimental"}
    | {"path", "np", "numpy", "onp", "jnp", "xp", "pd", "tf", "tensorflow", "plt", "src", "typing"}
    | {"exceptions", "version", "matlib", "overrides", "matrixlib", "scimath", "npyio", "thread"}
)
NAMES = frozenset(
    {"exec", "eval", "compile", "globals", "locals", "vars", "setattr", "delattr"}
    | {"input", "breakpoint", "get_ipython", "exit", "quit", "In", "Out", "_stream"}
)
ATTRIBUTES = frozenset(
    # The interpreter, its frames, and its modules under other names.
    {"os", "sys", "builtins", "gc", "inspect", "importlib", "types", "pickle", "marshal", "modules"}
    | {"subprocess", "shutil", "atexit", "unittest", "mock", "ctypes", "ctypeslib", "IPython"}
    | {"f_globals", "f_locals", "f_back", "f_builtins", "f_code", "f_trace", "tb_frame", "tb_next"}
    | {"gi_frame", "gi_code", "cr_frame", "cr_code", "ag_frame", "ag_code", "settrace"}
    | {
        "setprofile",
        "settrace_all_threads",
        "setprofile_all_threads",
        "excepthook",
        "FileHandler",
        "handlers",
    }
    # What sets attributes, or runs text, by a name that it is given.
    | {"update_wrapper", "attrgetter", "methodcaller", "make_dataclass", "get_type_hints"}
    | {"ForwardRef", "query", "read_pickle", "enable_unsafe_deserialization", "global_enum"}
    | {"exec", "eval", "globals", "locals", "vars", "setattr", "delattr", "get_ipython", "_stream"}
    | {"bltns", "dispatch_table", "load_library", "load_op_library"}
    # What writes files, as Python's modules are, or into memory that is not its own.
    | {"open", "open_code", "FileIO", "memmap", "open_memmap", "savetxt", "tofile", "write_text"}
    | {"write_bytes", "write_file", "gfile", "get_file", "to_csv", "to_string", "to_json"}
    | {"to_html", "to_latex", "to_markdown", "as_strided", "stride_tricks"}
)
# Magics that run no code, and those that run what stands behind them.
MAGICS = frozenset({"matplotlib", "pip", "conda", "autoreload", "whos", "who"})
TIMING = frozenset({"time", "timeit"})
# Names of files that no import looks for, by their ends.
FILES = (".txt", ".md", ".log", ".json", ".npy", ".npz", ".png", ".keras", ".h5", ".csv")
KEYWORDS = frozenset(
    {
        "filename",
        "metaclass",
        "refcheck",
        "safe_mode",
        "allow_pickle",
        "assigned",
        "updated",
        "module",
    }
)
# Methods that a class may have: they speak for its own objects.
METHODS = frozenset(
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
