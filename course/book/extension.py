"""The book's Sphinx extension: ids of headings, and links that open a page's notebook."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput, visit_HideCellInput
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

from course.book.anchors import MARK
from course.book.site import launch_links


class Translator(HTML5Translator):
    """Write the id of a section on its heading, where Pagefind looks for it."""

    def visit_section(self, node: nodes.section) -> None:
        """Open the section without its ids."""
        ids, node["ids"] = node["ids"], []
        super().visit_section(node)
        node["ids"] = ids

    def visit_title(self, node: nodes.title) -> None:
        """Open the heading, with the section's ids."""
        if isinstance(node.parent, nodes.section):
            node["ids"] = node.parent["ids"]
        super().visit_title(node)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what this module does, and leave Sphinx's own search out."""
    app.set_translator("html", Translator)
    app.add_node(HideCodeCellNode, override=True, html=(open_fold, depart_HideCellInput))
    app.connect("builder-inited", _without_search)
    # Before the table of contents is collected.
    app.connect("doctree-read", name_sections, priority=100)
    app.connect("html-page-context", _add_words)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def open_fold(translator: HTML5Translator, node: nodes.Element) -> None:
    """Open a fold that screen readers call by its title, not by MyST-NB's English words."""
    start = len(translator.body)
    visit_HideCellInput(translator, node)
    translator.body[start:] = [
        part.replace(' aria-label="Toggle hidden content"', "") for part in translator.body[start:]
    ]


def name_sections(_: Sphinx, document: nodes.document) -> None:
    """Give each section the id that a class of it says."""
    for section in document.findall(nodes.section):
        names = [c.removeprefix(MARK) for c in section["classes"] if c.startswith(MARK)]
        if names:
            section["ids"] = names
            section["classes"] = [c for c in section["classes"] if not c.startswith(MARK)]


def _without_search(app: Sphinx) -> None:
    app.builder.search = False  # type: ignore[attr-defined]


def _add_words(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _document: Any
) -> None:
    words = context["words"]
    context["launch_links"] = launch_links(page, words["code"])
    if theme := words.get("theme"):  # the theme knows the Chinese of China only
        context["_"] = lambda text: theme.get(text, text)
