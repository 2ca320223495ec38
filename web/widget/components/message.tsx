import { formatTime, initials } from "../../shared/format";
import { Icon } from "../../shared/icons";
import type { Message } from "../../shared/protocol";
import { RichText } from "../../shared/rich_text";
import type { Pending } from "../conversation";
import { locale } from "../locale";
import { t } from "../texts";
import { lazy } from "./lazy";

const Cards = lazy(async () => (await import("./cards")).Cards);
const Attachments = lazy(async () => (await import("./attachments")).Attachments);

interface MessageProps {
  message: Message;
  /** The last of several in a row by the same author: it carries the face and the time. */
  last: boolean;
  /** Its form may still be filled in. */
  open: boolean;
  load(id: string): Promise<Blob>;
  onSay(text: string): void;
  onLink(url: string, product: string | null): void;
}

export function MessageView({ message, last, open, load, onSay, onLink }: MessageProps) {
  const { author, text, sent_at, cards = [], attachments = [] } = message;
  const name = authorName(message);
  return (
    <div class={`message ${author}${last ? " last" : ""}`} data-testid="message" data-author={author} data-seq={message.seq}>
      <span class="unseen">{name}: </span>
      {last && (author === "bot" || author === "agent") && <Face message={message} />}
      {text && (
        <p class="bubble" dir="auto">
          <RichText text={text} />
        </p>
      )}
      {attachments.length > 0 && <Attachments files={attachments} load={load} />}
      {cards.length > 0 && <Cards cards={cards} open={open} onSay={onSay} onLink={onLink} />}
      {last && author !== "system" && (
        <p class="meta">
          {author === "agent" && `${name} · `}
          <time dateTime={sent_at}>{formatTime(sent_at, locale())}</time>
        </p>
      )}
    </div>
  );
}

export function authorName({ author, author_name }: Pick<Message, "author" | "author_name">): string {
  if (author === "customer") return t("you");
  if (author === "system") return t("notice");
  return author_name || t(author === "agent" ? "agent" : "assistant");
}

function Face({ message }: { message: Message }) {
  return (
    <span class="face" aria-hidden="true">
      {message.author === "agent" && message.author_name ? initials(message.author_name) : <Icon name="spark" />}
    </span>
  );
}

interface PendingProps {
  pending: Pending;
  uploads: Record<string, number>;
  load(id: string): Promise<Blob>;
  onRetry(): void;
  onRemove(): void;
}

export function PendingView({ pending, uploads, load, onRetry, onRemove }: PendingProps) {
  const { refusal, text, files = [] } = pending;
  return (
    <div class={`message customer last ${refusal ? "failed" : "sending"}`} data-testid="message" data-author="customer">
      <span class="unseen">{t("you")}: </span>
      {text && (
        <p class="bubble" dir="auto">
          <RichText text={text} />
        </p>
      )}
      {files.length > 0 && (
        <Attachments files={files.map((file) => ({ ...file, id: file.key, share: uploads[file.key] }))} load={load} />
      )}
      {refusal ? (
        <p class="meta" role="alert">
          {t("notSent", { why: refusal })}{" "}
          <button type="button" class="link" onClick={onRetry}>
            {t("retry")}
          </button>{" "}
          <button type="button" class="link" onClick={onRemove}>
            {t("remove")}
          </button>
        </p>
      ) : (
        <p class="meta">
          {t("sending")}
          {files.length > 0 && (
            <>
              {" "}
              <button type="button" class="link" onClick={onRemove}>
                {t("remove")}
              </button>
            </>
          )}
        </p>
      )}
    </div>
  );
}

export function Typing({ name }: { name: string }) {
  return (
    <div class="message bot last typing" data-testid="typing">
      <span class="face" aria-hidden="true">
        <Icon name="spark" />
      </span>
      <p class="bubble">
        <span class="unseen">{t("typing", { name })}</span>
        <i aria-hidden="true" />
        <i aria-hidden="true" />
        <i aria-hidden="true" />
      </p>
    </div>
  );
}
