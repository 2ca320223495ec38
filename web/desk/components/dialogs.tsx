import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { humanise } from "../../shared/format";
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
  const [order, setOrder] = useState("");
  const [agreed, setAgreed] = useState("");
  const orders = desk.store.get().room?.customer?.orders ?? [];
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const facts = { ...(order && { order }), ...(agreed.trim() && { agreed: agreed.trim() }) };
    await desk.handBack(note.trim(), facts);
    onClose();
  };
  return (
    <Dialog title={t("handBackTitle")} onClose={onClose}>
      <form onSubmit={submit}>
        <p class="soft">{t("handBackLead")}</p>
        {orders.length > 0 && (
          <label>
            {t("factsOrder")}
            <select value={order} data-testid="hand-back-order" onChange={(event) => setOrder(event.currentTarget.value)}>
              <option value="">{t("factsNone")}</option>
              {orders.map(({ number, status }) => (
                <option value={number}>{`${number}, ${humanise(status).toLowerCase()}`}</option>
              ))}
            </select>
          </label>
        )}
        <label>
          {t("factsAgreed")}
          <textarea
            rows={2}
            maxLength={300}
            value={agreed}
            placeholder={t("factsAgreedHere")}
            data-testid="hand-back-agreed"
            onInput={(event) => setAgreed(event.currentTarget.value)}
          />
        </label>
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
