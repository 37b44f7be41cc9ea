"""What chapters and labs open with: badges that show without network, and the setup cell."""

from __future__ import annotations

import base64
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urlparse

from course.config import CourseError
from course.source import Code

# Drawn for this course. In the notebooks they stand as data, because a path means nothing
# on Colab, and as PNG, because not every renderer shows SVG data.
BADGES = Path(__file__).parent / "badges"
_ALT = {"en": "Open in {place}", "zh-TW": "在 {place} 開啟"}

_SETUP = """\
import os
import subprocess
import sys
from pathlib import Path

REPOSITORY = os.environ.get(
    "COURSE_REPOSITORY",
    "{repository}",
)
home = Path("{name}").resolve()
course = [p for p in (home, *home.parents) if (p / "utils/datasets").is_dir()]
if not course and "google.colab" in sys.modules:
    subprocess.run(["git", "clone", "-q", "--depth=1", REPOSITORY, home])
    course = [home] if (home / "utils").is_dir() else []
if not course:
    raise RuntimeError(f"The course is not here; fetch it: git clone {{REPOSITORY}}")
sys.path.insert(0, str(course[0]))

from utils.install import install_missing

install_missing()"""


def setup_cell(repository: str) -> Code:
    """Return the cell that finds the course; it is folded under a title that says so."""
    name = PurePosixPath(urlparse(repository).path).name.removesuffix(".git")
    title = "Setup: find the course (on Colab: fetch it, and install what is missing)"
    return Code(_SETUP.format(repository=repository, name=name), options=(("fold", title),))


def badges(language: str, repository: str, path: str) -> tuple[str, str]:
    """Return the badges that open a notebook elsewhere, and the pictures they refer to.

    Args:
        language: `en` or `zh-TW`.
        repository: the project's address.
        path: the notebook's, from the project's folder.

    Returns:
        Two pieces of Markdown for the same cell; the pictures' is long and stands last.

    Raises:
        CourseError: Colab and Binder can't open the project's address.
    """
    shown, pictures = [], []
    for place, link in addresses(repository, path).items():
        data = base64.b64encode((BADGES / f"{place.lower()}.png").read_bytes()).decode()
        shown.append(f"[![{_ALT[language].format(place=place)}][{place}]]({link})")
        pictures.append(f"[{place}]: data:image/png;base64,{data}")
    return "\n".join(shown), "\n".join(pictures)


def addresses(repository: str, path: str) -> dict[str, str]:
    """Return the addresses that open a notebook on Colab and on Binder.

    Raises:
        CourseError: they can't open the project's address.
    """
    address = urlparse(repository)
    if address.netloc != "github.com":
        raise CourseError(
            f"{repository} is not on github.com, so Colab can't open it; set "
            "[project.urls] Repository in pyproject.toml to an address there."
        )
    return {
        "Colab": f"https://colab.research.google.com/github{address.path}/blob/main/{quote(path)}",
        "Binder": f"https://mybinder.org/v2/gh{address.path}/main?labpath={quote(path, safe='')}",
    }
