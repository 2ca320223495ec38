import { Icon } from "../../shared/icons";
import { starters as ownStarters, t } from "../texts";

/** What a shop says to whoever opens the chat on a page; what is missing is said in the widget's own words. */
export interface Greeting {
  greeting?: string | null;
  starters?: string[];
}

interface WelcomeProps extends Greeting {
  /** Nothing was said yet: offer something to begin with. */
  blank: boolean;
  onSay(text: string): void;
}

export function Welcome({ blank, greeting, starters = [], onSay }: WelcomeProps) {
  const offered = starters.length > 0 ? starters.map((text) => ({ title: text, text })) : ownStarters();
  return (
    <div class={blank ? "welcome" : "welcome small"}>
      <span class="mark large">
        <Icon name="spark" />
      </span>
      <h2>{greeting || t("hello")}</h2>
      {blank && <p>{t("helloMore")}</p>}
      {blank && (
        <div class="starters">
          {offered.map(({ title, text }) => (
            <button type="button" class="starter" data-testid="starter" onClick={() => onSay(text)}>
              {title}
              <Icon name="forward" />
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
