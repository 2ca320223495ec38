import type { ShopFacts } from "../catalogue";
import { roundMoney } from "../format";
import { t } from "../texts";
import { Icon, type ShopIcon } from "./icon";

/** What the shop promises, in the numbers of its rules. */
export function Promises({ facts }: { facts: ShopFacts | null }) {
  return (
    <ul class="promises" aria-busy={facts === null}>
      {promises(facts).map(([icon, words, more]) => (
        <li key={icon}>
          <Icon name={icon} />
          <strong>{words}</strong>
          <span>{more}</span>
        </li>
      ))}
    </ul>
  );
}

function promises(facts: ShopFacts | null): [ShopIcon, string, string][] {
  const icons: ShopIcon[] = ["truck", "returns", "shield", "chat"];
  // Room is kept until the numbers are there.
  if (!facts) return icons.map((icon) => [icon, "\u00a0", "\u00a0"]);
  const { currency, countries, return_days: days, gold_return_days: gold, warranty_years: years } = facts;
  const standard = facts.delivery.find(({ code }) => code === "standard") ?? facts.delivery[0];
  const amount = roundMoney(standard?.free_from_minor ?? 0, currency);
  const price = roundMoney(standard?.price_minor ?? 0, currency);
  return [
    ["truck", t("promise.delivery", { amount }), t("promise.delivery.more", { price, count: String(countries) })],
    ["returns", t("promise.returns", { days }), t("promise.returns.more", { days: gold })],
    ["shield", t("promise.warranty", { years }), t("promise.warranty.more")],
    ["chat", t("promise.chat"), t("promise.chat.more")],
  ];
}
