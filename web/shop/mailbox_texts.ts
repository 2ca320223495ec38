/** What the demo's mailbox page says. */
export const MAILBOX_TEXTS = {
  title: "Mailbox of the demo",
  intro:
    "The demo sends no real mail. What a shop's customers would get in theirs, such as a one-time code, lies here.",
  back: "Back to the shop",
  refresh: "Look for new mail",
  empty: "No mail yet. Ask the assistant for a copy of your data, and a code arrives here.",
  failed: "The mailbox could not be opened. Is the demo still running?",
  to: "To",
} as const;
