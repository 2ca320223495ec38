import type { Rating } from "../../shared/desk_protocol";
import { formatDate } from "../../shared/format";
import { t } from "../texts";
import { Section } from "./section";

const MOST = 5;

/** How the customer judged the newest closing, at the end of what was said. */
export function RatingLine({ rating }: { rating: Rating | null | undefined }) {
  if (!rating?.score) return null;
  return (
    <p class="rated" data-testid="room-rating" data-score={rating.score}>
      <span aria-hidden="true">{stars(rating.score)}</span>
      <strong>{t("rated", { score: rating.score })}</strong>
      {rating.comment && <q>{rating.comment}</q>}
    </p>
  );
}

export function Ratings({ ratings }: { ratings: Rating[] }) {
  if (ratings.length === 0) return null;
  return (
    <Section title={t("ratings")}>
      <ul class="plain">
        {ratings.slice(0, MOST).map((rating) => (
          <li key={`${rating.conversation_id} ${rating.closing}`}>
            <span>{rating.comment || formatDate(rating.at)}</span>
            <span class={`badge ${tone(rating.score ?? 0)}`} title={formatDate(rating.at)}>
              {t("rated", { score: rating.score ?? 0 })}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function tone(score: number): string {
  return score >= 4 ? "good" : score <= 2 ? "danger" : "";
}

function stars(score: number): string {
  return "★".repeat(score) + "☆".repeat(5 - score);
}
