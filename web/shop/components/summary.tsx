import { useState } from "preact/hooks";
import { valueOf } from "../basket";
import type { ShopFacts } from "../catalogue";
import { day, money } from "../format";
import { t } from "../texts";
import { counts, type CheckedLine } from "./basket_line";
import { deliveryName, deliveryPrice } from "./facts";

/** What the basket comes to, with the delivery that is chosen, and where a real shop would take over. */
export function Summary({ lines, facts }: { lines: CheckedLine[]; facts: ShopFacts | null }) {
  const [chosen, choose] = useState("standard");
  const [asked, ask] = useState(false);
  const currency = facts?.currency ?? lines[0]?.line.price.currency ?? "EUR";
  const goods = valueOf(lines.filter(counts).map(({ line }) => line));
  const options = facts?.delivery ?? [];
  const option = options.find(({ code }) => code === chosen) ?? options[0];
  const delivery = option && goods > 0 ? deliveryPrice(option, goods) : 0;
  const amount = (minor: number) => (minor === 0 ? t("product.delivery.free") : money({ minor, currency }));
  return (
    <section class="summary" aria-labelledby="summary">
      <h2 id="summary">{t("basket.summary")}</h2>
      <FreeFrom facts={facts} goods={goods} currency={currency} />
      <fieldset class="deliveries">
        <legend>{t("basket.delivery")}</legend>
        {options.map((one) => (
          <label key={one.code} class="delivery">
            <input
              type="radio"
              name="delivery"
              checked={one === option}
              data-testid={`delivery-${one.code}`}
              onChange={() => choose(one.code)}
            />
            <span>
              {deliveryName(one.code)}
              <small>{t("basket.arrives", { from: day(one.earliest), to: day(one.latest) })}</small>
            </span>
            <span>{amount(deliveryPrice(one, goods))}</span>
          </label>
        ))}
      </fieldset>
      <dl>
        <div>
          <dt>{t("basket.goods")}</dt>
          <dd data-testid="basket-goods">{money({ minor: goods, currency })}</dd>
        </div>
        <div>
          <dt>{t("basket.delivery")}</dt>
          <dd data-testid="basket-delivery">{amount(delivery)}</dd>
        </div>
        <div class="sum">
          <dt>{t("basket.total")}</dt>
          <dd data-testid="basket-total">{money({ minor: goods + delivery, currency })}</dd>
        </div>
      </dl>
      <button type="button" class="button wide" data-testid="check-out" onClick={() => ask(true)}>
        {t("basket.checkout")}
      </button>
      <p class="checkout-note" role="status">
        {asked && t("basket.demo")}
      </p>
    </section>
  );
}

function FreeFrom({ facts, goods, currency }: { facts: ShopFacts | null; goods: number; currency: string }) {
  const from = facts?.delivery.find(({ code }) => code === "standard")?.free_from_minor;
  if (from == null) return null;
  const missing = from - goods;
  return (
    <p class="soft free-from">
      <progress max={from} value={Math.min(goods, from)} aria-hidden="true" />
      {missing > 0 ? t("basket.to-free", { amount: money({ minor: missing, currency }) }) : t("basket.is-free")}
    </p>
  );
}
