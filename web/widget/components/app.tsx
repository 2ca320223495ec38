import { useEffect, useRef } from "preact/hooks";
import { useStore, type Store } from "../../shared/store";
import type { Chat } from "../chat";
import { PERSON_TEXT } from "../texts";
import { Composer } from "./composer";
import { Header } from "./header";
import { Log } from "./log";
import { OwnerBanner, Trouble } from "./notices";

export interface AppProps {
  chat: Chat;
  panel: Store<boolean, boolean>;
  framed: boolean;
  onClose(): void;
  onLink(url: string, product: string | null): void;
}

export function App({ chat, panel, framed, onClose, onLink }: AppProps) {
  const conversation = useStore(chat.store);
  const open = useStore(panel);
  const input = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    if (open) input.current?.focus();
  }, [open]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) onClose();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [onClose]);

  const focusInput = () => input.current?.focus();
  const say = (text: string, files: File[] = []) => {
    chat.say(text, files);
    focusInput();
  };
  const askPerson = () => say(PERSON_TEXT);
  const { owner } = conversation;

  return (
    <main class="frame">
      <Header
        conversation={conversation}
        framed={framed}
        onClose={onClose}
        onPerson={askPerson}
        onStartAnew={() => chat.startAnew()}
        onTranscript={() => void import("../transcript").then(({ downloadTranscript }) => downloadTranscript(chat))}
      />
      <OwnerBanner
        owner={owner}
        agentName={conversation.agentName}
        queue={conversation.queue}
        onStartAnew={() => chat.startAnew()}
      />
      <Log conversation={conversation} chat={chat} onSay={say} onLink={onLink} onFocusLost={focusInput} />
      <Trouble conversation={conversation} onRetry={() => chat.reconnect()} />
      <Composer
        key={chat.visit}
        input={input}
        onSay={say}
        onTyping={(on) => chat.typing(on)}
        onPerson={owner === "bot" || owner === "closed" ? askPerson : undefined}
      />
    </main>
  );
}
