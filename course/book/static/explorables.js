// Explorables: sliders and menus that show frames drawn when the book was built.

/** The number of a frame: the settings' places, the last control running fastest. */
export function frameNumber(places, sizes) {
  return places.reduce((number, place, i) => number * sizes[i] + place, 0);
}

/** What the figure shows now, for those who do not see it. */
export function description(controls, words, inFigure) {
  const settings = controls.map(({ label, value }) => `${label} ${value}`).join(", ");
  return words ? `${settings}. ${inFigure} ${words}` : settings;
}

/** The control's place, its value as written, and its label. */
function read(control) {
  if (control.type === "hidden") return { place: 0 };
  const label = control.parentElement.querySelector("span").firstChild.data.trim();
  const place = control.tagName === "SELECT" ? control.selectedIndex : Number(control.value);
  const value = control.dataset.values
    ? JSON.parse(control.dataset.values)[place]
    : control.value;
  return { place, value, label };
}

/** The figure that stands last before an element. */
function figureBefore(element) {
  const before = [...document.querySelectorAll("img.figure")].filter(
    (image) => image.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return before.at(-1);
}

function bringToLife(explorable) {
  const { folder, inFigure } = explorable.dataset;
  const controls = [...explorable.querySelectorAll("input, select")];
  const state = explorable.querySelector(".state");
  const image = figureBefore(explorable);
  const link = image.parentElement; // opens the figure alone
  let index; // its promise, once somebody has touched a control
  let latest = 0;

  async function picture(number) {
    const next = new Image();
    next.src = `${folder}/${number}.webp`;
    await next.decode();
    return next;
  }

  async function show(moved) {
    const turn = ++latest;
    const settings = controls.map(read);
    const { value } = read(moved);
    moved.parentElement.querySelector("output")?.replaceChildren(value);
    if (moved.type === "range") moved.setAttribute("aria-valuetext", value);
    index ??= fetch(`${folder}/index.json`).then((answer) => answer.json());
    const { controls: all, words } = await index;
    const sizes = all.map(({ values }) => values.length);
    const places = settings.map(({ place }) => place);
    const number = frameNumber(places, sizes);
    const next = await picture(number);
    if (turn !== latest) return;
    const shown = settings.filter(({ label }) => label);
    const text = description(shown, words[number], inFigure);
    Object.assign(image, { src: next.src, width: next.width, height: next.height, alt: text });
    link.href = next.src;
    state.textContent = text;
    // The next step of the same control is likely: have its frames ready.
    const at = controls.indexOf(moved);
    for (const place of [places[at] - 1, places[at] + 1]) {
      if (place >= 0 && place < sizes[at]) {
        picture(frameNumber(places.with(at, place), sizes)).catch(() => {});
      }
    }
  }

  explorable.append(link);
  explorable.hidden = false;
  for (const control of controls) {
    control.addEventListener("input", () => show(control));
  }
}

for (const explorable of document.querySelectorAll(".explorable")) bringToLife(explorable);
