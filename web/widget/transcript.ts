import { fetchContent } from "../shared/http";
import type { Chat } from "./chat";
import { save } from "./save";
import { t } from "./texts";

/** Hands the customer what was said as a file; a failure is shown where all troubles are. */
export async function downloadTranscript(chat: Chat): Promise<void> {
  const { url, headers } = chat.door("transcript?format=text");
  try {
    save(await fetchContent(url, headers), `${t("transcriptName")}-${new Date().toISOString().slice(0, 10)}.txt`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    chat.store.dispatch({ type: "trouble", words: t("transcriptFailed", { why }) });
  }
}
