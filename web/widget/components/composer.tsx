import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import { COUNT_FROM, FILE_TYPES, LARGEST_FILE_MB, lengthOf, LONGEST_MESSAGE, MOST_FILES, sift, type Fault } from "../limits";
import { t } from "../texts";
import { lazy } from "./lazy";
import { useDrop } from "./use_drop";

const Tray = lazy(async () => (await import("./tray")).Tray);

interface ComposerProps {
  input: RefObject<HTMLTextAreaElement | null>;
  onSay(text: string, files: File[]): void;
  onTyping(on: boolean): void;
  /** Asks for a person; missing while one is there or on the way. */
  onPerson?: (() => void) | undefined;
}

/** The other side stops showing "is writing" this long after the last key, in milliseconds. */
const TYPING_LASTS = 3_000;

export function Composer({ input, onSay, onTyping, onPerson }: ComposerProps) {
  const [text, setText] = useState("");
  const [files, setFiles] = useState<File[]>([]);
  const [faults, setFaults] = useState<string[]>([]);
  const chooser = useRef<HTMLInputElement>(null);
  const reportTyping = useTyping(onTyping);
  const length = lengthOf(text);
  const over = Math.max(0, length - LONGEST_MESSAGE);
  const sendable = (text.trim() !== "" || files.length > 0) && over === 0;

  useEffect(() => {
    const element = input.current;
    if (!element) return;
    element.style.height = "auto";
    element.style.height = `${Math.min(element.scrollHeight, 132)}px`;
  }, [text]);

  const add = (chosen: File[]) => {
    const { taken, faults: found } = sift(chosen, files.length);
    if (taken.length > 0) setFiles([...files, ...taken]);
    setFaults(found.map(({ fault, name }) => faultText(fault, name)));
    input.current?.focus();
  };
  const dropping = useDrop(add);

  const send = () => {
    if (!sendable) return;
    onSay(text.trim(), files);
    setText("");
    setFiles([]);
    setFaults([]);
    reportTyping(false);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    // While a word is being composed (Chinese, Japanese, Korean), Enter belongs to the input method.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };

  const onPaste = (event: ClipboardEvent) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (pasted.length === 0) return;
    event.preventDefault();
    add(pasted);
  };

  const limits = t("attachHint", { limit: LARGEST_FILE_MB });
  return (
    <footer class="composer">
      {files.length > 0 && (
        <Tray
          files={files}
          onRemove={(file) => {
            setFiles(files.filter((one) => one !== file));
            input.current?.focus();
          }}
        />
      )}
      {faults.length > 0 && (
        <div class="faults" role="alert" data-testid="file-faults">
          {faults.map((fault) => (
            <p>{fault}</p>
          ))}
        </div>
      )}
      <form
        class={over ? "field over" : "field"}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <button
          type="button"
          class="quiet attach"
          aria-label={`${t("attach")}. ${limits}`}
          title={limits}
          data-testid="attach"
          onClick={() => chooser.current?.click()}
        >
          <Icon name="clip" />
        </button>
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          accept={FILE_TYPES.join()}
          data-testid="file-input"
          onChange={(event) => {
            add([...(event.currentTarget.files ?? [])]);
            // The same file may be chosen again after it was removed.
            event.currentTarget.value = "";
          }}
        />
        <textarea
          ref={input}
          rows={1}
          // An empty field runs as the page does, and so does what it says of itself.
          {...(text ? { dir: "auto" } : {})}
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
          onPaste={onPaste}
        />
        {/* No submit button: a page that is framed without leave for forms may still chat. */}
        <button type="button" class="send" aria-label={t("send")} disabled={!sendable} data-testid="widget-send" onClick={send}>
          <Icon name="send" />
        </button>
      </form>
      <div class="composer-foot">
        {onPerson && (
          <button type="button" class="link person" onClick={onPerson} data-testid="person-button">
            <Icon name="person" /> {t("person")}
          </button>
        )}
        <p id="room-left" class={over ? "room over" : "room"} role={over ? "alert" : undefined}>
          {over > 0 && t("tooLong", { count: over, limit: LONGEST_MESSAGE })}
          {over === 0 && length > COUNT_FROM && t("left", { count: LONGEST_MESSAGE - length })}
        </p>
      </div>
      {dropping && (
        <p class="drop" aria-hidden="true">
          <strong>{t("dropHere")}</strong>
          {limits}
        </p>
      )}
    </footer>
  );
}

function faultText(fault: Fault, name: string): string {
  return t(fault, { name, limit: fault === "file.tooMany" ? MOST_FILES : LARGEST_FILE_MB });
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
