"""What the trusted process of one submission needs to know."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Job:
    """What the trusted process needs to know.

    `skip`: steps that killed the student's process before. `judged`: tests that have their
    points already. `in_process`: tests that run in the student's process, if this is the pass
    for them (`forgeable_pass`). `in_place`: tests whose model solution changes its arguments.
    `partial`: tests that give a number. Without a `reference` run the last two are unknown.
    """

    assignment: bytes
    submission: bytes
    folder: str
    seed: int
    skip: list[int] = field(default_factory=list)
    judged: list[str] = field(default_factory=list)
    student_side: list[int] = field(default_factory=list)
    in_process: list[str] = field(default_factory=list)
    in_place: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    forgeable_pass: bool = False
    reference: bool = False
    calibrated: bool = False
    plain: bool = False
