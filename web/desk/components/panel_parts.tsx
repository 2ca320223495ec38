import { formatDate, formatMoney, humanise } from "../../shared/format";
import { safeAddress } from "../../shared/linkify";
import type { ProductCard } from "../../shared/protocol";
import { t } from "../texts";
import { Section } from "./section";

const text = (value: unknown): string => (value === null || value === undefined ? "" : String(value));

export function Tickets({ tickets }: { tickets: Record<string, unknown>[] }) {
  if (tickets.length === 0) return null;
  return (
    <Section title={t("tickets")}>
      <ul class="plain">
        {tickets.map((ticket) => (
          <li key={text(ticket["number"])}>
            <span>
              {text(ticket["number"])} {text(ticket["summary"] ?? ticket["topic"])}
            </span>
            <span class="badge">{humanise(text(ticket["status"]))}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Consents({ consents }: { consents: (string | Record<string, unknown>)[] }) {
  if (consents.length === 0) return null;
  return (
    <Section title={t("consents")}>
      <ul class="plain">
        {consents.map((consent) => {
          if (typeof consent === "string") return <li>{humanise(consent)}</li>;
          const granted = consent["granted"] !== false;
          return (
            <li key={text(consent["purpose"])}>
              <span>{humanise(text(consent["purpose"]))}</span>
              <span class={granted ? "badge good" : "badge"} title={formatDate(text(consent["changed_at"]))}>
                {granted ? t("yes") : t("no")}
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

export function Recommended({ products }: { products: ProductCard[] }) {
  if (products.length === 0) return null;
  return (
    <Section title={t("recommended")}>
      <ul class="recommended">
        {products.map((product) => {
          const image = safeAddress(product.image, location.origin);
          return (
            <li key={product.id}>
              {image && <img src={image} alt="" width="44" height="44" loading="lazy" />}
              <span>
                {product.title}
                {product.why && <small class="soft">{product.why}</small>}
              </span>
              <strong>{formatMoney(product.price)}</strong>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
