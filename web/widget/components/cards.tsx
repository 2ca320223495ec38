import "../styles/cards.css";
import "../styles/form.css";
import type { Card, FormCard, OrderCard, ProductCard } from "../../shared/protocol";
import { FormCardView } from "./form_card";
import { OrderCardView } from "./order_card";
import { ProductCarousel } from "./product_cards";

export interface CardsProps {
  cards: Card[];
  /** Whether a form among them may still be filled in. */
  open: boolean;
  onSay(text: string): void;
  onLink(url: string, product: string | null): void;
}

/** Everything of a message that is more than words; fetched with the first of it. */
export function Cards({ cards, open, onSay, onLink }: CardsProps) {
  const products = cards.filter((card): card is ProductCard => card.kind === "product");
  const orders = cards.filter((card): card is OrderCard => card.kind === "order");
  const forms = cards.filter((card): card is FormCard => card.kind === "form");
  return (
    <>
      {orders.map((order) => (
        <OrderCardView order={order} />
      ))}
      {products.length > 0 && <ProductCarousel products={products} onLink={onLink} />}
      {forms.map((form) => (
        <FormCardView form={form} open={open} onSay={onSay} />
      ))}
    </>
  );
}
