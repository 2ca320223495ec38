/** Fetched when somebody wants to be called: a short sound, and what a notification says. */
import type { Message } from "../shared/protocol";
import type { FrameMessage } from "./bridge";
import type { Preferences } from "./preferences";
import { t } from "./texts";

/** Two soft notes, one above the other: frequency in hertz and start in seconds. */
const NOTES = [
  [660, 0],
  [880, 0.12],
] as const;
const LENGTH = 0.28;
const LOUDNESS = 0.08;

let output: AudioContext | null = null;

/** Made by the browser itself, so that no file is fetched. */
export function chime(): void {
  output ??= new AudioContext();
  void output.resume();
  for (const [frequency, start] of NOTES) {
    const from = output.currentTime + start;
    const tone = output.createOscillator();
    const volume = output.createGain();
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(LOUDNESS, from + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + LENGTH);
    tone.connect(volume).connect(output.destination);
    tone.start(from);
    tone.stop(from + LENGTH);
  }
}

/** Calls the customer to a message in the ways they chose. */
export function call(message: Message, { sound, notify, words }: Preferences, tell: (message: FrameMessage) => void): void {
  if (sound) chime();
  const name = message.author === "agent" ? message.author_name || t("agent") : t("assistant");
  const title = t("notifyTitle", { name });
  if (notify) tell({ type: "notify", title, body: words ? message.text.slice(0, 200) : t("notifyBody") });
}
