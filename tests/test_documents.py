"""Documents that stand in both languages: the same commands, the same headings."""

from __future__ import annotations

import re

import pytest

from course.config import ROOT


def commands(name: str) -> tuple[list[str], set[str]]:
    """Return the lines of a document's shell code without remarks, and the commands in its text."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("notebooks/zh-TW/", "notebooks/")
    blocks = re.findall(r"```(?:bash|sh)\n(.*?)```", text, re.S)
    lines = [re.sub(r" +#.*", "", line).strip() for block in blocks for line in block.splitlines()]
    return lines, set(re.findall(r"`((?:make|(?:\.venv/bin/)?python) [^`]+)`", text))


@pytest.mark.parametrize("name", ["README", "labs/README"])
def test_both_languages_of_a_document_give_the_same_commands(name: str) -> None:
    english, chinese = (commands(f"{name}{end}") for end in (".md", ".zh-TW.md"))
    assert len(english[0]) > 5
    assert chinese == english


@pytest.mark.parametrize("name", ["README", "labs/README", "CONTRIBUTING"])
def test_both_languages_of_a_document_have_the_same_headings(name: str) -> None:
    """Headings have the same ids in both, so that the book's language switch keeps the section."""
    levels = [
        [
            len(mark)
            for mark in re.findall(
                r"^(#+) ", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S), re.M
            )
        ]
        for text in (
            (ROOT / f"{name}{end}").read_text(encoding="utf-8") for end in (".md", ".zh-TW.md")
        )
    ]
    assert levels[0] == levels[1]
