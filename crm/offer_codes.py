"""What holds for a code that a customer names: whether it runs, ran or is not known at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import func, select

from crm.offers import POINTS_CODE, VOUCHER_CODE, Offer, is_meant_for, offer_of
from crm.profiles import Profile
from crm.store import Unit
from crm.tables.events import offer_exposures, offers

State = Literal["runs", "later", "expired", "withdrawn", "not_yours", "unknown"]


@dataclass(frozen=True)
class NamedCode:
    """A code and what holds for it.

    Parameters
    ----------
    code:
        As the shop writes it, or as it was typed when it is not known.
    state:
        ``runs`` for this customer; begins ``later``; ``expired``; ``withdrawn`` before its end;
        ``not_yours`` when it is meant for others; ``unknown``.
    offer, starts_at:
        Of a known code.
    """

    code: str
    state: State
    offer: Offer | None = None
    starts_at: datetime | None = None


def known_codes(unit: Unit, words: Sequence[str]) -> tuple[str, ...]:
    """Return the words that are codes of the shop, however they are written."""
    upper = [word.upper() for word in words]
    rows = unit.connection.scalars(
        select(offers.c.code).where(func.upper(offers.c.code).in_(upper))
    )
    found = {code.upper() for code in rows}
    return tuple(word for word in words if word.upper() in found)


def named_code(unit: Unit, code: str, profile: Profile) -> NamedCode:
    """Return what holds for a code at this moment and for this customer."""
    query = select(offers).where(func.upper(offers.c.code) == code.upper())
    row = unit.connection.execute(query).first()
    if row is None:
        return NamedCode(code, "unknown")
    offer = offer_of(row)
    state: State = "runs"
    if not _may_use(unit, offer, row.audience, profile):
        state = "not_yours"
    elif row.ends_at <= unit.now:
        state = "expired"
    elif not row.active:
        state = "withdrawn"
    elif row.starts_at > unit.now:
        state = "later"
    return NamedCode(offer.code, state, offer, row.starts_at)


def _may_use(
    unit: Unit, offer: Offer, audience: dict[str, object] | None, profile: Profile
) -> bool:
    """Return whether an offer is for a customer; a goodwill is for whom it was given to."""
    if offer.code not in {POINTS_CODE, VOUCHER_CODE}:
        # A code that is over is told to be so to anybody: that is the plainer answer.
        return offer.ends_at <= unit.now or is_meant_for(audience or {}, profile)
    if profile.customer_id is None:
        return False
    given = select(offer_exposures.c.id).where(
        offer_exposures.c.offer_id == offer.id,
        offer_exposures.c.customer_id == profile.customer_id,
        offer_exposures.c.treated,
    )
    return unit.connection.execute(given.limit(1)).first() is not None
