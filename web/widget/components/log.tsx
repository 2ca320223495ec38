import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import type { Chat } from "../chat";
import { openChoices, type Conversation } from "../conversation";
import { starters as ownStarters, t } from "../texts";
import { MessageView, PendingView, Typing } from "./message";

interface LogProps {
  conversation: Conversation;
  chat: Chat;
  onSay(text: string): void;
  onLink(url: string, product: string | null): void;
}

/** How far from the end still counts as reading the newest, in pixels. */
const NEAR = 80;

export function Log({ conversation, chat, onSay, onLink }: LogProps) {
  const { messages, outbox, typing, agentName, link } = conversation;
  const box = useRef<HTMLDivElement>(null);
  const near = useRef(true);
  const [behind, setBehind] = useState(false);

  const toEnd = () => {
    const element = box.current;
    if (element) element.scrollTop = element.scrollHeight;
  };

  useLayoutEffect(() => {
    // Whoever reads further up is not pulled away; their own message brings them back.
    if (near.current || outbox.length > 0) toEnd();
    else setBehind(true);
  }, [messages, outbox, typing]);

  useEffect(() => {
    // A banner or a growing composer makes the log shorter: the newest stays on show.
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => near.current && toEnd());
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = box.current!;
    near.current = scrollHeight - scrollTop - clientHeight < NEAR;
    if (near.current) setBehind(false);
  };

  const blank = messages.length === 0 && outbox.length === 0;
  const choices = openChoices(conversation);
  return (
    <div class="log-room">
      <div
        class="log"
        role="log"
        aria-live="polite"
        aria-label={t("log")}
        aria-busy={link.phase === "connecting" || link.phase === "open"}
        tabIndex={0}
        ref={box}
        onScroll={onScroll}
      >
        <Welcome starters={blank} onSay={onSay} />
        {messages.map((message, index) => (
          <MessageView
            key={message.client_message_id || message.seq}
            message={message}
            last={messages[index + 1]?.author !== message.author}
            onLink={onLink}
          />
        ))}
        {outbox.map((pending) => (
          <PendingView
            key={pending.client_message_id}
            pending={pending}
            onRetry={() => chat.retry(pending.client_message_id)}
            onRemove={() => chat.withdraw(pending.client_message_id)}
          />
        ))}
        {typing && <Typing name={typing === "agent" ? (agentName ?? t("agent")) : t("assistant")} />}
        {choices.length > 0 && (
          <div class="choices" role="group" aria-label={t("choices")}>
            {choices.map((choice) => (
              <button type="button" class="chip" data-testid="quick-reply" onClick={() => onSay(choice.text)}>
                {choice.title}
              </button>
            ))}
          </div>
        )}
      </div>
      {behind && (
        <button type="button" class="to-end" onClick={toEnd}>
          <Icon name="arrowDown" /> {t("newer")}
        </button>
      )}
    </div>
  );
}

function Welcome({ starters, onSay }: { starters: boolean; onSay(text: string): void }) {
  return (
    <div class={starters ? "welcome" : "welcome small"}>
      <span class="mark large">
        <Icon name="spark" />
      </span>
      <h2>{t("hello")}</h2>
      {starters && <p>{t("helloMore")}</p>}
      {starters && (
        <div class="starters">
          {ownStarters().map(({ title, text }) => (
            <button type="button" class="starter" data-testid="starter" onClick={() => onSay(text)}>
              {title}
              <Icon name="forward" />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
