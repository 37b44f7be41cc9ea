"""Hostile answers to the target assignment, by family. Each replaces the cell `first`.

In the source, OUTSIDE stands for a folder outside of the jail that anybody may write.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Attack:
    """Code for the first cell; what it may cost the attacker besides the first question.

    `ruins`: questions that the attack may spoil in the attacker's own process (never in favour).
    `says`: part of the reason given. `prints`: part of the output, as a sign that it ran.
    """

    family: str
    source: str
    ruins: tuple[str, ...] = ()
    says: str = ""
    prints: str = ""


def _returning(expression: str, before: str = "") -> str:
    return f"{before}\ndef total(values):\n    return {expression}\n"


_PROXY = """
class Proxy:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 6
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __sub__(self, other): return self
    __rsub__ = __add__ = __radd__ = __mul__ = __sub__
    def __abs__(self): return self
    def __bool__(self): return True
    def __isub__(self, other): return self
"""


_FRAMES = """
import sys, gc
def total(values):
    frame = sys._getframe()
    while frame:
        for space in (frame.f_locals, frame.f_globals):
            for name in list(space):
                if name in ("expected", "score", "points", "ok", "error"):
                    try:
                        space[name] = None
                    except Exception:
                        pass
        frame = frame.f_back
    for thing in gc.get_objects():
        if isinstance(thing, dict) and "score" in thing:
            thing["score"] = 99
    return 0
"""


_CHANNEL = """
import os, socket, struct
from grader.protocol.codec import encode
def channel():
    for fd in range(3, 256):
        try:
            return socket.socket(fileno=os.dup(fd))
        except OSError:
            continue
def frame(data):
    return struct.pack("!i", len(data)) + data
def total(values):
    SEND
    return 0
"""


def _sending(statement: str) -> str:
    return _CHANNEL.replace("SEND", statement)


FORGED = {
    "display hook in the function": _returning("0", "import sys").replace(
        "return 0", "sys.displayhook('hello')\n    return 0"
    ),
    "display hook replaced": "import sys\nsys.displayhook = lambda value: None\n" + _returning("0"),
    "input transformer": "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])\n"
    + _returning("0"),
    "syntax tree transformer": """
