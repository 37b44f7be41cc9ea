"""Attacks on files outside of the student's own folder."""

from __future__ import annotations

from tests.grader.security.attacks import judges
from tests.grader.security.attacks.attack import Attack


def _file(act: str) -> Attack:
    """Return an attack whose one decisive line a wall answers with an error."""
    lines = act.replace("\n", "\n    ")
    return Attack(
        f"import os, shutil\ntry:\n    {lines}\nexcept OSError:\n    refused()\n"
        "else:\n    breached()\n"
    )


WRITING = {
    "the gradebook": Attack("""
import sqlite3
try:
    with sqlite3.connect("OUTSIDE/gradebook.db") as book:
        book.execute("create table grade (score)")
except sqlite3.OperationalError:
    refused()
else:
    breached()
"""),
    "another submission": _file("open('OUTSIDE/other.ipynb', 'w').write('mine')"),
    "a new file outside": _file("open('OUTSIDE/new', 'w').close()"),
    "removal": _file("shutil.rmtree('OUTSIDE')"),
    "renaming": _file("os.rename('OUTSIDE/secret.txt', 'OUTSIDE/away')"),
    # Where the file is in sight, a change is pretended and must not have happened.
    "modes": Attack("""
import os
try:
    os.chmod("OUTSIDE/secret.txt", 0)
except OSError:
    refused()
else:
    breached() if os.stat("OUTSIDE/secret.txt").st_mode & 0o777 == 0 else refused()
"""),
    "truncation": _file("os.truncate('OUTSIDE/secret.txt', 0)"),
    "site-packages": _file("import numpy\nopen(numpy.__file__, 'a').write('# mine')"),
    "a module beside numpy": _file(
        "import numpy\nfolder = os.path.dirname(os.path.dirname(numpy.__file__))\n"
        "open(f'{folder}/sitecustomize.py', 'w').write('x = 1')"
    ),
    "a shadow module": Attack(
        """
for name in ("numpy", "math", "grader", "sitecustomize", "usercustomize", "IPython"):
    open(name + ".py", "w").write("raise SystemExit('shadow')")
ran()
""",
        control="judge",
        # A test that imports finds what lies in the student's folder.
        judge=judges.IMPORTING,
    ),
    "a link out": _file("os.symlink('OUTSIDE', 'out')\nopen('out/new', 'w').close()"),
    "up and out": _file("open('../' * 12 + 'OUTSIDE/new', 'w').close()"),
    "shared memory": _file("open('/dev/shm/mine', 'w').close()"),
    "start-up files": _file("open('/etc/profile.d/x.sh', 'w').close()"),
}
