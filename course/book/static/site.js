// The site's own: the language switch keeps the section, one button opens all folds, the search page.
"use strict";

const headings = () => [...document.querySelectorAll("article :is(h1, h2, h3, h4)[id]")];

// The last heading above the middle of the window.
function section() {
  const above = headings().filter((h) => h.getBoundingClientRect().top < innerHeight / 2);
  return above.length > 1 ? "#" + above.at(-1).id : "";
}

for (const link of document.querySelectorAll(".language-switch")) {
  link.addEventListener("click", () => (link.hash = section()));
}

const folds = () => document.querySelectorAll("article details");

for (const button of document.querySelectorAll(".open-all")) {
  if (!document.querySelector("article details.hide")) button.hidden = true;
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-pressed") !== "true";
    for (const fold of document.querySelectorAll("article details.hide")) fold.open = open;
    button.setAttribute("aria-pressed", open);
    [button.textContent, button.dataset.other] = [button.dataset.other, button.textContent];
  });
}

// On paper nothing is folded.
addEventListener("beforeprint", () => folds().forEach((fold) => (fold.open = true)));

const search = document.querySelector("#search");
// Pagefind's own script stands behind this one.
if (search) addEventListener("DOMContentLoaded", () => {
  const ui = new PagefindUI({
    element: "#search",
    bundlePath: new URL(search.dataset.bundle, location.href).href,
    showImages: false,
    showSubResults: true,
    autofocus: true,
  });
  document.querySelector("#search input").ariaLabel = document.querySelector("h1").textContent;
  const words = new URLSearchParams(location.search).get("q");
  if (words) ui.triggerSearch(words);
});
