"""Where an order is: its steps, its parcel, and whether it is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crm.delivery import days_late
from crm.orders import OPEN_STATUSES, Order
from crm.store import Unit
from crm.tables.orders import shipments

STEPS = ("placed", "packed", "shipped", "out_for_delivery", "delivered")
"""The states of an order on its way, in their order."""


@dataclass(frozen=True)
class Tracking:
    """Where an order is.

    Parameters
    ----------
    situation:
        ``placed``, ``awaiting_payment``, ``packed``, ``shipped``, ``out_for_delivery``, ``late``,
        ``lost``, ``returned``, ``delivered`` or ``cancelled``: what there is to say.
    done_steps:
        The steps that lie behind the order, out of :data:`STEPS`.
    carrier, tracking_number, place:
        Of its newest parcel, once it has left; ``place`` is where it was seen last.
    days_late:
        Calendar days after the expected one.
    """

    situation: str
    done_steps: tuple[str, ...]
    carrier: str | None
    tracking_number: str | None
    place: str | None
    expected_at: datetime | None
    delivered_at: datetime | None
    days_late: int


def track(unit: Unit, order: Order) -> Tracking:
    """Return where an order is."""
    query = select(shipments).where(shipments.c.order_id == order.id)
    parcel = unit.connection.execute(
        query.order_by(shipments.c.shipped_at.desc(), shipments.c.id.desc()).limit(1)
    ).one_or_none()
    expected = (parcel.expected_at if parcel else None) or order.expected_at
    late = days_late(expected, unit.now) if order.status in OPEN_STATUSES else 0
    places = [event.get("place") for event in (parcel.events or ())] if parcel else []
    return Tracking(
        situation=situation(order, parcel.status if parcel else None, late),
        done_steps=done_steps(order.status),
        carrier=parcel.carrier if parcel else None,
        tracking_number=parcel.tracking_number if parcel else None,
        place=next((place for place in reversed(places) if place), None),
        expected_at=expected,
        delivered_at=order.delivered_at,
        days_late=late,
    )


def situation(order: Order, parcel_status: str | None, late: int) -> str:
    """Return what there is to say of an order, the most important first."""
    if order.status in {"cancelled", "delivered", "out_for_delivery"}:
        return order.status
    if parcel_status in {"lost", "returned"}:
        return str(parcel_status)
    if late:
        return "late"
    if order.status == "placed" and order.payment_status in {"pending", "failed"}:
        # An invoice is paid later by design: nothing is being waited for.
        return "placed" if order.payment_method == "pay_later" else "awaiting_payment"
    return order.status


def done_steps(status: str) -> tuple[str, ...]:
    """Return the steps behind an order in a state; a cancelled one keeps its first."""
    return STEPS[: STEPS.index(status) + 1] if status in STEPS else STEPS[:1]
