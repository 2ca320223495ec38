import type { ProductCard } from "../../shared/protocol";
import { picture } from "../catalogue";
import { money } from "../format";
import { productAddress } from "../place";
import { t } from "../texts";
import { Swatch } from "./swatch";

interface TileProps {
  product: ProductCard & { colours?: string[] };
  /** The colour to show it in. */
  colour?: string | null;
  /** The first few are fetched at once. */
  eager?: boolean;
}

/** A product in a list: all of it is one link. */
export function Tile({ product, colour = null, eager = false }: TileProps) {
  const { id, title, stock, colours = [] } = product;
  return (
    <li class="tile" data-testid="product-tile" data-product={id}>
      <a href={productAddress(id)}>
        <span class="picture">
          <img src={picture(id, colour)} alt="" width="400" height="400" loading={eager ? "eager" : "lazy"} />
          {(stock === "low" || stock === "out") && <span class={`flag ${stock}`}>{t(`stock.${stock}`)}</span>}
        </span>
        <span class="tile-title">{title}</span>
        <span class="tile-line">
          <span class="tile-price">{money(product.price)}</span>
          {colours.length > 1 && (
            <span class="swatches" aria-hidden="true">
              {colours.slice(0, 5).map((one) => (
                <Swatch key={one} colour={one} />
              ))}
            </span>
          )}
        </span>
        {product.why && <span class="tile-why">{product.why}</span>}
      </a>
    </li>
  );
}

/** Stands where products will be, of the same size, so that nothing jumps. */
export function Ghosts({ count }: { count: number }) {
  return (
    <ul class="grid" aria-hidden="true">
      {Array.from({ length: count }, (_, place) => (
        <li key={place} class="tile ghost">
          <span class="picture" />
          <span class="ghost-line" />
          <span class="ghost-line short" />
        </li>
      ))}
    </ul>
  );
}

export function Tiles({ products, colour = null }: { products: TileProps["product"][]; colour?: string | null }) {
  return (
    <ul class="grid">
      {products.map((product, place) => (
        <Tile key={product.id} product={product} colour={colour} eager={place < 4} />
      ))}
    </ul>
  );
}
