"""Keep `.ci/colab.txt`: which versions Colab has of the packages that the course uses.

Google publishes them in the repository googlecolab/backend-info. With a clone of it:

    python -m course.colab FOLDER
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

from packaging.utils import canonicalize_name

from course.command_line import command_line
from course.config import ROOT, CourseError
from course.requirements import pins
from utils.files import write_whole

FILE = ROOT / ".ci" / "colab.txt"

_TEXT = """\
# What Colab had on {date}, with Python {python}: the packages of constraints.txt that its
# list names. Made by `python -m course.colab` from the repository googlecolab/backend-info.
{lines}
"""


def text(freeze: str, os_info: str, date: str, wanted: set[str]) -> str:
    """Write out the file for Colab's published lists.

    Args:
        freeze: Colab's `pip-freeze.txt`.
        os_info: Colab's `os-info.txt`, which says the version of Python.
        date: when they were published.
        wanted: normalized names of the packages to keep.
    """
    found = re.search(r"^Python (\d+\.\d+)", os_info, re.MULTILINE)
    python = found[1] if found else "unknown"
    exact = re.findall(r"^([A-Za-z0-9_.-]+)==(\S+)$", freeze, re.MULTILINE)
    lines = sorted(f"{n}=={v}" for name, v in exact if (n := canonicalize_name(name)) in wanted)
    return _TEXT.format(date=date, python=python, lines="\n".join(lines))


@command_line
def main(arguments: list[str]) -> None:
    """Read a clone of googlecolab/backend-info and write the file.

    Raises:
        CourseError: the folder is not such a clone.
    """
    parser = argparse.ArgumentParser(prog="python -m course.colab", description=__doc__)
    parser.add_argument("folder", type=Path, help="a clone of googlecolab/backend-info")
    folder = parser.parse_args(arguments).folder
    try:
        date = subprocess.run(
            ["git", "-C", str(folder), "log", "-1", "--format=%cs"],
            check=True, capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip
        freeze, os_info = [
            (folder / name).read_text(encoding="utf-8")
            for name in ("pip-freeze.txt", "os-info.txt")
        ]
    except (subprocess.CalledProcessError, FileNotFoundError):
        raise CourseError(
            f"{folder} is not a clone of googlecolab/backend-info; make one: "
            "git clone https://github.com/googlecolab/backend-info"
        ) from None
    wanted = set(pins((ROOT / "constraints.txt").read_text(encoding="utf-8")))
    write_whole(FILE, text(freeze, os_info, date, wanted))


if __name__ == "__main__":
    sys.exit(main())
