import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Summary } from "../../shared/desk_protocol";
import { Icon } from "../../shared/icons";
import type { Desk } from "../desk";
import { t } from "../texts";

interface ComposerProps {
  desk: Desk;
  conversation: Summary;
  mine: boolean;
  input: RefObject<HTMLTextAreaElement | null>;
}

/** The customer stops seeing "is writing" this long after the last key, in milliseconds. */
const TYPING_LASTS = 3_000;

/** Unsent words by conversation: moving through the list must not cost an agent a half-written reply. */
const unsent = new Map<string, string>();

export function Composer({ desk, conversation, mine, input }: ComposerProps) {
  const [text, setText] = useState(unsent.get(conversation.id) ?? "");
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (mine) input.current?.focus();
  }, [mine]);

  const write = (value: string) => {
    setText(value);
    unsent.set(conversation.id, value);
    if (timer.current === undefined) desk.typing(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(rest, TYPING_LASTS);
  };
  const rest = () => {
    if (timer.current !== undefined) desk.typing(false);
    clearTimeout(timer.current);
    timer.current = undefined;
  };
  const send = (event: Event) => {
    event.preventDefault();
    if (!mine || !text.trim()) return;
    void desk.say(text.trim());
    setText("");
    unsent.delete(conversation.id);
    rest();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  };

  if (!mine) {
    return (
      <p class="locked" data-testid="composer-locked">
        {t(`locked.${conversation.owner}`, { name: conversation.agent_name ?? t("colleague") })}
      </p>
    );
  }
  return (
    <form class="composer" onSubmit={send}>
      <textarea
        ref={input}
        rows={3}
        value={text}
        placeholder={t("replyHere")}
        aria-label={t("reply")}
        data-testid="desk-reply"
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <button type="submit" class="button primary" disabled={!text.trim()} data-testid="desk-send">
        <Icon name="send" /> {t("send")}
      </button>
    </form>
  );
}
