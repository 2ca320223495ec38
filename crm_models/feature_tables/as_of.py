"""What was known at a date. Nothing else compares a row's time with the date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import ibis.expr.types as ir

from crm_models.feature_tables.schema import KNOWN_AT, Inputs, microseconds

Instant: TypeAlias = int | ir.IntegerScalar
"""Microseconds since 1970 (UTC), or what stands for them until a query is run."""


@dataclass(frozen=True)
class Known:
    """The input tables as they were at an instant (microseconds since 1970, UTC).

    ``orders`` are those of known customers that had not been cancelled by then, ``cancelled`` those
    that had; a return that had been rejected by then is gone.
    """

    as_of: Instant
    tables: Inputs
    cancelled: ir.Table


def known_before(inputs: Inputs, as_of: datetime) -> Known:
    """Return what was known strictly before an instant.

    An order that was cancelled, or a return that was rejected, only later is one that still stood.

    Parameters
    ----------
    as_of:
        With a time zone.

    Raises
    ------
    ValueError
        If ``as_of`` has no time zone.
    """
    return known(inputs, microseconds(as_of))


def known(
    inputs: Inputs,
    limit: Instant,
    before: Callable[[ir.Value, Instant], ir.BooleanValue] = lambda instant, limit: instant < limit,
) -> Known:
    """Return what was known at an instant by a rule; tests plant wrong ones."""
    kept = {
        name: table.filter(before(table[column], limit))
        for name, column in KNOWN_AT.items()
        for table in (getattr(inputs, name),)
    }
    orders = kept["orders"].filter(kept["orders"].customer_id.notnull())
    undone = orders.cancelled_at.notnull() & before(orders.cancelled_at, limit)
    standing, cancelled = orders.filter(~undone), orders.filter(undone)
    returned = kept["returns"]
    rejected = returned.rejected_at.notnull() & before(returned.rejected_at, limit)
    tables = Inputs(
        **kept
        | {
            "orders": standing.drop("cancelled_at"),
            "order_lines": inputs.order_lines.semi_join(standing, "order_id"),
            "returns": returned.filter(~rejected).drop("rejected_at"),
        }
    )
    return Known(limit, tables, cancelled.drop("cancelled_at"))
