"""The cast of the demo shop is answered as its notes promise, on what the models found."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import select

from cli.demo import CUSTOMERS, SEED
from crm.profiles import Profile, profile_of
from crm.store import Store
from crm.tables.people import customers
from crm.tailoring import at_risk, valued
from crm_models.history import history_of
from crm_models.kinds.value import Value
from crm_models.training import train
from shopdata.demo import fill
from tests.fixtures_store import Clock
from tests.shop import Person
from tests.talking import Talker

LONG = "the parcel came far too late and nobody in your team ever told me why that was"


@pytest.fixture
def shop(sqlite_store: Store, tmp_path: Path) -> Store:
    """Return a store with a demo shop whose customers are scored."""
    fill(sqlite_store, customers=300, seed=1, today=date(2026, 6, 15))
    train(sqlite_store, tmp_path)
    return sqlite_store


def _person(store: Store, reference: str) -> tuple[Person, Profile]:
    query = select(customers.c.id, customers.c.opaque_id).where(customers.c.reference == reference)
    with store.reading() as unit:
        row = unit.connection.execute(query).one()
        return Person(row.id, row.opaque_id, reference, "", ""), profile_of(unit, row.opaque_id)


def test_ben_is_missed_and_clara_is_new(shop: Store) -> None:
    """The same complaint gets Ben a person and points, and Clara an honest ticket."""
    (ben, his), (clara, hers) = _person(shop, "cust-ben"), _person(shop, "cust-clara")
    answers = [
        Talker(shop, who).ask("action_complaint", LONG, intent="complaint").names
        for who in (ben, clara)
    ]

    assert (True, True) == (valued(his), at_risk(his))
    assert (False, False, "new") == (valued(hers), at_risk(hers), hers.segment)
    assert [
        ["utter_complaint_valued_tier", "utter_goodwill_points", "utter_handover_open"],
        ["utter_complaint", "utter_complaint_next"],
    ] == answers


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 11, 23)])
def test_ben_is_valued_in_the_shop_of_make_run_whatever_the_day(
    sqlite_store: Store, clock: Clock, day: date
) -> None:
    """Ben brings in clearly more than the limit of the highest band, which moves with the day."""
    clock.now = datetime.combine(day, time(12), UTC)
    fill(sqlite_store, CUSTOMERS, SEED, today=day)
    ben, _ = _person(sqlite_store, "cust-ben")
    with history_of(sqlite_store) as history:
        model = Value().fit(history, clock.now)
        features = history.features(clock.now)
        scores = model.score(features).set_index(features.customer)
    found = scores.loc[ben.id]

    assert "high" == found["value_band"]
    assert found["lifetime_value_minor"] > 1.2 * 100 * model.edges[1]


def test_ben_and_clara_are_greeted_in_their_own_ways(shop: Store) -> None:
    """Who fell silent was missed; who has just come is welcome."""
    (ben, _), (clara, _) = _person(shop, "cust-ben"), _person(shop, "cust-clara")
    greetings = [Talker(shop, who).ask("action_greet", "hi").names for who in (ben, clara)]

    assert [["utter_greet_missed"], ["utter_greet_known"]] == greetings
