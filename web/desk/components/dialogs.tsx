import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Desk } from "../desk";
import { SHEET } from "../keyboard";
import { t } from "../texts";

function Dialog({ title, children, onClose }: { title: string; children: ComponentChildren; onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      class="dialog"
      ref={dialog}
      aria-labelledby="dialog-title"
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div class="dialog-body">
        <h2 id="dialog-title">{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

export function HandBackDialog({ desk, onClose }: { desk: Desk; onClose(): void }) {
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    await desk.handBack(note.trim());
    onClose();
  };
  return (
    <Dialog title={t("handBackTitle")} onClose={onClose}>
      <form onSubmit={submit}>
        <p class="soft">{t("handBackLead")}</p>
        <label>
          {t("note")}
          <textarea
            rows={4}
            value={note}
            placeholder={t("noteHere")}
            data-testid="hand-back-note"
            onInput={(event) => setNote(event.currentTarget.value)}
          />
        </label>
        <footer>
          <button type="button" class="button" onClick={onClose}>
            {t("cancel")}
          </button>
          <button type="submit" class="button primary" disabled={busy} data-testid="hand-back-confirm">
            {t("handBack")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

export function CloseDialog({ desk, onClose }: { desk: Desk; onClose(): void }) {
  const confirm = async () => {
    await desk.close();
    onClose();
  };
  return (
    <Dialog title={t("closeTitle")} onClose={onClose}>
      <p class="soft">{t("closeLead")}</p>
      <footer>
        <button type="button" class="button" onClick={onClose}>
          {t("cancel")}
        </button>
        <button type="button" class="button primary" data-testid="close-confirm" onClick={confirm}>
          {t("close")}
        </button>
      </footer>
    </Dialog>
  );
}

export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog title={t("shortcuts")} onClose={onClose}>
      <dl class="sheet" data-testid="shortcuts">
        {SHEET.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <footer>
        <button type="button" class="button" onClick={onClose}>
          {t("close")}
        </button>
      </footer>
    </Dialog>
  );
}
