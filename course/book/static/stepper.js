// The stepper of chapter 3: shows the drawing and the text of one step.

/** Whether a part of the drawing belongs to a step. */
export function isShown({ step, only, not }, now) {
  if (only !== undefined) return Number(only) === now;
  return Number(step) <= now && Number(not) !== now;
}

function bringToLife(stepper) {
  const slider = stepper.querySelector("input");
  const [back, next] = stepper.querySelectorAll("button");

  function show(now) {
    slider.value = now;
    stepper.querySelector("output").textContent = now;
    for (const part of stepper.querySelectorAll("svg [data-step]")) {
      part.toggleAttribute("data-hidden", !isShown(part.dataset, now));
      part.toggleAttribute("data-new", Number(part.dataset.step) === now);
    }
    for (const text of stepper.querySelectorAll("li")) {
      text.hidden = Number(text.dataset.step) !== now;
    }
    slider.setAttribute("aria-valuetext", stepper.querySelectorAll("li strong")[now].textContent);
    [back.disabled, next.disabled] = [now === 0, now === Number(slider.max)];
  }

  slider.addEventListener("input", () => show(Number(slider.value)));
  back.addEventListener("click", () => show(Number(slider.value) - 1));
  next.addEventListener("click", () => show(Number(slider.value) + 1));
  stepper.querySelector(".controls").hidden = false;
  show(0);
}

for (const stepper of document.querySelectorAll(".stepper")) bringToLife(stepper);
