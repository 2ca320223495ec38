import { formatDay } from "../../shared/format";
import { locale } from "../locale";

/**
 * Which of these moments begin a day, by the customer's own clock. Days only go forward: a clock
 * that is wrong on one side must not cut a conversation into pieces.
 */
export function dayStarts(moments: string[]): boolean[] {
  let latest = -Infinity;
  return moments.map((moment) => {
    const day = new Date(moment).setHours(0, 0, 0, 0);
    if (!(day > latest)) return false;
    latest = day;
    return true;
  });
}

export function DateSeparator({ moment }: { moment: string }) {
  return (
    <p class="day" data-testid="day">
      <time dateTime={moment.slice(0, 10)}>{formatDay(moment, new Date(), locale())}</time>
    </p>
  );
}
