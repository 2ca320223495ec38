import type { DeliveryOption, Product, ShopFacts } from "../catalogue";
import { day, roundMoney } from "../format";
import { has, t } from "../texts";

export function deliveryName(code: string): string {
  const key = `delivery.${code}`;
  return has(key) ? t(key as "delivery.standard") : code;
}

/** What one delivery costs for goods of a value. */
export function deliveryPrice({ price_minor, free_from_minor }: DeliveryOption, goodsMinor: number): number {
  return free_from_minor !== null && goodsMinor >= free_from_minor ? 0 : price_minor;
}

/** What one wants to know before buying: how it comes, how it goes back, what it is made of. */
export function Facts({ product, facts }: { product: Product; facts: ShopFacts | null }) {
  const { material } = product.attributes;
  return (
    <dl class="facts" data-testid="product-facts">
      {facts && (
        <>
          <div>
            <dt>{t("product.delivery")}</dt>
            <dd>
              {facts.delivery.map((option) => (
                <p key={option.code}>{deliveryLine(option, product.price.minor, facts.currency)}</p>
              ))}
            </dd>
          </div>
          <div>
            <dt>{t("product.returns")}</dt>
            <dd>{t("product.returns.words", { days: facts.return_days, gold: facts.gold_return_days })}</dd>
          </div>
          <div>
            <dt>{t("product.warranty")}</dt>
            <dd>{t("product.warranty.words", { years: facts.warranty_years })}</dd>
          </div>
        </>
      )}
      {material && (
        <div>
          <dt>{t("product.material")}</dt>
          <dd>{material}</dd>
        </div>
      )}
      <div>
        <dt>{t("product.number")}</dt>
        <dd>{product.sku}</dd>
      </div>
    </dl>
  );
}

function deliveryLine(option: DeliveryOption, goodsMinor: number, currency: string): string {
  const minor = deliveryPrice(option, goodsMinor);
  return t("product.delivery.line", {
    name: deliveryName(option.code),
    from: day(option.earliest),
    to: day(option.latest),
    price: minor === 0 ? t("product.delivery.free") : roundMoney(minor, currency),
  });
}
