import { useStore } from "../../shared/store";
import { preferences } from "../preferences";
import { t } from "../texts";
import { MenuSwitch } from "./menu";

interface SwitchesProps {
  /** The browser said no: saying so is all that can be done. */
  refused: boolean;
  /** The page may notify only once the browser was asked, which it is by this click and never before. */
  onAsk: (() => void) | null;
}

/** How the customer wants to be called when the chat is not in view. */
export function CallSwitches({ refused, onAsk }: SwitchesProps) {
  const { sound, notify, words } = useStore(preferences);
  const setSound = (on: boolean) => {
    preferences.dispatch({ sound: on });
    if (on) void import("../alerts").then(({ chime }) => chime());
  };
  const setNotify = (on: boolean) => {
    if (on) onAsk?.();
    else preferences.dispatch({ notify: false });
  };
  return (
    <>
      <MenuSwitch on={sound} testId="sound-switch" onChange={setSound}>
        {t("sound")}
      </MenuSwitch>
      {onAsk && (
        <MenuSwitch on={notify} testId="notify-switch" onChange={setNotify}>
          {t("notify")}
          {refused && <small role="status">{t("notifyRefused")}</small>}
        </MenuSwitch>
      )}
      {onAsk && notify && (
        <MenuSwitch on={words} testId="notify-words-switch" onChange={(on) => preferences.dispatch({ words: on })}>
          {t("notifyWords")}
        </MenuSwitch>
      )}
    </>
  );
}
