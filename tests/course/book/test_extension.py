"""The Sphinx extension: what it registers, which ids sections get, and the words of a page."""

from __future__ import annotations

import re
from typing import Any
from unittest.mock import Mock

from docutils import nodes
from docutils.utils import new_document
from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput
from sphinx.writers.html5 import HTML5Translator

from course.book import extension
from course.book.site import launch_links


def test_sections_are_named_by_their_marks() -> None:
    document = new_document("page")
    marked = nodes.section(ids=["old"], classes=["at-sum", "wide", "at-total"])
    plain = nodes.section(ids=["kept"], classes=["wide"])
    marked += plain
    plain += nodes.paragraph("", "text")
    document += marked
    extension.name_sections(Mock(), document)
    assert (marked["ids"], marked["classes"]) == (["sum", "total"], ["wide"])
    assert (plain["ids"], plain["classes"]) == (["kept"], ["wide"])


class App:
    """What an extension registers with Sphinx."""

    def __init__(self) -> None:
        self.builder = Mock(search=True)
        self.translators: dict[str, type] = {}
        self.handlers: dict[str, tuple[Any, int]] = {}
        self.nodes: list[tuple[Any, ...]] = []

    def set_translator(self, name: str, translator: type) -> None:
        self.translators[name] = translator

    def add_node(self, node: type, *, override: bool, html: tuple[Any, Any]) -> None:
        self.nodes.append((node, override, html))

    def connect(self, event: str, handler: Any, priority: int = 500) -> None:
        self.handlers[event] = handler, priority


def test_sections_are_named_before_others_read_them_and_pages_have_no_search() -> None:
    app: Any = App()
    told = extension.setup(app)
    assert told == {"parallel_read_safe": True, "parallel_write_safe": True}
    assert app.translators == {"html": extension.Translator}
    assert app.nodes == [
        (
            HideCodeCellNode,
            True,
            (extension.open_fold, depart_HideCellInput),
        )
    ]
    assert set(app.handlers) == {"builder-inited", "doctree-read", "html-page-context"}
    handler, priority = app.handlers["doctree-read"]
    assert handler is extension.name_sections and priority < 500
    app.handlers["builder-inited"][0](app)
    assert app.builder.search is False


def context_of(page: str, **words: object) -> dict[str, Any]:
    app: Any = App()
    extension.setup(app)
    context: dict[str, Any] = {"words": words}
    app.handlers["html-page-context"][0](app, page, "page.html", context, None)
    return context


def test_a_page_leads_to_its_notebook_in_its_language() -> None:
    page = "chapters/01_perceptron"
    assert context_of(page, code="zh-TW")["launch_links"] == launch_links(page, "zh-TW")
    assert context_of("glossary", code="en") == {"words": {"code": "en"}, "launch_links": []}


def test_the_theme_s_words_are_those_of_taiwan() -> None:
    translated = context_of("glossary", code="zh-TW", theme={"Search": "搜尋"})["_"]
    assert (translated("Search"), translated("Other")) == ("搜尋", "Other")


def test_a_fold_is_called_by_its_title() -> None:
    node = HideCodeCellNode(prompt_show="Show {type}", prompt_hide="Hide {type}")
    translator: Any = Mock(body=['<p aria-label="Toggle hidden content">'])
    translator.starttag = lambda node, tag, *args, **more: f"<{tag}>"
    extension.open_fold(translator, node)
    before, *added = translator.body
    assert before == '<p aria-label="Toggle hidden content">'
    assert added[0].startswith("<details class=")
    assert added[-3:] == [
        '<p class="collapsed admonition-title">Show {type}</p>\n',
        '<p class="expanded admonition-title">Hide {type}</p>\n',
        "</summary>\n",
    ]
    assert re.fullmatch(r"<summary ?>\n", added[1])


def test_a_section_s_id_stands_on_its_heading() -> None:
    section = nodes.section(ids=["sum"])
    title = nodes.title("", "Sum")
    section += title
    seen: list[tuple[str, list[str]]] = []

    class Seen(HTML5Translator):
        """Note the ids that Sphinx meets."""

        def visit_section(self, node: nodes.Element) -> None:
            seen.append(("section", list(node["ids"])))

        def visit_title(self, node: nodes.Element) -> None:
            seen.append(("title", list(node["ids"])))

    class Translator(extension.Translator, Seen):
        """As the book's, between its own methods and those."""

    translator: Any = Translator.__new__(Translator)
    translator.visit_section(section)
    translator.visit_title(title)
    assert seen == [("section", []), ("title", ["sum"])]
    assert section["ids"] == ["sum"]
    alone = nodes.title("", "Table", ids=["own"])
    nodes.table().append(alone)
    translator.visit_title(alone)
    assert seen[-1] == ("title", ["own"])
