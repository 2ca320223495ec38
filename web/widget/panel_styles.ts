/**
 * How the panel stands in the shop's page. The frame hands this to the loader, which puts it into
 * its shadow root: so the script that every page pays for stays small.
 */

/** A screen so small, or so far magnified, that the panel takes all of it. */
const SMALL = "@media (max-width: 520px), (max-height: 480px) and (max-width: 960px)";

export const PANEL_STYLES = `
button { transition: transform 0.18s, box-shadow 0.18s }
button:hover { transform: translateY(-2px); box-shadow: 0 3px 8px #0003, 0 14px 34px #0005 }
button:active { transform: scale(0.96) }
button:focus-visible { outline: 3px solid var(--a); outline-offset: 3px }
span {
  position: absolute;
  inset: -4px -4px auto auto;
  min-width: 22px;
  padding: 0 6px;
  border-radius: 11px;
  box-sizing: border-box;
  background: #c62f26;
  color: #fff;
  font: 600 12px/22px system-ui, sans-serif;
}
span:empty { display: none }
:host([bare]) { --s: -14px }
iframe, p {
  inset-block-end: calc(var(--y) + var(--s) + 14px);
  width: min(var(--attune-width, 400px), 100vw - 32px);
  height: min(var(--attune-height, 680px), 100dvh - var(--y) - var(--s) - 38px);
  border-radius: var(--attune-radius, 18px);
  box-shadow: 0 0 0 1px #00000014, 0 8px 20px #0000001f, 0 24px 64px #00000038;
  opacity: 0;
  transform: translateY(14px);
  transition: opacity 0.12s, transform 0.2s cubic-bezier(0.2, 0.8, 0.3, 1);
}
p { height: auto }
:host([open]) :is(iframe, p), :host([peek]) iframe { visibility: visible; opacity: 1; transform: none }
:host([peek]) iframe { width: 280px; height: var(--p) }
${SMALL} {
  :host { --x: var(--attune-x, 16px); --y: calc(var(--attune-y, 16px) + env(safe-area-inset-bottom, 0px)) }
  :host([open]) iframe {
    inset: var(--t, 0px) 0 auto;
    box-sizing: border-box;
    width: 100%;
    height: var(--h, 100dvh);
    padding: env(safe-area-inset-top) env(safe-area-inset-right) env(safe-area-inset-bottom) env(safe-area-inset-left);
    border-radius: 0;
  }
  :host([open]:not([failed])) button { display: none }
}
@media (prefers-reduced-motion: reduce) { * { transition: none !important } }
@media print { :host { display: none !important } }
`;

/** While the panel takes the whole screen, the page behind it stays where it is. */
export const HOLD_STYLES = `${SMALL} { html { overflow: hidden !important } }`;
