import type { InputHTMLAttributes } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import type { FormCard, FormField } from "../../shared/protocol";
import { faultsOf, fill, longestOf, type Answers, type FieldFault } from "../forms";
import { t } from "../texts";

interface FormCardProps {
  form: FormCard;
  /** Nobody has gone on since it was asked. */
  open: boolean;
  onSay(text: string): void;
}

/** Asks for several things at once. What is filled in is sent as a message like any other. */
export function FormCardView({ form, open, onSay }: FormCardProps) {
  const id = useId();
  const root = useRef<HTMLFormElement>(null);
  const [answers, setAnswers] = useState<Answers>({});
  const [faults, setFaults] = useState<Map<string, FieldFault>>(new Map());

  if (!open) {
    return (
      <section class="card form done" data-testid="form-card" data-form={form.name} data-open="false">
        <h3>{form.title}</h3>
        <p>{t("form.done")}</p>
      </section>
    );
  }

  const answer = (name: string, value: string) => {
    const next = { ...answers, [name]: value };
    setAnswers(next);
    // What was told to be wrong is looked at again with every key; what was not is left in peace.
    if (faults.has(name) && !faultsOf(form, next).has(name)) {
      setFaults(new Map([...faults].filter(([one]) => one !== name)));
    }
  };

  const submit = (event: Event) => {
    event.preventDefault();
    const found = faultsOf(form, answers);
    setFaults(found);
    const [first] = found.keys();
    if (first !== undefined) {
      const at = form.fields.findIndex(({ name }) => name === first);
      root.current!.querySelectorAll<HTMLElement>("[data-field]")[at]?.focus();
      return;
    }
    onSay(fill(form, answers));
  };

  return (
    <form
      class="card form"
      ref={root}
      noValidate
      aria-labelledby={`${id}-title`}
      onSubmit={submit}
      data-testid="form-card"
      data-form={form.name}
      data-open="true"
    >
      <h3 id={`${id}-title`}>{form.title}</h3>
      {form.fields.map((field) => (
        <Field
          key={field.name}
          id={`${id}-${field.name}`}
          field={field}
          value={answers[field.name] ?? ""}
          fault={faults.get(field.name) ?? null}
          onAnswer={(value) => answer(field.name, value)}
        />
      ))}
      <button type="submit" class="button" data-testid="form-submit">
        {form.submit}
      </button>
    </form>
  );
}

interface FieldProps {
  id: string;
  field: FormField;
  value: string;
  fault: FieldFault | null;
  onAnswer(value: string): void;
}

function Field({ id, field, value, fault, onAnswer }: FieldProps) {
  const common = {
    id,
    name: field.name,
    value,
    required: field.required,
    "aria-invalid": fault !== null,
    ...(fault ? { "aria-describedby": `${id}-fault` } : {}),
    "data-field": field.name,
  };
  return (
    <div class={fault ? "form-field wrong" : "form-field"}>
      <label for={id}>
        {field.label}
        {!field.required && <small> ({t("form.optional")})</small>}
      </label>
      {field.type === "choice" ? (
        <select {...common} onChange={(event) => onAnswer(event.currentTarget.value)}>
          <option value="">{t("form.choose")}</option>
          {(field.options ?? []).map((option) => (
            <option value={option.value}>{option.label}</option>
          ))}
        </select>
      ) : (
        <input {...common} {...entry(field)} onInput={(event) => onAnswer(event.currentTarget.value)} />
      )}
      {fault && (
        <p class="fault" id={`${id}-fault`} role="alert">
          {faultText(field, fault)}
        </p>
      )}
    </div>
  );
}

/** How a value is entered: a code by digits, offered by the phone that received it. */
function entry(field: FormField): InputHTMLAttributes<HTMLInputElement> {
  const maxLength = longestOf(field) + 20;
  if (field.type !== "code") return { type: "text", autocomplete: field.autocomplete ?? "on", maxLength };
  return { type: "text", inputMode: "numeric", autocomplete: "one-time-code", maxLength, class: "code" };
}

function faultText(field: FormField, fault: FieldFault): string {
  if (fault === "missing") return t("form.missing");
  if (fault === "long") return t("form.long", { limit: longestOf(field) });
  return field.hint || t("form.invalid");
}
