"""Code in a process of its own: what restricts itself there stays restricted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


def in_child(code: str, **names: object) -> Any:
    """Run code with the given names; return the value of its name `found`."""
    lines = [
        f"import json, sys; sys.path.insert(0, {str(ROOT)!r})",
        *[f"{name} = {value!r}" for name, value in names.items()],
        code,
        "print(json.dumps(found))",
    ]
    words = [sys.executable, "-I", "-c", "\n".join(lines)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