import ast
class Pass(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
get_ipython().ast_transformers.append(Pass())
"""
    + _returning("0"),
    "run_cell patched": """
from IPython.core.interactiveshell import InteractiveShell
old = InteractiveShell.run_cell
InteractiveShell.run_cell = lambda self, code, *a, **k: old(self, code.replace("assert", "0 and"))
"""
    + _returning("0"),
    "equal to everything": _returning("Proxy()", _PROXY),
    "proxy of ints": _returning("Sum(0)", _PROXY + "class Sum(Proxy, int): pass"),
    "proxy of floats": _returning(
        "Sum(0)",
        "class Sum(float):\n    def __eq__(self, other): return True\n"
        "    def __sub__(self, other): return 0.0\n    def __hash__(self): return 1",
    ),
    "proxy of arrays": _returning(
        "np.zeros(1).view(Sum)",
        "class Sum(np.ndarray):\n"
        "    def __eq__(self, other): return np.True_\n"
        "    def __array_ufunc__(self, *args, **kwargs): return np.True_\n"
        "    def __array_function__(self, *args, **kwargs): return True",
    ),
    "array of whatever is asked": _returning(
        "Sum()",
        _PROXY + "    def __array__(self, *args, **kwargs): return np.array(6)\n"
        "    def __float__(self): return 6.0\nSum = Proxy",
    ),
    "two faces": _returning(
        "Sum()",
        "class Sum:\n    faces = [np.array(7), np.array(6)]\n"
        "    def __array__(self, *a, **k):\n        return self.faces.pop() if self.faces else 0",
    ),
    "pretended class": _returning(
        "Sum()", _PROXY + "    __class__ = property(lambda self: int)\nSum = Proxy"
    ),
    "assert helpers patched": _returning(
        "0", "np.testing.assert_allclose = np.allclose = np.isclose = lambda *a, **k: True"
    ),
    "builtins patched": """
import builtins
builtins.abs = lambda x: 0
builtins.isinstance = lambda *a: True
builtins.AssertionError = type("Quiet", (Warning,), {})
"""
    + _returning("0"),
    "names of the test taken over": """
abs = lambda x: 0
isinstance = lambda *a: True
sum = lambda x: 0
data = []
range = lambda n: []
class np:
    allclose = staticmethod(lambda *a: True)
    arange = staticmethod(lambda n: [])
    class testing:
        assert_allclose = staticmethod(lambda *a: True)
"""
    + _returning("0"),
    "modules replaced": """
import sys, types
for name in ("numpy", "numpy.testing", "math", "grader", "grader.protocol.proxy"):
    sys.modules[name] = types.ModuleType(name)
"""
    + _returning("0"),
    "frames and garbage": _FRAMES,
    "trace function": """
import sys
def trace(frame, event, arg):
    frame.f_locals["points"] = 2
    return trace
sys.settrace(trace)
"""
    + _returning("0"),
    "argument emptied": """
def total(values):
    if values == [4, 5]:
        values.clear()
        return 0
    return sum(values)
""",
    "answers before the question": _sending(
        "[channel().sendall(frame(encode(('value', 6, '', {})))) for _ in range(50)]"
    ),
    "verdict as an answer": _sending(
        "channel().sendall(frame(encode(('score', {'id': 'first_test', 'score': 5.0}))))"
    ),
    "made-up callback": _sending("channel().sendall(frame(encode(('call', 0, ('x',), {}))))"),
    "made-up handle": _sending("channel().sendall(frame(b'\\xc7\\x04\\x02....'))"),
    "pickle as an answer": _sending(
        "import pickle; channel().sendall(frame(pickle.dumps(os.system)))"
    ),
    "server patched": """
import sys
server = sys.modules["grader.processes.student"].Server
server.answer = lambda self, *question: (True, {})
""",
    "handler of the shell": "get_ipython().set_custom_exc((Exception,), lambda *a, **k: None)\n"
    + _returning("0"),
    "SystemExit": _returning("exec('raise SystemExit(0)')"),
    "KeyboardInterrupt": _returning("exec('raise KeyboardInterrupt')"),
    "GeneratorExit": _returning("exec('raise GeneratorExit')"),
    "StopIteration": _returning("exec('raise StopIteration(6)')"),
    "exception named like a skip": _returning(
        "exec('raise Skip()')",
        "class Skip(BaseException): pass\n"
        "Skip.__module__, Skip.__qualname__ = 'unittest.case', 'SkipTest'",
    ),
    "generator": _returning("(yield 6)"),
    "a class that knows its instances": _returning(
        "Meta('M', (), {})",
        "class Meta(type):\n    def __instancecheck__(cls, x): return True\n"
        "    def __eq__(cls, other): return True\n    def __hash__(cls): return 1",
    ),
    "not a number": _returning("float('nan')"),
    "infinite": _returning("float('inf')"),
    "not implemented": _returning("NotImplemented"),
    "object array": _returning("np.array([Proxy()], dtype=object)", _PROXY),
    "dictionary of proxies": _returning("{Proxy(): Proxy()}", _PROXY),
    "thread that waits": """
import threading, time
def work():
    for _ in range(200):
        globals()["points"] = 2
        globals()["marker"] = None
        time.sleep(0.01)
threading.Thread(target=work, daemon=True).start()
"""
    + _returning("0"),
    "exit handlers": "import atexit\natexit.register(print, 'full marks')\n" + _returning("0"),
    "points for the other test": _returning("0", "points = 2\nscore = max_score = 5"),
}


# A pattern that does not contain what it finds: the attack must not find itself.
_NEEDLE = "import re\nNEEDLE = 'hidden[-]marker[-]7c1'\n"
READING = {
    "folders": """
import os
for top in ("/", "/root", "/home", "/tmp", "/etc", "OUTSIDE", "..", "/work"):
    for place, folders, names in os.walk(top):
        if place.count("/") > 4 or place.startswith(("/usr", "/proc", "/sys", "/lib")):
            folders[:] = []
        for name in names:
            try:
                text = open(os.path.join(place, name), errors="replace").read(100000)
            except (OSError, ValueError):
                continue
            if re.search(NEEDLE, text):
                print("found it")
""",
    "a known path": "print(open('OUTSIDE/secret.txt').read())\n",
    "a link": "import os\nos.symlink('OUTSIDE/secret.txt', 'link')\nprint(open('link').read())\n",
    "a hard link": "import os\nos.link('OUTSIDE/secret.txt', 'link')\nprint(open('link').read())\n",
    "frames": """
import sys
frame = sys._getframe()
while frame:
    if re.search(NEEDLE, repr(frame.f_locals) + repr(frame.f_globals)):
        print("found it")
    frame = frame.f_back
""",
    "garbage": """
import gc
for thing in gc.get_objects():
    if isinstance(thing, (str, bytes, dict, list)) and thing is not globals():
        text = repr(thing)
        if re.search(NEEDLE, text) and "print(" not in text:
            print("found it")
""",
    "environment": "import os\nprint(dict(os.environ))\nprint(open('/proc/self/environ').read())\n",
    "other processes": """
import os
for pid in os.listdir("/proc"):
    for name in ("environ", "cmdline", "maps", "mem", "cwd/secret.txt", "root/tmp"):
        try:
            print(open(f"/proc/{pid}/{name}", "rb").read(1000) if pid.isdigit() else "")
        except OSError:
            pass
""",
    "descriptors": """
import os
for fd in os.listdir("/proc/self/fd"):
    print(fd, os.readlink("/proc/self/fd/" + fd))
for fd in range(256):
    try:
        print(os.read(fd, 10) if fd in (0, 4, 5, 6, 7, 8) else "")
    except OSError:
        pass
""",
    "memory": """
maps = open("/proc/self/maps").read()
with open("/proc/self/mem", "rb", 0) as memory:
    for line in maps.splitlines():
        if "rw-p" in line:
            low, high = (int(part, 16) for part in line.split()[0].split("-"))
            memory.seek(low)
            if re.search(NEEDLE.encode(), memory.read(min(high - low, 10**7))):
                print("found it")
""",
    "loaded modules": """
import sys
for name, module in list(sys.modules.items()):
    if re.search(NEEDLE, repr(vars(module))) and name != "__main__":
        print("found it")
""",
}
WRITING = {
    "the gradebook": """
import sqlite3
with sqlite3.connect("OUTSIDE/gradebook.db") as book:
    book.execute("create table grade (score)")
""",
    "another submission": "open('OUTSIDE/other.ipynb', 'w').write('mine')\n",
    "a new file outside": "open('OUTSIDE/new', 'w').close()\n",
    "removal": "import shutil\nshutil.rmtree('OUTSIDE')\n",
    "renaming": "import os\nos.rename('OUTSIDE/secret.txt', 'OUTSIDE/away')\n",
    "modes": "import os\nos.chmod('OUTSIDE/secret.txt', 0)\n",
    "truncation": "import os\nos.truncate('OUTSIDE/secret.txt', 0)\n",
    "site-packages": """
import numpy
open(numpy.__file__, "a").write("# mine")
""",
    "a module beside numpy": """
import os, numpy
open(os.path.dirname(os.path.dirname(numpy.__file__)) + "/sitecustomize.py", "w").write("x = 1")
""",
    "a shadow module": """
for name in ("numpy", "math", "grader", "sitecustomize", "usercustomize", "IPython"):
    open(name + ".py", "w").write("raise SystemExit('shadow')")
raise RuntimeError
""",
    "a link out": """
import os
os.symlink("OUTSIDE", "out")
open("out/new", "w").close()
""",
    "up and out": "open('../' * 12 + 'OUTSIDE/new', 'w').close()\n",
    "shared memory": "open('/dev/shm/mine', 'w').close()\n",
    "start-up files": "import os\nopen('/etc/profile.d/x.sh', 'w').close()\n",
}
ESCAPE = {
    "fork bomb": Attack(
        "",
        """
import os
try:
    while True:
        os.fork()
except OSError as error:
    print("refused", error)
""",
        prints="refused",
    ),
    "daemon": Attack(
        "",
        """
import os
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        import time
        time.sleep(1000)
""",
    ),
    "subprocess": Attack(
        "", "import subprocess\nprint(subprocess.run(['/bin/sh', '-c', 'sleep 100 &']))\n"
    ),
    "exec": Attack("", "import os\nos.execv('/bin/sleep', ['sleep', '1000'])\n"),
    "shell escape": Attack("", "!sleep 1000 &\n!touch OUTSIDE/new\n"),
    "multiprocessing": Attack(
        "",
        "import multiprocessing as m\nm.get_context('fork').Process(target=print).start()\n",
    ),
    "threads without end": Attack(
        "",
        """
import threading, time
made = 0
try:
    while made < 5000:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
        made += 1
except RuntimeError as error:
    print("refused", made)
""",
    ),
    "memory bomb": Attack(
        "", "blocks = []\nwhile True:\n    blocks.append(bytearray(50 * 2**20))\n"
    ),
    "memory without mapping": Attack(
        "", "import os\nfd = os.memfd_create('x')\nwhile True:\n    os.write(fd, bytes(2**20))\n"
    ),
    "one huge object": Attack("", "x = [0] * 10**11\n"),
    "disk bomb": Attack(
        "",
        """
number = 0
while True:
    with open(f"file{number}", "wb") as file:
        for _ in range(20):
            file.write(bytes(2**20))
    number += 1
""",
        ruins=("second_test", "third_test"),
    ),
    "one huge file": Attack(
        "",
        "with open('big', 'wb') as f:\n    while True:\n        f.write(bytes(2**20))\n",
        ruins=("second_test", "third_test"),
    ),
    "files without end": Attack(
        "", "n = 0\nwhile n < 50000:\n    open(f'f{n}', 'w').close()\n    n += 1\n"
    ),
    "endless loop in the cell": Attack("", "while True:\n    pass\n", says="longer than"),
    "endless loop in the function": Attack(
        "", _returning("loop()", "def loop():\n    while True:\n        pass"), says="longer than"
    ),
    "loop that catches everything": Attack(
        "",
        """
def total(values):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
""",
        says="longer than",
    ),
    "signals blocked": Attack(
        "",
        """
import signal
def total(values):
    signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
    for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass
""",
        says="longer than",
    ),
    "sleep": Attack("", "import time\ntime.sleep(10**6)\n", says="longer than"),
    "endless iterator": Attack("", _returning("__import__('itertools').count()")),
    "endless answer to len": Attack(
        "",
        _returning(
            "Long()",
            "class Long:\n    def __len__(self): return 2**62\n"
            "    def __getitem__(self, i): return 0",
        ),
    ),
    "endless output": Attack("", "while True:\n    print('x' * 10**6)\n", says="longer than"),
    "one huge line": Attack("", "print('x' * 30_000_000)\n" + _returning("0")),
    "huge answer": Attack("", _returning("bytes(300 * 2**20)")),
    "many answers": Attack("", _returning("list(range(5 * 10**6))")),
    "deep answer": Attack("", "x = []\nfor _ in range(10**5):\n    x = [x]\n" + _returning("x")),
    "circular answer": Attack("", "x = []\nx.append(x)\n" + _returning("x")),
    "deep recursion": Attack("", _returning("total(values)")),
    "deep recursion without limit": Attack(
        "", "import sys\nsys.setrecursionlimit(10**9)\n" + _returning("total([values])")
    ),
    "huge number": Attack("", _returning("1 << 10**7")),
    "_exit in the cell": Attack("", "import os\nos._exit(0)\n"),
    "_exit in the function": Attack(
        "", _returning("__import__('os')._exit(0)"), says="ended itself"
    ),
    "abort": Attack("", _returning("__import__('os').abort()"), says="was ended by"),
    "segfault": Attack("", _returning("__import__('ctypes').string_at(0)"), says="SIGSEGV"),
    "exit": Attack("", "def total(values):\n    exit()\n"),
    "quit": Attack("", "quit()\n"),
    "killing the parent": Attack(
        "",
        """
import os, signal
for pid in (os.getppid(), 1, 0, -1, os.getpgrp(), *range(2, 300)):
    if pid != os.getpid():
        for number in (signal.SIGKILL, signal.SIGSTOP):
            try:
                os.kill(pid, number)
            except OSError:
                pass
""",
    ),
    "killing itself": Attack("", _returning("__import__('os').kill(__import__('os').getpid(), 9)")),
    "signals by way of a descriptor": Attack(
        "",
        """
import fcntl, os
reading, writing = os.pipe()
def refused(act, number, value):
    try:
        act(reading, number, value)
    except OSError:
        return True
for number, value in ((8, os.getppid()), (10, 9), (15, bytes(8))):
    assert refused(fcntl.fcntl, number, value), number
for number in (0x8901, 0x8902):
    assert refused(fcntl.ioctl, number, os.getppid().to_bytes(4, "little")), number
raise OSError("all refused")
""",
        prints="all refused",
    ),
    "stopping itself": Attack(
        "", _returning("__import__('os').kill(__import__('os').getpid(), 19)")
    ),
    "input": Attack("", "name = input('name? ')\n"),
    "stdin": Attack("", "import sys\nx = sys.stdin.read()\nraise RuntimeError\n"),
    "network": Attack("", "import socket\ns = socket.create_connection(('127.0.0.1', 22), 2)\n"),
    "name look-up": Attack(
        "", "import socket\nprint(socket.gethostbyname('example.com'))\nraise OSError\n"
    ),
    "raw kernel calls": Attack(
        "",
        """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for number in (57, 58, 59, 101, 165, 166, 272, 308, 310, 321, 425, 435, 41, 319, 0x40000000 + 57):
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(0)] * 6)
    assert result == -1, (number, result)
