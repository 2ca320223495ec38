import { formatMoney } from "../../shared/format";
import { safeAddress } from "../../shared/linkify";
import type { Page, Product } from "../catalogue";

const STOCK = { in_stock: "", low: "Only a few left", out: "Out of stock" } as const;

interface GridProps {
  page: Page | null;
  failure: string | null;
  heading: string;
  onRetry(): void;
  onOpen(id: string): void;
  onPage(page: number): void;
}

export function ProductGrid({ page, failure, heading, onRetry, onOpen, onPage }: GridProps) {
  return (
    <section class="products" id="products" aria-busy={page === null}>
      <header class="products-head">
        <h2>{heading}</h2>
        {page && <p>{page.total} products</p>}
      </header>
      {failure && (
        <p class="failure" role="alert">
          The products could not be loaded: {failure}{" "}
          <button type="button" class="button small" onClick={onRetry}>
            Try again
          </button>
        </p>
      )}
      <ul class="grid">
        {page
          ? page.products.map((product) => <Tile key={product.id} product={product} onOpen={onOpen} />)
          : !failure && Array.from({ length: 8 }, () => <li class="tile ghost" aria-hidden="true" />)}
      </ul>
      {page && page.products.length === 0 && !failure && <p class="failure">Nothing here at the moment.</p>}
      {page && page.pages > 1 && <Pager page={page} onPage={onPage} />}
    </section>
  );
}

function Tile({ product, onOpen }: { product: Product; onOpen(id: string): void }) {
  const image = safeAddress(product.image, location.origin);
  const stock = product.stock ? STOCK[product.stock] : "";
  return (
    <li class="tile" data-testid="product-tile" data-product={product.id}>
      <a
        href={`/?product=${encodeURIComponent(String(product.id))}`}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onOpen(String(product.id));
        }}
      >
        <span class="picture">
          {image && <img src={image} alt="" loading="lazy" width="320" height="320" />}
          {stock && <span class="flag">{stock}</span>}
        </span>
        <span class="tile-category">{product.category}</span>
        <strong class="tile-title">{product.title}</strong>
        <span class="tile-price">{formatMoney(product.price)}</span>
      </a>
    </li>
  );
}

function Pager({ page, onPage }: { page: Page; onPage(page: number): void }) {
  return (
    <nav class="pager" aria-label="Pages">
      <button type="button" class="button small" disabled={page.page <= 1} onClick={() => onPage(page.page - 1)}>
        Previous
      </button>
      <span>
        Page {page.page} of {page.pages}
      </span>
      <button
        type="button"
        class="button small"
        disabled={page.page >= page.pages}
        onClick={() => onPage(page.page + 1)}
      >
        Next
      </button>
    </nav>
  );
}
