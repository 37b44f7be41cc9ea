"""What on an open page keeps readers out, by axe-core, in light and in dark."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

CONTRAST = "color-contrast"

# Axe needs milliseconds for the contrast of each of a chapter's 12,000 pieces of code. It depends
# on the text's look and on what is behind it, of which a page has some fifty kinds: `texts` finds
# five of each. Formulas are left out: MathJax sees to them. Without preload: axe would ask for
# imported stylesheets at wrong addresses.
AXE = """async (rule) => {
  const behind = (e) => {
    if (!e) return [];
    const {backgroundColor, backgroundImage, opacity} = getComputedStyle(e);
    return [backgroundColor, backgroundImage, opacity, ...behind(e.parentElement)];
  };
  const texts = () => {
    const looks = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const e = walker.currentNode.parentElement;
      const {width, height} = e.getBoundingClientRect();
      if (!walker.currentNode.data.trim() || Math.min(width, height) < 2) continue;
      if (e.closest("mjx-container") || !e.checkVisibility({visibilityProperty: true})) continue;
      const {color, fontSize, fontWeight, textShadow} = getComputedStyle(e);
      const look = [color, fontSize, fontWeight, textShadow, ...behind(e)].join();
      looks.set(look, [...(looks.get(look) ?? []).slice(0, 4), e]);
    }
    return [...looks.values()].flat();
  };
  const options = {resultTypes: ["violations"], preload: false};
  const found = rule.only
    ? await axe.run({include: texts()}, {...options, runOnly: [rule.only]})
    : await axe.run({exclude: [["mjx-container"]]},
      {...options, rules: {[rule.not]: {enabled: false}}});
  return found.violations.filter((v) => ["serious", "critical"].includes(v.impact))
    .map((v) => v.id + ": " + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 120)).join(" | "));
}"""


async def barriers(page: Page) -> list[str]:
    """List serious and critical violations; leaves the page in light."""
    await page.evaluate(AXE_SCRIPT)
    found = [f"light: {v}" for v in await page.evaluate(AXE, {"not": CONTRAST})]
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {v}" for v in await page.evaluate(AXE, {"only": CONTRAST})]
    await page.emulate_media(color_scheme="light")
    return found
