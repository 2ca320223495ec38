import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import type { Chat } from "../chat";
import { openChoices, openForm, type Conversation } from "../conversation";
import { t } from "../texts";
import { DateSeparator, dayStarts } from "./date_separator";
import { fetchParts, lazy } from "./lazy";
import { MessageView, PendingView, Typing } from "./message";
import { Welcome, type Greeting } from "./welcome";

const Rating = lazy(async () => (await import("./rating")).Rating);

interface LogProps {
  greeting?: Greeting | null;
  conversation: Conversation;
  chat: Chat;
  onSay(text: string): void;
  onLink(url: string, product: string | null): void;
  /** Something that had the focus is gone. */
  onFocusLost(): void;
}

/** How far from the end still counts as reading the newest, in pixels. */
const NEAR = 80;

export function Log({ greeting, conversation, chat, onSay, onLink, onFocusLost }: LogProps) {
  const { messages, outbox, owner, typing, agentName, link, rating } = conversation;
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
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
    // A banner makes the log shorter, a picture that arrives makes it longer: the newest stays on show.
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => near.current && toEnd());
    observer.observe(box.current!);
    observer.observe(content.current!);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (link.phase === "ready") fetchParts();
  }, [link.phase]);

  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = box.current!;
    near.current = scrollHeight - scrollTop - clientHeight < NEAR;
    if (near.current) setBehind(false);
  };

  const blank = messages.length === 0 && outbox.length === 0;
  const choices = openChoices(conversation);
  const form = openForm(conversation);
  const load = (id: string) => chat.content(id);
  const moments = [...messages.map(({ sent_at }) => sent_at), ...outbox.map(({ created_at }) => created_at)];
  const starts = dayStarts(moments);
  const day = (at: number) => starts[at] && <DateSeparator moment={moments[at]!} />;
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
        <div class="log-content" ref={content}>
          <Welcome {...greeting} blank={blank} onSay={onSay} />
          {messages.map((message, index) => (
            <Fragment key={message.client_message_id || message.seq}>
              {day(index)}
              <MessageView
                message={message}
                last={messages[index + 1]?.author !== message.author}
                open={message.seq === form}
                load={load}
                onSay={onSay}
                onLink={onLink}
              />
            </Fragment>
          ))}
          {outbox.map((pending, index) => (
            <Fragment key={pending.client_message_id}>
              {day(messages.length + index)}
              <PendingView
                pending={pending}
                uploads={conversation.uploads}
                load={load}
                onRetry={() => chat.retry(pending.client_message_id)}
                onRemove={() => {
                  chat.withdraw(pending.client_message_id);
                  onFocusLost();
                }}
              />
            </Fragment>
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
          {owner === "closed" && rating && <Rating key={rating.closing} chat={chat} ask={rating} onDone={onFocusLost} />}
          {conversation.thanked && (
            <p class="thanks" data-testid="rating-thanks">
              {t("rating.thanks")}
            </p>
          )}
        </div>
      </div>
      {behind && (
        <button type="button" class="to-end" onClick={toEnd}>
          <Icon name="arrowDown" /> {t("newer")}
        </button>
      )}
    </div>
  );
}
