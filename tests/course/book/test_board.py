"""Draw a digit, in a real browser: its network is the chapter's, its answers are Keras's."""

from __future__ import annotations

import base64
import functools
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import numpy.typing as npt
import pytest
from playwright.async_api import Page

from course.book import digit, explorables
from course.chapters.execute import execute
from course.config import ROOT, load_chapters
from tests.course.book.browsing import addresses, visit_all, words
from utils.data import load_mnist

pytestmark = pytest.mark.proof

IMAGES = 1000
# The page has the weights in half precision (relative error at most 2^-11): how far its
# probabilities, and its gradient times input, may be from Keras's.
CLOSE = 0.005
Array = npt.NDArray[Any]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Array]:
    """What chapter 2's notebook trains: its cells run up to the explorable; Keras's answers.

    The build runs only some of the statements, so this is another way to the same network.
    """
    chapter = next(c for c in load_chapters() if c.name == digit.CHAPTER)
    (explorable,) = explorables.find(chapter)
    notebook = nbformat.read(chapter.notebook("en"), as_version=4)
    last = next(i for i, cell in enumerate(notebook.cells) if cell.id == explorable.cell)
    cells = [cell for cell in notebook.cells[:last] if cell.cell_type == "code"]
    target = tmp_path_factory.mktemp("trained") / "network.npz"
    ask = f"""
import tensorflow as tf
pixels = X_te[:{IMAGES}].reshape(-1, 784).astype("float32")
names = ["W1", "b1", "W2", "b2"]
arrays = dict(zip(names, {digit.NETWORK}.get_weights(), strict=True))
arrays["p"] = {digit.NETWORK}.predict(pixels, verbose=0)
x = tf.constant(pixels)
with tf.GradientTape() as tape:
    tape.watch(x)
    hidden = {digit.NETWORK}.layers[0](x)
    z = hidden @ arrays["W2"] + arrays["b2"]
    largest = tf.reduce_max(z, axis=1)
arrays["strokes"] = pixels * tape.gradient(largest, x).numpy()
np.savez({str(target)!r}, **arrays)
"""
    execute(
        nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_code_cell(ask)]), ROOT / "notebooks"
    )
    with np.load(target) as arrays:
        return dict(arrays)


def packed(book: Path) -> bytes:
    """The network as the site has it."""
    (path,) = (book / "explorables").glob(f"*/{digit.FILE}")
    return path.read_bytes()


def test_the_site_has_the_network_that_the_chapter_trains(
    book: Path, trained: dict[str, Array]
) -> None:
    halves = np.frombuffer(packed(book), "<f2", count=784 * 512).reshape(784, 512)
    (images, _), _ = load_mnist()
    never = images.reshape(-1, 784).max(axis=0) == 0
    assert never.sum() == 67
    # Two trainings part by rounding errors, but weights of pixels that are never lit stay as the
    # seed made them. Rounding to half precision: 2^-11 of the number, or 2^-25 where it is tiny.
    wanted = trained["W1"][never]
    assert halves[never].astype("float64") == pytest.approx(wanted, rel=2**-11, abs=2**-25)


ANSWERS = """async ([pixels]) => {
  const script = document.querySelector("script[src*='digit.js']").src;
  const { unpack, forward, contributions } = await import(script);
  const { file, sizes } = document.querySelector(".digit").dataset;
  const reply = await fetch(file);
  const { network } = unpack(await reply.arrayBuffer(), ...JSON.parse(sizes));
  const bytes = Uint8Array.from(atob(pixels), (c) => c.charCodeAt(0));
  const p = [], strokes = [];
  for (let at = 0; at < bytes.length; at += 784) {
    const x = Float32Array.from(bytes.subarray(at, at + 784), (v) => v / 255);
    const answer = forward(network, x);
    p.push([...answer.p]);
    const best = answer.p.indexOf(Math.max(...answer.p));
    strokes.push([...contributions(network, x, answer.hidden, best)]);
  }
  return { p, strokes };
}"""


