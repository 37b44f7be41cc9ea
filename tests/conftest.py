"""Fixtures that stand in for Colab and for the project's home."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.working_tree import copy_working_tree

# A failure within `shows` is explained as one within a test.
pytest.register_assert_rewrite("tests.figures")

# No deadline and no chance: neither a slow machine nor a new example fails what has passed.
# `--hypothesis-profile=default` looks for new examples.
settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest proofs, or one worker ends minutes after the others.

    What runs every week may take as long as it needs, on whatever machine there is.
    """
    items.sort(key=lambda item: item.path.name != "test_proof.py")
    for item in items:
        if item.get_closest_marker("weekly"):
            item.add_marker(pytest.mark.timeout(0))


@pytest.fixture
def colab(tmp_path: Path) -> Path:
    """A folder with a stand-in for the package that tells Colab from other places."""
    package = tmp_path / "stand_in" / "google" / "colab"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    return tmp_path / "stand_in"


@pytest.fixture(scope="session")
def repository_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A local git repository that holds the working tree as it is now."""
    folder = tmp_path_factory.mktemp("git") / "course"
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", str(folder)]
    copy_working_tree(folder)
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", "course"], check=True)
    return folder.as_uri()
