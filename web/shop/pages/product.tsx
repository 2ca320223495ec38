import { useEffect, useState } from "preact/hooks";
import { basket } from "../basket";
import { picture, productPath, type Product, type ShopFacts } from "../catalogue";
import { askAbout } from "../chat";
import { Facts } from "../components/facts";
import { Icon } from "../components/icon";
import { Options } from "../components/options";
import { Crumbs, Failure, Heading } from "../components/page";
import { Quantity } from "../components/quantity";
import { Tiles } from "../components/tile";
import { day, money } from "../format";
import { useLoaded } from "../loaded";
import { categoryAddress } from "../place";
import { t } from "../texts";
import { Nowhere } from "./nowhere";

export function ProductPage({ id, facts }: { id: number; facts: ShopFacts | null }) {
  const { value: product, failure, retry } = useLoaded<Product>(productPath(id));
  if (failure?.status === 404) return <Nowhere title={t("nowhere.product")} />;
  if (failure) return <Failure problem={failure} onRetry={retry} />;
  if (!product) return <Room />;
  const { category, category_id: slug, title } = product;
  const above = slug && category ? [{ name: category, address: categoryAddress(slug) }] : [];
  return (
    <>
      <Crumbs crumbs={[...above, { name: title, address: null }]} />
      <Details product={product} facts={facts} />
      {product.companions.length > 0 && (
        <section aria-labelledby="companions">
          <h2 id="companions">{t(product.bought_together ? "product.together" : "product.others")}</h2>
          <Tiles products={product.companions} />
        </section>
      )}
    </>
  );
}

/** Keeps the room that the product will take. */
function Room() {
  return (
    <div class="product" aria-busy="true">
      <p class="unseen" role="status">
        {t("product.loading")}
      </p>
      <div class="product-picture ghost" />
    </div>
  );
}

function stockWords({ stock, left, restock_on: back }: Product): string {
  if (stock === "out") return back ? t("stock.back", { day: day(back) }) : t("stock.out");
  if (stock === "low") return left ? t("stock.left", { count: left }) : t("stock.low");
  return t("stock.in_stock");
}

function Details({ product, facts }: { product: Product; facts: ShopFacts | null }) {
  const { id, title, price, attributes, left, stock } = product;
  const [colour, setColour] = useState<string | null>(attributes.colours[0] ?? null);
  const [size, setSize] = useState<string | null>(attributes.sizes[0] ?? null);
  const [quantity, setQuantity] = useState(1);
  const [added, setAdded] = useState(false);
  useEffect(() => setAdded(false), [colour, size, quantity]);

  const add = () => {
    basket.dispatch({ type: "added", line: { id: Number(id), title, price, colour, size, quantity } });
    setAdded(true);
  };
  const out = stock === "out";
  return (
    <div class="product">
      <div class="product-picture picture">
        <img src={picture(id, colour)} alt="" width="400" height="400" data-testid="product-picture" />
      </div>
      <div class="product-words">
        <Heading>{title}</Heading>
        <p class="product-price" data-testid="product-price">
          {money(price)} <small>{t("product.tax")}</small>
        </p>
        <p class={`stock ${stock ?? ""}`} data-testid="product-stock">
          {stockWords(product)}
        </p>
        <Options kind="colour" choices={attributes.colours} chosen={colour} onChange={setColour} />
        <Options kind="size" choices={attributes.sizes} chosen={size} onChange={setSize} />
        <div class="product-ways">
          {!out && <Quantity title={title} value={quantity} most={left ?? 99} onChange={setQuantity} />}
          <button type="button" class="button" disabled={out} data-testid="add-to-basket" onClick={add}>
            <Icon name="bag" />
            {t(out ? "product.sold-out" : "product.add")}
          </button>
          <button
            type="button"
            class="button quiet"
            data-testid="ask-about-product"
            onClick={() => askAbout({ product: Number(id) })}
          >
            <Icon name="chat" />
            {t("product.ask")}
          </button>
        </div>
        <p class="added" role="status">
          {added && (
            <>
              <Icon name="check" />
              <span>{t("product.added", { title })}</span> <a href="/basket">{t("product.to-basket")}</a>
            </>
          )}
        </p>
        <h2>{t("product.description")}</h2>
        <p>{product.description}</p>
        <Facts product={product} facts={facts} />
      </div>
    </div>
  );
}
