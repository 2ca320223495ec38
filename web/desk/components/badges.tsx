import type { Due, Summary, SummaryCustomer } from "../../shared/desk_protocol";
import { humanise } from "../../shared/format";
import { moodOf, riskBand } from "../mood";
import { t } from "../texts";

const RISK_TONE = { high: "danger", middle: "warn", low: "good" } as const;
const MOOD_TONE = { frustrated: "danger", unhappy: "warn", happy: "good" } as const;

/** The segment, and the churn risk when it calls for care. */
export function Badges({ customer }: { customer: SummaryCustomer | null }) {
  if (!customer) return null;
  const risk = riskBand(customer.churn_risk);
  return (
    <>
      {customer.segment && <span class="badge">{humanise(customer.segment)}</span>}
      {risk && risk !== "low" && <RiskBadge risk={customer.churn_risk} />}
    </>
  );
}

export function RiskBadge({ risk }: { risk: number | string | null | undefined }) {
  const band = riskBand(risk);
  if (!band) return null;
  return (
    <span class={`badge ${RISK_TONE[band]}`}>
      {t("churn")}: {band}
    </span>
  );
}

export function MoodBadge({ summary }: { summary: Summary }) {
  const mood = moodOf(summary);
  return mood && <span class={`badge ${MOOD_TONE[mood]}`}>{t(`mood.${mood}`)}</span>;
}

/** How urgent a waiting conversation is, unless it is as urgent as most. */
export function PriorityBadge({ priority }: { priority: string | null | undefined }) {
  if (priority === "high") return <span class="badge danger">{t("highPriority")}</span>;
  if (priority === "low") return <span class="badge">{t("lowPriority")}</span>;
  return null;
}

/** A promised time that is near or has passed. */
export function DueBadge({ due }: { due: Due | null | undefined }) {
  if (!due || due.state === "fine") return null;
  const tone = due.state === "breached" ? "danger" : "warn";
  return (
    <span class={`badge ${tone}`} data-testid="due">
      {t(`due.${due.state}`)}
    </span>
  );
}
