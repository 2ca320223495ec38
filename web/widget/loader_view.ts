/**
 * The launcher and the frame, in a shadow root so that neither the shop's style sheets reach them
 * nor theirs the shop. Styles are constructed sheets: a strict content security policy allows them.
 * Only what must be there at once is written here; the frame brings the rest (`panel_styles.ts`).
 */

// `!important` of an inner tree beats that of the page around it, so that no reset reaches us.
const STYLES = `:host{all:initial!important;position:fixed!important;z-index:var(--attune-z,2147483647)!important;
--a:var(--attune-accent,#0b6e5f);--s:var(--attune-size,60px);--x:var(--attune-x,24px);--y:calc(var(--attune-y,24px) + env(safe-area-inset-bottom,0px))}
@supports(color:oklch(from red l c h)){:host{--o:oklch(from var(--a) clamp(0,(.67 - l)*999,1) 0 0)}}
button,iframe,p{position:fixed;inset-inline:auto var(--x);inset-block-end:var(--y);border:0;color-scheme:light dark}
button{width:var(--s);height:var(--s);border-radius:50%;padding:0;cursor:pointer;background:var(--a);color:var(--o,#fff);box-shadow:0 3px 24px #0005;forced-color-adjust:none}
button:before{content:"";display:block;margin:auto;width:28px;height:28px;background:currentColor;clip-path:path(evenodd,"M25 13A10 10 0 0 1 11 22l-8 3 3-7A10 10 0 1 1 25 13M9 10h10v2H9zM9 15h6v2H9z")}
:host([open]) button:before{clip-path:path("M7 10l7 7 7-7 2 2-9 9-9-9z")}
p:empty,:host([bare]) button,:host([failed]) iframe{display:none}
iframe,p{inset-block-end:calc(var(--y) + 74px);width:min(400px,100vw - 48px);height:75vh;background:Canvas;visibility:hidden}
p{height:auto;margin:0;padding:1em;box-sizing:border-box;color:CanvasText;font:15px system-ui}
:host([open]) *{visibility:visible}`;

function sheet(styles: string): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(styles);
  return made;
}

export type View = ReturnType<typeof buildView>;

export function buildView(toggle: () => void) {
  const root = document.createElement("attune-chat");
  const shadow = root.attachShadow({ mode: "open" });
  const add = <Tag extends "button" | "iframe" | "p" | "span">(tag: Tag, to: Node = shadow) => to.appendChild(document.createElement(tag));
  const rest = sheet("");
  shadow.adoptedStyleSheets = [sheet(STYLES), rest];

  const frame = add("iframe");
  const failure = add("p");
  const launcher = add("button");
  const badge = add("span", launcher);
  badge.ariaHidden = "true";
  launcher.dataset["testid"] = "launcher";
  launcher.onclick = toggle;
  failure.role = "alert";
  // A sound may then be played once the customer has used the page, not the frame alone.
  frame.allow = "autoplay";

  const set = (name: string, on: boolean) => root.toggleAttribute(name, on);
  const style = (name: string, value: string) => root.style.setProperty(`--${name}`, value);
  const peek = (height: number) => {
    set("peek", height > 0);
    style("p", `${height}px`);
  };
  const show = (open: boolean) => {
    const inside = document.activeElement === root;
    set("open", open);
    launcher.ariaExpanded = String(open);
    peek(0);
    if (open) frame.focus();
    // Whoever writes elsewhere in the page is not pulled away by a panel that closes.
    else if (inside) launcher.focus();
  };
  /** Gives the launcher its name in the customer's language, and the count of what is unread. */
  const face = (label: string, title: string, count: number) => {
    launcher.ariaLabel = label;
    frame.title = title;
    badge.textContent = count > 9 ? "9+" : count > 0 ? String(count) : "";
  };
  show(false);
  face("Chat", "Chat", 0);
  return { root, frame, failure, rest, set, style, peek, show, face };
}
