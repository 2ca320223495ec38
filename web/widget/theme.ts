import type { Look } from "./bridge";
import { standOut, textOn, written, type Colour } from "./colour";

/** What must be read stands out from its ground by this, what is only seen by that (WCAG 2.2 AA). */
const READ = 4.5;
const SEEN = 3;

let look: Look = {};

/** Makes the frame look as the shop wants, as far as it can still be read. */
export function dress(wanted: Look): void {
  look = wanted;
  const root = document.documentElement;
  const { mode = "", radius = "", font = "" } = look;
  root.dataset["mode"] = mode;
  put("--radius", CSS.supports("border-radius", radius) ? radius : "");
  put("--font", CSS.supports("font-family", font) ? font : "");
  colour();
}

function colour(): void {
  const accent = read(look["accent"] ?? "");
  const paper = accent && read(getComputedStyle(document.body).backgroundColor);
  const fill = paper && standOut(accent, paper, SEEN);
  const ink = paper && standOut(accent, paper, READ);
  put("--fill", fill ? written(fill) : "");
  put("--on-fill", fill ? written(textOn(fill)) : "");
  put("--accent", ink ? written(ink) : "");
  put("--on-accent", ink ? written(textOn(ink)) : "");
  put("--accent-strong", ink ? written(standOut(ink, paper, 7)) : "");
}

function put(name: string, value: string): void {
  document.documentElement.style.setProperty(name, value);
}

/** Any colour that CSS knows, drawn to learn what it is made of; null for what is none. */
function read(value: string): Colour | null {
  if (!value || !CSS.supports("color", value)) return null;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.fillStyle = value;
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return [red!, green!, blue!];
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", colour);
