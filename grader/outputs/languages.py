"""What a student's page, and `check`, says in the language of the notebook.

The grader's own sentences stand in `texts.toml`. Tests may speak two languages themselves, as
those of `labs.checks` do: "Question 3: …" with the line "第 3 題：…" below it, or both on one line
with " · " between them.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

_WITH_ID = re.compile(r"\b(answer )?cell '([^'\n]*)'")

_BOTH = re.compile(r"([^\u4e00-\u9fff]*) · ([^\n]*[\u4e00-\u9fff][^\n]*)")
_ENGLISH, _CHINESE = re.compile(r"Question \d+\b"), re.compile(r"第 \d+ 題")

# How late something is: "1 day 3 minutes".
_SPAN_PART = re.compile(r"(\d+) (day|hour|minute)s?")
_SPAN = re.compile(rf"{_SPAN_PART.pattern}( {_SPAN_PART.pattern})*")


@cache
def _texts() -> dict[str, Any]:
    path = Path(__file__).with_name("texts.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def words(language: str, of: str = "words") -> dict[str, str]:
    """Return the words of a student's page, or what `check` says."""
    return {name: text[language] for name, text in _texts()[of].items()}


def said(text: str, language: str, titles: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return what a student reads in place of a reason or a remark.

    `titles`: what the notebook calls its cells, by id; a cell without one is named by its id.
    """
    text = _named(_one_of_two(text, language), titles)
    return "\n".join(map(_chinese, text.split("\n"))) if language == "zh-TW" else text


def _named(text: str, titles: Mapping[str, str]) -> str:
    """Return text in which cells are named by their titles."""

    def name(found: re.Match[str]) -> str:
        title = titles.get(found[2])
        return f"{f'the {found[1]}' if found[1] else 'a '}cell of “{title}”" if title else found[0]

    return _WITH_ID.sub(name, text)


def quoted(name: str, language: str) -> str:
    """Return a name in the quotation marks of a language."""
    return f"「{name}」" if language == "zh-TW" else f"“{name}”"


def is_own(text: str) -> bool:
    """Return whether a reason is one of the grader's own sentences, or none; not a test's."""
    return not text or any(english.fullmatch(text) for english, _ in _pairs("sentence"))


def _chinese(text: str) -> str:
    for english, chinese in (*_pairs("sentence"), *_pairs("cell")):
        if match := english.fullmatch(text):
            return chinese.format(*map(_chinese, match.groups()))
    if _SPAN.fullmatch(text):
        return _SPAN_PART.sub(lambda part: f"{part[1]} {_texts()['units'][part[2]]}", text)
    return text


@cache
def _pairs(of: str) -> list[tuple[re.Pattern[str], str]]:
    """Return the grader's own sentences, or what they call a cell: a pattern and the Chinese."""
    cells = (re.escape(text["en"]).replace(r"\{\}", r"[^\n]+?") for text in _texts()["cell"])
    values = {r"\{\}": "(.+?)", r"\{cell\}": f"({'|'.join(cells)})"}
    found = []
    for text in _texts()[of]:
        pattern = re.escape(text["en"])
        for field, value in values.items():
            pattern = pattern.replace(field, value)
        found.append((re.compile(pattern, re.DOTALL), text["zh-TW"].replace("{cell}", "{}")))
    return found


def _one_of_two(text: str, language: str) -> str:
    """Return the lines of a message that are in this language, or in none of the two."""
    lines = text.split("\n")
    if not any(_CHINESE.match(line) or _BOTH.fullmatch(line) for line in lines):
        return text
    kept, current = [], ""
    for line in lines:
        if both := _BOTH.fullmatch(line):
            current = ""
            kept.append(both[2 if language == "zh-TW" else 1])
            continue
        if _ENGLISH.match(line):
            current = "en"
        elif _CHINESE.match(line):
            current = "zh-TW"
        if current in ("", language):
            kept.append(line)
    return "\n".join(kept)
