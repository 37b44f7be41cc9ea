"""The file of a record: settings and results as JSON, one job a line."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.environment import machine
from utils.files import write_whole

ROOT = Path(__file__).resolve().parent.parent
DIGITS = 5  # significant digits of recorded numbers; an accuracy needs no more


class RecordError(RuntimeError):
    """A record is missing, incomplete, damaged or stale; the message says what to do."""


def read_record(path: Path, name: str) -> dict[str, Any]:
    """Read a record and make sure that it is one.

    Raises:
        RecordError: it is not readable, or not the record of this experiment.
    """
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    cure = (
        f"restore it with `git checkout -- {shown}`, "
        f"or record again with `python -m experiments {name} --fresh`."
    )
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        for job in record["jobs"]:
            if not isinstance(job["setting"], dict) or not isinstance(job["result"], dict):
                raise TypeError
            float(job["seconds"]), machine(job["environment"]), job["date"] + ""
        found = record["experiment"], record["code_sha256"]
    except OSError as error:
        raise RecordError(f"{shown} cannot be read ({error.strerror}): {cure}") from None
    except (ValueError, KeyError, TypeError):
        raise RecordError(f"{shown} is damaged or not a record: {cure}") from None
    if found[0] != name:
        raise RecordError(f"{shown} is the record of {found[0]}, not of {name}: {cure}")
    return dict(record)


def write_record(path: Path, record: Mapping[str, Any]) -> None:
    """Write a record, one job a line, so that at every moment the file is whole."""
    head = {name: value for name, value in record.items() if name != "jobs"}
    jobs = ",\n".join(json.dumps(job, allow_nan=False) for job in record["jobs"])
    text = f'{json.dumps(head, indent=1)[:-2]},\n "jobs": [\n{jobs}\n]}}\n'
    write_whole(path, text, durable=True)


def key_of(setting: Mapping[str, Any]) -> str:
    """Return the text by which a setting is found again, whatever the order of its names."""
    return json.dumps(setting, sort_keys=True)


def plain(value: Any, name: str) -> Any:
    """Round to `DIGITS` significant digits; what is not finite becomes None (null)."""
    value = value.tolist() if hasattr(value, "tolist") else value
    if isinstance(value, list | tuple):
        return [plain(v, name) for v in value]
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, int | str):
        return value
    raise TypeError(f"measure returned {type(value).__name__} as {name!r}, not plain numbers.")


def numbers(value: Any) -> Any:
    """Undo what `plain` did to numbers that are not finite: they are NaN."""
    if isinstance(value, list):
        return [numbers(v) for v in value]
    return math.nan if value is None else value
