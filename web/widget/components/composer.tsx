import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import { COUNT_FROM, lengthOf, LONGEST_MESSAGE } from "../limits";
import { t } from "../texts";

interface ComposerProps {
  input: RefObject<HTMLTextAreaElement | null>;
  onSay(text: string): void;
  onTyping(on: boolean): void;
}

/** The other side stops showing "is writing" this long after the last key, in milliseconds. */
const TYPING_LASTS = 3_000;

export function Composer({ input, onSay, onTyping }: ComposerProps) {
  const [text, setText] = useState("");
  const reportTyping = useTyping(onTyping);
  const length = lengthOf(text);
  const over = Math.max(0, length - LONGEST_MESSAGE);
  const sendable = text.trim() !== "" && over === 0;

  useEffect(() => {
    const element = input.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, 132)}px`;
  }, [text]);

  const send = () => {
    if (!sendable) return;
    onSay(text.trim());
    setText("");
    reportTyping(false);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // While a word is being composed (Chinese, Japanese, Korean), Enter belongs to the input method.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <footer class="composer">
      <form
        class={over ? "field over" : "field"}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <textarea
          ref={input}
          rows={1}
          value={text}
          placeholder={t("placeholder")}
          aria-label={t("input")}
          aria-invalid={over > 0}
          aria-describedby="room-left"
          data-testid="widget-input"
          onInput={(event) => {
            setText(event.currentTarget.value);
            reportTyping(event.currentTarget.value !== "");
          }}
          onKeyDown={onKeyDown}
        />
        <button type="submit" class="send" aria-label={t("send")} disabled={!sendable} data-testid="widget-send">
          <Icon name="send" />
        </button>
      </form>
      <p id="room-left" class={over ? "room over" : "room"} role={over ? "alert" : undefined}>
        {over > 0 && t("tooLong", { count: over, limit: LONGEST_MESSAGE })}
        {over === 0 && length > COUNT_FROM && t("left", { count: LONGEST_MESSAGE - length })}
      </p>
    </footer>
  );
}

function useTyping(onTyping: (on: boolean) => void): (on: boolean) => void {
  const on = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const report = (value: boolean) => {
    if (on.current !== value) onTyping((on.current = value));
    clearTimeout(timer.current);
    if (value) timer.current = setTimeout(() => report(false), TYPING_LASTS);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return report;
}
