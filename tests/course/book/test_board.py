"""Draw a digit, in a real browser: its network is the chapter's, its answers are Keras's."""

from __future__ import annotations

import ast
import base64
import functools
import re
from collections.abc import Awaitable, Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from playwright.async_api import Page

from course.book import digit, explorables
from course.config import load_chapters
from tests.course.book.browsing import addresses, typeset, visit_all, words
from utils.data import load_mnist

pytestmark = pytest.mark.proof

IMAGES = 1000
# Both compute in single precision and add in different orders. Probabilities lie in [0, 1]; the
# sums of 784 products before them reach about 30.
CLOSE, CLOSE_SUMS = 2e-5, 2e-4
Array = npt.NDArray[Any]


@pytest.fixture(scope="module")
def packed(book: Path) -> list[Array]:
    """The weights as the site has them."""
    (path,) = (book / "explorables").glob(f"*/{digit.FILE}")
    inputs, hidden, outputs = digit.SIZES
    shapes = [(inputs, hidden), (hidden,), (hidden, outputs), (outputs,)]
    ends = np.cumsum([0, *(np.prod(shape) for shape in shapes)])
    halves = np.frombuffer(path.read_bytes(), "<f2", count=ends[-1]).astype("float32")
    return [
        halves[start:end].reshape(shape)
        for (start, end), shape in zip(pairwise(ends), shapes, strict=True)
    ]


@pytest.fixture(scope="module")
def by_keras(packed: list[Array]) -> dict[str, Array]:
    """What Keras computes with the site's weights: probabilities, hidden outputs, strokes."""
    import keras
    import tensorflow as tf

    inputs, units, outputs = digit.SIZES
    network = keras.Sequential(
        [
            keras.Input((inputs,)),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(outputs, activation="softmax"),
        ]
    )
    network.set_weights(packed)
    _, (images, _) = load_mnist()
    x = tf.constant(images[:IMAGES].reshape(-1, inputs).astype("float32") / 255)
    with tf.GradientTape() as tape:
        tape.watch(x)
        z = x @ packed[0] + packed[1]
        hidden = tf.nn.relu(z)
        largest = tf.reduce_max(hidden @ packed[2] + packed[3], axis=1)
    strokes = x * tape.gradient(largest, x)
    answers = {"p": network(x), "hidden": network.layers[0](x), "strokes": strokes, "sums": z}
    return {name: values.numpy() for name, values in answers.items()}


def test_the_site_has_the_network_that_the_chapter_trains(
    packed: list[Array], by_keras: dict[str, Array]
) -> None:
    (images, _), (_, labels) = load_mnist()
    right = by_keras["p"].argmax(axis=1) == labels[:IMAGES]
    assert right.mean() > 0.97
    # No training moves the weights of pixels that are never lit: they are as the chapter's
    # statements made them. Rounded to half precision: 2^-11 of the number, or 2^-25 if tiny.
    never = images.reshape(-1, 784).max(axis=0) == 0
    assert never.sum() == 67
    chapter = next(c for c in load_chapters() if c.name == digit.CHAPTER)
    (explorable,) = explorables.find(chapter)
    nodes = [s.node for s in explorable.needed if ".fit(" not in ast.unparse(s.node)]
    assert 0 < len(nodes) < len(explorable.needed)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(ast.Module(nodes, []), "<untrained>", "exec"), namespace)
    start = namespace[digit.NETWORK].get_weights()[0]
    assert packed[0][never] == pytest.approx(start[never], rel=2**-11, abs=2**-25)
    assert (np.abs(packed[0] - start)[~never] > 0.001).mean() > 0.5


ANSWERS = """async ([pixels]) => {
  const script = document.querySelector("script[src*='digit.js']").src;
  const { unpack, forward, contributions } = await import(script);
  const { file, sizes } = document.querySelector(".digit").dataset;
  const reply = await fetch(file);
  const { network } = unpack(await reply.arrayBuffer(), ...JSON.parse(sizes));
  const bytes = Uint8Array.from(atob(pixels), (c) => c.charCodeAt(0));
  const [p, hidden, strokes] = [[], [], []];
  for (let at = 0; at < bytes.length; at += 784) {
    const x = Float32Array.from(bytes.subarray(at, at + 784), (v) => v / 255);
    const answer = forward(network, x);
    p.push([...answer.p]);
    hidden.push([...answer.hidden]);
    const best = answer.p.indexOf(Math.max(...answer.p));
    strokes.push([...contributions(network, x, answer.hidden, best)]);
  }
  return { p, hidden, strokes };
}"""


def test_the_page_answers_as_keras_does(
    chromium: str, address: str, by_keras: dict[str, Array]
) -> None:
    _, (images, _) = load_mnist()
    pixels = base64.b64encode(images[:IMAGES].tobytes()).decode()
    found: dict[str, Array] = {}

    async def compute(page: Page, start: str) -> list[str]:
        await page.goto(start)
        answers = await page.evaluate(ANSWERS, [pixels])
        found.update({name: np.array(values) for name, values in answers.items()})
        return []

    assert visit_all(chromium, addresses(address, digit.CHAPTER)[:1], compute) == []
    assert found["p"].shape == (IMAGES, 10)
    assert found["p"].argmax(axis=1).tolist() == by_keras["p"].argmax(axis=1).tolist()
    assert found["p"] == pytest.approx(by_keras["p"], abs=CLOSE)
    assert found["hidden"] == pytest.approx(by_keras["hidden"], abs=CLOSE_SUMS)
    # A sum so close to zero that rounding decides its sign switches a unit on or off.
    sure = np.abs(by_keras["sums"]).min(axis=1) > CLOSE
    assert sure.mean() > 0.95
    assert found["strokes"][sure] == pytest.approx(by_keras["strokes"][sure], abs=CLOSE_SUMS)


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
    )
    _, best, p, _ = await handle.json_value()
    return int(best), float(p)


def test_the_menu_s_images_are_read_as_keras_reads_them(
    chromium: str, address: str, by_keras: dict[str, Array]
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
            wanted = by_keras["p"][image]
            if best != wanted.argmax() or abs(p - wanted.max()) > 0.00051:
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
        await typeset(page)  # which moves what stands below formulas
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
            await page.locator(".digit .state", has_text=empty).wait_for()
    return problems


def test_digits_drawn_by_mouse_and_by_finger_are_read(chromium: str, address: str) -> None:
    assert visit_all(chromium, addresses(address, digit.CHAPTER), draw_digits) == []
