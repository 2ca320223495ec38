import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import type { Conversation } from "../conversation";
import { t } from "../texts";

interface HeaderProps {
  conversation: Conversation;
  framed: boolean;
  onClose(): void;
  onPerson(): void;
  onStartAnew(): void;
  onTranscript(): void;
}

export function Header({ conversation, framed, onClose, onPerson, onStartAnew, onTranscript }: HeaderProps) {
  const { owner, agentName, messages } = conversation;
  return (
    <header class="header">
      <span class="mark">
        <Icon name={owner === "agent" ? "person" : "spark"} />
      </span>
      <div class="heading">
        <h1>{t("title")}</h1>
        <p>{t(`subtitle.${owner}`, { name: agentName ?? t("someone") })}</p>
      </div>
      <Menu
        closed={owner === "closed"}
        onPerson={onPerson}
        onStartAnew={onStartAnew}
        onTranscript={messages.length > 0 ? onTranscript : null}
      />
      {framed && (
        <button type="button" class="quiet" aria-label={t("close")} onClick={onClose}>
          <Icon name="close" />
        </button>
      )}
    </header>
  );
}

interface MenuProps {
  closed: boolean;
  onPerson(): void;
  onStartAnew(): void;
  /** Null while nothing was said. */
  onTranscript: (() => void) | null;
}

function Menu({ closed, onPerson, onStartAnew, onTranscript }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, [open]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open) return;
    event.preventDefault();
    setOpen(false);
    button.current?.focus();
  };
  const choose = (act: () => void) => () => {
    setOpen(false);
    act();
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
        <div class="menu-list" role="menu">
          {closed ? (
            <button type="button" role="menuitem" onClick={choose(onStartAnew)}>
              <Icon name="retry" /> {t("startAnew")}
            </button>
          ) : (
            <button type="button" role="menuitem" data-testid="talk-to-person" onClick={choose(onPerson)}>
              <Icon name="person" /> {t("person")}
            </button>
          )}
          {onTranscript && (
            <button type="button" role="menuitem" data-testid="transcript" onClick={choose(onTranscript)}>
              <Icon name="download" /> {t("transcript")}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
