import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "../../shared/icons";
import { t } from "../texts";

/** A list of things to do, by pointer or by arrow keys; what is chosen closes it. */
export function Menu({ children }: { children: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const items = () => [...(root.current?.querySelectorAll<HTMLElement>("[role^=menuitem]") ?? [])];

  useEffect(() => {
    if (!open) return;
    items()[0]?.focus();
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, [open]);

  const move = (to: number) => {
    const all = items();
    all[(to + all.length) % all.length]?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open) return;
    const at = items().indexOf(document.activeElement as HTMLElement);
    const act = { ArrowDown: () => move(at + 1), ArrowUp: () => move(at - 1), Home: () => move(0), End: () => move(-1) }[event.key];
    if (event.key === "Tab") setOpen(false);
    if (event.key === "Escape") {
      setOpen(false);
      button.current?.focus();
    }
    if (event.key === "Escape" || act) event.preventDefault();
    act?.();
  };

  return (
    <div class="menu" ref={root} onKeyDown={onKeyDown}>
      <button
        type="button"
        class="quiet"
        ref={button}
        aria-label={t("menu")}
        aria-haspopup="menu"
        aria-expanded={open}
        data-testid="widget-menu"
        onClick={() => setOpen(!open)}
      >
        <Icon name="dots" />
      </button>
      {open && (
        <div class="menu-list" role="menu" aria-label={t("menu")} onClick={() => setOpen(false)}>
          {children}
        </div>
      )}
    </div>
  );
}

interface ItemProps {
  icon: IconName;
  testId: string;
  onChoose(): void;
  children: ComponentChildren;
}

export function MenuItem({ icon, testId, onChoose, children }: ItemProps) {
  return (
    <button type="button" role="menuitem" tabIndex={-1} data-testid={testId} onClick={onChoose}>
      <Icon name={icon} />
      <span>{children}</span>
    </button>
  );
}

interface SwitchProps {
  on: boolean;
  testId: string;
  onChange(on: boolean): void;
  children: ComponentChildren;
}

/** A choice that is on or off; the menu stays open, so that the change is seen and heard. */
export function MenuSwitch({ on, testId, onChange, children }: SwitchProps) {
  const flip = (event: Event) => {
    event.stopPropagation();
    onChange(!on);
  };
  return (
    <button type="button" role="menuitemcheckbox" aria-checked={on} tabIndex={-1} data-testid={testId} onClick={flip}>
      <span class="switch" aria-hidden="true" />
      <span>{children}</span>
    </button>
  );
}
