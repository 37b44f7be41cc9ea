"""Text that is safe for a terminal and a table."""

from __future__ import annotations


def plain_text(text: object) -> str:
    """Return text without control characters, safe for a terminal and a table."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in str(text))


def counted(number: float, noun: str) -> str:
    """Return a number of things: "1 page", "3 pages"."""
    return f"{number_text(number)} {noun}{'' if number == 1 else 's'}"


def number_text(value: float) -> str:
    """Return a number with at most five digits behind the point."""
    return f"{round(value, 5):.10g}"
