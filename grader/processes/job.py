"""What the trusted process of one submission needs to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Mode = Literal["split", "plain", "visible"]


@dataclass(frozen=True)
class Job:
    """What the trusted process needs to know.

    `mode`: whether tests run apart from the student's code ("split"), or beside it in its process,
    whole ("plain") or without what is hidden ("visible"), for what they tell the student. `skip`:
    steps that killed the student's process before. `in_place`: (test, function, argument) where the
    model solution changes its argument. `partial`: tests that give a number. Without a `reference`
    run the last two are unknown.
    `output_chars`: what is kept of one cell's output, and a hundred times of all cells' together.
    `folder`: where its files are.
    """

    assignment: bytes
    submission: bytes
    seed: int
    mode: Mode = "split"
    skip: list[int] = field(default_factory=list)
    student_side: list[int] = field(default_factory=list)
    in_place: list[tuple[str, str, str]] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    reference: bool = False
    calibrated: bool = False
    output_chars: int = 20_000
    folder: str = ""
