import { t } from "../texts";
import { Swatch } from "./swatch";

interface OptionsProps {
  kind: "colour" | "size";
  choices: string[];
  chosen: string | null;
  onChange(chosen: string): void;
}

/** One of several colours or sizes; nothing to choose from is nothing to show. */
export function Options({ kind, choices, chosen, onChange }: OptionsProps) {
  if (choices.length === 0) return null;
  return (
    <fieldset class="options">
      <legend>
        {t(`product.${kind}`)}: <strong>{chosen}</strong>
      </legend>
      <div class="option-row">
        {choices.map((one) => (
          <label key={one} class={`option ${kind}`}>
            <input
              type="radio"
              name={kind}
              value={one}
              checked={one === chosen}
              data-testid={`option-${kind}`}
              onChange={() => onChange(one)}
            />
            {kind === "colour" && <Swatch colour={one} />}
            <span class={kind === "colour" ? "unseen" : undefined}>{one}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
