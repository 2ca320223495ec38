import type { RefObject } from "preact";
import type { Agent } from "../../shared/desk_protocol";
import { sentence } from "../../shared/format";
import { Icon } from "../../shared/icons";
import type { Desk } from "../desk";
import { isMine, type DeskState, type Dialog } from "../state";
import { t } from "../texts";
import { scoreSheet, scoreWords } from "../why";
import { Composer } from "./composer";
import { ownerText } from "./owner_text";
import { Transcript } from "./transcript";

interface RoomProps {
  desk: Desk;
  state: DeskState;
  agent: Agent;
  reply: RefObject<HTMLTextAreaElement | null>;
  onDialog(dialog: Dialog): void;
  onPanel(): void;
}

export function Room({ desk, state, agent, reply, onDialog, onPanel }: RoomProps) {
  const { room, selected, roomFailure } = state;
  if (!selected) return <Nothing />;
  if (!room && roomFailure) {
    return (
      <main class="room centre">
        <p role="alert">{t("roomFailed", { why: roomFailure })}</p>
        <button type="button" class="button" onClick={() => desk.enter(selected)}>
          {t("retry")}
        </button>
      </main>
    );
  }
  if (!room) return <main class="room centre">{t("loading")}</main>;
  const mine = isMine(room.conversation, agent);
  return (
    <main class="room">
      <header class="room-head">
        <div class="room-who">
          <h1>{room.conversation.customer?.name || t("guest")}</h1>
          <p class={`owner ${mine ? "mine" : room.conversation.owner}`} data-testid="room-owner">
            {ownerText(room.conversation, agent)}
          </p>
          {room.conversation.score && (
            <p class="soft" title={scoreSheet(room.conversation)} data-testid="score-parts">
              {scoreWords(room.conversation)}
            </p>
          )}
        </div>
        <Actions state={state} mine={mine} desk={desk} onDialog={onDialog} />
        <button type="button" class="quiet panel-toggle" aria-label={t("showPanel")} onClick={onPanel}>
          <Icon name="person" />
        </button>
      </header>
      {state.notice && (
        <p class="notice" role="alert" data-testid="desk-notice">
          {sentence(state.notice)}
          <button
            type="button"
            class="quiet"
            aria-label={t("close")}
            onClick={() => desk.store.dispatch({ type: "noticed", words: null })}
          >
            <Icon name="close" />
          </button>
        </p>
      )}
      <Transcript desk={desk} state={state} room={room} />
      <Composer key={selected} desk={desk} conversation={room.conversation} mine={mine} input={reply} />
    </main>
  );
}

function Actions({ state, mine, desk, onDialog }: Pick<RoomProps, "state" | "desk" | "onDialog"> & { mine: boolean }) {
  const owner = state.room?.conversation.owner;
  if (owner === "closed") return null;
  if (!mine) {
    return (
      <button
        type="button"
        class="button primary"
        data-testid="take-over"
        disabled={owner === "agent"}
        onClick={() => desk.take()}
      >
        {t("take")} <kbd>t</kbd>
      </button>
    );
  }
  return (
    <>
      <button type="button" class="button" data-testid="close-conversation" onClick={() => onDialog("close")}>
        {t("close")}
      </button>
      <button type="button" class="button" data-testid="hand-back" onClick={() => onDialog("hand-back")}>
        {t("handBack")} <kbd>h</kbd>
      </button>
    </>
  );
}

function Nothing() {
  return (
    <main class="room centre">
      <span class="mark faint">
        <Icon name="spark" />
      </span>
      <h1>{t("pick")}</h1>
      <p class="soft">{t("pickMore")}</p>
    </main>
  );
}
