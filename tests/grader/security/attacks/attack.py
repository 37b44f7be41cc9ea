"""What an attack is, and how it tells that it ran and what came of it.

In a source, OUTSIDE stands for a folder outside of the jail that anybody may write. Three
functions are there: an attack calls `ran()` beside its decisive line, `refused()` where a wall
has stopped that line, and `breached()` where nothing has.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

# The words are made while the code runs: neither a source nor an error message can hold them.
_TELLING = """
_said = []
def _tell(word, say=print):
    _said.append(word)
    say(f"<{word}:{6 * 7}>")
def ran(tell=_tell): tell("ran")
def refused(tell=_tell): tell("refused")
def breached(tell=_tell): tell("breached")
"""
# For a later cell: what was called by a test is not in the output of a cell.
REPEAT = "answer = 42\nprint(*[f'<{word}:{6 * 7}>' for word in globals().get('_said', ())])"


def told(word: str, output: str) -> bool:
    """Return whether an output says that `ran`, `refused` or `breached` was called."""
    return f"<{word}:42>" in output


# What shows that the attack is real: see `controls.py`.
Control = Literal["judge", "peer", "machine", "end"]


@dataclass(frozen=True)
class Attack:
    """Code for the first cell; what it may cost the attacker besides the first question.

    Attributes:
        source: the code, as the table has it.
        ends: a sign of life: how the attacker's process ends, where it cannot tell that it ran;
            a regular expression.
        ruins: questions that it may spoil in the attacker's own process (never in favour).
        control: the walls without which the attack is seen to succeed.
        judge: a naive test cell that it fools; empty: the target's own, beside the student's code.
        family: the kind of the attack.
    """

    source: str
    ends: str = ""
    ruins: tuple[str, ...] = ()
    control: Control = "machine"
    judge: str = ""
    family: str = ""

    def code(self, outside: str) -> str:
        """Return the code for the cell; `outside` is the folder to attack."""
        return _TELLING + self.source.replace("OUTSIDE", outside)


def named(family: str, attacks: dict[str, Attack]) -> dict[str, Attack]:
    """Return attacks by their full name, each of the family."""
    return {f"{family}: {name}": replace(a, family=family) for name, a in attacks.items()}


def returning(expression: str, before: str = "") -> str:
    """Return an answer whose function tells that it ran and returns the expression."""
    return f"{before}\ndef total(values):\n    ran()\n    return {expression}\n"


# How a student's process ends that broke the protocol: by itself or by its supervisor, whichever
# is first. An answer that did not run leaves the process alive.
BROKEN = "the student's process"
OTHERS = ("second_test", "third_test")
