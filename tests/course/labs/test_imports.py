"""What a notebook needs is found without running it."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.config import CourseError
from course.labs.imports import needed_files


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder with packages of ours."""
    files = {
        "utils/__init__.py": "from utils import quiet",
        "utils/quiet.py": "",
        "utils/data.py": "import numpy as np",
        "utils/unused.py": "",
        "utils/datasets/README.md": "",
        "utils/datasets/digits.npz": "",
        "utils/nn/__init__.py": "",
        "utils/nn/losses.py": "from utils.nn.steps import step",
        "utils/nn/steps.py": "def step(): pass",
        "utils/nn/other.py": "",
        "experiments/__init__.py": "",
        "experiments/race.py": "",
        "experiments/results/race.json": "{}",
        "experiments/results/other.json": "{}",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def names(root: Path, *texts: str) -> set[str]:
    return {path.relative_to(root).as_posix() for path in needed_files(texts, root)}


def test_imports_are_followed(root: Path) -> None:
    nothing = {"utils/datasets/README.md"}
    assert names(root, "import numpy") == nothing
    package = nothing | {"utils/__init__.py", "utils/quiet.py"}
    steps = {"utils/nn/__init__.py", "utils/nn/steps.py"}
    assert names(root, "import utils") == package
    assert names(root, "import utils\nimport numpy", "import math") == package
    assert names(root, "from utils.nn.steps import step") == package | steps
    whole = package | steps | {"utils/nn/losses.py"}
    assert names(root, "from utils.nn import losses") == whole
    assert names(root, "def f():\n    import utils.nn.losses as l") == whole


def test_data_comes_with_the_module_that_loads_it(root: Path) -> None:
    assert "utils/datasets/digits.npz" in names(root, "import utils.data")
    found = names(root, "from experiments.race import run")
    assert "experiments/results/race.json" in found
    assert "experiments/results/other.json" not in found


@pytest.mark.parametrize("text", ["import utils.gone", "from utils.gone import f"])
def test_a_module_that_is_missing_is_named(root: Path, text: str) -> None:
    with pytest.raises(CourseError, match=r"imports utils.gone, which does not exist"):
        needed_files([text], root)
