import { useEffect, useRef, useState } from "preact/hooks";
import { useStore } from "../../shared/store";
import { loadCustomers, type Customer } from "../catalogue";
import { chatLanguage, chooseChatLanguage } from "../chat";
import { choose, session } from "../session";
import { t } from "../texts";

/** Each in its own language; the first stands for the shop's own. */
const LANGUAGES = [
  ["en", "English"],
  ["zh", "中文"],
  ["es", "Español"],
  ["de", "Deutsch"],
  ["fr", "Français"],
  ["ar", "العربية"],
] as const;

/** The first part of a note, short enough for one line of a list. */
function brief(note: string): string {
  const first = note.split(/[;.]/, 1)[0]!.trim();
  return first.length > 60 ? `${first.slice(0, 59).trimEnd()}…` : first;
}

let cast: Promise<Customer[]> | null = null;

/** The demo's customers, asked for once for all who show them. */
export function useCast(): { customers: Customer[]; failed: boolean } {
  const [customers, setCustomers] = useState<Customer[]>([]);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let tries = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const load = () => {
      cast ??= loadCustomers();
      cast.then(
        (found) => (setCustomers(found), setFailed(false)),
        () => {
          cast = null;
          setFailed(true);
          timer = setTimeout(load, Math.min(30_000, 2_000 * 2 ** tries++));
        },
      );
    };
    load();
    return () => clearTimeout(timer);
  }, []);
  return { customers, failed };
}

/** Says what this shop is, and lets one be anybody in it: no real shop has this bar. */
export function DemoBar() {
  return (
    <aside class="demo" aria-label={t("demo.label")}>
      <div class="demo-row">
        <p class="demo-what">
          <strong>{t("demo.badge")}</strong> <span>{t("demo.what")}</span>
        </p>
        <Switcher />
        <Language />
        <p class="demo-links">
          <a href="/desk">{t("demo.desk")}</a>
          <a href="/demo/mailbox">{t("demo.mailbox")}</a>
          <a href="/openapi.json">{t("demo.api")}</a>
        </p>
      </div>
      <Situation />
    </aside>
  );
}

/** Stands in for a real shop's sign-in: choose who is looking at the shop. */
function Switcher() {
  const { reference, name } = useStore(session);
  const { customers } = useCast();
  const known = customers.some((one) => one.reference === reference);
  return (
    <label class="demo-field">
      <span>{t("demo.as")}</span>
      <select
        value={reference}
        data-testid="customer-switcher"
        onChange={({ currentTarget }) => {
          const chosen = customers.find((one) => one.reference === currentTarget.value);
          choose(chosen?.reference ?? "", chosen?.name);
        }}
      >
        <option value="">{t("demo.guest")}</option>
        {reference && !known && <option value={reference}>{name || reference}</option>}
        {customers.map((one) => (
          <option key={one.reference} value={one.reference}>
            {`${one.name} – ${brief(one.note)}`}
          </option>
        ))}
      </select>
    </label>
  );
}

function Language() {
  const [chosen, setChosen] = useState(chatLanguage);
  return (
    <label class="demo-field narrow">
      <span>{t("demo.language")}</span>
      <select
        value={chosen || "en"}
        data-testid="chat-language"
        onChange={({ currentTarget }) => {
          setChosen(currentTarget.value);
          chooseChatLanguage(currentTarget.value);
        }}
      >
        {LANGUAGES.map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What the chosen customer is in the middle of: it tells what to ask the chat. */
function Situation() {
  const { reference, name, failed } = useStore(session);
  const { customers, failed: castFailed } = useCast();
  const note = customers.find((one) => one.reference === reference)?.note;
  const first = useRef(true);
  const [said, say] = useState("");
  useEffect(() => {
    // What the page begins with is no news.
    if (!first.current) say(reference ? t("demo.signed-in", { name }) : t("demo.signed-out"));
    first.current = false;
  }, [reference, name]);
  return (
    <p class="demo-note" data-testid="situation">
      <span class="unseen" role="status">
        {said}
      </span>
      {failed ? (
        <span role="alert">{t("demo.failed")}</span>
      ) : castFailed ? (
        <span role="alert">{t("demo.customers.failed")}</span>
      ) : reference ? (
        <>
          <strong>{name}.</strong> {note ?? ""}
        </>
      ) : (
        t("demo.guest.note")
      )}
    </p>
  );
}
