import { MOST_OF_ONE } from "../basket";
import { t } from "../texts";
import { Icon } from "./icon";

interface QuantityProps {
  title: string;
  value: number;
  most?: number;
  onChange(value: number): void;
}

/** A number with a button on either side; both ways lead to 1 to `most` only. */
export function Quantity({ title, value, most = MOST_OF_ONE, onChange }: QuantityProps) {
  const highest = Math.max(1, most);
  return (
    <span class="quantity">
      <button
        type="button"
        aria-label={t("basket.less", { title })}
        disabled={value <= 1}
        onClick={() => onChange(value - 1)}
      >
        <Icon name="minus" />
      </button>
      <input
        type="text"
        inputMode="numeric"
        aria-label={t("basket.quantity", { title })}
        value={value}
        onChange={({ currentTarget }) => {
          const wanted = Math.min(highest, Math.max(1, Number.parseInt(currentTarget.value, 10) || 1));
          // The field shows what was written until the value that counts is another.
          currentTarget.value = String(wanted);
          onChange(wanted);
        }}
      />
      <button
        type="button"
        aria-label={t("basket.more", { title })}
        disabled={value >= highest}
        onClick={() => onChange(value + 1)}
      >
        <Icon name="plus" />
      </button>
    </span>
  );
}
