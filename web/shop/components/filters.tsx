import { useEffect, useState } from "preact/hooks";
import { minorUnits } from "../../shared/format";
import type { Choice, Shelf } from "../catalogue";
import type { Filters } from "../place";
import { t } from "../texts";
import { countActive } from "./active_filters";
import { Icon } from "./icon";
import { Swatch } from "./swatch";

const WIDE = "(min-width: 900px)";
/** More sizes than this are folded away until they are wanted. */
const MOST_SIZES = 14;

interface FilterProps {
  filters: Filters;
  facets: Shelf["facets"] | null;
  currency: string;
  onChange(next: Partial<Filters>): void;
}

/** The filters: beside the products, or folded above them where there is little room. */
export function FilterPanel(props: FilterProps) {
  const { filters, onChange, facets } = props;
  const [open, setOpen] = useState(() => matchMedia(WIDE).matches);
  const count = countActive(filters);
  useEffect(() => {
    const wide = matchMedia(WIDE);
    const listener = () => setOpen(wide.matches);
    wide.addEventListener("change", listener);
    return () => wide.removeEventListener("change", listener);
  }, []);
  return (
    <details class="filters" open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <Icon name="filter" />
        {count > 0 ? t("filter.count", { count }) : t("filter.title")}
      </summary>
      <div class="filter-groups">
        <label class="check">
          <input
            type="checkbox"
            checked={filters.inStock}
            data-testid="filter-stock"
            onChange={({ currentTarget }) => onChange({ inStock: currentTarget.checked })}
          />
          {t("filter.stock")}
        </label>
        <PriceFilter {...props} />
        {facets && <Colours chosen={filters.colour} choices={facets.colours} onChange={onChange} />}
        {facets && <Sizes chosen={filters.size} choices={facets.sizes} onChange={onChange} />}
      </div>
    </details>
  );
}

function PriceFilter({ filters, facets, currency, onChange }: FilterProps) {
  const [from, setFrom] = useState(filters.from);
  const [to, setTo] = useState(filters.to);
  useEffect(() => (setFrom(filters.from), setTo(filters.to)), [filters.from, filters.to]);
  const per = minorUnits(currency);
  const field = (name: "from" | "to", value: number | null, set: (value: number | null) => void, hint: number) => (
    <label>
      <span>{t(`filter.${name}`, { currency })}</span>
      <input
        type="text"
        inputMode="numeric"
        maxLength={6}
        data-testid={`filter-${name}`}
        value={value ?? ""}
        placeholder={facets ? String(hint) : ""}
        onInput={({ currentTarget }) => {
          const digits = currentTarget.value.replace(/\D/g, "").slice(0, 6);
          if (digits !== currentTarget.value) currentTarget.value = digits;
          set(digits === "" ? null : Number(digits));
        }}
      />
    </label>
  );
  return (
    <form
      class="price-filter"
      onSubmit={(event) => {
        event.preventDefault();
        onChange({ from, to });
      }}
    >
      <fieldset>
        <legend>{t("filter.price")}</legend>
        <div class="price-fields">
          {field("from", from, setFrom, Math.floor((facets?.lowest_minor ?? 0) / per))}
          {field("to", to, setTo, Math.ceil((facets?.highest_minor ?? 0) / per))}
          <button type="submit" class="button quiet small" data-testid="filter-apply">
            {t("filter.apply")}
          </button>
        </div>
      </fieldset>
    </form>
  );
}

interface ChoiceProps {
  chosen: string | null;
  choices: Choice[];
  onChange(next: Partial<Filters>): void;
}

const same = (one: string, other: string | null) => one.toLowerCase() === other?.toLowerCase();

function Colours({ chosen, choices, onChange }: ChoiceProps) {
  if (choices.length === 0) return null;
  return (
    <fieldset>
      <legend>{t("filter.colour")}</legend>
      <ul class="colour-choices">
        {choices.map(({ value, count }) => (
          <li key={value}>
            <button
              type="button"
              aria-pressed={same(value, chosen)}
              data-testid="filter-colour"
              data-value={value}
              onClick={() => onChange({ colour: same(value, chosen) ? null : value })}
            >
              <Swatch colour={value} />
              <span>{value}</span>
              <small>{count}</small>
            </button>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function Sizes({ chosen, choices, onChange }: ChoiceProps) {
  const [all, setAll] = useState(false);
  if (choices.length === 0) return null;
  const shown = all ? choices : choices.filter(({ value }, place) => place < MOST_SIZES || same(value, chosen));
  return (
    <fieldset>
      <legend>{t("filter.size")}</legend>
      <ul class="size-choices">
        {shown.map(({ value, count }) => (
          <li key={value}>
            <button
              type="button"
              aria-pressed={same(value, chosen)}
              aria-label={t("filter.with", { value, count: String(count) })}
              data-testid="filter-size"
              data-value={value}
              onClick={() => onChange({ size: same(value, chosen) ? null : value })}
            >
              {value}
            </button>
          </li>
        ))}
      </ul>
      {shown.length < choices.length && (
        <button type="button" class="plain" onClick={() => setAll(true)}>
          {t("filter.more", { count: String(choices.length - shown.length) })}
        </button>
      )}
    </fieldset>
  );
}
