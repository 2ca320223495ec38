"""The loyalty programme: where a member stands, and leaving it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update

from crm.audit import log
from crm.errors import Forbidden, Refused
from crm.events import Event, record
from crm.policy import SHOP_POLICY, ShopPolicy
from crm.requester import Requester
from crm.store import Unit
from crm.tables.people import loyalty_entries, memberships

TIER_PERIOD = timedelta(days=365)
# Spending points, getting them as an apology and losing them at the end earn no tier.
_NOT_EARNED = ("redeemed", "goodwill", "membership_ended")


@dataclass(frozen=True)
class MembershipCancelled(Event):
    """A customer left the loyalty programme; the points that were left are lost."""

    tier: str
    points_lost: int


@dataclass(frozen=True)
class Standing:
    """Where a member stands.

    Parameters
    ----------
    points, worth_minor:
        What can be spent, and what it can be redeemed for in minor units.
    earned:
        Points earned within the last twelve months, which decide the tier.
    next_tier, points_to_next:
        The tier above and the points that it still takes; nothing at the top.
    """

    tier: str
    points: int
    worth_minor: int
    earned: int
    next_tier: str | None
    points_to_next: int
    joined_at: datetime


def next_step(tier: str, earned: int, policy: ShopPolicy = SHOP_POLICY) -> tuple[str, int] | None:
    """Return the tier above a member's own and the points that it still takes.

    Parameters
    ----------
    tier:
        The member's tier, which may lie above what they earned lately.
    """
    starts = policy.loyalty.tier_from_points
    own = max(starts.get(tier, 0), starts[policy.loyalty.tier_for(earned)])
    ahead = sorted((start, name) for name, start in starts.items() if start > own)
    return (ahead[0][1], max(ahead[0][0] - max(earned, 0), 0)) if ahead else None


def standing(unit: Unit, customer_id: int, policy: ShopPolicy = SHOP_POLICY) -> Standing | None:
    """Return where a customer stands, or nothing when they are no member."""
    query = select(memberships).where(
        memberships.c.customer_id == customer_id, memberships.c.status == "active"
    )
    row = unit.connection.execute(query).one_or_none()
    if row is None:
        return None
    total = select(func.coalesce(func.sum(loyalty_entries.c.points), 0)).where(
        loyalty_entries.c.customer_id == customer_id,
        loyalty_entries.c.created_at > unit.now - TIER_PERIOD,
        loyalty_entries.c.reason.not_in(_NOT_EARNED),
    )
    earned = max(int(unit.connection.scalar(total) or 0), 0)
    step = next_step(row.tier, earned, policy)
    return Standing(
        tier=row.tier,
        points=row.points,
        worth_minor=policy.loyalty.worth_minor(row.points),
        earned=earned,
        next_tier=step[0] if step else None,
        points_to_next=step[1] if step else 0,
        joined_at=row.joined_at,
    )


def add_points(unit: Unit, customer_id: int, points: int, reason: str) -> None:
    """Add points to an active member's balance, with an entry that says why."""
    changed = unit.connection.execute(
        update(memberships)
        .where(memberships.c.customer_id == customer_id, memberships.c.status == "active")
        .values(points=memberships.c.points + points)
    )
    if changed.rowcount:
        _enter(unit, customer_id, points, reason)


def cancel_membership(unit: Unit, requester: Requester) -> Standing:
    """End a membership and return what it was; the customer keeps the account.

    Raises
    ------
    Forbidden
        If nobody is signed in.
    Refused
        ``no_member`` when there is no membership to end.
    """
    if requester.customer_id is None:
        raise Forbidden("sign_in_needed", "sign in to end a membership")
    # The lock keeps points that an order brings in meanwhile from being left behind.
    lock = select(memberships.c.id).where(memberships.c.customer_id == requester.customer_id)
    unit.connection.execute(lock.with_for_update())
    was = standing(unit, requester.customer_id)
    if was is None:
        raise Refused("no_member", "there is no membership to end")
    if was.points:
        _enter(unit, requester.customer_id, -was.points, "membership_ended")
    unit.connection.execute(
        update(memberships)
        .where(memberships.c.customer_id == requester.customer_id)
        .values(status="cancelled", points=0, cancelled_at=unit.now)
    )
    details = {"tier": was.tier, "points_lost": was.points}
    subject = f"customer:{requester.opaque_id}"
    log(
        unit,
        requester.actor,
        "membership.cancel",
        subject,
        customer_id=requester.customer_id,
        details=details,
    )
    event = MembershipCancelled(was.tier, was.points)
    where = {"customer_id": requester.customer_id, "conversation_id": requester.conversation_id}
    record(unit, event, **where)
    return was


def _enter(unit: Unit, customer_id: int, points: int, reason: str) -> None:
    entry = {
        "customer_id": customer_id,
        "points": points,
        "reason": reason,
        "created_at": unit.now,
    }
    unit.connection.execute(insert(loyalty_entries).values(entry))
