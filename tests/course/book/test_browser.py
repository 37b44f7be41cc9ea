"""The built book: its search in a real browser, its links, alt texts and size."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlparse

import pytest
from playwright.async_api import Page

from course.book.pages import pages
from course.config import LANGUAGES, load_chapters
from tests.course.book.browsing import visit_all

pytestmark = pytest.mark.proof

PAGES = [f"{lang}/{name}.html" for lang in LANGUAGES for name in pages()]
SITE = 60_000_000


@pytest.mark.parametrize(
    ("language", "words", "chapter"),
    [
        ("zh-TW", "交叉熵", "05_losses"),
        ("zh-TW", "學習率", "07_optimizers"),
        ("zh-TW", "梯度消失", "08_resnet"),
        ("en", "cross-entropy", "05_losses"),
        ("en", "learning rate", "07_optimizers"),
    ],
)
def test_the_search_finds_the_chapter(
    chromium: str, address: str, language: str, words: str, chapter: str
) -> None:
    async def search(page: Page, start: str) -> list[str]:
        await page.goto(start)
        await page.fill(".search-link input", words)
        await page.press(".search-link input", "Enter")
        links = page.locator("#search a.pagefind-ui__result-link")
        await links.first.wait_for()
        found = [await link.get_attribute("href") or "" for link in (await links.all())[:10]]
        return [] if any(f"{language}/chapters/{chapter}" in f for f in found) else found

    assert visit_all(chromium, [f"{address}{language}/index.html"], search) == []


class Links(HTMLParser):
    """The ids of a page, and the addresses that it refers to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.addresses: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.add(value)
            elif name in ("href", "src") and value:
                self.addresses.append(value)


def test_every_link_within_the_book_has_its_target(book: Path) -> None:
    found = {path: Links(path) for path in book.rglob("*.html") if "_static" not in path.parts}
    assert len(found) >= len(PAGES)
    problems = []
    for path, links in found.items():
        for link in links.addresses:
            target = urlparse(urljoin(path.as_uri(), link))
            if target.scheme != "file":
                continue
            there = Path(unquote(target.path))
            missing = not there.is_file()
            if not missing and target.fragment and there in found:
                missing = unquote(target.fragment) not in found[there].ids
            if missing:
                problems.append(f"{path.relative_to(book)}: {link}")
    assert problems == []


def test_every_figure_has_an_alt_text_in_the_page_s_language(book: Path) -> None:
    second = {f"{c.name}.html" for c in load_chapters() if c.edition == 2}
    for page in PAGES:
        text = (book / page).read_text(encoding="utf-8")
        alts = re.findall(r'<img class="figure"[^>]* alt="([^"]*)"', text)
        assert all(alts), page
        if page.rpartition("/")[2] in second:
            chinese = {bool(re.search(r"[\u4e00-\u9fff]", alt)) for alt in alts}
            assert chinese == {page.startswith("zh-TW")}, page


def test_the_site_is_small(book: Path) -> None:
    assert sum(path.stat().st_size for path in book.rglob("*") if path.is_file()) <= SITE
