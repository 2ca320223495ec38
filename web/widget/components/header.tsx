import { useStore } from "../../shared/store";
import { Icon } from "../../shared/icons";
import type { Conversation } from "../conversation";
import { invitation } from "../invitation";
import { t } from "../texts";
import { CallSwitches } from "./call_switches";
import { Menu, MenuItem } from "./menu";

interface HeaderProps {
  conversation: Conversation;
  /** The shop's own heading; empty for ours. */
  title: string;
  framed: boolean;
  /** The browser does not let the page notify. */
  refused: boolean;
  onAsk(): void;
  onClose(): void;
  onPerson(): void;
  onStartAnew(): void;
  onTranscript(): void;
}

export function Header(props: HeaderProps) {
  const { conversation, title, framed, refused, onAsk, onClose, onPerson, onStartAnew, onTranscript } = props;
  const { owner, agentName, messages } = conversation;
  const { support } = useStore(invitation);
  return (
    <header class="header">
      <span class="mark">
        <Icon name={owner === "agent" ? "person" : "spark"} />
      </span>
      <div class="heading">
        <h1>{title || t("title")}</h1>
        <p>{t(`subtitle.${owner}`, { name: agentName ?? t("someone") })}</p>
      </div>
      <Menu>
        {owner === "closed" ? (
          <MenuItem icon="retry" testId="start-anew" onChoose={onStartAnew}>
            {t("startAnew")}
          </MenuItem>
        ) : (
          <MenuItem icon="person" testId="talk-to-person" onChoose={onPerson}>
            {t("person")}
            {support && !support.open && support.opens && <small>{t("peopleAgain", { when: support.opens })}</small>}
          </MenuItem>
        )}
        {messages.length > 0 && (
          <MenuItem icon="download" testId="transcript" onChoose={onTranscript}>
            {t("transcript")}
          </MenuItem>
        )}
        <CallSwitches refused={refused} onAsk={framed ? onAsk : null} />
      </Menu>
      {framed && (
        <button type="button" class="quiet" aria-label={t("close")} data-testid="widget-close" onClick={onClose}>
          <Icon name="close" />
        </button>
      )}
    </header>
  );
}
