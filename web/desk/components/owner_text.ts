import type { Agent, Summary } from "../../shared/desk_protocol";
import { isMine } from "../state";
import { t } from "../texts";

/** Who has a conversation, from the point of view of this agent. */
export function ownerText(summary: Summary, agent: Agent | null | undefined): string {
  if (isMine(summary, agent)) return t("with.me");
  return t(`with.${summary.owner}`, { name: summary.agent_name ?? t("colleague") });
}
