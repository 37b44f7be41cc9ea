"""What the pages' frame needs: words in both languages, scripts, links that open a notebook."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from course.book.pages import pages
from course.config import repository
from course.opening import addresses

_HERE = Path(__file__).parent
TEXTS = tomllib.loads((_HERE / "texts.toml").read_text(encoding="utf-8"))


def stylesheets_and_scripts() -> tuple[list[str], list[tuple[str, dict[str, Any]]]]:
    """Return the site's stylesheets, and its scripts with their attributes."""
    static = _HERE / "static"
    scripts = sorted(path.name for path in static.glob("*.js"))
    return sorted(path.name for path in static.glob("*.css")), [
        (name, {"type": "module"}) for name in scripts
    ]


def launch_links(name: str, language: str) -> list[tuple[str, str]]:
    """Return the labels and addresses that open a page's notebook; none if it has none."""
    page = pages().get(name)
    if page is None or not page.is_notebook:
        return []
    words = TEXTS[language]
    places = addresses(repository(), page.path(language))
    own = Path(page.path(language)).name
    return [
        (words["colab"], places["Colab"]),
        (words["binder"], places["Binder"]),
        (words["download"], own),
    ]
