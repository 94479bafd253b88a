// What of a picture is sent: how large, and whether enough has changed. Pure; the page and its tests import it.

// Cells across and down. A screen needs small ones: a short line of code is lost in large ones.
export const GRID = { camera: [48, 27], screen: [192, 108] };
export const STILL_MS = 10_000; // of what does not change one picture is sent so often

// Fits into a square of `side`, keeps its shape, is never made larger.
export function fit(width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height, 1));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

// Brightness of each cell, 0 to 255, of RGBA pixels.
export function brightness(pixels) {
  const cells = new Float32Array(pixels.length / 4);
  for (let at = 0; at < cells.length; at += 1) {
    const [red, green, blue] = [pixels[4 * at], pixels[4 * at + 1], pixels[4 * at + 2]];
    cells[at] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  return cells;
}

// A camera's noise, a breath, a lamp that flickers: not worth a picture. On a screen one new line of code is.
const RULES = { camera: { step: 14, cells: 0.06 }, screen: { step: 6, cells: 0.0004 } };

export function changed(source, before, now) {
  if (before === null || before.length !== now.length) return true;
  const rule = RULES[source];
  let different = 0;
  for (let at = 0; at < now.length; at += 1) different += Math.abs(now[at] - before[at]) >= rule.step ? 1 : 0;
  return different > rule.cells * now.length;
}

// Whether there is nothing to see: of a camera one even colour, as behind a cover or from a driver that is ill (a dark
// room has shades); of a screen only black, as from a window that is put away. A white page is something to see.
export const BLANK_MS = 3_000; // a camera may begin so

export function isBlank(source, cells) {
  let [low, high] = [255, 0];
  for (const each of cells) {
    low = Math.min(low, each);
    high = Math.max(high, each);
  }
  return source === "camera" ? high - low < 4 : high < 8;
}

// A byte for the source, four for the number (big-endian), then the JPEG.
export async function packet(source, number, blob) {
  const head = new DataView(new ArrayBuffer(5));
  head.setUint8(0, source === "camera" ? 1 : 2);
  head.setUint32(1, number);
  return new Blob([head, blob]).arrayBuffer();
}
