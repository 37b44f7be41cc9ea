"""Open the book's pages in a real browser, several at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from playwright.async_api import ConsoleMessage, Page, Request, ViewportSize, async_playwright

from course.book.words import words_of
from course.config import LANGUAGES

TABS = 2
DESK = ViewportSize(width=1300, height=900)

Visit = Callable[[Page, str], Awaitable[list[str]]]


def visit_all(chromium: str, addresses: Iterable[str], visit: Visit) -> list[str]:
    """Visit pages, each in a tab with nothing remembered; returns all problems found."""
    return asyncio.run(_visit_all(chromium, list(addresses), visit))


async def _visit_all(chromium: str, addresses: list[str], visit: Visit) -> list[str]:
    free = asyncio.Semaphore(TABS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium or None, args=["--no-sandbox"]
        )

        async def visited(address: str) -> list[str]:
            async with free:
                context = await browser.new_context(viewport=DESK, color_scheme="light")
                page = await context.new_page()
                page.set_default_timeout(300_000)
                problems: list[str] = []
                listen(page, address, problems)
                problems += await visit(page, address)
                await context.close()
                return [f"{address}: {problem}" for problem in problems]

        try:
            found = await asyncio.gather(*map(visited, addresses))
            return [problem for problems in found for problem in problems]
        finally:
            await browser.close()


def listen(page: Page, address: str, problems: list[str]) -> None:
    """Note what goes wrong behind a page: errors, failed requests, requests to elsewhere."""
    home = "/".join(address.split("/")[:3]) + "/"

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            problems.append(f"console: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((home, "data:", "blob:")):
            problems.append(f"foreign request: {request.url}")

    def failed(request: Request) -> None:
        # Whoever leaves a page stops what it still loads.
        if request.failure != "net::ERR_ABORTED":
            problems.append(f"failed: {request.url}")

    page.on("console", said)
    page.on("request", asked)
    page.on("pageerror", lambda error: problems.append(f"script: {error}"))
    page.on("requestfailed", failed)


async def typeset(page: Page) -> None:
    """Wait until the page's formulas are set."""
    await page.wait_for_load_state("load")
    await page.evaluate("window.MathJax?.startup?.promise")


def addresses(address: str, name: str) -> list[str]:
    """The chapter's page in both languages."""
    return [f"{address}{language}/chapters/{name}.html" for language in LANGUAGES]


def words(start: str, piece: str) -> dict[str, Any]:
    """The words of a piece on a page."""
    return words_of(piece, next(lang for lang in LANGUAGES if f"/{lang}/" in start))
