import { useId, useRef, useState } from "preact/hooks";
import { Problem, request } from "../../shared/http";
import type { RatingAsk } from "../../shared/protocol";
import "../styles/form.css";
import type { Chat } from "../chat";
import { t } from "../texts";

const SCORES = [1, 2, 3, 4, 5] as const;
const LONGEST_COMMENT = 2_000;
/** Answered elsewhere, or the conversation goes on: there is nothing to ask any more. */
const OVER = new Set(["already_rated", "not_closed"]);

interface RatingProps {
  chat: Chat;
  ask: RatingAsk;
  /** The question is gone, and the focus with it. */
  onDone(): void;
}

/** Asks once after each closing how satisfied the customer is. */
export function Rating({ chat, ask, onDone }: RatingProps) {
  const id = useId();
  const first = useRef<HTMLInputElement>(null);
  const [score, setScore] = useState<number | null>(null);
  const [comment, setComment] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const send = async (given: number | null) => {
    if (busy) return;
    setBusy(true);
    setFault(null);
    const { url, headers } = chat.door("rating");
    const words = given === null ? {} : { comment: comment.trim() };
    try {
      await request("POST", url, { headers, body: { closing: ask.closing, score: given, ...words } });
    } catch (error) {
      if (!(error instanceof Problem && OVER.has(error.code))) {
        setBusy(false);
        return setFault(t("notSent", { why: error instanceof Error ? error.message : String(error) }));
      }
      given = null;
    }
    chat.store.dispatch({ type: "rated", thanked: given !== null });
    onDone();
  };

  const submit = (event: Event) => {
    event.preventDefault();
    if (score !== null) return void send(score);
    setFault(t("rating.choose"));
    first.current?.focus();
  };

  return (
    <form class="card form rating" onSubmit={submit} noValidate data-testid="rating">
      <fieldset {...(fault ? { "aria-describedby": `${id}-fault` } : {})}>
        <legend>{t("rating")}</legend>
        <div class="scores">
          {SCORES.map((one) => (
            <label class={score === one ? "score chosen" : "score"} title={t(`rating.${one}`)}>
              <input
                type="radio"
                name={`${id}-score`}
                value={one}
                {...(one === 1 ? { ref: first } : {})}
                checked={score === one}
                aria-label={`${one}: ${t(`rating.${one}`)}`}
                onChange={() => {
                  setScore(one);
                  setFault(null);
                }}
              />
              <span aria-hidden="true">{one}</span>
            </label>
          ))}
        </div>
        <p class="ends" aria-hidden="true">
          <span>{t("rating.1")}</span>
          <span>{t("rating.5")}</span>
        </p>
      </fieldset>
      {score !== null && (
        <div class="form-field">
          <label for={`${id}-words`}>
            {t("rating.words")} <small>({t("form.optional")})</small>
          </label>
          <textarea
            id={`${id}-words`}
            rows={2}
            value={comment}
            maxLength={LONGEST_COMMENT}
            onInput={(event) => setComment(event.currentTarget.value)}
          />
        </div>
      )}
      {fault && (
        <p class="fault" id={`${id}-fault`} role="alert">
          {fault}
        </p>
      )}
      <div class="form-ends">
        <button type="submit" class="button" disabled={busy} data-testid="rating-send">
          {t("rating.send")}
        </button>
        <button type="button" class="link" disabled={busy} onClick={() => void send(null)} data-testid="rating-skip">
          {t("rating.skip")}
        </button>
      </div>
    </form>
  );
}
