"""Amounts of money in words."""

from __future__ import annotations

from typing import Any

_SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}
# Currencies whose smallest unit is the unit itself (ISO 4217).
_WITHOUT_MINOR = frozenset({"JPY", "KRW"})


def money_text(minor: int, currency: str = "EUR") -> str:
    """Return an amount of minor units in words ("€24.90")."""
    sign = _SIGNS.get(currency, f"{currency} ")
    minus, amount = ("-" if minor < 0 else ""), abs(minor)
    if currency in _WITHOUT_MINOR:
        return f"{minus}{sign}{amount:,}"
    return f"{minus}{sign}{amount // 100:,}.{amount % 100:02d}"


def price_card(minor: int, currency: str = "EUR") -> dict[str, Any]:
    """Return an amount as cards bear it."""
    return {"minor": minor, "currency": currency, "text": money_text(minor, currency)}


def minor_units(amount: float, currency: str = "EUR") -> int:
    """Return an amount of the currency in minor units (24.9 euros are 2490)."""
    return round(amount if currency in _WITHOUT_MINOR else amount * 100)
