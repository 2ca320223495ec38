import type { QueuePlace } from "../../shared/protocol";
import { locale } from "../locale";
import { t } from "../texts";

/** Where a waiting customer stands, in a sentence; nothing while nobody can tell. */
export function QueueLine({ queue }: { queue: QueuePlace | null }) {
  if (!queue?.open) return null;
  const place = queue.place > 1 ? t("queue.place", { place: queue.place }) : t("queue.next");
  return (
    <strong class="place" data-testid="queue-place">
      {queue.minutes ? `${place} · ${t("queue.minutes", { count: queue.minutes })}` : place}
    </strong>
  );
}

/** When people are here again, for somebody who waits while they are not. */
export function awayText({ opens }: QueuePlace): string {
  return opens ? t("queue.opens", { opens: openingText(opens) }) : t("queue.away");
}

/** The gateway's words, or its time as the customer's language says it. */
export function openingText(opens: string): string {
  const time = /^\d{4}-\d\d-\d\dT/.test(opens) ? new Date(opens) : null;
  if (!time || Number.isNaN(time.getTime())) return opens;
  return new Intl.DateTimeFormat(locale(), { weekday: "long", hour: "2-digit", minute: "2-digit" }).format(time);
}
