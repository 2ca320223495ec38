import { useLayoutEffect, useRef } from "preact/hooks";
import type { Room } from "../../shared/desk_protocol";
import type { Desk } from "../desk";
import type { DeskState, Draft } from "../state";
import { t } from "../texts";
import { RatingLine } from "./ratings";
import { TurnView } from "./turn";

/** How far from the end still counts as reading the newest, in pixels. */
const NEAR = 120;

export function Transcript({ desk, state, room }: { desk: Desk; state: DeskState; room: Room }) {
  const box = useRef<HTMLDivElement>(null);
  const near = useRef(true);
  const drafts = state.drafts.filter(({ conversation }) => conversation === room.conversation.id);

  useLayoutEffect(() => {
    near.current = true;
  }, [room.conversation.id]);
  useLayoutEffect(() => {
    const element = box.current!;
    if (near.current) element.scrollTop = element.scrollHeight;
  }, [room.messages, state.drafts, state.customerTyping]);

  const onScroll = () => {
    const { scrollHeight, scrollTop, clientHeight } = box.current!;
    near.current = scrollHeight - scrollTop - clientHeight < NEAR;
  };

  return (
    <div
      class="transcript"
      role="log"
      aria-label={t("transcript")}
      tabIndex={0}
      ref={box}
      onScroll={onScroll}
      data-testid="transcript"
    >
      {room.messages.map((turn) => (
        <TurnView key={turn.seq} turn={turn} customerName={room.conversation.customer?.name || t("guest")} />
      ))}
      {drafts.map((draft) => (
        <DraftView key={draft.id} draft={draft} desk={desk} />
      ))}
      <RatingLine rating={room.rating} />
      {state.customerTyping && (
        <p class="typing" role="status">
          {t("isTyping", { name: room.conversation.customer?.name || t("guest") })}
        </p>
      )}
    </div>
  );
}

function DraftView({ draft, desk }: { draft: Draft; desk: Desk }) {
  return (
    <article class={`turn agent ${draft.failure ? "failed" : "sending"}`}>
      <p class="bubble">{draft.text}</p>
      {draft.failure ? (
        <p class="turn-foot" role="alert">
          {t("notSent", { why: draft.failure })}
          <button type="button" class="link" onClick={() => desk.say(draft.text, draft.id)}>
            {t("retry")}
          </button>
          <button type="button" class="link" onClick={() => desk.drop(draft.id)}>
            {t("cancel")}
          </button>
        </p>
      ) : (
        <p class="turn-foot">{t("sending")}</p>
      )}
    </article>
  );
}
