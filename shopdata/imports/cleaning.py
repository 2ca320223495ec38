"""The rules by which a row of a transactions file becomes an order line; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shopdata.imports.mapping import Field
from shopdata.imports.standing import read_status
from shopdata.imports.values import BadValue, amount_minor, identifier, instant, quantity, text

FIELDS = (
    Field("order", True, ("order_number", "order_id", "invoice", "invoice_no", "invoice_number")),
    Field("product", True, ("sku", "stock_code", "product_id", "item", "item_id", "article")),
    Field("title", False, ("description", "product_name", "name", "item_name")),
    Field("quantity", True, ("qty", "units", "pieces", "amount_of_items")),
    Field("price", True, ("unit_price", "price_per_unit", "item_price")),
    Field("time", True, ("invoice_date", "order_date", "date", "timestamp", "placed_at")),
    Field("customer", False, ("customer_id", "customer_reference", "user_id", "client_id")),
    Field("country", False, ("ship_country", "delivery_country")),
    Field("status", False, ("order_status", "state", "fulfilment_status", "fulfillment_status")),
    Field("delivered_at", False, ("delivered_on", "date_delivered", "delivered_date")),
)


@dataclass(frozen=True)
class Line:
    """A clean line: a sale, or a return when the quantity is negative.

    ``status`` is empty when nothing is said of it; it is no part of the line's identity (``key``),
    for it changes from one export to the next.
    """

    key: str
    order: str
    sku: str
    title: str
    quantity: int
    price_minor: int
    at: datetime
    customer: str
    country: str
    status: str = ""
    delivered_at: datetime | None = None


@dataclass(frozen=True)
class Cleaned:
    """A line with the repairs it needed, or the reason why there is none."""

    line: Line | None
    repairs: tuple[str, ...] = ()
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Form:
    """How the values of one file are written.

    Parameters
    ----------
    source:
        Name of where the data comes from; part of each line's identity.
    positions:
        Column number of each field.
    zone, day_first:
        Of times that do not say so themselves.
    """

    source: str
    positions: Mapping[str, int]
    zone: str = "UTC"
    day_first: bool = True


def clean(values: Sequence[Any], form: Form) -> Cleaned:
    """Return the order line in a row, or why it is rejected."""
    try:
        return _clean(values, form)
    except BadValue as error:
        return Cleaned(None, reason="unreadable value", detail=str(error))
    except IndexError:
        detail = f"{len(values)} values where {max(form.positions.values()) + 1} are needed"
        return Cleaned(None, reason="too few values", detail=detail)


def _clean(values: Sequence[Any], form: Form) -> Cleaned:
    raw = {field: values[position] for field, position in form.positions.items()}
    order, sku = identifier(raw["order"]), identifier(raw["product"])
    if not order or not sku:
        missing = "order" if not order else "product"
        return Cleaned(None, reason=f"no {missing}")
    pieces = quantity(raw["quantity"])
    price, rounded = amount_minor(raw["price"])
    if pieces == 0:
        return Cleaned(None, reason="quantity is zero")
    if price <= 0:
        said = text(raw["price"])
        return Cleaned(None, reason="price is zero or negative", detail=said)
    at, open_order = instant(raw["time"], form.zone, form.day_first)
    customer = identifier(raw.get("customer", ""))
    title = " ".join(text(raw.get("title", "")).split())
    country = text(raw.get("country", ""))
    status = read_status(text(raw.get("status", "")))
    delivered, odd_delivery = _delivered(raw.get("delivered_at", ""), at, form)
    repairs = [
        name
        for name, needed in (
            ("price rounded to the minor unit", rounded),
            ("day and month told by the option", open_order),
            ("no customer: kept as a guest's", not customer),
            ("product code put in upper case", sku != sku.upper()),
            ("no title: product code instead", not title),
            ("unknown status", status is None),
            ("delivery date left out", odd_delivery),
        )
        if needed
    ]
    sku = sku.upper()
    identity = (form.source, order, sku, title, pieces, price, at.isoformat(), customer)
    key = hashlib.sha256("\x1f".join(map(str, identity)).encode()).hexdigest()[:32]
    line = Line(
        key, order, sku, title or sku, pieces, price, at, customer, country, status or "", delivered
    )
    return Cleaned(line, tuple(repairs))


def _delivered(value: Any, at: datetime, form: Form) -> tuple[datetime | None, bool]:
    """Return when a line was delivered, and whether what stood there is no such time."""
    if not text(value):
        return None, False
    try:
        found, _ = instant(value, form.zone, form.day_first)
    except BadValue:
        return None, True
    # A day without its hour may begin before the hour of the order; a day earlier is wrong.
    return (found, False) if found > at - timedelta(days=1) else (None, True)
