import { useRef, useState } from "preact/hooks";
import { useStore } from "../../shared/store";
import { basket, keyOf, type Line } from "../basket";
import { basketPath, type BasketProduct, type ShopFacts } from "../catalogue";
import { BasketLine, type CheckedLine } from "../components/basket_line";
import { Empty, Heading } from "../components/page";
import { Summary } from "../components/summary";
import { useLoaded } from "../loaded";
import { searchAddress } from "../place";
import { t } from "../texts";

interface Removed {
  line: Line;
  at: number;
}

/** What the service says of the lines: its prices count, and what is not sold counts nothing. */
export function check(lines: Line[], known: BasketProduct[] | null): CheckedLine[] {
  return lines.map((line) => {
    const product = known?.find(({ id }) => Number(id) === line.id);
    if (!known) return { line, state: "unchecked", most: null };
    if (!product) return { line, state: "gone", most: null };
    const fresh = { ...line, title: product.title, price: product.price };
    if (product.stock === "out") return { line: fresh, state: "out", most: null };
    return { line: fresh, state: line.quantity > product.most ? "too-many" : "good", most: product.most };
  });
}

export function BasketPage({ facts }: { facts: ShopFacts | null }) {
  const lines = useStore(basket);
  const ids = [...new Set(lines.map(({ id }) => id))].sort((a, b) => a - b);
  const { value, failure } = useLoaded<{ products: BasketProduct[] }>(ids.length > 0 ? basketPath(ids) : null);
  const [removed, setRemoved] = useState<Removed | null>(null);
  const status = useRef<HTMLParagraphElement>(null);
  const checked = check(lines, value?.products ?? null);

  const remove = (line: Line) => {
    setRemoved({ line, at: lines.indexOf(line) });
    basket.dispatch({ type: "removed", key: keyOf(line) });
    // The button that was pressed is gone; the way back is the nearest thing to it.
    setTimeout(() => status.current?.querySelector("button")?.focus());
  };
  const putBack = () => {
    if (removed) basket.dispatch({ type: "put-back", ...removed });
    setRemoved(null);
  };

  return (
    <>
      <Heading>{t("basket.title")}</Heading>
      <p class="removed" role="status" ref={status}>
        {removed && (
          <>
            {t("basket.removed", { title: removed.line.title })}{" "}
            <button type="button" class="plain" data-testid="basket-undo" onClick={putBack}>
              {t("basket.undo")}
            </button>
          </>
        )}
      </p>
      {failure && <p class="warn">{t("basket.prices")}</p>}
      {lines.length === 0 ? (
        <Empty words={t("basket.empty")} hint={t("basket.empty.hint")}>
          <a class="button" href={searchAddress("")}>
            {t("basket.browse")}
          </a>
        </Empty>
      ) : (
        <div class="basket-page">
          <ul class="basket-lines">
            {checked.map((one, place) => (
              <BasketLine key={keyOf(one.line)} checked={one} onRemove={() => remove(lines[place]!)} />
            ))}
          </ul>
          <Summary lines={checked} facts={facts} />
        </div>
      )}
    </>
  );
}
