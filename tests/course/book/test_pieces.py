"""Explorables and the stepper in a real browser: every control by keyboard, every step."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.async_api import Page

from course.book import stepper
from course.config import load_chapters
from tests.course.book.browsing import addresses, visit_all, words

pytestmark = pytest.mark.proof

NAMES = [chapter.name for chapter in load_chapters()]

CONTROLS = """(all) => all.map((c) => ({
  at: c.selectedIndex ?? Number(c.value),
  menu: c.tagName === "SELECT",
  values: c.options ? [...c.options].map((o) => o.text) : JSON.parse(c.dataset.values ?? "[0]"),
  label: c.parentElement.querySelector("span")?.firstChild.data.trim(),
}))"""


async def move_controls(page: Page, start: str) -> list[str]:
    """Move each control by keyboard: the frame of the new settings must appear, in words too."""
    await page.goto(start)
    if await page.locator(".explorable:visible").count() != 1:
        return ["no explorable, or more than one"]
    inputs = page.locator(".explorable :is(input, select)")
    image = page.locator(".explorable img.figure")
    problems = []
    for number in range(await inputs.count()):
        controls = await inputs.evaluate_all(CONTROLS)
        control, places = controls[number], [c["at"] for c in controls]
        if len(control["values"]) == 1:
            continue
        step = 1 if control["at"] + 1 < len(control["values"]) else -1
        places[number] += step
        key = {True: ("ArrowUp", "ArrowDown"), False: ("ArrowLeft", "ArrowRight")}[control["menu"]]
        await inputs.nth(number).focus()
        await page.keyboard.press(key[step > 0])
        frame = np.ravel_multi_index(places, [len(c["values"]) for c in controls])
        await page.locator(f".explorable img[src$='/{frame}.webp']").wait_for()
        said = f"{control['label']} {control['values'][places[number]]}"
        if said not in (await image.get_attribute("alt") or ""):
            problems.append(f"the figure's words do not say {said!r}")
        if await page.locator(".explorable .state").text_content() != await image.get_attribute(
            "alt"
        ):
            problems.append(f"{said!r} is not told to screen readers")
        if not await image.evaluate("i => i.decode().then(() => i.naturalWidth > 300)"):
            problems.append(f"no picture for {said!r}")
    return problems


@pytest.mark.parametrize("name", NAMES)
def test_every_control_of_an_explorable_moves_its_figure(
    chromium: str, address: str, name: str
) -> None:
    assert visit_all(chromium, addresses(address, name), move_controls) == []


# Numbers in the drawing: 2 inputs; then 6 weights and 3 sums; 3 outputs; 9 weights and 3 sums;
# 3 probabilities; 3 error signals; 9 slopes; 9 paths, in place of the 9 weights, and 3 sums, for
# this step only; 6 slopes and 3 error signals.
NUMBERS = [2, 11, 14, 26, 29, 32, 41, 44, 50]


async def step_through(page: Page, start: str) -> list[str]:
    """Press "next" eight times and "back" once, then move the slider to both ends."""
    await page.goto(start)
    piece = page.locator(".stepper")
    slider, back, onward = (piece.locator(e) for e in ("input", "button.back", "button.next"))
    titles = [title for title, _ in words(start, "stepper")["steps"]]

    async def here() -> tuple[int, int, bool, bool]:
        (shown,) = await piece.locator("li:visible strong").all_text_contents()
        count = await piece.locator("svg text:visible").count()
        ends = (await back.is_disabled(), await onward.is_disabled())
        return titles.index(shown), count, *ends

    states = [await here()]
    for _ in titles[1:]:
        await onward.focus()
        await page.keyboard.press("Enter")
        states.append(await here())
    await back.click()
    states.append(await here())
    for key in ("End", "Home"):
        await slider.focus()
        await page.keyboard.press(key)
        states.append(await here())
    steps = [*range(9), 7, 8, 0]
    wanted = [(i, NUMBERS[i], i == 0, i == 8) for i in steps]
    return [
        f"{is_} instead of {want}" for is_, want in zip(states, wanted, strict=True) if is_ != want
    ]


def test_the_stepper_steps_forward_and_back(chromium: str, address: str) -> None:
    assert visit_all(chromium, addresses(address, NAMES[stepper.CHAPTER - 1]), step_through) == []
