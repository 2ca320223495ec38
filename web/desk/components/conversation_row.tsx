import { useEffect, useRef } from "preact/hooks";
import type { Agent, Summary } from "../../shared/desk_protocol";
import { formatMoment, formatWait, initials } from "../../shared/format";
import { reasonText, t } from "../texts";
import { scoreSheet } from "../why";
import { Badges, DueBadge, MoodBadge, PriorityBadge } from "./badges";
import { ownerText } from "./owner_text";

interface RowProps {
  summary: Summary;
  agent: Agent | null | undefined;
  current: boolean;
  now: number;
  onSelect(): void;
}

export function ConversationRow({ summary, agent, current, now, onSelect }: RowProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current) button.current?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const name = summary.customer?.name || t("guest");
  const queued = summary.owner === "queued";
  return (
    <li>
      <button
        type="button"
        ref={button}
        class={`row ${summary.owner}`}
        aria-current={current ? "true" : undefined}
        data-testid="conversation-row"
        data-conversation={summary.id}
        data-owner={summary.owner}
        onClick={onSelect}
      >
        <span class="face" aria-hidden="true">
          {initials(name)}
        </span>
        <span class="row-name">{name}</span>
        {queued ? (
          <span class="row-wait">{t("waits", { span: formatWait(summary.waiting_since, now) })}</span>
        ) : (
          <span class="row-time">{formatMoment(summary.last_at)}</span>
        )}
        <span class="row-last">{summary.last_text}</span>
        <span class="row-badges">
          {queued && summary.handover_reason && <span class="badge warn">{reasonText(summary.handover_reason)}</span>}
          {queued && <PriorityBadge priority={summary.priority} />}
          {queued && summary.score && (
            <span class="badge" title={scoreSheet(summary)} data-testid="score">
              {t("points", { count: summary.score.points })}
            </span>
          )}
          <DueBadge due={summary.due} />
          <MoodBadge summary={summary} />
          <Badges customer={summary.customer} />
          {!queued && <span class="row-owner">{ownerText(summary, agent)}</span>}
        </span>
      </button>
    </li>
  );
}
