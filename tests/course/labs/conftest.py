"""A course of one small lab, to build, break and score."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from course.config import ROOT
from course.labs.model import Lab, load_labs
from course.source import stamp

SOURCE = '''\
# %% [markdown] lang="en"
# Hello.

# %% [markdown] lang="zh-TW" of=""
# 你好。

# %% grade="readonly" id="imports"
import numpy as np

from labs.checks import Question, near

# %% grade="solution" id="q1_double"
def double(x):
    """Return 2x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% grade="test" id="q1_test" points=60
with Question(1, points=60) as q1:
    near(double(3), 6, "double(3)")
    ### BEGIN HIDDEN TESTS
    x = np.random.default_rng(HIDDEN_SEED).normal()
    near(double(x), 2 * x, "double(x)")
    ### END HIDDEN TESTS
q1.score

# %%
print("between")

# %% grade="solution" id="q2_quadruple"
def quadruple(x):
    ### BEGIN SOLUTION
    return double(double(x))
    ### END SOLUTION

# %% grade="test" id="q2_test" points=40
with Question(2, points=40) as q2:
    near(quadruple(3), 12, "quadruple(3)")
    ### BEGIN HIDDEN TESTS
    x = np.random.default_rng(HIDDEN_SEED).normal()
    near(quadruple(x), 4 * x, "quadruple(x)")
    ### END HIDDEN TESTS
q2.score
'''

# The same with an open question, for which the second one gives up points.
OPEN = (
    SOURCE.replace("points=40", "points=30")
    + """
# %% grade="manual" id="q3_explain" points=10
# Twice two,
#
# **twice**.
"""
)

ANSWERS = """\
# %% wrong="typed in" zh="直接寫出答案" id="q1_double"
def double(x):
    return 6 if x == 3 else 12

# %% wrong="twice" zh="只乘 2" id="q2_quadruple"
def quadruple(x):
    return 2 * x

# %% right="sums" id="q1_double"
def double(x):
    return x + x

# %% right="sums" id="q2_quadruple"
def quadruple(x):
    return x + x + x + x
"""


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Lab]:
    """A course of one small lab."""
    sources = tmp_path / "labs" / "sources"
    (sources / "answers").mkdir(parents=True)
    (sources / "labs.toml").write_text(
        '[[lab]]\nnumber = 1\nslug = "small"\ntitle = "Small"\ntitle_zh = "小"\nminutes = 50\n'
    )
    (sources / "lab01_small.py").write_text(stamp(SOURCE), encoding="utf-8")
    (sources / "answers" / "lab01_small.py").write_text(ANSWERS)
    chapters = tmp_path / "notebooks" / "sources"
    chapters.mkdir(parents=True)
    (chapters / "chapters.toml").write_text(
        '[[chapter]]\nnumber = 1\nslug = "one"\ntitle = "One"\ntitle_zh = "一"\nrows = []\n'
    )
    (tmp_path / "utils" / "datasets").mkdir(parents=True)
    (tmp_path / "utils" / "datasets" / "README.md").write_text("No data.")
    for name in ("__init__.py", "install.py"):
        (tmp_path / "utils" / name).write_text("def install_missing():\n    pass\n")
    for name in ("requirements.txt", "constraints.txt"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copyfile(ROOT / "labs" / "__init__.py", tmp_path / "labs" / "__init__.py")
    caches = shutil.ignore_patterns("__pycache__")  # other tests compile at the same time
    for name in ("checks", "stand_ins"):
        shutil.copytree(ROOT / "labs" / name, tmp_path / "labs" / name, ignore=caches)
    return tmp_path, load_labs(tmp_path)[0]
