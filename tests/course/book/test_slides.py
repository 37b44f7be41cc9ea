from __future__ import annotations

import re
from pathlib import Path

import pytest

from course.book.site import TEXTS
from course.book.slides import anchors, slides_page
from course.chapters.build import read_source
from course.chapters.notebook import cell_ids
from course.chapters.slides import load_ledger
from course.config import LANGUAGES, load_chapters
from course.source import stamp


def test_a_cell_has_an_anchor_for_each_statement_it_settles() -> None:
    found = anchors(load_chapters()[0])
    names = [name for cell in found.values() for name in cell]
    assert len(names) == len(set(names))
    assert {"a001", "a004"} <= set(names)
    assert all(re.fullmatch(r"[a-e]\d{3}(-\d+)?", name) for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_every_statement_and_leads_to_every_anchor(language: str) -> None:
    page = slides_page(language)
    ids = [i for i in re.findall(r'<li id="([a-z]\d+)"', page)]
    assert ids == [name.lower() for name in load_ledger().statements]
    led = set(re.findall(r'href="chapters/(\w+)\.html#([^"]+)"', page))
    assert led == {
        (chapter.name, name)
        for chapter in load_chapters()
        for names in anchors(chapter).values()
        for name in names
    }


LEDGER = """\
[deck.A]
title = "Neurons"
title_zh = "神經元"
lecturer = "Ada"

[deck.B]
title = "Losses"
title_zh = "損失"
lecturer = ""

[A001]
chapter = 1
verdict = "agrees"
en = "1 < 2"
zh = "一 & 二"

[A002]
chapter = 1
verdict = "wrong"
en = 'It is "four".'
zh = "是四。"

[A003]
chapter = 2
verdict = "agrees"
en = "Three."
zh = "三。"

[B001]
chapter = 2
verdict = "limits"
en = "Nobody knows."
zh = "不知道。"
"""
SOURCES = {
    "01_one": """\
# %% slides="A001"
a = 1

# %% [markdown] lang="en" id="sum"
# ## 1.1 Sum (2 min)

# %% [markdown] lang="zh-TW"
# ## 1.1 和（2 分鐘）

# %% slides="A001 A002"
b = 2
""",
    "02_two": """\
# %% [markdown] lang="en" id="end"
# ## Summary

# %% [markdown] lang="zh-TW"
# ## 總結

# %% slides="A003"
c = 3
""",
}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of two chapters, two decks and four statements, of which one is open."""
    (tmp_path / "notebooks" / "sources").mkdir(parents=True)
    files = {f"{name}.py": stamp(text) for name, text in SOURCES.items()} | {"slides.toml": LEDGER}
    files["chapters.toml"] = "".join(
        f'[[chapter]]\nnumber = {number}\nslug = "{slug}"\nrows = []\n'
        f'title = "{slug}"\ntitle_zh = "章"\n'
        for number, slug in ((1, "one"), (2, "two"))
    )
    for name, text in files.items():
        (tmp_path / "notebooks/sources" / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_second_cell_of_a_statement_has_an_anchor_of_its_own(course: Path) -> None:
    first, second = load_chapters(course)
    found = anchors(first, course)
    assert list(found.values()) == [["a001"], ["a001-2", "a002"]]
    assert set(found) <= set(cell_ids(read_source(first, course)))
    assert list(anchors(second, course).values()) == [["a003"]]


def test_a_statement_has_its_verdict_and_links_to_its_cells(course: Path) -> None:
    assert (
        slides_page("en", course)
        == f"""\
# {TEXTS["en"]["slides"]["title"]}

{TEXTS["en"]["slides"]["intro"]}

## Deck A: Neurons

Ada

3 statements: agrees 2, wrong 1.

<ul class="statements">
<li id="a001"><span class="claim"><b>A001</b> 1 &lt; 2</span>
<span class="verdict agrees">agrees</span>
<span class="where"><a href="chapters/01_one.html#a001">cell 3</a>, \
<a href="chapters/01_one.html#a001-2">1.1 cell 5</a></span></li>
<li id="a002"><span class="claim"><b>A002</b> It is "four".</span>
<span class="verdict wrong">wrong</span>
<span class="where"><a href="chapters/01_one.html#a002">1.1 cell 5</a></span></li>
<li id="a003"><span class="claim"><b>A003</b> Three.</span>
<span class="verdict agrees">agrees</span>
<span class="where"><a href="chapters/02_two.html#a003">cell 4</a></span></li>
</ul>

## Deck B: Losses

The slides do not name the lecturer.

1 statements: true with limits 1.

<ul class="statements">
<li id="b001"><span class="claim"><b>B001</b> Nobody knows.</span>
<span class="verdict limits">true with limits</span>
<span class="where">not yet tested (chapter 2)</span></li>
</ul>"""
    )


def test_the_chinese_page_is_chinese(course: Path) -> None:
    words = TEXTS["zh-TW"]["slides"]
    _, _, first, lecturer, counts, rows, second, *_ = slides_page("zh-TW", course).split("\n\n")
    assert (first, lecturer) == (f"## {words['deck']} A{words['colon']}神經元", "Ada")
    parts = [f"{words['agrees']} 2", f"{words['wrong']} 1"]
    assert counts == words["counts"].format(total=3, parts=words["comma"].join(parts))
    assert "<b>A001</b> 一 &amp; 二</span>" in rows
    assert second.endswith("損失")
