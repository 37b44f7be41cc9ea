"""Attacks on what the machine has: memory, disk, threads."""

from __future__ import annotations

from tests.grader.security.attacks.attack import OTHERS, Attack


def _bounded(source: str, error: str, ends: str = "", ruins: tuple[str, ...] = ()) -> Attack:
    """Return an attack that takes a bounded lot, far more than the limits allow."""
    lines = source.strip("\n").replace("\n", "\n    ")
    text = f"import os, threading, time\ntry:\n    {lines}\nexcept {error}:\n    refused()\n"
    return Attack(f"{text}else:\n    breached()\n", ends, ruins)


# Where nothing but the supervisor counts, it looks ten times a second, and must end the process
# within ten seconds: on a slow machine, too, and though a fast one has done all by the first look.
COUNTED = "time.sleep(10)\n"

EXHAUSTING = {
    "threads without end": _bounded(
        """
threading.stack_size(65536)
for _ in range(2000):
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
"""
        + COUNTED,
        "RuntimeError",
        "threads",
        OTHERS,  # threads that go on waiting may leave no memory for what comes next
    ),
    "memory bomb": _bounded(
        "blocks = []\nfor _ in range(30):\n    blocks.append(bytearray(50 * 2**20))", "MemoryError"
    ),
    # Each file is below the limit of a file's size; none is in the address space.
    "memory without mapping": _bounded(
        "for _ in range(5):\n    os.write(os.memfd_create('x'), bytes(20 * 2**20))", "OSError"
    ),
    "one huge object": _bounded("x = bytearray(3 * 2**30)", "MemoryError"),
    "disk bomb": _bounded(
        """
for number in range(5):
    with open(f"file{number}", "wb") as file:
        for _ in range(20):
            file.write(bytes(2**20))
"""
        + COUNTED,
        "OSError",
        "to its folder",
        OTHERS,
    ),
    "one huge file": _bounded(
        "with open('big', 'wb') as f:\n    for _ in range(40):\n        f.write(bytes(2**20))",
        "OSError",
        ruins=OTHERS,
    ),
    "files without end": _bounded(
        """
for number in range(30000):
    open(f"f{number}", "w").close()
"""
        + COUNTED,
        "OSError",
        "to its folder",
        OTHERS,
    ),
}
