"""Offers to whom they fit, goodwill inside its budget, and the trace of both."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from crm.offers import (
    POINTS_CODE,
    VOUCHER_CODE,
    fitting_offers,
    give_goodwill,
    show_best_offer,
)
from crm.profiles import Profile, profile_of
from crm.store import Store
from crm.tables.events import offer_exposures
from crm.tables.people import customers, loyalty_entries, memberships
from crm.tailoring import in_control_group
from tests.fixtures_store import Clock
from tests.shop import add_conversation, add_customer
from tests.tailored_shop import add_offer, add_scores, add_treated_customer, events_of

HIGH_RISK = {"churn_risk": ["high", "middle"], "segments": []}


def _held_back_name(code: str) -> str:
    return next(name for name in map(str, range(1000)) if in_control_group(code, name))


@pytest.mark.parametrize(
    ("profile", "expected"),
    [
        (Profile(), ["ALL"]),
        (Profile(1, "opaque-1"), ["ALL"]),
        (Profile(1, "opaque-1", churn_risk="low", scored=True), ["ALL"]),
        (Profile(1, "opaque-1", churn_risk="high", scored=True), ["BACK", "ALL"]),
        (Profile(1, "opaque-1", segment="new", churn_risk="low", scored=True), ["FRESH", "ALL"]),
    ],
)
def test_offers_fit_their_audience(store: Store, profile: Profile, expected: list[str]) -> None:
    """Targeted offers go to scored customers of their audience, others to everybody."""
    with store.transaction() as unit:
        add_offer(unit, "ALL")
        add_offer(unit, "BACK", percent=15, audience=HIGH_RISK)
        add_offer(unit, "FRESH", percent=5, audience={"segments": ["new"]})
        add_offer(unit, "LATER", starts_in_days=1)
        add_offer(unit, "OVER", ends_in_days=-0.5)
        add_offer(unit, "OFF", active=False)
        found = fitting_offers(unit, profile)

    assert expected == [offer.code for offer in found]


def test_a_shown_offer_is_recorded_once_a_conversation(store: Store) -> None:
    """Asking twice shows the same offer and leaves one exposure and one event."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_offer(unit)
        talk = add_conversation(unit, anna)
        profile = profile_of(unit, anna.opaque_id)
        codes = [show_best_offer(unit, profile, talk.id) for _ in range(2)]
        rows = unit.connection.execute(select(offer_exposures)).all()

    assert ["TEN", "TEN"] == [offer.code for offer in codes if offer]
    assert [(anna.id, talk.id, True)] == [
        (row.customer_id, row.conversation_id, row.treated) for row in rows
    ]
    assert [{"code": "TEN", "reason": "asked_for_discount"}] == events_of(store, "OfferShown")


def test_the_control_group_gets_what_everybody_gets(store: Store) -> None:
    """Who is held back from a targeted offer sees the general one, and the holding is recorded."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        held = _held_back_name("BACK")
        unit.connection.execute(update(customers).values(opaque_id=held))
        add_scores(unit, anna, churn_risk="high")
        add_offer(unit, "BACK", percent=20, audience=HIGH_RISK)
        add_offer(unit, "ALL", percent=5)
        talk = add_conversation(unit, anna)
        shown = show_best_offer(unit, profile_of(unit, held), talk.id)

    assert shown is not None
    assert "ALL" == shown.code
    assert ["BACK"] == [event["code"] for event in events_of(store, "OfferHeldBack")]


def test_members_get_points_as_goodwill(store: Store) -> None:
    """Goodwill points are in the balance at once, with an entry that says why."""
    with store.transaction() as unit:
        anna = add_treated_customer(unit, tier="silver", points=40)
        talk = add_conversation(unit, anna)
        given = give_goodwill(unit, profile_of(unit, anna.opaque_id), talk.id, "a_rule")
        balance = unit.connection.scalar(
            select(memberships.c.points).where(memberships.c.customer_id == anna.id)
        )
        entry = unit.connection.execute(select(loyalty_entries)).one()

    assert given is not None
    assert (POINTS_CODE, 140, 100, "goodwill") == (given.code, balance, entry.points, entry.reason)


def test_others_get_a_voucher_as_goodwill(store: Store) -> None:
    """Whoever collects no points gets a code, and no offer of the shop lists it."""
    with store.transaction() as unit:
        anna = add_treated_customer(unit)
        talk = add_conversation(unit, anna)
        profile = profile_of(unit, anna.opaque_id)
        given = give_goodwill(unit, profile, talk.id, "a_rule")
        listed = fitting_offers(unit, profile)

    assert given is not None
    assert (VOUCHER_CODE, 500, ()) == (given.code, given.amount_minor, listed)


def test_goodwill_keeps_to_its_budget(store: Store, clock: Clock) -> None:
    """The second within 90 days is refused, in whatever conversation; after them it is not."""
    given = []
    with store.transaction() as unit:
        anna = add_treated_customer(unit)
    for days in (0, 89, 1):
        clock.advance(days=days)
        with store.transaction() as unit:
            talk = add_conversation(unit, anna)
            profile = profile_of(unit, anna.opaque_id)
            given.append(give_goodwill(unit, profile, talk.id, "a_rule") is not None)

    assert [True, False, True] == given


def test_nobody_else_gets_goodwill(store: Store) -> None:
    """Guests, repeated complaints and the control group go without; the last is recorded."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        held = _held_back_name("goodwill")
        unit.connection.execute(update(customers).values(opaque_id=held))
        talk = add_conversation(unit, anna)
        profile = profile_of(unit, held)
        given = [
            give_goodwill(unit, Profile(), talk.id, "a_rule"),
            give_goodwill(unit, profile, talk.id, "a_rule", repeated=True),
            give_goodwill(unit, profile, talk.id, "a_rule"),
        ]
        rows = unit.connection.execute(select(offer_exposures.c.treated)).scalars().all()

    assert ([None, None, None], [False]) == (given, rows)
