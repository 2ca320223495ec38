"""Orders as values, for the rules that need no store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from crm.orders import Order, OrderLine
from crm.policy import SHOP_POLICY

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


def line(key: int, quantity: int, price: int = 1000, discount: int = 0) -> OrderLine:
    """Return a line of an order."""
    return OrderLine(key, key, key, f"Thing {key}", quantity, price, discount, None, None)


def order(*lines: OrderLine, status: str = "placed", discount: int = 0, **other: Any) -> Order:
    """Return a paid order whose amounts follow from its lines and the policy's delivery."""
    goods = sum(each.unit_price_minor * each.quantity for each in lines)
    discount += sum(each.discount_minor for each in lines)
    delivery = SHOP_POLICY.delivery_option("standard").price_for(goods - discount)
    total = goods - discount + delivery
    made = Order(
        id=1,
        number="104233",
        customer_id=1,
        status=status,
        lines=lines,
        goods_minor=goods,
        discount_minor=discount,
        delivery_minor=delivery,
        total_minor=total,
        currency="EUR",
        payment_method="card",
        payment_status="paid",
        failure_code=None,
        paid_minor=total,
        delivery_option="standard",
        country="DE",
        placed_at=NOW,
        shipped_at=None,
        delivered_at=None,
        cancelled_at=None,
        expected_at=None,
    )
    return replace(made, **other)
