"""Numbers in prose that come from the run: `{{ expression | format | tolerance }}`.

The expression is evaluated in the kernel where the prose stands, or after the last
cell when it begins with `end:`. The tolerance says how far a fresh run may be from the
number that is stored: `0.004` absolute, `x5` a factor; without it the text must be the
same.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

_PATTERN = re.compile(r"\{\{(.+?)\}\}", re.DOTALL)


class ProseError(Exception):
    """A computed number that is written wrongly or can't be computed."""


@dataclass(frozen=True)
class Computed:
    """A number that prose quotes: what to evaluate, how to print it, how exact it is."""

    expression: str
    format: str = ""
    tolerance: str = ""
    at_end: bool = False

    @property
    def code(self) -> str:
        """The Python expression that gives the printed text."""
        return f"format({self.expression}, {self.format!r})"

    def agrees(self, stored: str, fresh: str) -> bool:
        """Whether a fresh value is as near to the stored one as the tolerance asks."""
        if not self.tolerance:
            return stored == fresh
        try:
            a, b = _number(stored), _number(fresh)
        except ValueError:
            return False
        if self.tolerance.startswith("x"):
            factor = float(self.tolerance[1:])
            return a * b > 0 and 1 / factor <= a / b <= factor
        return math.isfinite(b) and abs(a - b) <= float(self.tolerance) * (1 + 1e-9)


def find_computed(text: str) -> list[Computed]:
    """Return the computed numbers of a text, in order.

    Raises:
        ProseError: a placeholder that can't be read.
    """
    return [_read(match[1]) for match in _PATTERN.finditer(text)]


def render(text: str, values: Iterable[str]) -> str:
    """Put the values, in order, in place of the placeholders."""
    remaining: Iterator[str] = iter(values)
    return _PATTERN.sub(lambda match: next(remaining), text)


def to_metadata(computed: Computed, value: str) -> dict[str, Any]:
    """Return what a notebook stores beside a computed number, for later comparison."""
    return asdict(computed) | {"value": value}


def from_metadata(entry: dict[str, Any]) -> tuple[Computed, str]:
    """Undo `to_metadata`."""
    rest = {key: value for key, value in entry.items() if key != "value"}
    return Computed(**rest), str(entry["value"])


def evaluate(
    computed: list[Computed],
    execute: Callable[..., str],
    next_reply: Callable[[], dict[str, Any]],
) -> list[str]:
    """Evaluate computed numbers in a running kernel, leaving no trace in it.

    Args:
        computed: what to evaluate.
        execute: a Jupyter client's `execute`; returns a message id.
        next_reply: waits for the next message on the client's shell channel.

    Raises:
        ProseError: an expression that fails.
    """
    if not computed:
        return []
    wanted = {str(i): c.code for i, c in enumerate(computed)}
    message = execute("", silent=True, user_expressions=wanted)
    while (reply := next_reply())["parent_header"].get("msg_id") != message:
        continue
    results = reply["content"]["user_expressions"]
    values = []
    for i, c in enumerate(computed):
        result = results[str(i)]
        if result["status"] != "ok":
            raise ProseError(
                f"the computed number {{{{ {c.expression} }}}} fails with "
                f"{result['ename']}: {result['evalue']}; correct it, or begin it with end: if "
                "a later cell computes it"
            )
        values.append(str(ast.literal_eval(result["data"]["text/plain"])))
    return values


def _read(inside: str) -> Computed:
    parts = [part.strip() for part in inside.split(" | ")]
    expression, at_end = parts[0].strip(), parts[0].startswith("end:")
    if at_end:
        expression = expression.removeprefix("end:").strip()
    if len(parts) > 3:
        raise ProseError(
            f"{{{{{inside}}}}} has {len(parts)} parts; write expression | format | tolerance"
        )
    try:
        ast.parse(expression, mode="eval")
    except SyntaxError:
        raise ProseError(
            f"{{{{{inside}}}}} is not a Python expression; correct what stands before the first |"
        ) from None
    tolerance = parts[2] if len(parts) == 3 else ""
    if tolerance and not re.fullmatch(r"x?\d+(\.\d+)?(e-?\d+)?", tolerance):
        raise ProseError(
            f"{{{{{inside}}}}} has tolerance {tolerance!r}; write 0.004 (absolute) or x5"
        )
    form = parts[1] if len(parts) > 1 else ""
    if tolerance and not tolerance.startswith("x") and float(tolerance) < _last_digit(form):
        raise ProseError(
            f"{{{{{inside}}}}} has a tolerance below the last digit that it prints, "
            f"{_last_digit(form):g}, which is none; percentages count in percent points"
        )
    return Computed(expression, form, tolerance, at_end)


def _last_digit(form: str) -> float:
    """Return what the last digit of a number printed so stands for."""
    fixed = re.search(r"(?:\.(\d+))?[f%]$", form)
    return 10.0 ** -int(fixed[1] or 6) if fixed else float(form.endswith("d"))


def _number(text: str) -> float:
    """Return the number that a printed text stands for; a percentage counts in percent points."""
    return float(text.strip().removesuffix("%").replace(",", ""))
