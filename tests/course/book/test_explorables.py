"""Explorables: found, kept by content, and shown with their controls."""

from __future__ import annotations

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from course.book import digit, explorables, frames, stepper
from course.book.explorables import controls_html, find
from course.book.words import words_of
from course.chapters.build import read_source
from course.chapters.notebook import cell_ids
from course.config import LANGUAGES, ROOT, CourseError, load_chapters
from course.directives import Page
from tests.course.book.markup import flat

CONTROLS = [
    {"name": "w1", "menu": False, "values": ["−1", "0", "1"], "start": 2},
    {"name": "gate", "menu": True, "values": ['a "b"', "<c>"], "start": 0},
    {"name": "b", "menu": False, "values": ["0.5"], "start": 0},
]
LABELS = {"w1": ("weight", "權重"), "gate": ("gate", "閘"), "b": ("b", "b")}
PAGES = [Page(name, labels, "") for name, labels in LABELS.items()]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course whose one chapter has one explorable, drawn already."""
    for name in ("notebooks/sources", "utils"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "notebooks/sources/chapters.toml").write_text(
        '[[chapter]]\nnumber = 1\nslug = "one"\nrows = []\nedition = 2\n'
        'title = "One"\ntitle_zh = "一"\n'
    )
    (tmp_path / "notebooks/sources/01_one.py").write_text(SOURCE, encoding="utf-8")
    for name in ("explore", "mine", "deep", "other"):
        text = "import utils.deep" if name == "mine" else ""
        (tmp_path / f"utils/{name}.py").write_text(text)
    return tmp_path


SOURCE = """\
# %%
from utils.explore import explore
import utils.mine

def draw(w1, gate, b):
    return utils.mine.plot(w1)

explore(draw, alt="A line.", w1=(-1, 1, 1, 1), gate=["a", "b"], b=(0.0, 1.0, 0.5, 0.5))
#! page w1 (weight; 權重): -1, 0, 1
#! page gate (gate; 閘)
#! page b (bias; 偏差): 0.5
"""


def kept(course: Path) -> Path:
    (explorable,) = find(load_chapters(course)[0], course)
    return course / "build/explorables" / explorable.name / explorables._key(explorable, course)


def drawn(course: Path) -> Path:
    folder = kept(course)
    folder.mkdir(parents=True)
    for number in range(6):
        (folder / f"{number}.webp").write_bytes(b"picture")
    index = {"controls": CONTROLS, "words": ["words"] * 6}
    (folder / frames.INDEX).write_text(json.dumps(index), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("file", "old", "new", "again"),
    [
        ("utils/mine.py", "", "# new", True),
        ("utils/deep.py", "", "# new", True),
        ("utils/other.py", "", "# new", False),
        ("notebooks/sources/01_one.py", "plot(w1)", "plot(b)", True),
        ("notebooks/sources/01_one.py", "-1, 0, 1", "0, 1", True),
        ("notebooks/sources/01_one.py", "(bias;", "(the bias;", False),
        ("notebooks/sources/01_one.py", "# %%\n", "# %%\nunused = 1\n\n# %%\n", False),
    ],
)
def test_frames_are_drawn_again_when_what_they_depend_on_changes(
    course: Path, file: str, old: str, new: str, again: bool
) -> None:
    before = kept(course).name
    text = (course / file).read_text(encoding="utf-8")
    (course / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert (kept(course).name != before) == again


def test_what_is_drawn_is_put_on_the_site_and_what_is_old_goes(course: Path) -> None:
    folder = drawn(course)
    out = course / "book/explorables"
    (out / "01_one-old-1234").mkdir(parents=True)
    (out / ".new").mkdir()  # of a build that was stopped
    pieces = explorables.widgets(out, course)
    (put,) = out.iterdir()
    assert put.name == f"{folder.parent.name}-{folder.name}"
    assert {p.name for p in put.iterdir()} == {p.name for p in folder.iterdir()}
    (explorable,) = find(load_chapters(course)[0], course)
    assert list(pieces) == ["chapters/01_one"] and list(pieces["chapters/01_one"]) == [*LANGUAGES]
    for language, found in pieces["chapters/01_one"].items():
        controls = controls_html(
            CONTROLS, explorable.pages, f"../../explorables/{put.name}", language
        )
        assert found == {explorable.cell: f'<span class="anchor" id="explorable"></span>{controls}'}
    time = (put / "0.webp").stat().st_mtime_ns
    explorables.widgets(out, course)
    assert (put / "0.webp").stat().st_mtime_ns == time


def renamed(course: Path, number: int, slug: str) -> None:
    """Make the course's chapter another one."""
    table = course / "notebooks/sources/chapters.toml"
    text = table.read_text(encoding="utf-8")
    text = text.replace("number = 1", f"number = {number}").replace('"one"', f'"{slug}"')
    table.write_text(text, encoding="utf-8")
    sources = course / "notebooks/sources"
    (sources / "01_one.py").rename(sources / f"0{number}_{slug}.py")


