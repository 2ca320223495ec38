/**
 * The launcher and the frame, in a shadow root so that neither the shop's style sheets reach them
 * nor theirs the shop. Styles are a constructed sheet: a strict content security policy allows it.
 */

const STYLES = `
:host{all:initial!important;color-scheme:light dark!important;position:fixed!important;z-index:2147483000!important;--accent:var(--brand,#0b6e5f);--on-accent:#fff}
button,iframe{position:fixed}
button{inset-inline-end:24px;inset-block-end:24px;width:60px;height:60px;border:0;border-radius:50%;padding:0;cursor:pointer;
background:var(--accent);color:var(--on-accent);box-shadow:0 2px 6px #0003,0 10px 28px #0004;display:grid;place-items:center;transition:transform .18s,box-shadow .18s}
button:hover{transform:translateY(-2px);box-shadow:0 3px 8px #0003,0 14px 34px #0005}
button:active{transform:scale(.96)}
button:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
svg{width:28px;height:28px;grid-area:1/1;transition:opacity .18s,transform .18s;fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round}
.down,.open .up{opacity:0;transform:rotate(-30deg) scale(.7)}
.open .down{opacity:1;transform:none}
span{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-width:22px;height:22px;box-sizing:border-box;padding:0 6px;border-radius:11px;
background:#d3382f;color:#fff;font:600 12px/22px system-ui,sans-serif;text-align:center}
span[hidden]{display:none}
iframe{inset-inline-end:24px;inset-block-end:98px;width:400px;height:min(680px,100dvh - 122px);border:0;border-radius:18px;background:Canvas;
box-shadow:0 0 0 1px #00000014,0 8px 20px #0000001f,0 24px 64px #00000038;visibility:hidden;opacity:0;transform:translateY(14px) scale(.985);transform-origin:bottom right;
transition:opacity .18s,transform .2s cubic-bezier(.2,.8,.3,1),visibility 0s .2s}
iframe.open{visibility:visible;opacity:1;transform:none;transition-delay:0s}
@media(max-width:520px){iframe{inset:0;width:100%;height:100dvh;border-radius:0}button.open{display:none}button{inset-inline-end:16px;inset-block-end:16px}}
@media(prefers-reduced-motion:reduce){*{transition:none!important}}
@media print{:host{display:none}}
`;

export interface View {
  root: HTMLElement;
  frame: HTMLIFrameElement;
  show(open: boolean): void;
  unread(count: number): void;
}

const SVG = "http://www.w3.org/2000/svg";

function icon(name: string, path: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", name);
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "path"));
  svg.firstElementChild!.setAttribute("d", path);
  return svg;
}

export function buildView(toggle: () => void, accent: string | null): View {
  const root = document.createElement("attune-chat");
  const shadow = root.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  shadow.adoptedStyleSheets = [sheet];
  if (accent) root.style.setProperty("--brand", accent);

  const launcher = document.createElement("button");
  const badge = document.createElement("span");
  const frame = document.createElement("iframe");
  launcher.type = "button";
  launcher.dataset["testid"] = "launcher";
  badge.hidden = true;
  badge.setAttribute("aria-hidden", "true");
  launcher.append(
    icon("up", "M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.6A8.4 8.4 0 1 1 21 11.5ZM8.5 10h7M8.5 13.5h4.5"),
    icon("down", "m6 9.5 6 6 6-6"),
    badge,
  );
  launcher.addEventListener("click", toggle);
  frame.title = "Chat with us";
  shadow.append(frame, launcher);

  let isOpen = false;
  let waiting = 0;
  const name = () => {
    const more = waiting > 0 ? `, ${waiting} unread` : "";
    launcher.setAttribute("aria-label", isOpen ? "Close the chat" : `Open the chat${more}`);
    launcher.setAttribute("aria-expanded", String(isOpen));
  };
  name();

  return {
    root,
    frame,
    show(open) {
      isOpen = open;
      launcher.classList.toggle("open", open);
      frame.classList.toggle("open", open);
      name();
      if (open) frame.focus();
      else launcher.focus();
    },
    unread(count) {
      waiting = count;
      badge.hidden = count <= 0;
      badge.textContent = count > 9 ? "9+" : String(count);
      name();
    },
  };
}
