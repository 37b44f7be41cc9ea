"""What on an open page keeps readers out, by axe-core, in light and in dark."""

from __future__ import annotations

from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

# Axe takes milliseconds for each of the 12,000 coloured words in a chapter's code: five of each
# kind stay, the kind being the classes of a word and of all around it. Formulas are left out:
# MathJax sees to them.
THIN_OUT = """() => {
  const kinds = new Map();
  for (const word of document.querySelectorAll("pre span")) {
    const around = [];
    for (let e = word; e && e.tagName !== "MAIN"; e = e.parentElement) {
      around.push(e.tagName, e.className);
    }
    const kind = around.join();
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (kinds.get(kind) > 5) word.replaceWith(...word.childNodes);
  }
  document.querySelectorAll("mjx-container").forEach((formula) => formula.replaceChildren());
}"""
# Axe takes milliseconds for the contrast of each of a chapter's 1,000 paragraphs, words and
# buttons: five of each kind are measured, the kind being how the browser paints their letters
# and all behind them. What lies over other things is measured in any case.
PAINTED_ALIKE = """() => {
  const before = new Map([[null, ""]]);
  const behind = (e) => {
    if (!before.has(e)) {
      const s = getComputedStyle(e);
      const own = [s.backgroundColor, s.backgroundImage, s.opacity, s.mixBlendMode, s.filter];
      const over = ["absolute", "fixed"].includes(s.position) ? " over " : "";
      before.set(e, behind(e.parentElement) + over + own.join());
    }
    return before.get(e);
  };
  const kinds = new Map();
  const chosen = [];
  for (const e of document.body.querySelectorAll("*")) {
    const text = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
    if (!text && !e.matches("button, input, select, textarea")) continue;
    if (!e.checkVisibility({visibilityProperty: true}) || e.closest("mjx-container")) continue;
    const s = getComputedStyle(e);
    const letters = [e.tagName, e.disabled, s.color, s.fontSize, s.fontWeight, s.textShadow];
    const kind = letters.join() + behind(e);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (kinds.get(kind) <= 5 || kind.includes(" over ")) chosen.push(e);
  }
  return chosen;
}"""
AXE = """async (contrast) => {
  // Without preload: axe would ask for imported stylesheets at wrong addresses.
  const options = {resultTypes: ["violations"], preload: false};
  const context = {exclude: [["mjx-container"]]};
  if (contrast) {
    options.runOnly = {type: "rule", values: ["color-contrast"]};
    context.include = PAINTED_ALIKE();
  } else options.rules = {"color-contrast": {enabled: false}};
  const found = await axe.run(context, options);
  return found.violations.filter((v) => ["serious", "critical"].includes(v.impact))
    .map((v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(" | "));
}""".replace("PAINTED_ALIKE", f"({PAINTED_ALIKE})")

# The page's script hears of another colour scheme with the next frame, and then colours fade.
SETTLE = """async () => {
  for (let i = 0; i < 2; i += 1) await new Promise(requestAnimationFrame);
  const fading = document.getAnimations().filter((a) => a instanceof CSSTransition);
  fading.forEach((transition) => transition.finish());
  return document.documentElement.dataset.theme;
}"""


async def barriers(page: Page) -> list[str]:
    """List serious and critical violations; leaves the page in light, without most of its code."""
    await page.evaluate(THIN_OUT)
    await page.evaluate(AXE_SCRIPT)
    found: list[str] = []
    schemes: dict[Literal["light", "dark"], list[bool]] = {"light": [False, True], "dark": [True]}
    for scheme, runs in schemes.items():
        await page.emulate_media(color_scheme=scheme)
        if (theme := await page.evaluate(SETTLE)) not in (scheme, None):
            found.append(f"{scheme}: the page stays {theme}")
        for contrast in runs:
            found += [f"{scheme}: {v}" for v in await page.evaluate(AXE, contrast)]
    await page.emulate_media(color_scheme="light")
    await page.evaluate(SETTLE)
    return found
