from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from course.book import records
from course.book.records import experiments_page, shown
from course.book.site import TEXTS
from course.config import LANGUAGES, ROOT, CourseError, repository


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "–"),
        (True, "True"),
        (12, "12"),
        (0.123456, "0.1235"),
        ("a < b", "a &lt; b"),
        ([3], "3"),
        ([0.5, 0.25, None], "0.5 … –"),
        ([1, 2], "1 … 2"),
        ([[[1], [2], [3]]], "1 × 3 × 1"),
        (["a < b"], "a &lt; b"),
        ([1, [2]], "2"),
        ([[1, 2, 3], [4, 5, 6]], "2 × 3"),
    ],
)
def test_a_value_is_shown_in_few_signs(value: Any, expected: str) -> None:
    assert shown(value) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_record_says_how_to_repeat_it_where_and_when_it_was_made(language: str) -> None:
    page = experiments_page(language)
    names = {p.name.partition(".")[0] for p in (ROOT / "experiments/results").glob("*.json")}
    assert set(re.findall(r"<code>python -m experiments (\w+)</code>", page)) == names
    facts = page.split('<table class="facts">')[1:]
    assert len(facts) == len(names)
    for fact in facts:
        assert re.search(r"<td>20\d\d-\d\d-\d\d", fact) and "TensorFlow 2." in fact


