import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import { loadCustomers, type Customer } from "../catalogue";
import { becomeCustomer, rememberedCustomer } from "../identity";

/** The first part of a note, short enough for one line of a list. */
function brief(note: string): string {
  const first = note.split(/[;.]/, 1)[0]!.trim();
  return first.length > 60 ? `${first.slice(0, 59).trimEnd()}…` : first;
}

/** Stands in for a real shop's sign-in: choose who is looking at the shop. */
export function CustomerSwitcher() {
  const [customers, setCustomers] = useState<Customer[]>([]);
  const [chosen, setChosen] = useState(rememberedCustomer);
  const [failure, setFailure] = useState<string | null>(null);

  const choose = (reference: string) => {
    setChosen(reference);
    setFailure(null);
    becomeCustomer(reference).catch(() => {
      setChosen("");
      setFailure("Signing in failed. Please choose again.");
    });
  };

  useEffect(() => {
    loadCustomers().then(setCustomers, () => setFailure("The demo's customers could not be loaded."));
    const reference = rememberedCustomer();
    if (!reference) return;
    choose(reference);
    // The shop's token lasts an hour at most; a page that stays open gets a fresh one in time.
    const timer = setInterval(() => rememberedCustomer() && choose(rememberedCustomer()), 45 * 60_000);
    return () => clearInterval(timer);
  }, []);

  const note = customers.find(({ reference }) => reference === chosen)?.note;
  return (
    <label class="switcher">
      <Icon name="person" />
      <span class="unseen">Signed in as</span>
      <select
        value={chosen}
        data-testid="customer-switcher"
        onChange={(event) => choose(event.currentTarget.value)}
      >
        <option value="">Guest, not signed in</option>
        {customers.map(({ reference, name, note }) => (
          <option key={reference} value={reference}>
            {note ? `${name} · ${brief(note)}` : name}
          </option>
        ))}
      </select>
      {note && !failure && (
        <span class="switcher-note" role="status">
          {note}
        </span>
      )}
      {failure && (
        <span class="switcher-failure" role="alert">
          {failure}
        </span>
      )}
    </label>
  );
}
