"""The book's pages: which file of the project becomes which page, and the links between them."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

from course.config import LANGUAGES, ROOT, book_address, load_chapters, repository
from course.labs.model import load_labs

# A link, or code, in which nothing is a link.
_LINK = re.compile(
    r"^ {0,3}(?P<fence>```+|~~~+).*?^ {0,3}(?P=fence) *$"
    r"|(?<!!)\[(?P<label>[^\]]*)\]\((?P<address>[^()\s]+)\)"
    r"|(?P<ticks>`+)(?!`).+?(?P=ticks)",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Page:
    """A page of the book.

    Attributes:
        name: the same in both languages, such as `chapters/01_perceptron`.
        paths: the project's files that it shows, one for each language, or one for both.
    """

    name: str
    paths: tuple[str, ...]

    def path(self, language: str) -> str:
        """Return the file that the page shows in one language."""
        return self.paths[LANGUAGES.index(language) if len(self.paths) > 1 else 0]

    @property
    def is_notebook(self) -> bool:
        """Whether the page is a notebook, and so can be opened elsewhere."""
        return self.paths[0].endswith(".ipynb")


@cache
def pages(root: Path = ROOT) -> dict[str, Page]:
    """Return all pages by name, in the order of the book."""
    notebooks = [
        Page(
            f"{room}/{part.name}",
            tuple(_relative(part.notebook(lang, root), root) for lang in LANGUAGES),
        )
        for room, parts in (("chapters", load_chapters(root)), ("labs", load_labs(root)))
        for part in parts
    ]
    found = [
        Page("index", ("README.md", "README.zh-TW.md")),
        *notebooks,
        Page("experiments", ("experiments/README.md",)),
        Page("slides", ("notebooks/sources/slides.toml",)),
        Page("glossary", ("notebooks/sources/glossary.md",)),
        Page("notation", ("notebooks/notation.md", "notebooks/zh-TW/notation.md")),
        Page("semester", ("labs/README.md", "labs/README.zh-TW.md")),
        Page("contributing", ("CONTRIBUTING.md", "CONTRIBUTING.zh-TW.md")),
    ]
    return {page.name: page for page in found}


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def way(page: str, language: str, target: str, to: str) -> str:
    """Return the way from a page in one language to the file of a page in another."""
    return posixpath.relpath(f"{to}/{target}.html", posixpath.dirname(f"{language}/{page}"))


def rewrite_links(text: str, page: Page, language: str, root: Path = ROOT) -> str:
    """Point a page's links to the book where it has the target, otherwise to the repository.

    Code is left alone, and so are links to elsewhere and within the page.
    """
    targets = {
        path: (lang if len(other.paths) > 1 else language, other)
        for other in pages(root).values()
        for path, lang in zip(other.paths, LANGUAGES, strict=False)
    }
    folder = posixpath.dirname(page.path(language))
    home = f"{repository()}/blob/main/"

    def rewritten(match: re.Match[str]) -> str:
        if match["address"] is None:
            return match[0]
        label = match["label"]
        address, sharp, anchor = match["address"].partition("#")
        anchor = sharp + anchor
        if address.startswith(book_address()):
            path = posixpath.dirname(f"{language}/{page.name}")
            within = posixpath.relpath(address.removeprefix(book_address()), path)
            return f'<a href="{within}{anchor}">{_inline(label)}</a>'
        if address.startswith(home):
            path = address.removeprefix(home)
        elif address:
            path = posixpath.normpath(posixpath.join(folder, address))
        else:
            return match[0]
        if path in targets:
            lang, target = targets[path]
            address = way(page.name, language, target.name, lang)
            return f'<a href="{address}{anchor}">{_inline(label)}</a>'
        if (root / path).exists():
            return f"[{label}]({home}{quote(path)}{anchor})"
        return match[0]

    return _LINK.sub(rewritten, text)


def _inline(label: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", label)
