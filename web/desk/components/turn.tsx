import type { Reading, Turn, Why } from "../../shared/desk_protocol";
import { formatMoment, formatMoney, formatPercent, humanise } from "../../shared/format";
import { Icon } from "../../shared/icons";
import type { Card } from "../../shared/protocol";
import { RichText } from "../../shared/rich_text";
import { t } from "../texts";
import { Attachments } from "./attachments";
import { facts } from "../why";

export function TurnView({ turn, customerName }: { turn: Turn; customerName: string }) {
  const { author, text } = turn;
  if (author === "system") {
    return (
      <p class="turn system" data-testid="message" data-author="system">
        {text} <time dateTime={turn.sent_at}>{formatMoment(turn.sent_at)}</time>
      </p>
    );
  }
  const name = author === "customer" ? customerName : author === "bot" ? t("assistant") : turn.author_name || t("you");
  return (
    <article class={`turn ${author}`} data-testid="message" data-author={author} data-seq={turn.seq}>
      <header>
        <strong>{name}</strong>
        <time dateTime={turn.sent_at}>{formatMoment(turn.sent_at)}</time>
      </header>
      {text && (
        <p class="bubble">
          <RichText text={text} />
        </p>
      )}
      {(turn.attachments ?? []).length > 0 && <Attachments files={turn.attachments!} />}
      {(turn.cards ?? []).length > 0 && (
        <ul class="turn-cards">
          {turn.cards!.map((card) => (
            <li>{cardLine(card)}</li>
          ))}
        </ul>
      )}
      {turn.reading && <ReadingView reading={turn.reading} />}
      {author === "bot" && turn.why && <WhyView why={turn.why} />}
    </article>
  );
}

function cardWords(card: Card): [string, string] {
  switch (card.kind) {
    case "product":
      return [card.title, formatMoney(card.price)];
    case "order":
      return [`#${card.number}`, card.status_text || humanise(card.status)];
    case "form":
      return [card.title, card.fields.map((field) => field.label).join(", ")];
  }
}

function cardLine(card: Card) {
  const [title, aside] = cardWords(card);
  return (
    <>
      <Icon name="bag" />
      <span>{title}</span>
      <span class="soft">{aside}</span>
    </>
  );
}

/** What the bot understood: the intent, how sure it was, and the mood when it is not plain. */
function ReadingView({ reading }: { reading: Reading }) {
  const { intent, confidence, sentiment } = reading;
  const unsure = confidence < 0.5 ? " unsure" : "";
  return (
    <p class={`reading${unsure}`} data-testid="reading">
      <span class="intent">{humanise(intent)}</span>
      <span title={formatPercent(confidence)}>{t("confidence", { share: formatPercent(confidence) })}</span>
      {sentiment && <span class={`sentiment ${sentiment.label}`}>{humanise(sentiment.label)}</span>}
    </p>
  );
}

function WhyView({ why }: { why: Why }) {
  const shown = facts(why);
  if (shown.length === 0) return null;
  return (
    <div class="why" data-testid="why">
      <Icon name="spark" />
      <dl>
        {shown.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
