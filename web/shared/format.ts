import type { Money } from "./protocol";

const LOCALE = typeof navigator === "undefined" ? "en" : navigator.language || "en";

/** How many minor units make one major unit of a currency: 100 for EUR, 1 for JPY, 1000 for KWD. */
export function minorUnits(currency: string): number {
  const digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions();
  return 10 ** (digits.maximumFractionDigits ?? 2);
}

/**
 * The server's own text when there is one, so that page and reply never disagree; but the server
 * writes English, and a page in another language writes the amount in its own way.
 */
export function formatMoney(money: Money | null | undefined, locale?: string): string {
  if (!money) return "";
  if (money.text && (!locale || /^en\b/.test(locale))) return money.text;
  try {
    const amount = money.minor / minorUnits(money.currency);
    return new Intl.NumberFormat(locale, { style: "currency", currency: money.currency }).format(amount);
  } catch {
    return `${(money.minor / 100).toFixed(2)} ${money.currency}`;
  }
}

function parse(iso: string | null | undefined): Date | null {
  if (!iso) return null;
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? null : date;
}

export function formatTime(iso: string | null | undefined, locale = LOCALE): string {
  const date = parse(iso);
  return date ? new Intl.DateTimeFormat(locale, { timeStyle: "short" }).format(date) : "";
}

export function formatDate(iso: string | null | undefined, locale = LOCALE): string {
  const date = parse(iso);
  if (!date) return "";
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" }).format(date);
}

/** The time for today's moments, the day for older ones. */
export function formatMoment(iso: string | null | undefined, now = new Date(), locale = LOCALE): string {
  const date = parse(iso);
  if (!date) return "";
  if (date.toDateString() === now.toDateString()) return formatTime(iso, locale);
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }).format(date);
}

/** A span as people read it on a queue: "45 s", "12 min", "3 h 05", "2 d". */
export function formatWait(since: string | null | undefined, now = Date.now()): string {
  const start = parse(since);
  if (!start) return "";
  const seconds = Math.max(0, Math.floor((now - start.getTime()) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, "0")}`;
  return `${Math.floor(hours / 24)} d`;
}

/** The size of a file: "120 kB", "1.4 MB". */
export function formatSize(bytes: number, locale = LOCALE): string {
  const [unit, value] = bytes < 1_000_000 ? ["kilobyte", Math.max(1, bytes / 1_000)] : ["megabyte", bytes / 1_000_000];
  const maximumFractionDigits = unit === "megabyte" ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits }).format(value);
}

/** The name of a day as people say it: "Today", "Yesterday", "Monday, 16 November". */
export function formatDay(iso: string | null | undefined, now = new Date(), locale = LOCALE): string {
  const date = parse(iso);
  if (!date) return "";
  const days = Math.round((dayNumber(date) - dayNumber(now)) / DAY);
  if (days === 0 || days === -1) {
    const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
    return words.charAt(0).toLocaleUpperCase(locale) + words.slice(1);
  }
  const year = date.getFullYear() === now.getFullYear() ? {} : ({ year: "numeric" } as const);
  return new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", ...year }).format(date);
}

const DAY = 86_400_000;

/** The start of the calendar day on a clock without summer time, so that days differ by whole days. */
function dayNumber(date: Date): number {
  return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
}

export function formatPercent(share: number): string {
  return `${Math.round(share * 100)}%`;
}

/** "late_delivery" as "Late delivery", for codes that have no text of their own. */
export function humanise(code: string): string {
  const words = code.replace(/[_-]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A server's words as a sentence of their own: "no answer" as "No answer." */
export function sentence(words: string): string {
  const text = words.trim();
  const end = /[.!?…]$/.test(text) || text === "" ? "" : ".";
  return text.charAt(0).toUpperCase() + text.slice(1) + end;
}

/** Up to two initials for a picture-less face. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const chosen = words.length > 1 ? [words[0]!, words[words.length - 1]!] : words;
  return chosen.map((word) => Array.from(word)[0]!.toUpperCase()).join("");
}
