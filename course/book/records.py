"""The page of the recorded experiments: what was asked, what was measured, how to repeat it."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from course.book.pages import way
from course.book.site import TEXTS
from course.config import ROOT, CourseError, load_chapters, repository
from course.labs.model import load_labs
from experiments.environment import machine


def experiments_page(language: str, root: Path = ROOT) -> str:
    """Return the page's Markdown: a section for each record.

    Raises:
        CourseError: an experiment has no Chinese question in `texts.toml`.
    """
    words = TEXTS[language]["experiments"]
    parts = [f"# {words['title']}", words["intro"]]
    for path in sorted((root / "experiments" / "results").glob("*.json"), key=_order):
        if path.name.count(".") == 1:
            parts += _section(json.loads(path.read_text(encoding="utf-8")), language, root)
    return "\n\n".join(parts)


def _order(path: Path) -> tuple[str, int]:
    row = path.name.partition("_")[0]
    return row[0], int(row[1:])


def _section(record: Mapping[str, Any], language: str, root: Path) -> list[str]:
    words, name, jobs = TEXTS[language]["experiments"], record["experiment"], record["jobs"]
    question = words["questions"].get(name) if language != "en" else record["title"]
    if not question:
        raise CourseError(
            f"The experiment {name} has no question in Chinese; add it to "
            "course/book/texts.toml under [zh-TW.experiments.questions]."
        )
    script = ast.parse((root / record["script"]).read_text(encoding="utf-8"))
    described = (ast.get_docstring(script) or "").partition("\n")[2].strip()
    translated = described if language == "en" else _translation(name, described)
    foreign = "" if language == "en" or translated else ' lang="en"'
    paragraphs = "".join(map(_html, (translated or described).split("\n\n")))
    home = f"{repository()}/blob/main"
    dates = sorted({job["date"] for job in jobs})
    machines = sorted({machine(job["environment"]) for job in jobs})
    facts = {
        "repeat": f"<code>python -m experiments {name}</code>",
        "recorded": " – ".join(dict.fromkeys([dates[0], dates[-1]])),
        "machine": f'<span lang="en">{"<br>".join(map(escape, machines))}</span>',
        "effort": words["jobs"].format(
            jobs=len(jobs), minutes=max(1, round(sum(job["seconds"] for job in jobs) / 60))
        ),
        "files": f'<a href="{home}/{record["script"]}">{words["script"]}</a>, '
        f'<a href="{home}/experiments/results/{name}.json">{words["numbers"]}</a>',
        "used": ", ".join(_users(name, language, root)) or "–",
    }
    rows = "\n".join(
        f"<tr><th>{words[key]}</th><td>{fact}</td></tr>" for key, fact in facts.items()
    )
    return [
        f"## {question}",
        f'<div class="described"{foreign}>{paragraphs}</div>',
        f'<table class="facts">\n{rows}\n</table>',
        f"<details><summary>{words['results']}</summary>\n{_table(jobs)}\n</details>",
    ]


def _translation(name: str, english: str) -> str:
    """Return an experiment's description in Chinese, or nothing; print a line if it is old."""
    entry = _translations().get(name, {"of": "", "text": ""})
    if entry["of"] != (now := hashlib.sha256(english.encode()).hexdigest()[:8]):
        print(
            f"course/book/experiments.toml: the description of {name} is not that of its script; "
            f'translate it and write of = "{now}".'
        )
    return entry["text"].strip()


@cache
def _translations() -> dict[str, dict[str, str]]:
    path = Path(__file__).with_name("experiments.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _html(text: str) -> str:
    """Return a paragraph or a list as HTML; of other mark-up only code and *emphasis*."""
    if text.startswith("- "):
        items = text.removeprefix("- ").split("\n- ")
        return f"<ul>{''.join(f'<li>{_inline(item)}</li>' for item in items)}</ul>"
    return f"<p>{_inline(text)}</p>"


def _inline(text: str) -> str:
    pieces = escape(re.sub(r"\n *", " ", text), quote=False).split("`")
    return "".join(
        f"<code>{p}</code>" if i % 2 else re.sub(r"\*(\w+)\*", r"<em>\1</em>", p)
        for i, p in enumerate(pieces)
    )


def _users(name: str, language: str, root: Path) -> list[str]:
    """List links to the chapters that import the experiment, and the labs that show its record."""
    imports = re.compile(rf"from experiments(\.{name} import| import [^\n]*\b{name}\b)")
    parts = {
        f"chapters/{c.name}": c.heading(language)
        for c in load_chapters(root)
        if imports.search(c.notebook("en", root).read_text(encoding="utf-8"))
    }
    for lab in load_labs(root):
        if lab.record == name:
            title = lab.title if language == "en" else lab.title_zh
            parts[f"labs/{lab.name}"] = f"{lab.name.partition('_')[0]} {title}"
    return [
        f'<a href="{way("experiments", language, page, language)}">{label}</a>'
        for page, label in parts.items()
    ]


def _table(jobs: list[Mapping[str, Any]]) -> str:
    """Return the jobs as a table in a box that scrolls: settings, then results."""
    names = list(dict.fromkeys(("setting", k) for job in jobs for k in job["setting"]))
    names += dict.fromkeys(("result", k) for job in jobs for k in job["result"])
    head = "".join(f"<th>{escape(name)}</th>" for _, name in names)
    rows = "".join(
        "<tr>"
        + "".join(f"<td>{shown(job[part].get(name))}</td>" for part, name in names)
        + "</tr>\n"
        for job in jobs
    )
    return f'<div class="scrolls" tabindex="0"><table>\n<tr>{head}</tr>\n{rows}</table></div>'


def shown(value: Any) -> str:
    """Return a recorded value in few signs: of a curve its ends, of a table its size."""
    if value is None:
        return "–"
    if isinstance(value, list):
        if any(isinstance(v, list) for v in value):
            sizes = [len(value)]
            while isinstance(value[0], list):
                value = value[0]
                sizes.append(len(value))
            return " × ".join(map(str, sizes))
        ends = [shown(v) for v in (value[:1] + value[-1:] if len(value) > 1 else value)]
        return " … ".join(ends)
    return escape(f"{value:.4g}" if isinstance(value, float) else str(value))
