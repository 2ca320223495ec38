import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../../shared/icons";
import { t } from "../texts";

interface NudgeProps {
  text: string;
  onOpen(): void;
  onDismiss(): void;
  /** How many pixels it needs beside the launcher. */
  onMeasure(height: number): void;
}

/** What the widget says first, small and beside the launcher: it takes no focus and can be sent away. */
export function Nudge({ text, onOpen, onDismiss, onMeasure }: NudgeProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    onMeasure(box.current!.offsetHeight);
    return () => onMeasure(0);
  }, [text]);
  return (
    <div class="nudge" ref={box} role="group" aria-label={t("nudgeLabel")}>
      <button type="button" class="nudge-text" data-testid="nudge" onClick={onOpen}>
        {text}
      </button>
      <button type="button" class="quiet" aria-label={t("nudgeClose")} data-testid="nudge-dismiss" onClick={onDismiss}>
        <Icon name="close" />
      </button>
    </div>
  );
}
