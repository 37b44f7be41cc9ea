"""What the tests of drawing share."""

from __future__ import annotations

import pytest


@pytest.fixture
def no_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be outside IPython, whatever shell an earlier test of this process has left."""
    monkeypatch.setattr("IPython.get_ipython", lambda: None)
