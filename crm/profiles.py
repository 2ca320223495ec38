"""Who a customer is to the shop: one indexed read of scores that were computed ahead of time.

Whoever has no scores yet gets neutral ones (segment ``unknown``, value and churn risk ``middle``),
as a model that is missing gives them. No tailoring rule asks for these, and no offer for some
customers is made to who has no scores: a guest and a new customer are answered plainly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from crm.store import Unit
from crm.tables.events import customer_scores
from crm.tables.people import customers, memberships


@dataclass(frozen=True)
class Profile:
    """What tailoring knows of a customer; the defaults are those of a guest.

    Parameters
    ----------
    segment:
        As the segmentation names it, such as ``champion`` or ``cannot_lose``.
    value_band, churn_risk:
        ``high``, ``middle`` or ``low``.
    churn_reasons:
        In words, for people at the desk.
    next_category:
        What an order is expected of next, as the shop names the category.
    tier:
        Of an active membership.
    """

    customer_id: int | None = None
    opaque_id: str | None = None
    segment: str = "unknown"
    value_band: str = "middle"
    churn_risk: str = "middle"
    churn_reasons: tuple[str, ...] = ()
    tier: str | None = None
    points: int = 0
    scored: bool = False
    need_probability: float | None = None
    next_category: str | None = None

    @property
    def known(self) -> bool:
        """Whether a verified customer is meant."""
        return self.customer_id is not None

    def facts(self) -> dict[str, Any]:
        """Return what a decision may be explained by; nothing that names the person."""
        return {
            "segment": self.segment,
            "value_band": self.value_band,
            "churn_risk": self.churn_risk,
            "tier": self.tier,
        }


def profile_of(unit: Unit, customer: str | None) -> Profile:
    """Return the profile of a verified customer, or a guest's.

    Parameters
    ----------
    customer:
        The customer's opaque id; nothing, or an erased customer's, gives a guest's profile.
    """
    if customer is None:
        return Profile()
    query = (
        select(
            customers.c.id,
            customer_scores.c.segment,
            customer_scores.c.value_band,
            customer_scores.c.churn_risk,
            customer_scores.c.reasons,
            customer_scores.c.need_probability,
            customer_scores.c.next_category,
            memberships.c.tier,
            memberships.c.points,
            memberships.c.status,
        )
        .outerjoin(customer_scores, customer_scores.c.customer_id == customers.c.id)
        .outerjoin(memberships, memberships.c.customer_id == customers.c.id)
        .where(customers.c.opaque_id == customer, customers.c.erased_at.is_(None))
    )
    row = unit.connection.execute(query).one_or_none()
    if row is None:
        return Profile()
    member = row.status == "active"
    tier, points = (row.tier, row.points) if member else (None, 0)
    if row.segment is None:
        return Profile(row.id, customer, tier=tier, points=points)
    reasons = (row.reasons or {}).get("churn", ())
    return Profile(
        row.id,
        customer,
        segment=row.segment,
        value_band=row.value_band,
        churn_risk=row.churn_risk,
        churn_reasons=tuple(str(reason) for reason in reasons),
        tier=tier,
        points=points,
        scored=True,
        need_probability=row.need_probability,
        next_category=row.next_category,
    )


def first_name(unit: Unit, profile: Profile) -> str | None:
    """Return what to call a signed-in customer, or nothing when no name is known."""
    if profile.customer_id is None:
        return None
    query = select(customers.c.name_encrypted).where(customers.c.id == profile.customer_id)
    sealed = unit.connection.scalar(query)
    words = (unit.vault.open(sealed) or "").split()
    return words[0][:40] if words else None
