"""The built book, served to a real browser."""

from __future__ import annotations

import fcntl
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from course.book.build import OUT, build
from course.config import ROOT

NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def one_worker(name: str) -> Iterator[None]:
    """Keep other workers of the tests waiting."""
    (ROOT / "build").mkdir(exist_ok=True)
    with open(ROOT / "build" / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def book() -> Path:
    """Build the book; one worker of several does, the others wait for it."""
    with one_worker("book"):
        build()
    return OUT


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def address(book: Path) -> Iterator[str]:
    """Serve the book; returns the address, which ends in a slash."""
    handler = functools.partial(Quiet, directory=str(book))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of Chromium; where there is none, install Debian's or Playwright's.

    One worker of several does: apt-get fails where another one runs.
    """
    with one_worker("chromium"):
        if not _found():
            _install()
    return _found()


def _found() -> str:
    return next((path for name in NAMES if (path := shutil.which(name))), "")


def _install() -> None:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for words in (["update", "-q"], ["install", "-yq", "--no-install-recommends", NAMES[0]]):
            subprocess.run(["apt-get", *words], check=True)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
