// Draw a digit: the network that chapter 2 trains, run in the browser.

const SIDE = 28;
const INK = 20; // MNIST fits each digit into a box of 20 by 20 pixels

/** Numbers of 16 bits (IEEE 754 half precision) as ordinary ones. */
export function fromHalves(halves) {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** Weights, biases, test images (0 to 255) and their labels out of the packed file. */
export function unpack(buffer, inputs, hidden, outputs, images) {
  let at = 0;
  const halves = (count) => {
    const part = fromHalves(new Uint16Array(buffer, at, count));
    at += 2 * count;
    return part;
  };
  const network = { inputs, hidden, outputs };
  for (const [name, count] of [
    ["W1", inputs * hidden], ["b1", hidden], ["W2", hidden * outputs], ["b2", outputs],
  ]) network[name] = halves(count);
  const pixels = new Uint8Array(buffer, at, images * inputs);
  const labels = new Uint8Array(buffer, at + images * inputs, images);
  return { network, pixels, labels };
}

/** One layer: x W + b. W is stored row by row, (inputs, outputs). */
function dense(x, W, b) {
  const z = Float32Array.from(b);
  x.forEach((value, i) => {
    if (value) for (let j = 0; j < b.length; j++) z[j] += value * W[i * b.length + j];
  });
  return z;
}

/** The forward pass for one image (784 numbers from 0 to 1): hidden outputs and probabilities. */
export function forward({ W1, b1, W2, b2 }, x) {
  const hidden = dense(x, W1, b1).map((z) => Math.max(z, 0));
  const z = dense(hidden, W2, b2);
  const powers = z.map((value) => Math.exp(value - Math.max(...z)));
  const sum = powers.reduce((a, b) => a + b);
  return { hidden, p: powers.map((power) => power / sum) };
}

/** Gradient times input: how much each pixel raises (or lowers) the logit of a class. */
export function contributions({ W1, W2, outputs }, x, hidden, k) {
  const delta = hidden.map((a, j) => (a > 0 ? W2[j * outputs + k] : 0));
  return x.map((value, i) => {
    let slope = 0;
    if (value) for (let j = 0; j < delta.length; j++) slope += W1[i * delta.length + j] * delta[j];
    return value * slope;
  });
}

/** A drawing as MNIST has it: 20 pixels long or high, its centre of mass in the middle of 28 by 28.
 * `ink` holds size times size numbers from 0 to 1. Without ink the picture is empty. */
export function asMnist(ink, size) {
  const picture = new Float32Array(SIDE * SIDE);
  let [left, right, top, bottom, mass, mx, my] = [size, -1, size, -1, 0, 0, 0];
  ink.forEach((value, i) => {
    if (value < 0.1) return;
    const [x, y] = [i % size, Math.floor(i / size)];
    [left, right, top, bottom] = [
      Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y),
    ];
    mass += value;
    mx += value * (x + 0.5);
    my += value * (y + 0.5);
  });
  if (!mass) return picture;
  // A dot stays smaller than the box: enlarged, its ink would fall apart.
  const scale = Math.min(INK / (Math.max(right - left, bottom - top) + 1), 0.5);
  ink.forEach((value, i) => {
    if (!value) return;
    const x = (i % size + 0.5 - mx / mass) * scale + SIDE / 2 - 0.5;
    const y = (Math.floor(i / size) + 0.5 - my / mass) * scale + SIDE / 2 - 0.5;
    const [column, line] = [Math.floor(x), Math.floor(y)];
    // Each point of the drawing is shared among the four pixels around it.
    for (const [r, weightY] of [[line, 1 - y + line], [line + 1, y - line]]) {
      for (const [c, weightX] of [[column, 1 - x + column], [column + 1, x - column]]) {
        if (r >= 0 && r < SIDE && c >= 0 && c < SIDE) {
          picture[r * SIDE + c] += value * weightX * weightY * scale * scale;
        }
      }
    }
  });
  return picture.map((value) => Math.min(value, 1));
}

