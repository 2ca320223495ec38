"""The fixed cast of the demo shop: people whose situation is always the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LISTS = Path(__file__).parent / "lists"


@dataclass(frozen=True)
class Basket:
    """An order of the cast.

    Parameters
    ----------
    days_ago, delivered_days_ago, returned_days_ago:
        When it was placed, delivered, and announced for return.
    stage:
        How far it is now; ``delivered`` where ``delivered_days_ago`` is given.
    discount:
        In per cent.
    broken:
        Whether the payment failed.
    ticket:
        Topic of a support ticket about it.
    """

    days_ago: float
    lines: tuple[str, ...]
    number: str | None = None
    stage: str = "delivered"
    delivered_days_ago: float | None = None
    returned_days_ago: float | None = None
    discount: int = 0
    broken: bool = False
    ticket: str | None = None


@dataclass(frozen=True)
class Persona:
    """One of the cast.

    Parameters
    ----------
    reference:
        The shop's reference, as a customer token's subject; a guest has no account under it.
    note:
        One line for the demo page.
    """

    reference: str
    name: str
    note: str
    guest: bool
    email: str
    phone: str
    address: str
    postcode: str
    city: str
    country: str
    joined_days_ago: float
    orders: tuple[Basket, ...]


@cache
def load_personas() -> tuple[Persona, ...]:
    """Read the cast: customers first, then guests."""
    rows = yaml.safe_load((LISTS / "personas.yml").read_text(encoding="utf-8"))
    found = [_persona(row) for row in rows]
    return tuple(sorted(found, key=lambda persona: persona.guest))


def _persona(row: dict[str, Any]) -> Persona:
    history = list(_history(row["history"])) if "history" in row else []
    own = [Basket(**{**order, "lines": tuple(order["lines"])}) for order in row["orders"]]
    details = {key: row[key] for key in ("reference", "name", "note", "email", "phone", "address")}
    where = {key: row[key] for key in ("postcode", "city", "country", "joined_days_ago")}
    return Persona(**details, **where, guest=row.get("guest", False), orders=tuple(history + own))


def _history(rule: dict[str, Any]) -> Iterator[Basket]:
    days, turn = float(rule["first"]), 0
    while days >= rule["last"]:
        lines = tuple(rule["baskets"][turn % len(rule["baskets"])])
        # A little sooner or later, always the same: nobody orders by the stopwatch.
        shift = (turn * 7 % 5 - 2) * 0.8
        yield Basket(
            days_ago=days + shift - 0.4,
            delivered_days_ago=days + shift - 4.6,
            lines=lines,
            discount=rule.get("discount", 0),
        )
        days, turn = days - rule["every"], turn + 1
