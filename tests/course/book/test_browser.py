"""The book in a real browser: every page in both languages, light and dark, desk and phone."""

from __future__ import annotations

import gzip
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlparse

import pytest
from bs4 import BeautifulSoup
from playwright.async_api import Page, ViewportSize

from course.book.pages import pages
from course.config import LANGUAGES, load_chapters
from tests.course.book.accessibility import barriers
from tests.course.book.browsing import DESK, typeset, visit_all

pytestmark = pytest.mark.proof

PAGES = [f"{lang}/{name}.html" for lang in LANGUAGES for name in pages()]
CHAPTERS = [page for page in PAGES if "/chapters/" in page]
FIRST_LOAD = 1_500_000  # bytes, as the published site sends them
SITE = 60_000_000
PHONE = ViewportSize(width=390, height=800)
PARTS = 4  # so that two workers share the work

# What of Markdown and MyST must not be left in the text, outside code.
RAW = re.compile(r"\{\{|```|:::|\$\$|\\\(|\\\[|^\{[.#]|\*\*\S|\]\(|^#{1,6} ", re.MULTILINE)
TEXT = """() => {
  const article = document.querySelector("main").cloneNode(true);
  const no = "pre, code, mjx-container, script, .cell_output";
  article.querySelectorAll(no).forEach((e) => e.remove());
  return article.textContent;
}"""
UNSET = """() => [...document.querySelectorAll(".math")]
  .filter((e) => !e.querySelector("mjx-container") || e.querySelector("mjx-merror"))
  .map((e) => e.textContent)"""


# All that the page has asked for.
LOADED = """() => [...performance.getEntriesByType("navigation"),
  ...performance.getEntriesByType("resource")].map((e) => e.name.split(/[?#]/)[0])"""
PRESSED = {".html", ".css", ".js", ".json", ".svg"}


def sent(path: Path) -> int:
    """How many bytes of a file GitHub Pages sends: it compresses text."""
    data = path.read_bytes()
    return len(gzip.compress(data, 6) if path.suffix in PRESSED else data)


# Headings wider than their box, and words beyond the edge that nothing scrolls to.
CUT = """() => {
  const scrolls = (e) => e.matches("article *")
    && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  const wide = [...document.querySelectorAll("article :is(h1, h2, h3, h4, summary)")]
    .filter((e) => e.scrollWidth > e.clientWidth + 1);
  const beyond = [...document.querySelectorAll("article :not(pre) > code, .prev-next-area p")]
    .filter((e) => e.getBoundingClientRect().right > innerWidth && !scrolls(e));
  return [...wide, ...beyond].map((e) => e.textContent);
}"""


async def resize(page: Page, size: ViewportSize) -> None:
    """Give the window another size and wait until the page has it, and its scripts know."""
    await page.set_viewport_size(size)
    await page.wait_for_function("width => innerWidth === width", arg=size["width"])
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


async def on_phone(page: Page) -> list[str]:
    """Say whether a page must be pushed sideways on a phone."""
    await resize(page, PHONE)
    width = await page.evaluate("document.documentElement.scrollWidth")
    cut = await page.evaluate(CUT)
    return [f"scrolls sideways: {width} pixels"] * (width > PHONE["width"]) + [
        f"cut off: {text}" for text in cut
    ]


async def in_light_and_dark(page: Page) -> list[str]:
    """Read an open page on a desk, at last without most of its code; returns what is wrong."""
    await resize(page, DESK)
    problems = [f"formula not set: {text[:60]}" for text in await page.evaluate(UNSET)]
    problems += [f"raw text: {raw!r}" for raw in RAW.findall(await page.evaluate(TEXT))]
    return problems + await barriers(page)