def test_chapter_2_has_the_board_behind_its_figure(course: Path) -> None:
    renamed(course, 2, "tensors")
    folder = drawn(course)
    ((html,),) = (
        pieces["en"].values() for pieces in explorables.widgets(course / "book", course).values()
    )
    board = digit.digit_html(
        f"../../explorables/{folder.parent.name}-{folder.name}/network.bin", "en"
    )
    assert html.startswith('<span class="anchor" id="explorable"></span><div class="explorable"')
    assert html.endswith(f'</p></div><span class="anchor" id="draw-a-digit"></span>{board}')


def test_chapter_3_has_the_stepper_before_its_figure(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed(course, 3, "three")
    drawn(course)
    monkeypatch.setattr(stepper, "numbers", lambda root: root)
    monkeypatch.setattr(
        stepper, "stepper_html", lambda known, language: f"<b>{known == course} {language}</b>"
    )
    pieces = explorables.widgets(course / "book", course)["chapters/03_three"]
    for language, found in pieces.items():
        (html,) = found.values()
        assert html.startswith(
            f'<span class="anchor" id="step-by-step"></span><b>True {language}</b>'
            '<span class="anchor" id="explorable"></span><div class="explorable"'
        )


def test_without_page_values_the_figure_stays_still(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = course / "notebooks/sources/01_one.py"
    text = source.read_text(encoding="utf-8")
    source.write_text(text[: text.index("#! page")], encoding="utf-8")
    assert explorables.widgets(course / "book/explorables", course) == {}
    assert capsys.readouterr().out == (
        "01_one: its explorable stays still; `#! page` lines would move it.\n"
    )


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What is missing is drawn in this process; here is what was asked for."""
    asked: dict[str, Any] = {}

    class Pool(ThreadPoolExecutor):
        def __init__(self, workers: int, **given: Any) -> None:
            super().__init__(workers)
            asked["pool"] = given["mp_context"].get_start_method(), given["max_tasks_per_child"]

        def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
            asked.setdefault("cancelled", cancel_futures)
            super().shutdown(wait, cancel_futures=cancel_futures)

    def draw(*given: Any) -> None:
        asked["drawn"] = given
        given[2].mkdir(parents=True)
        (given[2] / frames.INDEX).write_text(json.dumps({"controls": CONTROLS}))
        if given[3] == "wrong":
            raise CourseError("looks different.")

    monkeypatch.setattr(explorables, "ProcessPoolExecutor", Pool)
    monkeypatch.setattr(frames, "draw", draw)
    return asked


def test_what_is_missing_is_drawn_and_what_was_drawn_before_goes(
    course: Path, here: dict[str, Any]
) -> None:
    assert stored(course, {"outputs": [{"data": {"image/png": "figure"}}]}) == "figure"
    folder = kept(course)
    (folder.parent / "old").mkdir(parents=True)
    assert list(explorables.widgets(course / "book", course)) == ["chapters/01_one"]
    (explorable,) = find(load_chapters(course)[0], course)
    given = (explorable.code, explorable.pages, folder, "figure", "")
    assert here == {"pool": ("spawn", 1), "drawn": given, "cancelled": False}
    assert list(folder.parent.iterdir()) == [folder]
    here.clear()
    explorables.widgets(course / "book", course)
    assert here == {}


def test_at_an_error_no_other_is_drawn(course: Path, here: dict[str, Any]) -> None:
    stored(course, {"outputs": [{"data": {"image/png": "wrong"}}]})
    with pytest.raises(CourseError, match=r"^The explorable of 01_one looks different\.$"):
        explorables.widgets(course / "book", course)
    assert here["cancelled"] is True


def test_an_error_names_the_chapter(course: Path) -> None:
    caches = shutil.ignore_patterns("__pycache__")  # other tests compile at the same time
    shutil.copytree(ROOT / "utils", course / "utils", dirs_exist_ok=True, ignore=caches)
    source = course / "notebooks/sources/01_one.py"
    source.write_text(source.read_text(encoding="utf-8").replace("#! page b", "#! page w"))
    (course / "notebooks/01_one.ipynb").write_text('{"cells": []}')
    expected = r"^The explorable of 01_one (lacks page values for b; add|cannot run)"
    with pytest.raises(CourseError, match=expected):
        explorables.widgets(course / "book/explorables", course)


@pytest.mark.parametrize(("language", "number"), [("en", 0), ("zh-TW", 1)])
def test_controls_are_a_slider_a_menu_and_what_does_not_move(language: str, number: int) -> None:
    words = words_of("explorable", language)
    first, second = (page.labels[number] for page in PAGES[:2])
    listed = "[&quot;−1&quot;, &quot;0&quot;, &quot;1&quot;]"
    html = controls_html(CONTROLS, PAGES, "../x", language)
    assert "\n" not in html  # it goes into Markdown
    assert flat(html) == flat(f"""
        <div class="explorable" role="group" aria-label="{words["controls"]}" hidden
        data-pagefind-ignore data-folder="../x" data-in-figure="{words["in_figure"]}">
        <div class="controls">
        <label><span>{first} <output>1</output></span>
        <input type="range" min="0" max="2" value="2" aria-valuetext="1" data-values="{listed}">
        </label>
        <label><span>{second}</span><select><option selected>a &quot;b&quot;</option>
        <option>&lt;c&gt;</option></select></label>
        <input type="hidden" value="0"></div>
        <p class="state" aria-live="polite"></p></div>
    """)


def test_a_label_is_text_not_html() -> None:
    pages = [Page("w1", ("a < b", "一"), "")]
    assert "<span>a &lt; b <output>" in controls_html(CONTROLS[:1], pages, "../x", "en")


def stored(course: Path, *cells: dict[str, object]) -> str:
    (explorable,) = find(load_chapters(course)[0], course)
    known = [{"id": explorable.cell} | cell for cell in cells]
    (course / "notebooks/01_one.ipynb").write_text(json.dumps({"cells": known}))
    return explorables._stored(explorable, course)


def test_the_figure_is_that_of_the_explorable_s_cell(course: Path) -> None:
    def output(data: str) -> dict[str, object]:
        return {"outputs": [{"name": "stdout"}, {"data": {"text/plain": "F", "image/png": data}}]}

    assert stored(course, {"id": "other"} | output("a"), output("b"), output("c")) == "b"
    assert stored(course, {}) == ""
    assert stored(course, {"id": "other"} | output("a"), {"outputs": [{"data": {}}]}) == ""


def test_an_explorable_needs_only_what_stands_above_it(course: Path) -> None:
    source = course / "notebooks/sources/01_one.py"
    text = source.read_text(encoding="utf-8") + "\n# %%\ndraw = 3\n"
    source.write_text(text, encoding="utf-8")
    chapter = load_chapters(course)[0]
    (explorable,) = find(chapter, course)
    assert "draw = 3" not in explorable.code
    assert explorable.cell == cell_ids(read_source(chapter, course))[0]


def test_a_choice_is_shown_in_the_page_s_language() -> None:
    menu = {"name": "gate", "menu": True, "values": ["plain", "tanh"], "start": 0}
    for language, shown in (("en", ["plain", "tanh"]), ("zh-TW", ["普通（plain）", "tanh"])):
        page = BeautifulSoup(controls_html([menu], PAGES, "../x", language), "html.parser")
        assert [option.get_text() for option in page.find_all("option")] == shown


def test_names_in_page_values_are_needed_too(course: Path) -> None:
    source = course / "notebooks/sources/01_one.py"
    text = "# %%\nvalues = [0.5]\n\n" + source.read_text(encoding="utf-8").replace(
        "): 0.5", "): values"
    )
    source.write_text(text, encoding="utf-8")
    (explorable,) = find(load_chapters(course)[0], course)
    assert "values = [0.5]" in explorable.code
