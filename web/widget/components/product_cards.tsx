import { useRef } from "preact/hooks";
import { formatMoney } from "../../shared/format";
import { Icon } from "../../shared/icons";
import { safeAddress } from "../../shared/linkify";
import type { ProductCard } from "../../shared/protocol";
import { locale } from "../locale";
import { t } from "../texts";

interface CarouselProps {
  products: ProductCard[];
  onLink(url: string, product: string | null): void;
}

/** One card and the space after it, in pixels. */
const STEP = 212;

export function ProductCarousel({ products, onLink }: CarouselProps) {
  const list = useRef<HTMLUListElement>(null);
  const move = (by: number) => () => {
    const element = list.current!;
    const onwards = getComputedStyle(element).direction === "rtl" ? -STEP : STEP;
    element.scrollBy({ left: by * onwards, behavior: "smooth" });
  };
  return (
    <div class="carousel">
      <ul class="cards" role="list" ref={list} aria-label={t("products")} tabIndex={0}>
        {products.map((product) => (
          <ProductCardView key={product.id} product={product} onLink={onLink} />
        ))}
      </ul>
      {products.length > 1 && (
        <div class="carousel-steps">
          <button type="button" class="step" aria-label={t("previous")} onClick={move(-1)}>
            <Icon name="back" />
          </button>
          <button type="button" class="step" aria-label={t("next")} onClick={move(1)}>
            <Icon name="forward" />
          </button>
        </div>
      )}
    </div>
  );
}

function ProductCardView({ product, onLink }: { product: ProductCard; onLink: CarouselProps["onLink"] }) {
  const url = safeAddress(product.url, location.origin);
  const image = safeAddress(product.image, location.origin);
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || !url) return;
    event.preventDefault();
    onLink(url, String(product.id));
  };
  return (
    <li class="card product" data-testid="product-card" data-product={product.id}>
      {image ? (
        <img src={image} alt="" loading="lazy" width="200" height="150" />
      ) : (
        <div class="no-image">
          <Icon name="bag" />
        </div>
      )}
      <div class="card-body">
        <h3>{product.title}</h3>
        <p class="price">
          <strong>{formatMoney(product.price, locale())}</strong>
          {product.stock && <span class={`stock ${product.stock}`}>{t(`stock.${product.stock}`)}</span>}
        </p>
        {product.why && (
          <p class="why">
            <Icon name="spark" />
            <span>{product.why}</span>
          </p>
        )}
        {url && (
          <a class="card-link" href={url} target="_top" onClick={follow} aria-label={`${t("view")}: ${product.title}`}>
            {t("view")}
          </a>
        )}
      </div>
    </li>
  );
}
