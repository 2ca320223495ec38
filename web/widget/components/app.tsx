import { useEffect, useRef } from "preact/hooks";
import { useStore, type Store } from "../../shared/store";
import type { FrameMessage } from "../bridge";
import type { Chat } from "../chat";
import { invitation } from "../invitation";
import { nudge, settle } from "../nudging";
import type { Shell, ShellEvent } from "../shell";
import { PERSON_TEXT } from "../texts";
import { Composer } from "./composer";
import { Header } from "./header";
import { Log } from "./log";
import { OwnerBanner, Trouble } from "./notices";
import { Nudge } from "./nudge";

export interface AppProps {
  chat: Chat;
  shell: Store<Shell, ShellEvent>;
  framed: boolean;
  tell(message: FrameMessage): void;
}

export function App({ chat, shell, framed, tell }: AppProps) {
  const conversation = useStore(chat.store);
  const { open, context, permission } = useStore(shell);
  const { greeting, starters } = useStore(invitation);
  const nudged = useStore(nudge);
  const accepted = useRef<string | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    if (open) input.current?.focus();
  }, [open]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented) tell({ type: "close" });
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);

  const follow = (url: string, product: string | null) => {
    if (framed) tell({ type: "link", url, product });
    else location.assign(url);
  };
  const accept = () => {
    accepted.current = nudged!.text;
    settle();
    tell({ type: "open" });
  };

  const focusInput = () => input.current?.focus();
  const say = (text: string, files: File[] = []) => {
    chat.say(text, files);
    focusInput();
  };
  const askPerson = () => say(PERSON_TEXT);
  const { owner } = conversation;

  return (
    <>
      <div role="status">
        {nudged && <Nudge text={nudged.text} onOpen={accept} onDismiss={settle} onMeasure={(height) => tell({ type: "peek", height })} />}
      </div>
      <main class="frame" hidden={nudged !== null}>
        <Header
          conversation={conversation}
          title={String(context["title"] ?? "")}
          framed={framed}
          refused={permission !== "" && permission !== "granted"}
          onAsk={() => tell({ type: "ask" })}
          onClose={() => tell({ type: "close" })}
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
        <Log
          greeting={{ greeting: accepted.current ?? greeting, starters }}
          conversation={conversation}
          chat={chat}
          onSay={say}
          onLink={follow}
          onFocusLost={focusInput}
        />
        <Trouble conversation={conversation} onRetry={() => chat.reconnect()} />
        <Composer
          key={chat.visit}
          input={input}
          onSay={say}
          onTyping={(on) => chat.typing(on)}
          onPerson={owner === "bot" || owner === "closed" ? askPerson : undefined}
        />
      </main>
    </>
  );
}
