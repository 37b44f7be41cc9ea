"""What a student's page, and `check`, says in the language of the notebook.

The grader's own sentences stand in `texts.toml`. Tests may speak two languages themselves, as
those of `labs.checks` do: "Question 3: …" with the line "第 3 題：…" below it, or both on one line
with " · " between them.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

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


def said(text: str, language: str) -> str:
    """Return what a student reads in place of a reason or a remark."""
    text = _one_of_two(text, language)
    return "\n".join(map(_chinese, text.split("\n"))) if language == "zh-TW" else text


def is_own(text: str) -> bool:
    """Return whether a reason is one of the grader's own sentences, or none; not a test's."""
    return not text or any(english.fullmatch(text) for english, _ in _sentences())


def _chinese(text: str) -> str:
    for english, chinese in _sentences():
        if match := english.fullmatch(text):
            return chinese.format(*map(_chinese, match.groups()))
    if _SPAN.fullmatch(text):
        return _SPAN_PART.sub(lambda part: f"{part[1]} {_texts()['units'][part[2]]}", text)
    return text


@cache
def _sentences() -> list[tuple[re.Pattern[str], str]]:
    """Return the grader's own sentences as patterns, with the Chinese ones."""
    return [
        (re.compile(re.escape(text["en"]).replace(r"\{\}", "(.+?)"), re.DOTALL), text["zh-TW"])
        for text in _texts()["sentence"]
    ]


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
