"""The labs, the model solution of each run once in this process."""

from __future__ import annotations

import pytest

from course.labs.model import Lab, load_labs
from course.labs.score import Scorer
from tests.labs.submissions import scorer_of


@pytest.fixture(params=load_labs(), ids=lambda lab: lab.name)
def lab(request: pytest.FixtureRequest) -> Lab:
    """Each lab in turn."""
    found: Lab = request.param
    return found


@pytest.fixture
def scorer(lab: Lab) -> Scorer:
    """The lab's scorer; the run of its model solutions is shared by all tests."""
    return scorer_of(lab)
