import { useCallback, useEffect, useState } from "preact/hooks";
import { request } from "../../shared/http";
import { MAILBOX_TEXTS as TEXTS } from "../mailbox_texts";

interface Mail {
  number: number;
  to: string;
  subject: string;
  text: string;
  sent_at: string;
}

/** Often enough that a code is there when its reader looks. */
const EVERY = 3000;

export function Mailbox() {
  const [mails, setMails] = useState<Mail[] | null>(null);
  const [failed, setFailed] = useState(false);
  const refresh = useCallback(async () => {
    try {
      const found = await request<{ mails: Mail[] }>("GET", "/demo/mailbox.json");
      setMails(found.mails);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  }, []);
  useEffect(() => {
    void refresh();
    const timer = setInterval(() => void refresh(), EVERY);
    return () => clearInterval(timer);
  }, [refresh]);
  return (
    <main class="mailbox">
      <header class="mailbox-head">
        <h1>{TEXTS.title}</h1>
        <p>{TEXTS.intro}</p>
        <p class="mailbox-ways">
          <button type="button" class="button" onClick={() => void refresh()}>
            {TEXTS.refresh}
          </button>
          <a href="/">{TEXTS.back}</a>
        </p>
      </header>
      <div aria-live="polite">
        {failed && (
          <p class="mailbox-note" role="alert">
            {TEXTS.failed}
          </p>
        )}
        {!failed && mails?.length === 0 && <p class="mailbox-note">{TEXTS.empty}</p>}
        {mails?.map((mail) => (
          <article key={mail.number} class="mail">
            <h2>{mail.subject}</h2>
            <p class="mail-line">
              {TEXTS.to} {mail.to} ·{" "}
              <time dateTime={mail.sent_at}>{new Date(mail.sent_at).toLocaleTimeString()}</time>
            </p>
            <pre>{mail.text}</pre>
          </article>
        ))}
      </div>
    </main>
  );
}
