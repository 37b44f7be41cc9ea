"""HTML compared whole, written over several lines where that reads better."""

from __future__ import annotations

import re


def flat(html: str) -> str:
    """Return HTML in one line, without blanks around tags."""
    return re.sub(r"\s*([<>])\s*", r"\1", " ".join(html.split()))
