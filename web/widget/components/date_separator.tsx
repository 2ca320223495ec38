import { formatDay } from "../../shared/format";
import { locale } from "../locale";

/** Whether a message is the first of its day, by the customer's own clock. */
export function beginsDay(sent: string, before: string | undefined): boolean {
  return before === undefined || new Date(sent).toDateString() !== new Date(before).toDateString();
}

export function DateSeparator({ moment }: { moment: string }) {
  return (
    <p class="day" data-testid="day">
      <time dateTime={moment.slice(0, 10)}>{formatDay(moment, new Date(), locale())}</time>
    </p>
  );
}
