from __future__ import annotations

import base64
import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from course.book import mathjax
from course.config import CourseError

KEPT = f"build/mathjax-{mathjax.VERSION}.tgz"
WANTED = {
    "es5/startup.js": b"start",
    "es5/core.js": b"core",
    "es5/input/tex/extensions/ams.js": b"ams",
    "es5/output/chtml/fonts/woff-v2/Main.woff": b"font",
}


def package() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name, data in {**WANTED, "es5/tex-svg.js": b"large", "README.md": b"text"}.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    file = tmp_path / "registry/mathjax/-" / f"mathjax-{mathjax.VERSION}.tgz"
    file.parent.mkdir(parents=True)
    file.write_bytes(data)
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", (tmp_path / "registry").as_uri())


def test_the_parts_that_pages_load_come_from_the_registry_and_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = package()
    monkeypatch.setattr(mathjax, "SHA512", base64.b64encode(hashlib.sha512(data).digest()).decode())
    served(tmp_path, monkeypatch, data)
    assert mathjax.mathjax(tmp_path) == WANTED
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", (tmp_path / "nowhere").as_uri())
    assert mathjax.mathjax(tmp_path) == WANTED
    assert (tmp_path / KEPT).read_bytes() == data


def test_another_package_is_refused_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served(tmp_path, monkeypatch, package())
    with pytest.raises(CourseError, match="came damaged; run the command again"):
        mathjax.mathjax(tmp_path)
    assert not (tmp_path / KEPT).exists()


def test_without_network_the_message_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", (tmp_path / "nowhere").as_uri())
    with pytest.raises(CourseError) as told:
        mathjax.mathjax(tmp_path)
    before, _, after = str(told.value).partition(" (")
    address = (tmp_path / f"nowhere/mathjax/-/mathjax-{mathjax.VERSION}.tgz").as_uri()
    assert before == f"MathJax can't be fetched from {address}"
    assert after.endswith(
        "); connect to the network once, or set NPM_CONFIG_REGISTRY to a mirror of npm's registry."
    )


@pytest.mark.parametrize(
    ("mirror", "registry"),
    [
        ({}, "https://registry.npmjs.org"),
        ({"NPM_CONFIG_REGISTRY": "https://mirror.example/npm/"}, "https://mirror.example/npm"),
    ],
)
def test_the_registry_is_asked_for_at_most_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mirror: dict[str, str], registry: str
) -> None:
    asked = []

    def urlopen(address: str, *, timeout: float) -> io.BytesIO:
        asked.append((address, timeout))
        raise TimeoutError

    monkeypatch.setattr("os.environ", mirror)
    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    with pytest.raises(CourseError):
        mathjax.mathjax(tmp_path)
    assert asked == [(f"{registry}/mathjax/-/mathjax-{mathjax.VERSION}.tgz", 60)]
