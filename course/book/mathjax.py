"""MathJax for the book: fetched once from npm's registry, checked, and kept in `build/`."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import tarfile
import urllib.request
from pathlib import Path

from course.config import ROOT, CourseError
from utils.files import write_whole

VERSION = "3.2.2"
SHA512 = "Bt+SSVU8eBG27zChVewOicYs7Xsdt40qm4+UpHyX7k0/O9NliPc+x77k1/FEsPsjKPZGJvtRZM1vO+geW0OhGw=="
# The parts that a page loads; MathJax's own bundles hold menus and three more input formats.
PARTS = ("core", "input/tex", "output/chtml", "a11y/assistive-mml")
_FILES = ("es5/startup.js", *(f"es5/{part}.js" for part in PARTS))
_FOLDERS = ("es5/input/tex/extensions/", "es5/output/chtml/fonts/")


def mathjax(root: Path = ROOT) -> dict[str, bytes]:
    """Return MathJax's files by path.

    The address is npm's, or that of the mirror which `NPM_CONFIG_REGISTRY` names.

    Raises:
        CourseError: it can't be fetched, or is not what the checksum says.
    """
    kept = root / "build" / f"mathjax-{VERSION}.tgz"
    if not kept.is_file():
        write_whole(kept, _fetched())
    package = kept.read_bytes()
    if base64.b64encode(hashlib.sha512(package).digest()).decode() != SHA512:
        kept.unlink()
        raise CourseError(f"MathJax {VERSION} came damaged; run the command again.")
    with tarfile.open(fileobj=io.BytesIO(package)) as archive:
        return {
            name: file.read()
            for member in archive
            if (name := member.name.removeprefix("package/")).startswith((*_FILES, *_FOLDERS))
            and (file := archive.extractfile(member))
        }


def _fetched() -> bytes:
    registry = os.environ.get("NPM_CONFIG_REGISTRY", "https://registry.npmjs.org").removesuffix("/")
    address = f"{registry}/mathjax/-/mathjax-{VERSION}.tgz"
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return bytes(answer.read())
    except OSError as error:
        raise CourseError(
            f"MathJax can't be fetched from {address} ({error}); connect to the network once, or "
            "set NPM_CONFIG_REGISTRY to a mirror of npm's registry."
        ) from None