/** Fill a canvas of columns by rows pixels; `colour` gives red, green, blue, alpha of each. */
function paint(canvas, values, colour) {
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  values.forEach((value, i) => image.data.set(colour(value), 4 * i));
  context.putImageData(image, 0, 0);
}

function bringToLife(piece) {
  const { file, sizes, answer, empty, waiting } = piece.dataset;
  const part = (name) => piece.querySelector(`.${name}`);
  const board = part("board");
  const pen = board.getContext("2d", { willReadFrequently: true });
  const [menu, state] = [part("images"), part("state")];
  let loading; // the promise of the network, once somebody touches the piece
  let last;

  function load() {
    if (!loading) state.textContent = waiting;
    loading ??= fetch(file)
      .then((reply) => reply.arrayBuffer())
      .then((buffer) => unpack(buffer, ...JSON.parse(sizes)));
    return loading;
  }

  function clear() {
    pen.fillStyle = "#000";
    pen.fillRect(0, 0, board.width, board.height);
  }

  async function tell(x) {
    const { network } = await load();
    const { hidden, p } = forward(network, x);
    const best = p.indexOf(Math.max(...p));
    const count = hidden.filter((a) => a > 0).length;
    const blank = !x.some((value) => value);
    piece.querySelectorAll("progress").forEach((bar, k) => {
      bar.value = blank ? 0 : p[k];
      bar.nextElementSibling.textContent = blank ? "" : p[k].toFixed(3);
      bar.parentElement.classList.toggle("best", !blank && k === best);
    });
    paint(part("seen"), x, (v) => [255 * v, 255 * v, 255 * v, 255]);
    const most = Math.max(...hidden, 1e-9);
    paint(part("units"), hidden, (a) => [255, 255, 255, blank ? 0 : (255 * a) / most]);
    const counts = contributions(network, x, hidden, best);
    const largest = Math.max(...counts.map(Math.abs), 1e-9);
    paint(part("strokes"), counts, (c) => [
      ...(c > 0 ? [86, 180, 233] : [230, 159, 0]), 255 * Math.sqrt(Math.abs(c) / largest),
    ]);
    state.textContent = blank
      ? empty
      : answer.replace("{digit}", best).replace("{p}", p[best].toFixed(3)).replace("{units}", count);
  }

  function read() {
    const { data } = pen.getImageData(0, 0, board.width, board.height);
    const ink = Float32Array.from({ length: data.length / 4 }, (_, i) => data[4 * i] / 255);
    return tell(asMnist(ink, board.width));
  }

  function stroke(event) {
    if (!last) return;
    const box = board.getBoundingClientRect();
    const zoom = board.width / box.width;
    const here = [(event.clientX - box.left) * zoom, (event.clientY - box.top) * zoom];
    Object.assign(pen, { strokeStyle: "#fff", lineWidth: 22, lineCap: "round", lineJoin: "round" });
    pen.beginPath();
    pen.moveTo(...last);
    pen.lineTo(...here);
    pen.stroke();
    last = here;
  }

  board.addEventListener("pointerdown", (event) => {
    load();
    if (menu.selectedIndex) clear();
    menu.selectedIndex = 0;
    board.setPointerCapture(event.pointerId);
    const box = board.getBoundingClientRect();
    last = [event.clientX - box.left, event.clientY - box.top].map((v) => (v * board.width) / box.width);
    stroke(event);
  });
  board.addEventListener("pointermove", stroke);
  for (const end of ["pointerup", "pointercancel"]) {
    board.addEventListener(end, () => {
      if (last) read();
      last = undefined;
    });
  }
  part("clear").addEventListener("click", () => {
    menu.selectedIndex = 0;
    clear();
    read();
  });
  menu.addEventListener("change", async () => {
    const { pixels } = await load();
    const at = menu.selectedIndex - 1;
    clear();
    if (at < 0) return read();
    const x = Float32Array.from(pixels.subarray(784 * at, 784 * (at + 1)), (v) => v / 255);
    await tell(x);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(part("seen"), 0, 0, board.width, board.height);
  });
  clear();
  piece.hidden = false;
}

for (const piece of document.querySelectorAll(".digit")) bringToLife(piece);
