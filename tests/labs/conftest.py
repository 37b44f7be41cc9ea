"""The labs, each scored once in this process."""

from __future__ import annotations

from functools import cache

import pytest

from course.labs.model import Lab, load_labs
from course.labs.notebook import instructor_notebook
from course.labs.score import Scorer

SEED = "a seed of the tests"


@cache
def scorer_of(lab: Lab) -> Scorer:
    """A scorer of the lab's model solution, hidden tests included."""
    return Scorer(instructor_notebook(lab, SEED))


@pytest.fixture(params=load_labs(), ids=lambda lab: lab.name)
def lab(request: pytest.FixtureRequest) -> Lab:
    """Each lab in turn."""
    found: Lab = request.param
    return found


@pytest.fixture
def scorer(lab: Lab) -> Scorer:
    """The lab's scorer; its first run is shared by all tests."""
    return scorer_of(lab)
