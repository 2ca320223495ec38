import { minorUnits } from "../../shared/format";
import { roundMoney } from "../format";
import type { Filters } from "../place";
import { t } from "../texts";
import { Icon } from "./icon";

interface ActiveProps {
  filters: Filters;
  currency: string;
  onChange(next: Partial<Filters>): void;
  onClear(): void;
}

/** What the filters say of themselves, each with what takes it away. */
function active({ colour, size, from, to, inStock }: Filters, currency: string): [string, Partial<Filters>][] {
  const amount = (whole: number) => roundMoney(whole * minorUnits(currency), currency);
  const found: [string, Partial<Filters>][] = [];
  if (colour) found.push([colour, { colour: null }]);
  if (size) found.push([size, { size: null }]);
  if (from !== null || to !== null) {
    const values = { from: from === null ? "" : amount(from), to: to === null ? "" : amount(to) };
    const key = from === null ? "filter.price.to" : to === null ? "filter.price.from" : "filter.price.between";
    found.push([t(key, values), { from: null, to: null }]);
  }
  if (inStock) found.push([t("filter.stock"), { inStock: false }]);
  return found;
}

export const countActive = (filters: Filters) => active(filters, "EUR").length;

export function ActiveFilters({ filters, currency, onChange, onClear }: ActiveProps) {
  const found = active(filters, currency);
  if (found.length === 0) return null;
  return (
    <ul class="chips" aria-label={t("filter.active")}>
      {found.map(([words, without]) => (
        <li key={words}>
          <button
            type="button"
            class="chip"
            aria-label={t("filter.remove", { filter: words })}
            onClick={() => onChange(without)}
          >
            {words}
            <Icon name="close" />
          </button>
        </li>
      ))}
      {found.length > 1 && (
        <li>
          <button type="button" class="plain" onClick={onClear}>
            {t("list.clear")}
          </button>
        </li>
      )}
    </ul>
  );
}
