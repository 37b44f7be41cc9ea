"""What the grader's README says about its speed, written from the records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grader import VERSION

ROOT = Path(__file__).parents[1]
RECORDS = ROOT / "bench" / "records"
README = ROOT / "grader" / "README.md"
# The section begins and ends with these lines.
BEGIN = "<!-- from bench/records, by python -m bench.grader_speed --records -->"
END = "<!-- end -->"
_WHAT = {"little": "use Keras and train little", "trains": "also train for 60 epochs"}


def section() -> str:
    """Return what the records say, as Markdown."""
    records = {path.stem: json.loads(path.read_text()) for path in RECORDS.glob("*.json")}
    facts = [record["facts"] for record in records.values()]
    (nbgrader,), (cores,) = ({fact[name] for fact in facts} for name in ("nbgrader", "cores"))
    train = records["trains"]["found"]["a plain process, seconds of each cell"]
    growth = records["class"]["found"]
    counts = _listed([f"{item['submissions']:,}" for item in growth])
    each = _listed([f"{item['seconds each']:g}" for item in growth])
    version = records["class"]["facts"]["grader"]
    lines = [
        f"Measured side by side with nbgrader {nbgrader}, which grades one submission at a time, "
        f"on {cores} cores (`make bench`;",
        "records with dates, versions and hardware in `bench/records/`):",
        "",
        "| class | version | grader, s each | nbgrader, s each | ratio |",
        "|---|---|---|---|---|",
        *(_row(records[name], what) for name, what in _WHAT.items()),
        "",
        f"Of a training submission a plain process spends {train['imports, data']:g} s on "
        "importing Keras, which the grader does once,",
        f"and {train['train']:g} s on the training itself, which nothing saves; the grader trains "
        "with one thread per submission, three submissions",
        "at a time on two cores, and from version 2.0 on it trains twice, once in each run.",
        f"Without Keras, {counts} submissions cost version {version} {each} s each: "
        "the cost of one does not grow with the class.",
    ]
    if VERSION not in {fact["grader"] for fact in facts}:
        lines.append(f"Version {VERSION}, which runs a submission twice, is not measured yet.")
    return "\n".join(lines)


def _row(record: dict[str, Any], what: str) -> str:
    found = record["found"]
    seconds = [f"{found[f'{name}, seconds each']:g}" for name in ("grader", "nbgrader")]
    return (
        f"| {found['submissions']} submissions that {what} | {record['facts']['grader']} | "
        f"{seconds[0]} | {seconds[1]} | {found['ratio']:g} |"
    )


def _listed(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"


def write() -> None:
    """Write the section into the README."""
    before, _, rest = README.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}\n{section()}\n{END}{after}")
