/** What the shop says to its chat, by the calls that any shop has: see the widget's README. */
import type { AttuneApi } from "../widget/loader";
import { basket, valueOf } from "./basket";
import { productAddress } from "./place";
import { go, ownPage } from "./router";

const LANGUAGE = "juniper:chat-language";
/** Below this width the open chat covers the page. */
const NARROW = "(max-width: 640px)";

/** The widget's loader may arrive before or after this page's own code. */
export function withAttune(act: (attune: AttuneApi) => void): void {
  if (window.Attune) act(window.Attune);
  else addEventListener("attune:ready", () => window.Attune && act(window.Attune), { once: true });
}

export function chatLanguage(): string {
  try {
    return localStorage.getItem(LANGUAGE) ?? "";
  } catch {
    return "";
  }
}

/** Chooses what the chat speaks; an empty text stands for the shop's own language. */
export function chooseChatLanguage(language: string): void {
  try {
    localStorage.setItem(LANGUAGE, language);
  } catch {
    // It then holds for this page only.
  }
  withAttune((attune) => attune.setContext({ language: language || document.documentElement.lang }));
}

let currency = "EUR";

export function setCurrency(code: string): void {
  currency = code;
}

/** Tells where the customer is and what the basket is worth. */
export function tellContext(): void {
  withAttune((attune) =>
    attune.setContext({
      page: location.pathname,
      basketMinor: valueOf(basket.get()),
      currency,
      language: chatLanguage() || document.documentElement.lang,
    }),
  );
}

/** Opens the chat, and says what it is about to be about. */
export function askAbout(about: { product?: number; order?: string }): void {
  withAttune((attune) => {
    attune.setContext({ product: about.product ?? null, order: about.order ?? null });
    attune.open();
  });
}

/** Shows what the chat links to on this page, without loading it anew. */
export function followLinks(): void {
  withAttune((attune) =>
    attune.on("link", (detail) => {
      const { url, product } = detail as { url: string; product: string | null };
      const address = product === null ? ownPage(url) : productAddress(product);
      if (address === null) return true;
      if (matchMedia(NARROW).matches) attune.close();
      go(address);
      return false;
    }),
  );
}
