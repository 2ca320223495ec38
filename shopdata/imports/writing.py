"""Writes staged lines to the store: customers, products, orders with lines, returns."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, islice
from typing import Any

from sqlalchemy import func, insert, select, update

from crm.errors import Conflict
from crm.order_news import tell_of_orders
from crm.store import Unit
from crm.tables.catalogue import products
from crm.tables.orders import order_lines, orders
from crm.tables.people import customers
from shopdata.imports.countries import country_code
from shopdata.imports.crediting import write_credits
from shopdata.imports.report import Report
from shopdata.imports.staging import Staging
from shopdata.imports.standing import Standing, bring_up_to_date, standing_of

_BATCH = 2_000
_ORDER_LINES = """
SELECT order_number, key, sku, title, quantity, price_minor, at, customer, country,
       status, delivered
FROM lines WHERE quantity > 0 ORDER BY order_number, row
"""
_CUSTOMERS = "SELECT customer, min(country), min(at) FROM lines WHERE customer != '' GROUP BY 1"
# The newest line with a price tells what a product costs and is called today.
_PRODUCTS = """
SELECT sku, title, price_minor, max(at), min(at) FROM lines WHERE quantity > 0 GROUP BY sku
"""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Target:
    """What all rows of an import bear."""

    source: str
    currency: str


def write_all(
    unit: Unit, staging: Staging, target: Target, report: Report, progress: Progress
) -> None:
    """Write all staged lines; those of an earlier import of the source are left as they are.

    Raises
    ------
    Conflict
        If an order's number is taken by another source.
    """
    people = _write_customers(unit, staging, report)
    goods = _write_products(unit, staging, target, report)
    total = next(staging.rows("SELECT count(DISTINCT order_number) FROM lines WHERE quantity > 0"))
    done = 0
    grouped = groupby(staging.rows(_ORDER_LINES), key=lambda row: row[0])
    numbered = ((number, list(lines)) for number, lines in grouped)
    for batch in _batches(numbered, _BATCH):
        _write_orders(unit, batch, target, people, goods, report)
        done += len(batch)
        progress("writing orders", done, total[0])
    progress("writing returns", 0, 1)
    write_credits(unit, staging, target.currency, report)


def _batches(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while batch := list(islice(rows, size)):
        yield batch


def _write_customers(unit: Unit, staging: Staging, report: Report) -> dict[str, int]:
    known = dict(unit.connection.execute(select(customers.c.reference, customers.c.id)).all())
    rows = [
        {
            "reference": reference,
            "opaque_id": secrets.token_hex(12),
            "country": country_code(country),
            "created_at": datetime.fromtimestamp(at, UTC),
        }
        for reference, country, at in staging.rows(_CUSTOMERS)
        if reference not in known
    ]
    if rows:
        unit.connection.execute(insert(customers), rows)
        known = dict(unit.connection.execute(select(customers.c.reference, customers.c.id)).all())
    report.written["customers"] += len(rows)
    return known


def _write_products(unit: Unit, staging: Staging, target: Target, report: Report) -> dict[str, int]:
    known = dict(unit.connection.execute(select(products.c.sku, products.c.id)).all())
    rows = [
        {
            "sku": sku,
            "name": title[:200],
            "price_minor": price,
            "currency": target.currency,
            # Codes without a digit stand for postage, fees and samples in shops' files.
            "attributes": {} if any(c.isdigit() for c in sku) else {"service": True},
            "active": any(c.isdigit() for c in sku),
            "aliases": [],
            # What sold is taken to be in stock until a products file says otherwise.
            "stock": 1,
            "created_at": datetime.fromtimestamp(first, UTC),
        }
        for sku, title, price, _, first in staging.rows(_PRODUCTS)
        if sku not in known
    ]
    if rows:
        unit.connection.execute(insert(products), rows)
        known = dict(unit.connection.execute(select(products.c.sku, products.c.id)).all())
    report.written["products"] += len(rows)
    return known


def _write_orders(
    unit: Unit,
    batch: list[tuple[str, list[tuple[Any, ...]]]],
    target: Target,
    people: dict[str, int],
    goods: dict[str, int],
    report: Report,
) -> None:
    numbers = [number for number, _ in batch]
    known = _known_orders(unit, numbers, target)
    found = {number: standing_of(lines, unit.now) for number, lines in batch}
    new = [
        _order(number, lines, target, people, found[number])
        for number, lines in batch
        if number not in known
    ]
    if new:
        unit.connection.execute(insert(orders), new)
        report.written["orders"] += len(new)
    moved = bring_up_to_date(unit, {key: found[number] for number, key in known.items()})
    report.written["orders brought up to date"] += moved
    ids = _known_orders(unit, numbers, target)
    there, last = _known_lines(unit, list(known.values()))
    rows: list[dict[str, Any]] = []
    grown: set[int] = set()
    for number, lines in batch:
        order_id = ids[number]
        position = last.get(order_id, 0)
        for line in lines:
            if line[1] in there:
                report.unchanged += 1
                continue
            position += 1
            rows.append(_line(line, order_id, position, goods))
            if number in known:
                grown.add(order_id)
    if rows:
        unit.connection.execute(insert(order_lines), rows)
        report.written["order lines"] += len(rows)
    _add_up(unit, grown)
    tell_of_orders(unit, new)


def _known_orders(unit: Unit, numbers: list[str], target: Target) -> dict[str, int]:
    query = select(orders.c.number, orders.c.id, orders.c.source).where(
        orders.c.number.in_(numbers)
    )
    found = unit.connection.execute(query).all()
    taken = next((row for row in found if row.source != target.source), None)
    if taken:
        raise Conflict(
            "order_number_taken",
            f"order {taken.number} is already in the store, from {taken.source!r}; "
            f"is {target.source!r} the right --source?",
        )
    return {row.number: row.id for row in found}


def _known_lines(unit: Unit, order_ids: list[int]) -> tuple[set[str], dict[int, int]]:
    """Return the keys of the orders' lines, and each order's last position."""
    if not order_ids:
        return set(), {}
    query = select(order_lines.c.order_id, order_lines.c.source_key, order_lines.c.position).where(
        order_lines.c.order_id.in_(order_ids)
    )
    there: set[str] = set()
    last: dict[int, int] = {}
    for order_id, key, position in unit.connection.execute(query):
        there.add(key)
        last[order_id] = max(position, last.get(order_id, 0))
    return there, last


def _order(
    number: str,
    lines: list[tuple[Any, ...]],
    target: Target,
    people: dict[str, int],
    where: Standing,
) -> dict[str, Any]:
    total = sum(line[4] * line[5] for line in lines)
    at = datetime.fromtimestamp(min(line[6] for line in lines), UTC)
    customer = next((line[7] for line in lines if line[7]), "")
    return {
        "number": number,
        "customer_id": people.get(customer),
        "status": where.status,
        "goods_minor": total,
        "discount_minor": 0,
        "delivery_minor": 0,
        "total_minor": total,
        "currency": target.currency,
        "payment_method": "unknown",
        "delivery_option": "standard",
        "country": country_code(lines[0][8]),
        "placed_at": at,
        "delivered_at": where.delivered_at,
        "source": target.source,
    }


def _line(
    line: tuple[Any, ...], order_id: int, position: int, goods: dict[str, int]
) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "position": position,
        "product_id": goods[line[2]],
        "title": line[3][:200],
        "quantity": line[4],
        "unit_price_minor": line[5],
        "discount_minor": 0,
        "source_key": line[1],
    }


def _add_up(unit: Unit, order_ids: set[int]) -> None:
    """Make the totals of orders that gained lines right again."""
    for order_id in order_ids:
        worth = func.sum(order_lines.c.quantity * order_lines.c.unit_price_minor)
        query = select(worth).where(order_lines.c.order_id == order_id)
        total = int(unit.connection.execute(query).scalar_one())
        change = update(orders).where(orders.c.id == order_id)
        unit.connection.execute(change.values(goods_minor=total, total_minor=total))