async def switch_language(page: Page, name: str) -> list[str]:
    """Go to the other language from the middle of a page; the section must be the same."""
    headings = page.locator("article h2[id]")
    section = ""
    if "/chapters/" in name:
        heading = headings.nth(await headings.count() // 2)
        section = await heading.get_attribute("id") or ""
        await heading.evaluate("h => h.scrollIntoView({behavior: 'instant', block: 'start'})")
    # Not Playwright's click: it scrolls first, though the header stays in view.
    await page.locator(".language-switch:visible").first.evaluate("link => link.click()")
    await page.wait_for_url(lambda url: f"/{LANGUAGES[1]}/" in url)
    await typeset(page)
    here = urlparse(page.url)
    wanted = "/" + name.replace("en/", f"{LANGUAGES[1]}/", 1)
    if here.path != wanted or (section and here.fragment != section):
        return [f"{section} led to {page.url}"]
    if section and not await page.locator(f"[id='{section}']").count():
        return [f"no {section} in {wanted}"]
    return []


BAD = """<!DOCTYPE html><html lang="en"><title>Bad</title><style>
.k { color: #bbb }
@media (prefers-color-scheme: dark) { #dim { color: #333 } body { background: #000; color: #fff } }
</style><main><h1>Bad</h1>%s<p>Also <i style="color: #bbb; background: #fff">pale</i>.
<p id="dim">Dim. </p><pre>%s</pre><button></button>
<mjx-container><button></button></mjx-container></main>"""
GOOD, WORDS = "<p>Good." * 6, "<span>x</span> " * 6 + '<span class="k">if</span>'


def test_barriers_are_found(chromium: str) -> None:
    async def read(page: Page, _: str) -> list[str]:
        await page.set_content(BAD % (GOOD, WORDS))
        return await barriers(page)

    pale = '<i style="color: #bbb; background: #fff">pale</i>'
    assert visit_all(chromium, ["about:blank"], read) == [
        "about:blank: light: button-name: <button></button>",
        f'about:blank: light: color-contrast: {pale} | <span class="k">if</span>',
        f'about:blank: dark: color-contrast: {pale} | <p id="dim">Dim. </p>',
    ]


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_in_light_in_dark_and_on_a_phone(
    chromium: str, address: str, book: Path, part: int
) -> None:
    async def both(page: Page, start: str) -> list[str]:
        """Go over a page in one load of each language."""
        name = start.removeprefix(address)
        await page.goto(start)
        await typeset(page)
        files = [book / file.removeprefix(address) for file in await page.evaluate(LOADED)]
        sizes = sorted(((sent(file), file.name) for file in files), reverse=True)
        problems = []
        if (total := sum(size for size, _ in sizes)) > FIRST_LOAD:
            problems.append(f"{total} bytes at first, most of them {sizes[:4]}")
        problems += await on_phone(page) + await in_light_and_dark(page)
        problems += await switch_language(page, name)
        second = await on_phone(page) + await in_light_and_dark(page)
        return problems + [f"{LANGUAGES[1]}: {problem}" for problem in second]

    names = [*pages(), "search"]
    starts = [f"{address}{LANGUAGES[0]}/{name}.html" for name in names[part::PARTS]]
    assert visit_all(chromium, starts, both) == []


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
        found = f"#search a.pagefind-ui__result-link[href*='{language}/chapters/{chapter}']"
        await page.locator(found).first.wait_for()
        # What stands in for results until they are there need not be legible.
        await page.wait_for_function("!document.querySelector('.pagefind-ui__loading')")
        return await in_light_and_dark(page)

    assert visit_all(chromium, [f"{address}{language}/index.html"], search) == []


def test_one_button_opens_and_folds_all_checks(chromium: str, address: str) -> None:
    async def press(page: Page, start: str) -> list[str]:
        await page.goto(start)
        count = await page.locator("details.hide").count()
        states = [await page.locator("details.hide[open]").count()]
        for _ in range(2):
            await page.locator(".open-all").first.click()
            states.append(await page.locator("details.hide[open]").count())
        return [] if count > 5 and states == [0, count, 0] else [f"{states} of {count}"]

    assert visit_all(chromium, [address + CHAPTERS[0]], press) == []


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


ASIDE = (
    "pre, code, script, style, .math, .cell_output, .scrolls, :not(html)[lang=en], [hreflang=en]"
)
BLOCKS = "p, li, h1, h2, h3, h4, summary, figcaption, caption, label, button, tr"


def english_in(path: Path) -> list[str]:
    """List a page's paragraphs and table rows of three English words or more without Chinese.

    Code, outputs, formulas, records and references (they have a year in brackets) do not count.
    """
    text = re.sub("(?s)<pre.*?</pre>", "", path.read_text(encoding="utf-8"))
    page = BeautifulSoup(text, "html.parser")
    for aside in page.select(ASIDE):
        aside.decompose()
    found = []
    for block in page.select(BLOCKS):
        text = " ".join(block.get_text(" ").split())
        if (block.find(["p", "li"]) and block.name != "tr") or block.find_parent("tr"):
            continue
        words = re.findall(r"\b[A-Za-z][a-z]+\b", text)
        if len(words) > 2 and not re.search(r"[\u4e00-\u9fff]|[(（](1[89]|20)\d\d", text):
            found.append(text)
    return found


def test_a_chinese_page_speaks_chinese(book: Path) -> None:
    english, chinese = ([p for p in PAGES if p.startswith(lang)] for lang in LANGUAGES)
    assert {page: found for page in chinese if (found := english_in(book / page))} == {}
    assert all(len(english_in(book / page)) > 3 for page in english[::4])


# Names, and words that the chapters' Chinese leaves in English.
KEPT = {"He", "LeCun", "ReLU", "scale", "sigmoid", "tanh"}


def test_the_choices_of_a_menu_are_chinese(book: Path) -> None:
    texts = [(book / page).read_text(encoding="utf-8") for page in CHAPTERS if "zh-TW" in page]
    choices = {c for text in texts for c in re.findall("<option[^>]*>([^<]*)", text)}
    assert len(choices) > 20
    english = {c for c in choices if set(re.findall("[A-Za-z]{2,}", c)) - KEPT}
    assert {c for c in english if not re.search("[\u4e00-\u9fff]", c)} == set()


def test_the_site_is_small(book: Path) -> None:
    assert sum(path.stat().st_size for path in book.rglob("*") if path.is_file()) <= SITE
