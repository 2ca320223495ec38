import { formatMoment, initials } from "../../shared/format";
import { Icon } from "../../shared/icons";
import type { Message, OrderCard, ProductCard } from "../../shared/protocol";
import { RichText } from "../../shared/rich_text";
import type { Pending } from "../conversation";
import { t } from "../texts";
import { OrderCardView } from "./order_card";
import { ProductCarousel } from "./product_cards";

interface MessageProps {
  message: Message;
  /** The last of several in a row by the same author: it carries the face and the time. */
  last: boolean;
  onLink(url: string, product: string | null): void;
}

export function MessageView({ message, last, onLink }: MessageProps) {
  const { author, text, sent_at } = message;
  const name = authorName(message);
  const cards = message.cards ?? [];
  const products = cards.filter((card): card is ProductCard => card.kind === "product");
  const orders = cards.filter((card): card is OrderCard => card.kind === "order");
  return (
    <div class={`message ${author}${last ? " last" : ""}`} data-testid="message" data-author={author} data-seq={message.seq}>
      <span class="unseen">{name}: </span>
      {last && (author === "bot" || author === "agent") && <Face message={message} />}
      {text && (
        <p class="bubble">
          <RichText text={text} />
        </p>
      )}
      {orders.map((order) => (
        <OrderCardView order={order} />
      ))}
      {products.length > 0 && <ProductCarousel products={products} onLink={onLink} />}
      {last && author !== "system" && (
        <p class="meta">
          {author === "agent" && `${name} · `}
          <time dateTime={sent_at}>{formatMoment(sent_at)}</time>
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

export function PendingView({ pending, onRetry, onRemove }: { pending: Pending; onRetry(): void; onRemove(): void }) {
  const { refusal } = pending;
  return (
    <div class={`message customer last ${refusal ? "failed" : "sending"}`} data-testid="message" data-author="customer">
      <span class="unseen">{t("you")}: </span>
      <p class="bubble">
        <RichText text={pending.text} />
      </p>
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
        <p class="meta">{t("sending")}</p>
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
