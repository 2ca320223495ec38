"""Writes matched returns to the store: one return and one refund for each order concerned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby, islice
from typing import Any

from sqlalchemy import insert, select

from crm.store import Unit
from crm.tables.orders import order_lines, orders, refunds, return_lines, returns
from shopdata.imports.report import Report
from shopdata.imports.staging import Staging

_CREDITS = """
SELECT credits.credit_number, lines.order_number, credits.line_key, sum(credits.quantity),
       sum(credits.credit_minor), max(credits.at)
FROM credits JOIN lines ON lines.key = credits.line_key
GROUP BY 1, 2, 3 ORDER BY 1, 2
"""
_BATCH = 500


@dataclass
class _Credit:
    number: str
    order: str
    at: float
    amount_minor: int = 0
    pieces: Counter[str] = field(default_factory=Counter)


def write_credits(unit: Unit, staging: Staging, currency: str, report: Report) -> None:
    """Write returns that the store does not have yet, as closed and refunded."""
    found = _credits(staging)
    while batch := list(islice(found, _BATCH)):
        known = _known(unit, [credit.number for credit in batch])
        new = [credit for credit in batch if credit.number not in known]
        if new:
            _write(unit, new, currency)
            report.written["returns"] += len(new)


def _credits(staging: Staging) -> Iterator[_Credit]:
    for (number, order), rows in groupby(staging.rows(_CREDITS), key=lambda row: (row[0], row[1])):
        lines = list(rows)
        credit = _Credit(f"{number}/{order}", order, max(line[5] for line in lines))
        for line in lines:
            credit.pieces[line[2]] += line[3]
            credit.amount_minor += line[4]
        yield credit


def _known(unit: Unit, numbers: list[str]) -> dict[str, int]:
    query = select(returns.c.number, returns.c.id).where(returns.c.number.in_(numbers))
    return dict(unit.connection.execute(query).all())


def _write(unit: Unit, batch: list[_Credit], currency: str) -> None:
    query = select(orders.c.number, orders.c.id, orders.c.customer_id).where(
        orders.c.number.in_([credit.order for credit in batch])
    )
    owners = {row.number: (row.id, row.customer_id) for row in unit.connection.execute(query)}
    unit.connection.execute(insert(returns), [_return(c, *owners[c.order]) for c in batch])
    ids = _known(unit, [credit.number for credit in batch])
    keys = [key for credit in batch for key in credit.pieces]
    lines = _line_ids(unit, keys)
    unit.connection.execute(
        insert(return_lines),
        [
            {"return_id": ids[c.number], "order_line_id": lines[key], "quantity": pieces}
            for c in batch
            for key, pieces in c.pieces.items()
        ],
    )
    unit.connection.execute(
        insert(refunds), [_refund(c, ids[c.number], *owners[c.order], currency) for c in batch]
    )


def _line_ids(unit: Unit, keys: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    rest = iter(keys)
    while batch := list(islice(rest, _BATCH)):
        query = select(order_lines.c.source_key, order_lines.c.id).where(
            order_lines.c.source_key.in_(batch)
        )
        found.update(unit.connection.execute(query).all())
    return found


def _return(credit: _Credit, order_id: int, customer_id: int | None) -> dict[str, Any]:
    at = datetime.fromtimestamp(credit.at, UTC)
    return {
        "number": credit.number,
        "order_id": order_id,
        "customer_id": customer_id,
        "kind": "return",
        "reason": "imported",
        "status": "closed",
        "created_at": at,
        "closed_at": at,
    }


def _refund(
    credit: _Credit, return_id: int, order_id: int, customer_id: int | None, currency: str
) -> dict[str, Any]:
    at = datetime.fromtimestamp(credit.at, UTC)
    return {
        "order_id": order_id,
        "return_id": return_id,
        "customer_id": customer_id,
        "amount_minor": credit.amount_minor,
        "currency": currency,
        "method": "unknown",
        "status": "paid",
        "reason": "imported",
        "created_at": at,
        "paid_at": at,
    }
