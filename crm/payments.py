"""Ways to pay, and payments that failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from crm.orders import Order, recent_orders
from crm.policy import SHOP_POLICY, ShopPolicy
from crm.requester import Requester
from crm.store import Unit

KEPT_OPEN = timedelta(days=2)
"""How long an order waits for a second try after a payment failed."""

_NAMES = {
    "card": "credit card,debit card,prepaid card,bank card,card,credit,debit",
    "paypal": "paypal,pay pal",
    "bank_transfer": "bank transfer,wire transfer,sepa transfer,transfer,wire",
    "pay_later": "pay later,buy now pay later,invoice",
    "gift_card": "gift card,gift voucher,voucher",
}
_METHODS = {name: method for method, names in _NAMES.items() for name in names.split(",")}
_BRANDS = {"american express": "amex", "master card": "mastercard"}


@dataclass(frozen=True)
class FailedPayment:
    """An order whose payment failed, why, and until when it waits for another try."""

    order: Order
    code: str
    kept_until: datetime


def accepted_method(name: str, policy: ShopPolicy = SHOP_POLICY) -> str | None:
    """Return the code of the method that a customer names, or nothing if it is not accepted.

    Parameters
    ----------
    name:
        A method or a brand of card, such as "Visa" or "wire transfer"; any case.
    """
    wanted = " ".join(name.split()).casefold()
    brand = wanted.removesuffix(" card")
    if _BRANDS.get(brand, _BRANDS.get(wanted, brand)) in {b.casefold() for b in policy.card_brands}:
        return "card" if "card" in policy.payment_methods else None
    method = _METHODS.get(wanted)
    return method if method in policy.payment_methods else None


def failed_payment(order: Order) -> FailedPayment | None:
    """Return the failure of an order that still waits for its payment, or nothing."""
    if order.status != "placed" or order.payment_status != "failed" or order.paid_minor:
        return None
    return FailedPayment(order, order.failure_code or "unknown", order.placed_at + KEPT_OPEN)


def failed_payments(unit: Unit, requester: Requester) -> tuple[FailedPayment, ...]:
    """Return the failures among the requester's newest orders, the newest first."""
    placed = recent_orders(unit, requester, statuses={"placed"})
    return tuple(failed for order in placed if (failed := failed_payment(order)))