def test_a_chinese_page_describes_in_chinese_and_says_when_a_description_is_old(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = experiments_page("zh-TW")
    assert "先暖機，而且只看完整的批次" in page and "Each is warmed up first" not in page
    assert re.search(r'<div class="described"><p>[^<]*[\u4e00-\u9fff]', page)
    assert "<ul><li>&quot;epochs&quot;" in page or '<ul><li>"epochs"' in page
    assert "<em>訓練</em>" in page
    entry = {"of": "00000000", "text": "一"}
    monkeypatch.setattr(records, "_translations", lambda: {"o12_batch": entry})
    capsys.readouterr()
    page = experiments_page("zh-TW")
    assert "<p>一</p>" in page and '<div class="described" lang="en">' in page
    printed = capsys.readouterr().out
    assert "the description of o12_batch is not that of its script" in printed
    assert 'of = "' in printed


def test_each_record_is_used_and_links_to_where() -> None:
    sections = experiments_page("en").split("\n## ")[1:]
    unused = [section.splitlines()[0] for section in sections if "Used in</th><td>–<" in section]
    assert unused == []
    together = next(s for s in sections if "python -m experiments i7_choice<" in s)
    assert 'chapters/04_initializers.html">' in together


SCRIPT = '''"""What is it?

Measured with `a < b`, with "all" of
    the *words*, and `b`; a * b * c.

- one,
  still *one*
- two
"""
'''
PARAGRAPH = (
    '<p>Measured with <code>a &lt; b</code>, with "all" of the <em>words</em>, and '
    "<code>b</code>; a * b * c.</p>"
)
DESCRIBED = f"{PARAGRAPH}<ul><li>one, still <em>one</em></li><li>two</li></ul>"
# As a translator's file holds them.
OF_SCRIPT = {"of": "5fcf6df1", "text": "\n量*過*了。\n\n- 一\n- 二\n"}


def job(date: str, seconds: float, setting: Any, result: Any, **hardware: Any) -> dict[str, Any]:
    versions = {"tensorflow": "2.20", "keras": "3.11", "gpu": None, "cores": 2, "cpu": "A <x>"}
    return {
        **{"date": date, "seconds": seconds, "setting": setting, "result": result},
        "environment": versions | hardware,
    }


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with two records, of which a chapter and a lab use one."""
    for folder in ("experiments/results", "notebooks/sources", "labs/sources"):
        (tmp_path / folder).mkdir(parents=True)
    jobs = [
        job("2026-01-03", 110, {"rate": 0.1}, {"loss": [1.0, 0.7, 0.5]}),
        job("2026-01-01", 100.5, {"rate": 0.2, "<n>": 3}, {"end": "a"}, gpu="B"),
        job("2026-01-02", 0, {"rate": 0.3}, {"loss": None}),
    ]
    for name, script, of_name in (("i10_late", "late", jobs[1:2]), ("i9_early", "early", jobs)):
        record = {"experiment": name, "title": f"Is it {script}?", "jobs": of_name}
        record["script"] = f"experiments/{script}.py"
        text = json.dumps(record)
        (tmp_path / f"experiments/results/{name}.json").write_text(text)
        (tmp_path / f"experiments/{script}.py").write_text(SCRIPT)
    (tmp_path / "experiments/results/i9_early.part.json").write_text("{")
    one = 'number = 1\nslug = "one"\ntitle = "One"\ntitle_zh = "一"\n'
    more = one.replace("one", "one_more")
    two = 'number = 2\nslug = "two"\ntitle = "Two"\ntitle_zh = "二"\n'
    (tmp_path / "notebooks/sources/chapters.toml").write_text(
        f"[[chapter]]\n{one}rows = []\n[[chapter]]\n{two}rows = []\n", encoding="utf-8"
    )
    (tmp_path / "labs/sources/labs.toml").write_text(
        f'[[lab]]\n{more}minutes = 1\nrecord = "i9_early"\n[[lab]]\n{two}minutes = 1\n',
        encoding="utf-8",
    )
    (tmp_path / "notebooks/01_one.ipynb").write_text('"from experiments import other, i9_early"')
    (tmp_path / "notebooks/02_two.ipynb").write_text('"import other\\n", "i9_early"')
    return tmp_path


def section(
    language: str, name: str, title: str, described: str, facts: list[str], table: str
) -> str:
    """A record's section as the page has it."""
    words = TEXTS[language]["experiments"]
    script = name.partition("_")[2]
    repeat, (recorded, machine, effort, used) = f"python -m experiments {name}", facts
    home = f"{repository()}/blob/main/experiments"
    return (
        f"## {title}\n\n{described}\n\n"
        f'<table class="facts">\n<tr><th>{words["repeat"]}</th><td><code>{repeat}</code></td></tr>'
        f"\n<tr><th>{words['recorded']}</th><td>{recorded}</td></tr>\n"
        f'<tr><th>{words["machine"]}</th><td><span lang="en">{machine}</span></td></tr>\n'
        f"<tr><th>{words['effort']}</th><td>{effort}</td></tr>\n"
        f'<tr><th>{words["files"]}</th><td><a href="{home}/{script}.py">{words["script"]}</a>, '
        f'<a href="{home}/results/{name}.json">{words["numbers"]}</a></td></tr>\n'
        f"<tr><th>{words['used']}</th><td>{used}</td></tr>\n</table>\n\n"
        f"<details><summary>{words['results']}</summary>\n"
        f'<div class="scrolls" tabindex="0"><table>\n{table}</table></div>\n</details>'
    )


PROCESSOR, CARD = (
    f"TensorFlow 2.20, Keras 3.11, {it}" for it in ("2 CPU cores (A &lt;x&gt;)", "B")
)
EARLY = (
    "<tr><th>rate</th><th>&lt;n&gt;</th><th>loss</th><th>end</th></tr>\n"
    "<tr><td>0.1</td><td>–</td><td>1 … 0.5</td><td>–</td></tr>\n"
    "<tr><td>0.2</td><td>3</td><td>–</td><td>a</td></tr>\n"
    "<tr><td>0.3</td><td>–</td><td>–</td><td>–</td></tr>\n"
)
LATE = (
    "<tr><th>rate</th><th>&lt;n&gt;</th><th>end</th></tr>\n"
    "<tr><td>0.2</td><td>3</td><td>a</td></tr>\n"
)


def used(chapter: str, lab: str) -> str:
    chapter = f'<a href="chapters/01_one.html">{chapter}</a>'
    return f'{chapter}, <a href="labs/lab01_one_more.html">{lab}</a>'


def test_a_page_has_the_records_in_order_with_all_facts(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = TEXTS["en"]["experiments"]
    described = f'<div class="described">{DESCRIBED}</div>'
    dates, both = "2026-01-01 – 2026-01-03", f"{PROCESSOR}<br>{CARD}"
    early = [dates, both, "3 jobs, 4 minutes", used("1 One", "lab01 One")]
    late = ["2026-01-01", CARD, "1 jobs, 2 minutes", "–"]
    assert experiments_page("en", course) == "\n\n".join(
        [
            f"# {words['title']}",
            words["intro"],
            section("en", "i9_early", "Is it early?", described, early, EARLY),
            section("en", "i10_late", "Is it late?", described, late, LATE),
        ]
    )
    assert capsys.readouterr().out == ""


def test_in_chinese_what_is_not_translated_is_marked_as_english_and_told_of(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = TEXTS["zh-TW"]["experiments"]
    for name in ("i9_early", "i10_late"):
        monkeypatch.setitem(words["questions"], name, f"{name}？")
    monkeypatch.setattr(records, "_translations", lambda: {"i9_early": OF_SCRIPT})
    translated = (
        '<div class="described"><p>量<em>過</em>了。</p><ul><li>一</li><li>二</li></ul></div>'
    )
    english = f'<div class="described" lang="en">{DESCRIBED}</div>'
    dates, both = "2026-01-01 – 2026-01-03", f"{PROCESSOR}<br>{CARD}"
    early = [dates, both, "3 項工作，4 分鐘", used("1 一", "lab01 一")]
    late = ["2026-01-01", CARD, "1 項工作，2 分鐘", "–"]
    assert experiments_page("zh-TW", course) == "\n\n".join(
        [
            f"# {words['title']}",
            words["intro"],
            section("zh-TW", "i9_early", "i9_early？", translated, early, EARLY),
            section("zh-TW", "i10_late", "i10_late？", english, late, LATE),
        ]
    )
    assert capsys.readouterr().out == (
        "course/book/experiments.toml: the description of i10_late is not that of its script; "
        'translate it and write of = "5fcf6df1".\n'
    )


def test_a_record_without_a_chinese_question_is_told_of(course: Path) -> None:
    with pytest.raises(CourseError) as told:
        experiments_page("zh-TW", course)
    assert str(told.value) == (
        "The experiment i9_early has no question in Chinese; add it to course/book/texts.toml "
        "under [zh-TW.experiments.questions]."
    )


def test_a_script_may_be_described_by_its_title_alone_and_end_at_once(course: Path) -> None:
    (course / "experiments/early.py").write_text('"""What is it?"""\n')
    (course / "experiments/late.py").write_text("")
    record = course / "experiments/results/i9_early.json"
    record.write_text(record.read_text().replace("110", "1").replace("100.5", "1"))
    page = experiments_page("en", course)
    assert page.count('<div class="described"><p></p></div>') == 2
    assert "3 jobs, 1 minutes" in page
