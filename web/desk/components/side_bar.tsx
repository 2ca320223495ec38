import type { Agent } from "../../shared/desk_protocol";
import { initials } from "../../shared/format";
import { Icon } from "../../shared/icons";
import { useNow } from "../../shared/store";
import type { Desk } from "../desk";
import { rows, VIEWS, type DeskState } from "../state";
import { t } from "../texts";
import { ConversationRow } from "./conversation_row";

interface SideBarProps {
  desk: Desk;
  state: DeskState;
  agent: Agent;
  onHelp(): void;
}

export function SideBar({ desk, state, agent, onHelp }: SideBarProps) {
  return (
    <aside class="side">
      <header class="side-head">
        <span class="mark small">
          <Icon name="spark" />
        </span>
        <strong class="side-title">{t("product")}</strong>
        <button type="button" class="quiet" aria-label={t("shortcuts")} title={`${t("shortcuts")} (?)`} onClick={onHelp}>
          <Icon name="keyboard" />
        </button>
        <button type="button" class="quiet" aria-label={t("signOut")} title={t("signOut")} onClick={() => desk.signOut()}>
          <Icon name="signOut" />
        </button>
        <span class="face" title={agent.name}>
          {initials(agent.name)}
        </span>
      </header>
      <Tabs desk={desk} state={state} />
      <List desk={desk} state={state} />
    </aside>
  );
}

function Tabs({ desk, state }: { desk: Desk; state: DeskState }) {
  return (
    <nav class="tabs" aria-label={t("views")}>
      {VIEWS.map((view) => {
        const count = view === "queued" || view === "mine" ? rows(state, view).length : 0;
        return (
          <button
            type="button"
            aria-current={view === state.view ? "page" : undefined}
            data-testid={`view-${view}`}
            onClick={() => desk.view(view)}
          >
            {t(`view.${view}`)}
            {count > 0 && <span class={`count ${view}`}>{count}</span>}
          </button>
        );
      })}
    </nav>
  );
}

function List({ desk, state }: { desk: Desk; state: DeskState }) {
  const now = useNow(5_000);
  const shown = rows(state);
  if (state.listFailure && shown.length === 0) {
    return (
      <div class="empty" role="alert">
        <p>{t("listFailed", { why: state.listFailure })}</p>
        <button type="button" class="button" onClick={() => desk.load()}>
          {t("retry")}
        </button>
      </div>
    );
  }
  if (!state.loaded) return <p class="empty">{t("loading")}</p>;
  if (shown.length === 0) return <p class="empty">{t(`empty.${state.view}`)}</p>;
  return (
    <ul class="list" aria-label={t("conversations")}>
      {shown.map((summary) => (
        <ConversationRow
          key={summary.id}
          summary={summary}
          agent={state.agent}
          current={summary.id === state.selected}
          now={now}
          onSelect={() => desk.select(summary.id)}
        />
      ))}
    </ul>
  );
}
