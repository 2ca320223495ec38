import { signIn } from "./catalogue";
import type { AttuneApi } from "../widget/loader";

const REMEMBERED = "juniper:customer";

export function rememberedCustomer(): string {
  return sessionStorage.getItem(REMEMBERED) ?? "";
}

/** The widget's loader may arrive before or after this page's own code. */
export function withAttune(act: (attune: AttuneApi) => void): void {
  if (window.Attune) act(window.Attune);
  else addEventListener("attune:ready", () => window.Attune && act(window.Attune), { once: true });
}

/** Signs the demo customer in, or out for an empty reference, and tells the widget. */
export async function becomeCustomer(reference: string): Promise<void> {
  if (!reference) {
    sessionStorage.removeItem(REMEMBERED);
    withAttune((attune) => attune.logout());
    return;
  }
  const token = await signIn(reference);
  sessionStorage.setItem(REMEMBERED, reference);
  withAttune((attune) => attune.identify(token));
}
