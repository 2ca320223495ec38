import { basket, keyOf, type Line } from "../basket";
import { picture } from "../catalogue";
import { money } from "../format";
import { productAddress } from "../place";
import { t } from "../texts";
import { Quantity } from "./quantity";

export interface CheckedLine {
  line: Line;
  state: "good" | "unchecked" | "gone" | "out" | "too-many";
  /** How many there are, where that is known. */
  most: number | null;
}

export const counts = ({ state }: CheckedLine) => state !== "gone" && state !== "out";

export function BasketLine({ checked, onRemove }: { checked: CheckedLine; onRemove(): void }) {
  const { line, state, most } = checked;
  const { id, title, price, colour, size, quantity } = line;
  const kind = [colour, size].filter(Boolean).join(", ");
  return (
    <li class={`basket-line ${state}`} data-testid="basket-line">
      <a class="picture" href={productAddress(id)} tabIndex={-1} aria-hidden="true">
        <img src={picture(id, colour)} alt="" width="120" height="120" />
      </a>
      <div class="basket-words">
        <a href={productAddress(id)}>{title}</a>
        {kind && <span class="soft">{kind}</span>}
        <span class="soft">{t("basket.each", { price: money(price) })}</span>
        {state === "gone" && <span class="warn">{t("basket.gone")}</span>}
        {state === "out" && <span class="warn">{t("basket.out")}</span>}
        {state === "too-many" && <span class="warn">{t("basket.too-many", { count: String(most) })}</span>}
      </div>
      {counts(checked) && (
        <Quantity
          title={title}
          value={quantity}
          {...(most === null ? {} : { most: Math.max(most, 1) })}
          onChange={(wanted) => basket.dispatch({ type: "changed", key: keyOf(line), quantity: wanted })}
        />
      )}
      <strong class="basket-sum">
        {counts(checked) ? money({ ...price, minor: price.minor * quantity }) : "–"}
      </strong>
      <button
        type="button"
        class="plain"
        aria-label={t("basket.remove.of", { title })}
        data-testid="basket-remove"
        onClick={onRemove}
      >
        {t("basket.remove")}
      </button>
    </li>
  );
}
