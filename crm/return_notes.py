"""Why a return comes back, where the customer says so afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from crm.events import Event, record
from crm.requester import Requester
from crm.store import Unit
from crm.tables.orders import orders, returns

NOT_GIVEN = "not_given"
_LONGEST_NOTE = 300


@dataclass(frozen=True)
class ReturnReasonGiven(Event):
    """The customer said why a return that is under way comes back."""

    number: str
    reason: str


def note_reason(unit: Unit, requester: Requester, number: str, reason: str, note: str) -> bool:
    """Keep the reason of a return that has none yet; return whether it was kept.

    Parameters
    ----------
    number:
        The return's number.
    reason:
        A code such as ``too_small``.
    note:
        The customer's own words, or the empty text.
    """
    query = (
        select(returns.c.id, returns.c.customer_id)
        .join(orders, orders.c.id == returns.c.order_id)
        .where(returns.c.number == number, returns.c.reason == NOT_GIVEN, requester.theirs())
    )
    row = unit.connection.execute(query).one_or_none()
    if row is None:
        return False
    values = {"reason": reason, "note": note[:_LONGEST_NOTE] or None}
    unit.connection.execute(update(returns).where(returns.c.id == row.id).values(values))
    event = ReturnReasonGiven(number, reason)
    record(
        unit,
        event,
        customer_id=row.customer_id,
        conversation_id=requester.conversation_id,
    )
    return True
