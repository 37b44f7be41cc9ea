"""The pages: a summary for the instructor, feedback for each student. Static, no scripts."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence
from urllib.parse import quote

from grader.records import Question, Row

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8888; }
td { vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
pre { background: #8882; padding: .6rem; overflow-x: auto; white-space: pre-wrap; }
.bar { display: inline-block; height: .8em; background: #0072b2; }
"""
_ANSI = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)?|[@-Z\\-_])")


def clean(text: object) -> str:
    """Return text for a page: no terminal codes, no control characters, escaped."""
    kept = _ANSI.sub("", str(text))
    kept = "".join(c if c.isprintable() or c in "\n\t" else "�" for c in kept)
    return html.escape(kept, quote=True)


def _page(title: str, body: str) -> str:
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{clean(title)}</title><style>{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"
    )


def file_name(student: str) -> str:
    """Return a file name for a student, whatever the name holds; different names stay different."""
    name = quote(student.encode("utf-8", "surrogatepass"), safe=" ()@+,")
    if name != student or len(name) > 100:
        digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        name = f"{name[:100]}-{digest}"
    return name.replace("%", "_").replace(".", "_", 1 if name.startswith(".") else 0) + ".html"


def _score(item: Question) -> str:
    return "open" if item["score"] is None else f"{item['score']:g}"


def feedback(row: Row) -> str:
    """Return a student's page: points, reasons, the student's own code and output."""
    lines = [f"<h1>{clean(row['assignment'])}: {clean(row['student'])}</h1>"]
    lines.append(f"<p>Points: <b>{row['score']:g}</b> of {row['max_score']:g}.</p>")
    if row["status"] != "graded":
        lines.append(f"<p>Status: {clean(row['status'])}: {clean(row['reason'])}.</p>")
    lines.append('<table><tr><th>Question</th><th class="number">Points</th><th>Message</th></tr>')
    for name, item in row["questions"].items():
        lines.append(
            f'<tr><td>{clean(name)}</td><td class="number">{_score(item)} of '
            f"{item['max_score']:g}</td><td>{clean(item['reason'])}</td></tr>"
        )
    lines.append("</table>")
    if row["notes"]:
        items = "".join(f"<li>{clean(note)}</li>" for note in row["notes"])
        lines.append(f"<h2>Remarks</h2><ul>{items}</ul>")
    own = [cell for cell in row["cells"] if cell["own"]]
    if own:
        lines.append("<h2>Your cells</h2>")
    for cell in own:
        lines.append(
            f"<h3>{clean(cell['id'] or 'added cell')}</h3><pre>{clean(cell['source'])}</pre>"
        )
        if cell["withheld"]:
            # A later cell may print what hidden tests passed to an earlier function.
            lines.append("<p>Output is not shown after hidden tests have run.</p>")
        elif cell["output"] or cell["error"]:
            shown = "\n".join(part for part in (cell["output"].rstrip("\n"), cell["error"]) if part)
            lines.append(f"<p>Output</p><pre>{clean(shown)}</pre>")
    return _page(f"{row['assignment']}: {row['student']}", "\n".join(lines))


def summary(rows: Sequence[Row], problems: Sequence[str] = ()) -> str:
    """Return the instructor's page: distribution per question, slowest, failures, oddities."""
    name = rows[0]["assignment"] if rows else "no submissions"
    lines = [f"<h1>{clean(name)}</h1>", f"<p>{len(rows)} submissions.</p>"]
    levels = sorted({row["isolation"] for row in rows})
    lines.append(f"<p>Isolation level: {', '.join(str(level) for level in levels)}.</p>")
    if problems:
        items = "".join(f"<li>{clean(item)}</li>" for item in problems)
        lines.append(f"<h2>Problems of the assignment</h2><ul>{items}</ul>")
    lines.append(_distribution(rows))
    lines.append("<h2>Slowest</h2>" + _table(sorted(rows, key=lambda row: -row["seconds"])[:10]))
    failed = [row for row in rows if row["status"] != "graded"]
    if failed:
        lines.append("<h2>Not graded in full</h2>" + _table(failed))
    odd = [row for row in rows if row["notes"]]
    if odd:
        items = "".join(
            f"<li>{clean(row['student'])}: {clean('; '.join(row['notes']))}</li>" for row in odd
        )
        lines.append(f"<h2>Oddities</h2><ul>{items}</ul>")
    return _page(f"Summary: {name}", "\n".join(lines))


def _distribution(rows: Sequence[Row]) -> str:
    head = '<tr><th>Question</th><th class="number">Points</th><th class="number">Mean</th>'
    lines = [f"<h2>Questions</h2><table>{head}<th>none, part, full</th></tr>"]
    for name in rows[0]["questions"] if rows else ():
        items = [row["questions"][name] for row in rows if name in row["questions"]]
        scores = [item["score"] for item in items if item["score"] is not None]
        top = items[0]["max_score"]
        counts = [
            sum(score == 0 and top > 0 for score in scores),
            sum(0 < score < top for score in scores),
            sum(score == top for score in scores),
        ]
        mean = f"{sum(scores) / len(scores):.2f}" if scores else "open"
        bars = " ".join(
            f'{count} <span class="bar" style="width:{8 * count / len(rows):.2f}rem"></span>'
            for count in counts
        )
        lines.append(
            f'<tr><td>{clean(name)}</td><td class="number">{top:g}</td>'
            f'<td class="number">{mean}</td><td>{bars}</td></tr>'
        )
    return "\n".join([*lines, "</table>"])


def _table(rows: Sequence[Row]) -> str:
    lines = ['<table><tr><th>Student</th><th>Status</th><th class="number">Points</th>']
    lines.append('<th class="number">Seconds</th><th>Reason</th></tr>')
    for row in rows:
        lines.append(
            f"<tr><td>{clean(row['student'])}</td><td>{clean(row['status'])}</td>"
            f'<td class="number">{row["score"]:g}</td><td class="number">{row["seconds"]:.2f}</td>'
            f"<td>{clean(row['reason'])}</td></tr>"
        )
    return "\n".join([*lines, "</table>"])
