"""Rows of results as the grader writes them, made without running anything."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from grader.records import Row, digest_of


def question(score: float | None, max_score: float = 10.0, **more: Any) -> Any:
    return {
        "score": score,
        "max_score": max_score,
        "reason": "",
        "detail": "",
        "review": False,
    } | more


def row(student: str, scores: Mapping[str, Any], assignment: str = "lab", **more: Any) -> Any:
    """A row whose questions have these points of 10 each, or are what `question` returns."""
    questions = {
        name: item if isinstance(item, dict) else question(item) for name, item in scores.items()
    }
    return {
        "student": student,
        "assignment": assignment,
        "status": "graded",
        "reason": "",
        "score": float(sum(item["score"] or 0 for item in questions.values())),
        "max_score": float(sum(item["max_score"] for item in questions.values())),
        "questions": questions,
        "notes": [],
        "cells": [],
        "isolation": 3,
        "layers": [],
        "submission": digest_of(student.encode("utf-8", "replace")),
        "versions": {},
        "key": "key",
        "seconds": 1.0,
        "platform": "",
        "handed_in": {"entry": "", "time": "", "late": None},
        "language": "en",
    } | more


def entry(path: str, late: bool | None = None, time: str = "") -> Any:
    return {"entry": path, "time": time, "late": late}


def results(folder: Path, rows: Iterable[Row]) -> Path:
    """Write the rows as a folder of results."""
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(one) + "\n" for one in rows)
    (folder / "results.jsonl").write_text(text, encoding="utf-8")
    return folder
