import { Icon } from "../../shared/icons";
import type { Owner, QueuePlace } from "../../shared/protocol";
import type { Conversation } from "../conversation";
import { t } from "../texts";
import { awayText, QueueLine } from "./queue";

interface BannerProps {
  owner: Owner;
  agentName: string | null;
  queue: QueuePlace | null;
  onStartAnew(): void;
}

/** Says who has the conversation, whenever it is not the assistant. */
export function OwnerBanner({ owner, agentName, queue, onStartAnew }: BannerProps) {
  if (owner === "bot") return null;
  const away = owner === "queued" && queue && !queue.open;
  return (
    <div class={`banner ${owner}`} role="status" data-testid="owner-banner" data-owner={owner}>
      {owner === "queued" && <span class="pulse" aria-hidden="true" />}
      {owner === "agent" && <Icon name="person" />}
      <span>
        {owner === "queued" && <QueueLine queue={queue} />}
        {away ? awayText(queue) : t(`banner.${owner}`, { name: agentName ?? t("someone") })}
      </span>
      {owner === "closed" && (
        <button type="button" class="link" onClick={onStartAnew}>
          {t("startAnew")}
        </button>
      )}
    </div>
  );
}

/** What is wrong with the connection or with the conversation as a whole, and the way out. */
export function Trouble({ conversation, onRetry }: { conversation: Conversation; onRetry(): void }) {
  const { link, trouble } = conversation;
  const cut = link.attempt > 0 && link.phase !== "ready" && link.phase !== "stopped";
  if (!trouble && !cut) return null;
  return (
    <div class={trouble ? "trouble failed" : "trouble"} role="status" data-testid="widget-trouble">
      <span>{trouble ? t("trouble", { why: trouble }) : t("reconnecting")}</span>
      <button type="button" class="link" onClick={onRetry}>
        {t("retry")}
      </button>
    </div>
  );
}
