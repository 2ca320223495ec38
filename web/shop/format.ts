/** Amounts and days as the shop writes them. */
import { minorUnits } from "../shared/format";
import type { Money } from "../shared/protocol";

const LOCALE = "en";

export function money({ minor, currency }: Pick<Money, "minor" | "currency">): string {
  return new Intl.NumberFormat(LOCALE, { style: "currency", currency }).format(minor / minorUnits(currency));
}

/** An amount without cents where there are none: "€50". */
export function roundMoney(minor: number, currency: string): string {
  const units = minorUnits(currency);
  const digits = minor % units === 0 ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {};
  return new Intl.NumberFormat(LOCALE, { style: "currency", currency, ...digits }).format(minor / units);
}

/** A calendar day ("Thu 26 Nov"), whichever zone the reader is in. */
export function day(iso: string): string {
  const form = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  return form.format(new Date(`${iso.slice(0, 10)}T12:00:00Z`)).replace(",", "");
}

/** A day of the past with its year: "12 May 2026". */
export function date(iso: string): string {
  const form = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
  return form.format(new Date(iso));
}
