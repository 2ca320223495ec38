"""Offers: which one fits a customer, who was shown it, and goodwill within its budget."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, or_, select
from sqlalchemy.exc import IntegrityError

from crm.events import Event, record
from crm.membership import add_points
from crm.policy import SHOP_POLICY
from crm.profiles import Profile
from crm.store import Unit
from crm.tables.events import offer_exposures, offers
from crm.tables.people import customers
from crm.tailoring import GOODWILL_MINOR, GOODWILL_POINTS, goodwill_is_due, in_control_group

POINTS_CODE, VOUCHER_CODE = "GOODWILL100", "SORRY5"
# A usual basket, to compare a percentage with an amount.
_BASKET_MINOR = 6000
_FOREVER = timedelta(days=36_500)


@dataclass(frozen=True)
class OfferShown(Event):
    """A customer was shown an offer; ``reason`` is the rule that led to it."""

    code: str
    reason: str


@dataclass(frozen=True)
class OfferHeldBack(Event):
    """A customer of the control group was not shown an offer that fitted."""

    code: str
    reason: str


@dataclass(frozen=True)
class Offer:
    """An offer of the shop.

    Parameters
    ----------
    kind:
        ``percent``, ``amount``, ``free_delivery`` or ``points``.
    amount_minor:
        Of an amount, in minor units of ``currency``.
    minimum_minor:
        Value of goods from which it counts.
    targeted:
        Whether it is meant for some customers only.
    """

    id: int
    code: str
    title: str
    kind: str
    percent: int | None
    amount_minor: int | None
    currency: str
    minimum_minor: int
    ends_at: datetime
    targeted: bool

    @property
    def worth_minor(self) -> int:
        """Return what it saves on a usual basket, to compare offers by."""
        if self.kind == "percent":
            return _BASKET_MINOR * (self.percent or 0) // 100
        if self.kind == "free_delivery":
            return SHOP_POLICY.delivery_option("standard").price_minor
        return self.amount_minor or 0


def fitting_offers(unit: Unit, profile: Profile) -> tuple[Offer, ...]:
    """Return the offers that run now and are meant for this customer, the best first."""
    query = select(offers).where(
        offers.c.active,
        offers.c.starts_at <= unit.now,
        offers.c.ends_at > unit.now,
        offers.c.code.not_in((POINTS_CODE, VOUCHER_CODE)),
    )
    rows = unit.connection.execute(query).all()
    fitting = [offer_of(row) for row in rows if is_meant_for(row.audience, profile)]
    return tuple(sorted(fitting, key=lambda o: (not o.targeted, -o.worth_minor, o.code)))


def show_best_offer(unit: Unit, profile: Profile, conversation_id: int) -> Offer | None:
    """Return the best offer to show a customer who asks for one, and record that it was shown.

    Of an offer that is meant for some customers, the control group is held back and gets the next
    one; what everybody may have is held back from nobody.

    Parameters
    ----------
    conversation_id:
        Store key of the conversation.
    """
    for offer in fitting_offers(unit, profile):
        held = offer.targeted and in_control_group(offer.code, profile.opaque_id or "")
        expose(unit, offer, profile, conversation_id, "asked_for_discount", treated=not held)
        if not held:
            return offer
    return None


def give_goodwill(
    unit: Unit, profile: Profile, conversation_id: int, reason: str, *, repeated: bool = False
) -> Offer | None:
    """Give a customer a goodwill if the budget allows one: points for members, else a voucher.

    Parameters
    ----------
    reason:
        The rule that wants it.
    repeated:
        Whether it would be for a complaint that was made before.

    Returns
    -------
    Offer or None
        What was given; nothing to guests, beyond the budget and in the control group.
    """
    if profile.customer_id is None or profile.opaque_id is None:
        return None
    # Two conversations of one customer must not both find the budget unspent.
    locked = select(customers.c.id).where(customers.c.id == profile.customer_id).with_for_update()
    unit.connection.execute(locked)
    if not goodwill_is_due(_last_goodwill(unit, profile.customer_id), unit.now, repeated=repeated):
        return None
    offer = _goodwill_offer(unit, POINTS_CODE if profile.tier else VOUCHER_CODE)
    held = in_control_group("goodwill", profile.opaque_id)
    expose(unit, offer, profile, conversation_id, reason, treated=not held)
    if held:
        return None
    if offer.kind == "points":
        add_points(unit, profile.customer_id, GOODWILL_POINTS, "goodwill")
    return offer


def expose(
    unit: Unit, offer: Offer, profile: Profile, conversation_id: int, reason: str, *, treated: bool
) -> None:
    """Record, once a conversation, that an offer was shown or held back, with its event."""
    known = select(offer_exposures.c.id).where(
        offer_exposures.c.offer_id == offer.id,
        offer_exposures.c.conversation_id == conversation_id,
    )
    if unit.connection.execute(known).first() is not None:
        return
    row = {
        "offer_id": offer.id,
        "customer_id": profile.customer_id,
        "conversation_id": conversation_id,
        "treated": treated,
        "reason": reason,
        "shown_at": unit.now,
    }
    unit.connection.execute(insert(offer_exposures).values(row))
    event = OfferShown(offer.code, reason) if treated else OfferHeldBack(offer.code, reason)
    record(unit, event, customer_id=profile.customer_id, conversation_id=conversation_id)


def _last_goodwill(unit: Unit, customer_id: int) -> datetime | None:
    query = (
        select(offer_exposures.c.shown_at)
        .join(offers, offers.c.id == offer_exposures.c.offer_id)
        .where(
            offer_exposures.c.customer_id == customer_id,
            or_(offers.c.code == POINTS_CODE, offers.c.code == VOUCHER_CODE),
        )
        .order_by(offer_exposures.c.shown_at.desc())
        .limit(1)
    )
    return unit.connection.scalar(query)


def _goodwill_offer(unit: Unit, code: str) -> Offer:
    found = unit.connection.execute(select(offers).where(offers.c.code == code)).one_or_none()
    if found is not None:
        return offer_of(found)
    points = code == POINTS_CODE
    row: dict[str, Any] = {
        "code": code,
        "title": f"{GOODWILL_POINTS} points" if points else "Voucher",
        "kind": "points" if points else "amount",
        "amount_minor": GOODWILL_MINOR,
        "currency": SHOP_POLICY.currency,
        "minimum_minor": 0,
        "audience": {},
        "active": True,
        "starts_at": unit.now,
        "ends_at": unit.now + _FOREVER,
    }
    # Another conversation may give the first one of its kind at the same moment.
    with suppress(IntegrityError), unit.connection.begin_nested():
        unit.connection.execute(insert(offers).values(row))
    return offer_of(unit.connection.execute(select(offers).where(offers.c.code == code)).one())


def is_meant_for(audience: dict[str, Any], profile: Profile) -> bool:
    """Return whether a customer belongs to an audience; guests belong to everybody's only."""
    for name, value in (("segments", profile.segment), ("churn_risk", profile.churn_risk)):
        wanted = audience.get(name)
        if wanted and (not profile.scored or value not in wanted):
            return False
    return True


def offer_of(row: Row[Any]) -> Offer:
    """Return the offer in a row of ``offers``."""
    return Offer(
        id=row.id,
        code=row.code,
        title=row.title,
        kind=row.kind,
        percent=row.percent,
        amount_minor=row.amount_minor,
        currency=row.currency or SHOP_POLICY.currency,
        minimum_minor=row.minimum_minor,
        ends_at=row.ends_at,
        targeted=any((row.audience or {}).values()),
    )
