import { useEffect, useRef, useState } from "preact/hooks";
import { useStore } from "../../shared/store";
import type { Desk } from "../desk";
import { commandFor, type Command } from "../keyboard";
import { isMine, VIEWS } from "../state";
import { t } from "../texts";
import { CloseDialog, HandBackDialog, ShortcutsDialog } from "./dialogs";
import { CustomerPanel } from "./customer_panel";
import { Room } from "./room";
import { SideBar } from "./side_bar";
import { SignIn } from "./sign_in";

export function App({ desk }: { desk: Desk }) {
  const state = useStore(desk.store);
  const reply = useRef<HTMLTextAreaElement>(null);
  const [panelOpen, setPanelOpen] = useState(false);
  const dialog = (name: typeof state.dialog) => desk.store.dispatch({ type: "dialog", dialog: name });

  const obey = (command: Command): void => {
    const { room, agent } = desk.store.get();
    const mine = room !== null && isMine(room.conversation, agent);
    if (command.type === "move") desk.move(command.step);
    if (command.type === "view") desk.view(VIEWS[command.index]!);
    if (command.type === "help") dialog("shortcuts");
    if (command.type === "reply") reply.current?.focus();
    if (command.type === "hand-back" && mine) dialog("hand-back");
    if (command.type === "take" && room && !mine) void desk.take();
    if (command.type === "leave") (document.activeElement as HTMLElement | null)?.blur();
  };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { agent, dialog: shown } = desk.store.get();
      if (!agent || shown) return;
      const target = event.target as HTMLElement;
      const command = commandFor(event, target.matches("input, textarea, select"));
      if (!command) return;
      event.preventDefault();
      obey(command);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [desk]);

  if (state.agent === undefined) return <p class="whole-page">{t("loading")}</p>;
  if (state.agent === null) return <SignIn desk={desk} notice={state.notice} />;
  const lost = state.link.phase === "waiting" || (state.link.phase === "connecting" && state.link.attempt > 0);
  return (
    <div class={`desk${state.selected ? " has-room" : ""}${panelOpen ? " panel-open" : ""}`}>
      {lost && (
        <p class="lost" role="status">
          <span class="pulse" aria-hidden="true" />
          {t("reconnecting")}
        </p>
      )}
      <SideBar desk={desk} state={state} agent={state.agent} onHelp={() => dialog("shortcuts")} />
      <Room
        desk={desk}
        state={state}
        agent={state.agent}
        reply={reply}
        onDialog={dialog}
        onPanel={() => setPanelOpen(!panelOpen)}
      />
      <CustomerPanel room={state.room} />
      {state.dialog === "hand-back" && <HandBackDialog desk={desk} onClose={() => dialog(null)} />}
      {state.dialog === "close" && <CloseDialog desk={desk} onClose={() => dialog(null)} />}
      {state.dialog === "shortcuts" && <ShortcutsDialog onClose={() => dialog(null)} />}
    </div>
  );
}
