"""A made shop whose offer brings back those who order seldom, and changes nothing in the others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
from sqlalchemy import insert

from crm.store import Store, Unit
from crm.tables.events import offer_exposures, offers
from crm.tables.orders import orders
from crm.tables.people import customers

CODE = "BACK10"
CUSTOMERS = 480
SHOWN_DAYS_AGO = 60.0
FIRST = 1_000
"""Key of the first customer; those with even keys order seldom and are won by the offer."""


def fill(store: Store, *, effect: float = 0.7, control: bool = True, seed: int = 7) -> None:
    """Add customers, of whom every other one is shown an offer by a coin, and what they order.

    Who orders often does so every 45 days, with the offer or without, so within 30 days in two of
    three cases; the others had ordered once, long ago.

    Parameters
    ----------
    effect:
        Chance that the offer brings back one of those who order seldom; a tenth come anyway.
    control:
        Whether half of all are held back.
    """
    random = np.random.default_rng(seed)
    with store.transaction() as unit:
        add_offer(unit, 1, CODE)
        bought: list[tuple[int, float, int]] = []
        exposed: list[dict[str, Any]] = []
        for key in range(FIRST, FIRST + CUSTOMERS):
            seldom, treated = key % 2 == 0, not control or bool(random.random() < 0.5)
            first = random.uniform(150, 400) if seldom else random.uniform(0, 45)
            bought += [(key, first + 45 * n, 4_000) for n in range(1 if seldom else 8)]
            if seldom and random.random() < 0.1 + effect * treated:
                bought.append((key, SHOWN_DAYS_AGO - 25 * random.random(), 4_000))
            exposed.append(exposure(unit, 1, key, treated, SHOWN_DAYS_AGO))
        unit.connection.execute(insert(customers), [_customer(unit, row["customer_id"])
                                                    for row in exposed])  # fmt: skip
        add_orders(unit, bought)
        unit.connection.execute(insert(offer_exposures), exposed)


def add_offer(unit: Unit, key: int, code: str, **more: Any) -> None:
    """Add an offer of a tenth that runs now."""
    row = {
        "id": key, "code": code, "title": "10% off", "kind": "percent", "percent": 10,
        "minimum_minor": 0, "audience": {}, "active": True,
        "starts_at": unit.now - timedelta(days=100), "ends_at": unit.now + timedelta(days=100),
    }  # fmt: skip
    unit.connection.execute(insert(offers).values(row | more))


def exposure(
    unit: Unit, offer: int, customer: int, treated: bool, days_ago: float
) -> dict[str, Any]:
    """Return a row of an exposure."""
    return {
        "offer_id": offer, "customer_id": customer, "treated": treated, "reason": "campaign",
        "shown_at": unit.now - timedelta(days=days_ago),
    }  # fmt: skip


def add_orders(unit: Unit, bought: list[tuple[int, float, int]], first: int = 0) -> None:
    """Add orders of customer, days ago and total in minor units."""
    rows = [
        {
            "number": f"{first + number}", "customer_id": customer, "status": "delivered",
            "goods_minor": total, "discount_minor": 0, "delivery_minor": 0, "total_minor": total,
            "currency": "EUR", "payment_method": "card", "delivery_option": "standard",
            "placed_at": unit.now - timedelta(days=days),
        }
        for number, (customer, days, total) in enumerate(bought)
    ]  # fmt: skip
    unit.connection.execute(insert(orders), rows)


def _customer(unit: Unit, key: int) -> dict[str, Any]:
    since = unit.now - timedelta(days=400)
    return {"id": key, "reference": f"C-{key}", "opaque_id": f"o-{key}", "created_at": since}
