"""Where members stand, and how a membership ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from crm.errors import Forbidden, Refused
from crm.membership import add_points, cancel_membership, next_step, standing
from crm.policy import SHOP_POLICY
from crm.requester import requester_for
from crm.store import Store
from crm.tables.people import audit_log, loyalty_entries, memberships
from tests.shop import add_conversation, add_customer
from tests.tailored_shop import events_of


@pytest.mark.parametrize(
    ("tier", "earned", "expected"),
    [
        ("bronze", 0, ("silver", 500)),
        ("bronze", 499, ("silver", 1)),
        ("bronze", 500, ("gold", 1000)),
        ("silver", 620, ("gold", 880)),
        ("silver", 10, ("gold", 1490)),
        ("gold", 0, None),
        ("bronze", 1500, None),
        ("unheard_of", 0, ("silver", 500)),
    ],
)
def test_the_next_tier_is_above_what_one_has(
    tier: str, earned: int, expected: tuple[str, int] | None
) -> None:
    """It counts from the points of the last twelve months, and never below one's own tier."""
    assert expected == next_step(tier, earned)


@given(st.sampled_from(["bronze", "silver", "gold"]), st.integers(-100, 5000))
def test_the_next_tier_is_reached_by_its_points(tier: str, earned: int) -> None:
    """Whoever earns what it still takes is in that tier."""
    step = next_step(tier, earned)

    assert step is None or SHOP_POLICY.loyalty.tier_for(max(earned, 0) + step[1]) == step[0]


def test_a_standing_counts_what_was_earned_lately(store: Store) -> None:
    """Old, spent and given points earn no tier; returned ones take from it."""
    entries = [
        (300, "earned", 20), (400, "earned", 400), (-50, "returned", 10),
        (-100, "redeemed", 5), (100, "goodwill", 1),
    ]  # fmt: skip
    with store.transaction() as unit:
        anna = add_customer(unit, tier="bronze", points=650)
        for points, reason, days in entries:
            row = {"customer_id": anna.id, "points": points, "reason": reason}
            when = unit.now - timedelta(days=days)
            unit.connection.execute(insert(loyalty_entries).values({**row, "created_at": when}))
        now = standing(unit, anna.id)

    assert now is not None
    assert (650, 3000, 250, "silver", 250) == (
        now.points,
        now.worth_minor,
        now.earned,
        now.next_tier,
        now.points_to_next,
    )


def test_a_membership_ends_once(store: Store) -> None:
    """The points are lost with an entry, an event and a line of the audit log; then it is over."""
    with store.transaction() as unit:
        anna = add_customer(unit, tier="gold", points=230)
        talk = add_conversation(unit, anna)
        asks = requester_for(unit, talk.public_id, anna.opaque_id)
        was = cancel_membership(unit, asks)
        row = unit.connection.execute(select(memberships)).one()
        entry = unit.connection.execute(select(loyalty_entries)).one()
        with pytest.raises(Refused, match="no membership"):
            cancel_membership(unit, asks)
        add_points(unit, anna.id, 100, "goodwill")
        later = standing(unit, anna.id)
        entries = unit.connection.execute(select(loyalty_entries)).all()
    with store.reading() as unit:
        trace = unit.connection.execute(select(audit_log)).one()

    assert ("gold", 230) == (was.tier, was.points)
    assert ("cancelled", 0) == (row.status, row.points)
    assert (-230, "membership_ended") == (entry.points, entry.reason)
    assert ("membership.cancel", f"customer:{anna.opaque_id}") == (trace.action, trace.actor)
    assert [{"tier": "gold", "points_lost": 230}] == events_of(store, "MembershipCancelled")
    assert (None, 1) == (later, len(entries))


def test_a_guest_ends_no_membership(store: Store) -> None:
    """Whoever is not signed in is sent to do so."""
    with store.transaction() as unit:
        talk = add_conversation(unit)
        with pytest.raises(Forbidden, match="sign in"):
            cancel_membership(unit, requester_for(unit, talk.public_id, None))
