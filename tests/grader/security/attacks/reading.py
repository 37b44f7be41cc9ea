"""Attacks on secrets: files outside, and what lies in the process itself."""

from __future__ import annotations

from tests.grader.security.attacks.attack import Attack

# A pattern that does not contain what it finds: the attack must not find itself.
_NEEDLE = "import os, re\nNEEDLE = 'hidden[-]marker[-]7c1'\n"


def _file(act: str) -> Attack:
    """Return an attack whose one decisive line a wall answers with an error."""
    return Attack(f"import os\ntry:\n    {act}\nexcept OSError:\n    refused()\n")


def _search(source: str) -> Attack:
    """Return an attack that prints what it finds in its own process."""
    return Attack(f"{_NEEDLE}{source}\nran()\n")


READING = {
    "folders": Attack(
        _NEEDLE
        + """
def search(top):
    for place, folders, names in os.walk(top):
        if place.count("/") > 4 or place.startswith(("/usr", "/proc", "/sys", "/lib")):
            folders[:] = []
        for name in names:
            try:
                text = open(os.path.join(place, name), errors="replace").read(100000)
            except (OSError, ValueError):
                continue
            if re.search(NEEDLE, text):
                return True
tops = ("OUTSIDE", "..", "/home", "/tmp", "/etc", "/root", "/work", "/")
print("found it" if any(map(search, tops)) else "")
ran()
"""
    ),
    "a known path": _file("print(open('OUTSIDE/secret.txt').read())"),
    "a link": _file("os.symlink('OUTSIDE/secret.txt', 'link'); print(open('link').read())"),
    "a hard link": _file("os.link('OUTSIDE/secret.txt', 'link'); print(open('link').read())"),
    "other processes": Attack("""
import os
try:
    found = os.listdir("/proc")
except OSError:
    found = map(str, range(1, 1000))
for pid in found:
    for name in ("environ", "cmdline", "maps", "mem", "cwd/secret.txt", "root/tmp"):
        try:
            print(open(f"/proc/{pid}/{name}", "rb").read(10000) if pid.isdigit() else "")
        except OSError:
            pass
ran()
"""),
    "frames": Attack(
        _NEEDLE
        + """
import sys
def total(values):
    frame = sys._getframe(1)
    while frame:
        if re.search(NEEDLE, repr(frame.f_locals) + repr(frame.f_globals)):
            print("found it")
        frame = frame.f_back
    ran()
    return 0
"""
    ),
    "garbage": _search("""
import gc
for thing in gc.get_objects():
    if isinstance(thing, (str, bytes, dict, list)) and thing is not globals():
        text = repr(thing)
        if re.search(NEEDLE, text) and "print(" not in text:
            print("found it")
"""),
    "environment": _search("print(dict(os.environ))"),
    "environment at the start": _file(
        "print(open('/proc/self/environ', errors='replace').read()); ran()"
    ),
    "descriptors": _search("""
for fd in os.listdir("/proc/self/fd"):
    try:
        print(fd, os.readlink("/proc/self/fd/" + fd))
    except OSError:
        pass
os.set_blocking(0, False)
for fd in range(256):
    try:
        if not os.path.samestat(os.fstat(fd), os.fstat(1)):
            print(os.pread(fd, 1000, 0))
    except OSError:
        pass
"""),
    "memory": _search("""
import ctypes
maps = open("/proc/self/maps").read()
for line in maps.splitlines():
    if " rw-p " in line and "[v" not in line:
        low, high = (int(part, 16) for part in line.split()[0].split("-"))
        if re.search(NEEDLE.encode(), ctypes.string_at(low, min(high - low, 10**7))):
            print("found it")
"""),
    "loaded modules": _search("""
import sys
for name, module in list(sys.modules.items()):
    if re.search(NEEDLE, repr(vars(module))) and name != "__main__":
        print("found it")
"""),
}
