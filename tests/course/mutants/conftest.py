"""A course of a few functions."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

CODE = '''def larger(a: int, b: int) -> int:
    """Return the larger of two numbers."""
    return a if a > b else b
'''
TEST = """from utils.nn.small import larger


def test_larger() -> None:
    assert larger(1, 2) == 2 and larger(2, 1) == 2
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A course of one function, which one of its mutants does not change."""
    for name, text in {
        ".gitignore": "build/\n",
        "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--import-mode=importlib'\n"
        "[tool.mutmut]\nsource_paths = ['utils']\n",
        "utils/__init__.py": "",
        "utils/nn/__init__.py": "",
        "utils/nn/small.py": CODE,
        "tests/utils/nn/test_small.py": TEST,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    return tmp_path
