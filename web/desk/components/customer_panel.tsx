import type { ComponentChildren } from "preact";
import type { Handover, Panel, PanelOrder, Room } from "../../shared/desk_protocol";
import { formatDate, formatMoment, formatMoney, humanise, initials } from "../../shared/format";
import { riskBand } from "../mood";
import { needText } from "../need";
import { reasonText, t } from "../texts";
import { RiskBadge } from "./badges";
import { Consents, Recommended, Tickets } from "./panel_parts";
import { Ratings } from "./ratings";
import { Section } from "./section";

export function CustomerPanel({ room }: { room: Room | null }) {
  if (!room) return <aside class="panel" aria-label={t("panel")} />;
  return (
    <aside class="panel" aria-label={t("panel")} data-testid="customer-panel">
      {room.customer ? <Known customer={room.customer} /> : <Unknown />}
      <Handovers handovers={room.handovers ?? []} />
    </aside>
  );
}

function Unknown() {
  return (
    <div class="panel-unknown">
      <p>
        <strong>{t("nobody")}</strong>
      </p>
      <p class="soft">{t("nobodyMore")}</p>
    </div>
  );
}

function Known({ customer }: { customer: Panel }) {
  const reasons = customer.churn_reasons ?? [];
  return (
    <>
      <Profile customer={customer} />
      <dl class="figures">
        <Figure name={t("segment")}>{customer.segment ? humanise(customer.segment) : "–"}</Figure>
        <Figure name={t("valueBand")}>{customer.value_band ? humanise(customer.value_band) : "–"}</Figure>
        <Figure name={t("value")}>{formatMoney(customer.lifetime_value) || "–"}</Figure>
        <Figure name={t("loyalty")}>{loyaltyText(customer) || "–"}</Figure>
        {needText(customer) && <Figure name={t("need")}>{needText(customer)}</Figure>}
      </dl>
      {riskBand(customer.churn_risk) && (
        <div class="churn">
          <RiskBadge risk={customer.churn_risk} />
          <ul>
            {reasons.map((reason) => (
              <li>{reason}</li>
            ))}
          </ul>
        </div>
      )}
      <Orders orders={customer.orders ?? []} />
      <Tickets tickets={customer.tickets ?? []} />
      <Ratings ratings={customer.ratings ?? []} />
      <Recommended products={customer.recommended ?? []} />
      <Consents consents={customer.consents ?? []} />
    </>
  );
}

function Profile({ customer }: { customer: Panel }) {
  const name = customer.name || t("customer");
  const place = [customer.city, customer.country].filter(Boolean).join(", ");
  return (
    <header class="profile">
      <span class="face large" aria-hidden="true">
        {initials(name)}
      </span>
      <div>
        <h2>{name}</h2>
        {customer.email && <p>{customer.email}</p>}
        {customer.phone && <p>{customer.phone}</p>}
        {place && <p class="soft">{place}</p>}
        {customer.since && <p class="soft">{t("since", { date: formatDate(customer.since) })}</p>}
      </div>
    </header>
  );
}

function Figure({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function loyaltyText({ loyalty }: Panel): string {
  if (!loyalty) return "";
  const points = typeof loyalty.points === "number" ? t("points", { count: loyalty.points }) : "";
  return [loyalty.tier ? humanise(loyalty.tier) : "", points].filter(Boolean).join(" · ");
}

function Orders({ orders }: { orders: PanelOrder[] }) {
  return (
    <Section title={t("orders")}>
      {orders.length === 0 && <p class="soft">{t("none")}</p>}
      <ul class="orders">
        {orders.map((order) => (
          <li key={order.number}>
            <span class="order-number">#{order.number}</span>
            <span class={`badge status-${order.status}`}>{humanise(order.status)}</span>
            <span class="order-total">{formatMoney(order.total)}</span>
            <span class="order-items soft" title={itemsText(order)}>
              {itemsText(order)}
            </span>
            <span class="order-date soft">{formatDate(order.placed_at)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function itemsText({ items }: PanelOrder): string {
  if (typeof items === "number") return t("itemCount", { count: items });
  return (items ?? []).map(({ title, quantity }) => (quantity > 1 ? `${quantity} × ${title}` : title)).join(", ");
}

function Handovers({ handovers }: { handovers: Handover[] }) {
  if (handovers.length === 0) return null;
  return (
    <Section title={t("handovers")}>
      <ul class="plain">
        {handovers.map((handover) => (
          <li>
            <span>{reasonText(handover.reason, handover.agent_name) || humanise(handover.to)}</span>
            <span class="soft">{formatMoment(handover.at)}</span>
            {handover.note && <p class="handover-note">{handover.note}</p>}
            {handover.facts && <p class="handover-note">{Object.values(handover.facts).join(": ")}</p>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
