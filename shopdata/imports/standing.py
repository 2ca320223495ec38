"""Where an imported order stands: what its file says of it, and what is taken without a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from crm.store import Unit
from crm.tables.orders import orders

TAKEN_AS_DELIVERED = timedelta(days=30)
"""An order of which the file says nothing is taken as delivered when it is older than this."""

_STEPS = ("placed", "packed", "shipped", "out_for_delivery", "delivered")
_WORDS = {
    "placed": "placed new open pending processing inprocess confirmed paid unfulfilled onhold",
    "packed": "packed picked readytoship readyforshipment awaitingshipment",
    "shipped": "shipped dispatched despatched sent intransit onitsway ontheway",
    "out_for_delivery": "outfordelivery withdriver",
    "delivered": "delivered complete completed pickedup collected",
    "cancelled": "cancelled canceled void voided",
    # "Fulfilled" stands for good once a parcel has left: only its age tells whether it came.
    "": "fulfilled",
}
_STATUSES = {word: status for status, words in _WORDS.items() for word in words.split()}


@dataclass(frozen=True)
class Standing:
    """Where an order stands.

    Parameters
    ----------
    said:
        Whether the file said it; else it follows from the order's age.
    """

    status: str
    delivered_at: datetime | None
    said: bool


def read_status(word: str) -> str | None:
    """Return the order's state that a shop's word stands for, nothing for an unknown word.

    The empty text is the answer to words that leave open where the order is.
    """
    plain = "".join(c for c in word.casefold() if c.isalnum())
    return _STATUSES.get(plain) if plain else ""


def standing(lines: Iterable[tuple[str, datetime, datetime | None]], now: datetime) -> Standing:
    """Return where an order stands: as far as the one of its lines that is furthest behind.

    Cancelled lines count only when all are. A line without a state is delivered when its day of
    delivery is known or it is older than :data:`TAKEN_AS_DELIVERED`; a younger one is shipped:
    the shop can then neither be made to cancel it nor to take it back.

    Parameters
    ----------
    lines:
        State or the empty text, when it was ordered, and when it was delivered if that is known.
    """
    found = [_of_line(*line, now) for line in lines]
    kept = [one for one in found if one.status != "cancelled"]
    if not kept:
        return found[0]
    last = min(kept, key=lambda one: _STEPS.index(one.status))
    days = [one.delivered_at for one in kept if one.delivered_at]
    delivered = max(days, default=None) if last.status == "delivered" else None
    return Standing(last.status, delivered, last.said)


def _of_line(status: str, at: datetime, delivered: datetime | None, now: datetime) -> Standing:
    if delivered is not None and delivered > now:
        # A day to come is a plan of the shop's, not a delivery.
        delivered = None
    if status:
        return Standing(status, delivered if status == "delivered" else None, said=True)
    if delivered is not None:
        return Standing("delivered", delivered, said=True)
    old = now - at > TAKEN_AS_DELIVERED
    return Standing("delivered" if old else "shipped", None, said=False)


def standing_of(lines: Sequence[tuple[Any, ...]], now: datetime) -> Standing:
    """Return where an order stands by its staged lines: ..., time (6), ..., state (9), day (10)."""
    return standing(
        (
            (line[9], _instant(line[6]), None if line[10] is None else _instant(line[10]))
            for line in lines
        ),
        now,
    )


def bring_up_to_date(unit: Unit, found: Mapping[int, Standing]) -> int:
    """Move orders of earlier imports on to where a newer file has them; return how many moved.

    Nothing goes back: a delivered or cancelled order stays so, and what is only taken from an
    order's age moves nothing but a shipped one.

    Parameters
    ----------
    found:
        Standings by the orders' store keys.
    """
    query = select(orders.c.id, orders.c.status).where(orders.c.id.in_(list(found)))
    moved = 0
    for order_id, status in unit.connection.execute(query).all() if found else ():
        new = found[order_id]
        if not _moves(status, new):
            continue
        values = {"status": new.status, "delivered_at": new.delivered_at}
        unit.connection.execute(update(orders).where(orders.c.id == order_id).values(values))
        moved += 1
    return moved


def _moves(status: str, new: Standing) -> bool:
    if status in {"delivered", "cancelled"} or not (new.said or status == "shipped"):
        return False
    return new.status == "cancelled" or _STEPS.index(new.status) > _STEPS.index(status)


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
