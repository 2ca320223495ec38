import type { SentimentLabel, Summary } from "../shared/desk_protocol";

export type Mood = "frustrated" | "unhappy" | "happy";

/** From here on frustration counts as more than one sharp word. */
const FRUSTRATED = 0.6;
const CLEAR = 0.3;

/** How the customer feels, when there is anything to say about it. */
export function moodOf({ sentiment, frustration }: Pick<Summary, "sentiment" | "frustration">): Mood | null {
  if ((frustration ?? 0) >= FRUSTRATED) return "frustrated";
  const label = labelOf(sentiment);
  if (label === "negative") return "unhappy";
  return label === "positive" ? "happy" : null;
}

function labelOf(sentiment: Summary["sentiment"]): SentimentLabel | null {
  if (sentiment === null || sentiment === undefined) return null;
  if (typeof sentiment === "object") return sentiment.label;
  if (typeof sentiment === "string") return sentiment;
  if (sentiment <= -CLEAR) return "negative";
  return sentiment >= CLEAR ? "positive" : "neutral";
}

export type Band = "high" | "middle" | "low";

/** A churn risk as a band, whether the server gives the band or the probability. */
export function riskBand(risk: number | string | null | undefined): Band | null {
  if (risk === null || risk === undefined || risk === "") return null;
  if (typeof risk === "number") return risk >= 0.6 ? "high" : risk >= 0.3 ? "middle" : "low";
  return risk === "high" || risk === "low" ? risk : "middle";
}
