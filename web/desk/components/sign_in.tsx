import { useState } from "preact/hooks";
import { sentence } from "../../shared/format";
import { Icon } from "../../shared/icons";
import type { Desk } from "../desk";
import { t } from "../texts";

export function SignIn({ desk, notice }: { desk: Desk; notice: string | null }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(notice);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (!email.trim() || !password) return setFailure(t("missing"));
    setBusy(true);
    setFailure(null);
    try {
      await desk.signIn(email.trim(), password);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };

  return (
    <main class="sign-in">
      <form class="sign-in-card" onSubmit={submit} noValidate>
        <span class="mark">
          <Icon name="spark" />
        </span>
        <h1>
          {t("product")} {t("desk")}
        </h1>
        <p class="soft">{t("signInLead")}</p>
        <label>
          {t("email")}
          <input
            type="email"
            autocomplete="username"
            value={email}
            data-testid="desk-email"
            onInput={(event) => setEmail(event.currentTarget.value)}
          />
        </label>
        <label>
          {t("password")}
          <input
            type="password"
            autocomplete="current-password"
            value={password}
            data-testid="desk-password"
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        {failure && (
          <p class="failure" role="alert" data-testid="desk-sign-in-error">
            {sentence(failure)}
          </p>
        )}
        <button type="submit" class="button primary" disabled={busy} data-testid="desk-sign-in">
          {busy ? t("signingIn") : t("signIn")}
        </button>
      </form>
    </main>
  );
}
