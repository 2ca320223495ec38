/** Moves between the shop's pages without loading them anew: history, scrolling, focus. */
import { useEffect, useState } from "preact/hooks";
import { readPlace, type Place } from "./place";

const listeners = new Set<() => void>();
const PATIENCE = 1_500;

let headingWanted = false;
let noting: ReturnType<typeof setTimeout> | undefined;

/** Notes how far the page is scrolled, so that whoever comes back finds the same spot. */
function noteScroll(): void {
  clearTimeout(noting);
  noting = setTimeout(() => history.replaceState({ ...history.state, y: Math.round(scrollY) }, ""), 150);
}

/** Scrolls as soon as the page is long enough for it; what is loaded makes it longer. */
function scrollBack(y: number, since = performance.now()): void {
  const long = document.documentElement.scrollHeight >= y + innerHeight;
  if (long || performance.now() - since > PATIENCE) scrollTo({ top: y, behavior: "instant" });
  else requestAnimationFrame(() => scrollBack(y, since));
}

function tell(): void {
  for (const listener of [...listeners]) listener();
}

/**
 * Goes to one of the shop's addresses.
 *
 * @param keep - stay where one is looking, as after the change of a filter
 */
export function go(address: string, { keep = false, replace = false } = {}): void {
  clearTimeout(noting);
  if (!replace) history.replaceState({ ...history.state, y: Math.round(scrollY) }, "");
  history[replace ? "replaceState" : "pushState"]({ y: keep ? Math.round(scrollY) : 0 }, "", address);
  headingWanted = !keep;
  tell();
  if (!keep) scrollTo({ top: 0, behavior: "instant" });
}

/** Whether a page's heading, which appears now, should take the focus: true once for each move. */
export function takeFocus(): boolean {
  const wanted = headingWanted;
  headingWanted = false;
  return wanted;
}

/** The address of a click that means one of the shop's own pages, in this tab. */
function ownAddress(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || link.target || link.hasAttribute("download")) return null;
  return ownPage(link.href);
}

/** An address as the shop's own, without the site; null for what is not one of its pages. */
export function ownPage(address: string): string | null {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin || url.hash) return null;
  return readPlace(url).name === "nowhere" ? null : url.pathname + url.search;
}

/** Starts listening to clicks, to back and forward; called once. */
export function startRouter(): void {
  history.scrollRestoration = "manual";
  addEventListener("scroll", noteScroll, { passive: true });
  addEventListener("popstate", () => {
    clearTimeout(noting);
    headingWanted = true;
    tell();
    scrollBack(Number(history.state?.y) || 0);
  });
  document.addEventListener("click", (event) => {
    const address = ownAddress(event);
    if (address === null) return;
    event.preventDefault();
    go(address, { replace: address === location.pathname + location.search });
  });
  const y = Number(history.state?.y) || 0;
  if (y > 0) scrollBack(y);
}

/** The place that the address bar shows, and its address. */
export function usePlace(): { place: Place; address: string } {
  const [shown, show] = useState(() => location.pathname + location.search);
  useEffect(() => {
    const listener = () => show(location.pathname + location.search);
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, []);
  return { place: readPlace(new URL(shown, location.href)), address: shown };
}