def test_the_page_answers_as_keras_does(
    chromium: str, address: str, trained: dict[str, Array]
) -> None:
    _, (images, _) = load_mnist()
    pixels = base64.b64encode(images[:IMAGES].tobytes()).decode()
    found: dict[str, Array] = {}

    # The network of this run, packed, in place of the site's: a second training differs a little.
    weights = [trained[name] for name in ("W1", "b1", "W2", "b2")]

    async def compute(page: Page, start: str) -> list[str]:
        await page.route(f"**/{digit.FILE}", lambda route: route.fulfill(body=digit.pack(weights)))
        await page.goto(start)
        answers = await page.evaluate(ANSWERS, [pixels])
        found.update({name: np.array(values) for name, values in answers.items()})
        return []

    assert visit_all(chromium, addresses(address, digit.CHAPTER)[:1], compute) == []
    assert found["p"].shape == (IMAGES, 10)
    assert found["p"].argmax(axis=1).tolist() == trained["p"].argmax(axis=1).tolist()
    assert found["p"] == pytest.approx(trained["p"], abs=CLOSE)
    assert found["strokes"] == pytest.approx(trained["strokes"], abs=CLOSE)


async def said(page: Page, start: str, act: Callable[[], Awaitable[Any]]) -> tuple[int, float]:
    """Do something to the board; returns the digit and the probability that the page says."""
    sentence = words(start, "digit")["answer"]
    pattern = re.sub(r"\\{\w+\\}", "([0-9.]+)", re.escape(sentence))
    before = await page.locator(".digit .state").text_content()
    await act()
    handle = await page.wait_for_function(
        """([before, pattern]) => {
          const text = document.querySelector(".digit .state").textContent;
          return text !== before && text.match(pattern);
        }""",
        arg=[before, pattern],
        timeout=20_000,
    )
    _, best, p, _ = await handle.json_value()
    return int(best), float(p)


def test_the_menu_s_images_are_read_as_keras_reads_them(
    chromium: str, address: str, trained: dict[str, Array]
) -> None:
    _, (_, labels) = load_mnist()
    known = digit.menu_images(labels)
    assert max(known) < IMAGES

    async def choose(page: Page, start: str) -> list[str]:
        await page.goto(start)
        menu = page.locator(".digit .images")
        await menu.focus()
        problems = []
        for image in known:
            best, p = await said(page, start, lambda: page.keyboard.press("ArrowDown"))
            wanted = trained["p"][image]
            if best != wanted.argmax() or abs(p - wanted.max()) > CLOSE + 0.0005:
                problems.append(f"no. {image}: {best} with {p}, not {wanted}")
        return problems

    assert visit_all(chromium, addresses(address, digit.CHAPTER), choose) == []


# Strokes from corner to corner, in parts of the board.
DRAWN = {
    1: [(0.5, 0.2), (0.5, 0.8)],
    7: [(0.3, 0.2), (0.7, 0.2), (0.45, 0.8)],
    0: [(0.5 + 0.18 * np.sin(t), 0.5 - 0.3 * np.cos(t)) for t in np.linspace(0, 6.28, 24)],
}


Points = list[tuple[float, float]]


async def by_mouse(page: Page, points: Points) -> None:
    """Draw with the mouse."""
    await page.mouse.move(*points[0])
    await page.mouse.down()
    for point in points[1:]:
        await page.mouse.move(*point, steps=4)
    await page.mouse.up()


async def by_finger(page: Page, points: Points) -> None:
    """Draw with a finger."""
    session = await page.context.new_cdp_session(page)
    events = ["touchStart", *["touchMove"] * (len(points) - 1), "touchEnd"]
    for event, place in zip(events, [*points, None], strict=True):
        touches = [{"x": place[0], "y": place[1]}] if place else []
        await session.send("Input.dispatchTouchEvent", {"type": event, "touchPoints": touches})


async def draw_digits(page: Page, start: str) -> list[str]:
    """Draw digits by mouse on a wide page and by finger on a phone, and clear the board."""
    problems = []
    for hand, width in ((by_mouse, 1300), (by_finger, 390)):
        await page.set_viewport_size({"width": width, "height": 900})
        await page.goto(start)
        board = page.locator(".digit .board")
        await board.evaluate("b => b.scrollIntoView({behavior: 'instant', block: 'center'})")
        for wanted, corners in DRAWN.items():
            box = await board.bounding_box()
            assert box
            points = [
                (box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners
            ]
            best, p = await said(page, start, functools.partial(hand, page, points))
            if best != wanted:
                problems.append(f"a {wanted} {hand.__name__}: {best} with {p}")
            await page.locator(".digit .clear").click()
            empty = words(start, "digit")["empty"]
            await page.locator(".digit .state", has_text=empty).wait_for(timeout=20_000)
    return problems


def test_digits_drawn_by_mouse_and_by_finger_are_read(chromium: str, address: str) -> None:
    assert visit_all(chromium, addresses(address, digit.CHAPTER), draw_digits) == []
