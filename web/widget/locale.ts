import { language } from "./texts";

/** The tag that dates and sizes are written by: the browser's own variety of the language on show. */
export function locale(): string {
  const shown = language.get();
  return navigator.languages.find((tag) => tag.split("-")[0] === shown) ?? shown;
}
