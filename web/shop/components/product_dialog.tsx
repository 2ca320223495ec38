import { useEffect, useRef, useState } from "preact/hooks";
import { formatMoney, humanise } from "../../shared/format";
import { Icon } from "../../shared/icons";
import { safeAddress } from "../../shared/linkify";
import { loadProduct, type Product } from "../catalogue";

const STOCK = { in_stock: "In stock, leaves us within a day", low: "Only a few left", out: "Out of stock" } as const;

interface DialogProps {
  id: string;
  onAdd(): void;
  onClose(): void;
}

export function ProductDialog({ id, onAdd, onClose }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [product, setProduct] = useState<Product | null>(null);
  const [failure, setFailure] = useState<string | null>(null);

  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  useEffect(() => {
    setProduct(null);
    setFailure(null);
    loadProduct(id).then(setProduct, (error: Error) => setFailure(error.message));
  }, [id]);

  return (
    <dialog
      class="dialog"
      ref={dialog}
      aria-label={product?.title ?? "Product"}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <button type="button" class="dialog-close" aria-label="Close" onClick={() => dialog.current?.close()}>
        <Icon name="close" />
      </button>
      {failure && <p class="failure">This product could not be loaded: {failure}</p>}
      {!failure && !product && <p class="failure">Loading…</p>}
      {product && <Details product={product} onAdd={onAdd} />}
    </dialog>
  );
}

function Details({ product, onAdd }: { product: Product; onAdd(): void }) {
  const [added, setAdded] = useState(false);
  const image = safeAddress(product.image, location.origin);
  return (
    <div class="details">
      <div class="picture">{image && <img src={image} alt="" width="480" height="480" />}</div>
      <div class="details-words">
        <p class="tile-category">{product.category}</p>
        <h2>{product.title}</h2>
        <p class="details-price">{formatMoney(product.price)}</p>
        {product.description && <p>{product.description}</p>}
        <dl class="attributes">
          {Object.entries(product.attributes ?? {}).map(([name, value]) => (
            <div key={name}>
              <dt>{humanise(name)}</dt>
              <dd>{Array.isArray(value) ? value.join(", ") : String(value)}</dd>
            </div>
          ))}
        </dl>
        {product.stock && <p class={`stock ${product.stock}`}>{STOCK[product.stock]}</p>}
        <button
          type="button"
          class="button"
          disabled={product.stock === "out"}
          onClick={() => {
            onAdd();
            setAdded(true);
          }}
        >
          {added ? "In the basket" : "Put in the basket"}
        </button>
      </div>
    </div>
  );
}
