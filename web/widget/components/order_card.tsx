import { formatDate, formatMoney, humanise } from "../../shared/format";
import { Icon } from "../../shared/icons";
import type { OrderCard } from "../../shared/protocol";
import { locale } from "../locale";
import { t } from "../texts";

export function OrderCardView({ order }: { order: OrderCard }) {
  const steps = order.steps ?? [];
  return (
    <section class="card order" data-testid="order-card" data-order={order.number} aria-label={t("order", { number: order.number })}>
      <header>
        <h3>{t("order", { number: order.number })}</h3>
        <span class="status" data-status={order.status}>
          {order.status_text || humanise(order.status)}
        </span>
      </header>
      {order.placed_at && <p class="placed">{t("placed", { date: formatDate(order.placed_at, locale()) })}</p>}
      {steps.length > 0 && <Progress steps={steps} />}
      <ul class="lines">
        {(order.items ?? []).map((item) => (
          <li>
            <span>{item.title}</span>
            <span>× {item.quantity}</span>
          </li>
        ))}
      </ul>
      {order.total && (
        <p class="total">
          <span>{t("total")}</span>
          <strong>{formatMoney(order.total, locale())}</strong>
        </p>
      )}
    </section>
  );
}

function Progress({ steps }: { steps: { title: string; done: boolean }[] }) {
  return (
    <ol class="progress" aria-label={t("progress")}>
      {steps.map((step) => (
        <li class={step.done ? "done" : ""}>
          <span class="dot" aria-hidden="true">
            {step.done && <Icon name="check" />}
          </span>
          <span class="step-title">{step.title}</span>
          <span class="unseen">{step.done ? t("done") : t("notYet")}</span>
        </li>
      ))}
    </ol>
  );
}
