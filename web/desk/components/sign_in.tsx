import { useEffect, useRef, useState } from "preact/hooks";
import { sentence } from "../../shared/format";
import { Problem } from "../../shared/http";
import { Icon } from "../../shared/icons";
import type { Desk } from "../desk";
import { t } from "../texts";

export function SignIn({ desk, notice }: { desk: Desk; notice: string | null }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  /** Null until the server asks for it: most accounts have no second factor. */
  const [code, setCode] = useState<string | null>(null);
  const codeField = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(notice);

  const asked = code !== null;
  useEffect(() => {
    if (asked) codeField.current?.focus();
  }, [asked]);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (!email.trim() || !password) return setFailure(t("missing"));
    if (asked && !code.trim()) return setFailure(t("codeMissing"));
    setBusy(true);
    setFailure(null);
    try {
      await desk.signIn(email.trim(), password, code?.trim());
    } catch (error) {
      setBusy(false);
      if (error instanceof Problem && error.code === "second_factor_needed" && !asked) return setCode("");
      if (error instanceof Problem && error.code === "second_factor_wrong") setCode("");
      setFailure(error instanceof Error ? error.message : String(error));
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
        {asked && (
          <label>
            {t("code")}
            <input
              ref={codeField}
              type="text"
              inputmode="numeric"
              autocomplete="one-time-code"
              maxLength={12}
              value={code}
              aria-describedby="desk-code-hint"
              data-testid="desk-code"
              onInput={(event) => setCode(event.currentTarget.value)}
            />
          </label>
        )}
        {asked && (
          <p class="soft" id="desk-code-hint">
            {t("codeHint")}
          </p>
        )}
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
