from __future__ import annotations

from pathlib import Path

import pytest

from course.book.pages import Page, pages, rewrite_links, way
from course.config import book_address, load_chapters, repository
from course.labs.model import load_labs

HOME = f"{repository()}/blob/main"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[2](02_tensors.ipynb)", '<a href="02_tensors.html">2</a>'),
        (
            "[`lab`](../labs/lab01_perceptron.ipynb#x)",
            '<a href="../labs/lab01_perceptron.html#x"><code>lab</code></a>',
        ),
        (
            "[繁](zh-TW/01_perceptron.ipynb)",
            '<a href="../../zh-TW/chapters/01_perceptron.html">繁</a>',
        ),
        (f"[2]({HOME}/notebooks/02_tensors.ipynb)", '<a href="02_tensors.html">2</a>'),
        (f"[book]({book_address()}en/index.html)", '<a href="../index.html">book</a>'),
        (f"[`b`]({book_address()}en/a.html#b)", '<a href="../a.html#b"><code>b</code></a>'),
        (f"[2]({HOME}/notebooks/02_tensors.ipynb#x)", '<a href="02_tensors.html#x">2</a>'),
        (f"[code]({HOME}/utils/data.py#L3)", f"[code]({HOME}/utils/data.py#L3)"),
        ("[notation](notation.md)", '<a href="../notation.html">notation</a>'),
        ("[code](../utils/data.py)", f"[code]({HOME}/utils/data.py)"),
        ("[code](../utils/data.py#L3)", f"[code]({HOME}/utils/data.py#L3)"),
        ("[none](../utils/none.py)", "[none](../utils/none.py)"),
        ("[here](#x) ![picture](02_tensors.ipynb)", "[here](#x) ![picture](02_tensors.ipynb)"),
        ("[doi](https://doi.org/1)", "[doi](https://doi.org/1)"),
        ("$W[i](x)$ and `[2](02_tensors.ipynb)`", "$W[i](x)$ and `[2](02_tensors.ipynb)`"),
        ("```\n[2](02_tensors.ipynb)\n```", "```\n[2](02_tensors.ipynb)\n```"),
    ],
)
def test_links_of_a_chapter(text: str, expected: str) -> None:
    assert rewrite_links(text, pages()["chapters/01_perceptron"], "en") == expected


def test_what_has_one_language_is_reached_in_the_page_s_own() -> None:
    text = rewrite_links("[c](experiments/README.md) [e](README.md)", pages()["index"], "zh-TW")
    assert text == '<a href="experiments.html">c</a> <a href="../en/index.html">e</a>'


def test_pages_stand_in_the_order_of_the_book_each_with_its_files() -> None:
    def notebooks(room: str, here: str, names: list[str]) -> dict[str, tuple[str, ...]]:
        return {
            f"{room}/{name}": (f"{here}/{name}.ipynb", f"{here}/zh-TW/{name}.ipynb")
            for name in names
        }

    wanted = {
        "index": ("README.md", "README.zh-TW.md"),
        **notebooks("chapters", "notebooks", [chapter.name for chapter in load_chapters()]),
        **notebooks("labs", "labs", [lab.name for lab in load_labs()]),
        "experiments": ("experiments/README.md",),
        "slides": ("notebooks/sources/slides.toml",),
        "glossary": ("notebooks/sources/glossary.md",),
        "notation": ("notebooks/notation.md", "notebooks/zh-TW/notation.md"),
        "semester": ("labs/README.md", "labs/README.zh-TW.md"),
        "contributing": ("CONTRIBUTING.md", "CONTRIBUTING.zh-TW.md"),
    }
    found = pages()
    assert list(found) == list(wanted)
    assert {name: page.paths for name, page in found.items()} == wanted
    assert all(page.name == name for name, page in found.items())
    assert [name for name, page in found.items() if page.is_notebook] == [
        name for name in wanted if "/" in name
    ]


def test_a_page_shows_a_file_in_its_language_or_the_only_one() -> None:
    assert pages()["semester"].path("zh-TW") == "labs/README.zh-TW.md"
    assert pages()["semester"].path("en") == "labs/README.md"
    assert pages()["glossary"].path("zh-TW") == "notebooks/sources/glossary.md"


@pytest.mark.parametrize(
    ("page", "to", "expected"),
    [
        ("glossary", "en", "chapters/a.html"),
        ("labs/b", "en", "../chapters/a.html"),
        ("labs/b", "zh-TW", "../../zh-TW/chapters/a.html"),
    ],
)
def test_the_way_to_a_page(page: str, to: str, expected: str) -> None:
    assert way(page, "en", "chapters/a", to) == expected


def test_links_are_looked_for_in_the_course_that_is_named(tmp_path: Path) -> None:
    for name in ("notebooks/sources/chapters.toml", "labs/sources/labs.toml"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("chapter = []\nlab = []\n")
    page = Page("index", ("README.md",))
    text = "[n](notebooks/notation.md) [2](notebooks/02_tensors.ipynb) [u](utils/data.py)"
    assert rewrite_links(text, page, "zh-TW", tmp_path) == (
        '<a href="../en/notation.html">n</a> [2](notebooks/02_tensors.ipynb) [u](utils/data.py)'
    )
    (tmp_path / "utils").mkdir()
    (tmp_path / "utils/übung.py").touch()
    assert rewrite_links("[u](utils/übung.py)", page, "en", tmp_path) == (
        f"[u]({HOME}/utils/%C3%BCbung.py)"
    )
