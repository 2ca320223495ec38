import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Problem } from "../../shared/http";
import { sentence } from "../../shared/format";
import { takeFocus } from "../router";
import { t } from "../texts";
import { Icon } from "./icon";

interface HeadingProps {
  children: string;
  /** The page's title, where the heading is not it. */
  title?: string;
  class?: string;
}

/** The page's one first heading: it names the window, and has the focus after a move within the shop. */
export function Heading({ children, title, class: kind }: HeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = title ?? t("title.page", { page: children });
  }, [title, children]);
  useEffect(() => {
    if (takeFocus()) heading.current?.focus({ preventScroll: true });
  });
  return (
    <h1 ref={heading} tabIndex={-1} class={kind}>
      {children}
    </h1>
  );
}

export interface Crumb {
  name: string;
  address: string | null;
}

export function Crumbs({ crumbs }: { crumbs: Crumb[] }) {
  return (
    <nav class="crumbs" aria-label={t("crumbs.label")}>
      <ol>
        <li>
          <a href="/">{t("crumbs.home")}</a>
        </li>
        {crumbs.map(({ name, address }) => (
          <li key={name}>
            <Icon name="chevron" />
            {address ? <a href={address}>{name}</a> : <span aria-current="page">{name}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** Says that something did not load, and offers to try again. */
export function Failure({ problem, onRetry }: { problem: Problem; onRetry(): void }) {
  return (
    <div class="notice-box" role="alert">
      <Icon name="warning" />
      <h2>{t("failure.title")}</h2>
      <p>{t("failure.words")}</p>
      {problem.status > 0 && problem.detail && (
        <p class="soft">{t("failure.said", { detail: sentence(problem.detail) })}</p>
      )}
      <button type="button" class="button" onClick={onRetry}>
        {t("failure.retry")}
      </button>
    </div>
  );
}

/** A page or a list with nothing on it, and the ways on. */
export function Empty({ words, hint, children }: { words: string; hint?: string; children?: ComponentChildren }) {
  return (
    <div class="notice-box">
      <p class="notice-words">{words}</p>
      {hint && <p class="soft">{hint}</p>}
      {children}
    </div>
  );
}