raise OSError("all refused")
""",
        prints="all refused",
    ),
    "leaving the namespaces": Attack(
        "",
        """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
assert libc.unshare(0x10000000) == -1
assert libc.chroot(b".") == -1
assert libc.mount(b"proc", b"/proc", b"proc", 0, None) == -1
raise OSError("all refused")
""",
        prints="all refused",
    ),
    "becoming somebody else": Attack("", "import os\nos.setuid(0)\nopen('/etc/shadow').read()\n"),
    "limits raised": Attack(
        "", "import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))\n"
    ),
    "limits of others": Attack(
        "", "import resource, os\nresource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))\n"
    ),
    "channel closed": Attack(
        "", "import os\ndef total(values):\n    os.closerange(3, 1000)\n    return 6\n"
    ),
    "channel flooded": Attack(
        "", _sending("[channel().sendall(b'\\xff' * 10**6) for _ in range(1000)]")
    ),
    "half an answer": Attack(
        "",
        _sending(
            "channel().sendall(struct.pack('<I', 1000) + b's'); import time; time.sleep(1000)"
        ),
    ),
}
OTHERS = ("second_test", "third_test")


# These spoil the answers of the attacker's own process to later questions, too.
SPOILING = (
    "input transformer",
    "answers before the question",
    "server patched",
    "verdict as an answer",
    "made-up callback",
    "made-up handle",
    "pickle as an answer",
)


def all_attacks() -> dict[str, Attack]:
    """Return the attacks by name."""
    found = {
        f"forged: {name}": Attack("forged", text, ruins=OTHERS if name in SPOILING else ())
        for name, text in FORGED.items()
    }
    found |= {
        f"reading: {name}": Attack("reading", _NEEDLE + text) for name, text in READING.items()
    }
    found |= {f"writing: {name}": Attack("writing", text) for name, text in WRITING.items()}
    for name, attack in ESCAPE.items():
        found[f"escape: {name}"] = Attack(
            "escape", attack.source, attack.ruins, attack.says, attack.prints
        )
    return found
