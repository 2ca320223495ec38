"""Scores in the store follow what happens, in the same transaction."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import Row, delete, select, update

from crm.account import AccountDeletionRequested
from crm.adjusted_scores import MOST_HAPPENINGS, adjust, last_event, readjust
from crm.cancellations import cancel_order
from crm.complaints import complain
from crm.events import record
from crm.handovers import request_handover
from crm.order_events import OrderPlaced
from crm.order_news import tell_of_orders
from crm.panel import panel
from crm.profiles import profile_of
from crm.requester import Requester, requester_for
from crm.returns import announce_return
from crm.store import Store, Unit
from crm.tables.events import crm_events, customer_scores
from crm.tables.orders import orders
from tests.shop import Person, add_conversation, add_customer, add_order, add_product
from tests.tailored_shop import add_scores

TODAY = "on 15 June 2026"


def scored_customer(unit: Unit, probability: float = 0.5, **scores: Any) -> Person:
    """Add a customer whom the models have scored."""
    person = add_customer(unit)
    add_scores(unit, person, churn_risk="middle", **scores)
    unit.connection.execute(update(customer_scores).values(churn_probability=probability))
    return person


def asking(unit: Unit, person: Person) -> Requester:
    """Return the customer in a new conversation."""
    return requester_for(unit, add_conversation(unit, person).public_id, person.opaque_id)


def scores_of(unit: Unit, person: Person) -> Row[Any]:
    """Return a customer's row."""
    mine = customer_scores.c.customer_id == person.id
    return unit.connection.execute(select(customer_scores).where(mine)).one()


def test_a_complaint_raises_the_risk_at_once(store: Store) -> None:
    """The profile that the next reply is made from is at risk, with the reason first."""
    with store.transaction() as unit:
        anna = scored_customer(unit)
        asks = asking(unit, anna)
        complain(unit, asks, "It broke again")
        request_handover(unit, asks.public_id, "complaint")
        profile = profile_of(unit, anna.opaque_id)
        row = scores_of(unit, anna)

    assert pytest.approx(2.4 / 3.4) == row.churn_probability
    assert ("high", unit.now) == (profile.churn_risk, row.adjusted_at)
    assert (f"needed a person {TODAY}", f"complained {TODAY}") == profile.churn_reasons[:2]


def test_a_return_a_cancellation_and_a_farewell_count(store: Store) -> None:
    """Each has its factor, and together they reach the cap and no more."""
    probabilities = []
    with store.transaction() as unit:
        anna = scored_customer(unit)
        shirt = add_product(unit, "Linen shirt", 4000)
        here = add_order(unit, anna, [(shirt, 1)])
        gone = add_order(unit, anna, [(shirt, 1)], status="delivered")
        asks = asking(unit, anna)
        announce_return(unit, asks, gone.number, {gone.line_ids[0]: 1})
        probabilities.append(scores_of(unit, anna).churn_probability)
        cancel_order(unit, asks, here.number)
        probabilities.append(scores_of(unit, anna).churn_probability)
        record(unit, AccountDeletionRequested("T-1"), customer_id=anna.id)
        probabilities.append(scores_of(unit, anna).churn_probability)

    assert pytest.approx([1.2 / 2.2, 1.8 / 2.8, 5 / 6]) == probabilities


def test_an_order_counts_once(store: Store) -> None:
    """The same event again, and the same order in another event, change nothing."""
    with store.transaction() as unit:
        anna = scored_customer(unit, segment="cannot_lose")
        record(unit, OrderPlaced("7", 4990, "EUR"), customer_id=anna.id)
        once = scores_of(unit, anna)
        event = unit.connection.execute(select(crm_events)).one()
        again = adjust(unit, anna.id, event.type, event.data)
        record(unit, OrderPlaced("7", 4990, "EUR"), customer_id=anna.id)
        twice = scores_of(unit, anna)

    assert (0, 5, 24990, "loyal") == (
        once.recency_days, once.frequency, once.monetary_minor, once.segment,
    )  # fmt: skip
    assert (False, once) == (again, twice)


def test_what_is_undone_leaves_no_trace(store: Store) -> None:
    """An adjustment lives and dies with the transaction of its event."""
    with store.transaction() as unit:
        anna = scored_customer(unit)
        before = scores_of(unit, anna)
    with pytest.raises(RuntimeError, match="stop"), store.transaction() as unit:
        complain(unit, asking(unit, anna), "It broke")
        raise RuntimeError("stop")

    with store.reading() as unit:
        assert before == scores_of(unit, anna)


def test_who_was_never_scored_stays_neutral(store: Store) -> None:
    """Without a row there is nothing to adjust, and none is made."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        complain(unit, asking(unit, anna), "It broke")

        assert not profile_of(unit, anna.opaque_id).scored


def test_a_row_does_not_grow_for_ever(store: Store) -> None:
    """After many matters the next ones wait for the next scoring."""
    with store.transaction() as unit:
        anna = scored_customer(unit)
        for number in range(MOST_HAPPENINGS + 5):
            record(unit, OrderPlaced(str(number), 100, "EUR"), customer_id=anna.id)
        row = scores_of(unit, anna)

    assert (4 + MOST_HAPPENINGS, MOST_HAPPENINGS) == (
        row.frequency, len(row.adjustments["happened"]),
    )  # fmt: skip


def test_a_new_scoring_starts_anew(store: Store) -> None:
    """New scores take no adjustments over, but those that came while they were computed."""
    with store.transaction() as unit:
        anna = scored_customer(unit)
        record(unit, OrderPlaced("7", 4990, "EUR"), customer_id=anna.id)
        seen = last_event(unit)
        complain(unit, asking(unit, anna), "It broke")
        unit.connection.execute(delete(customer_scores))
        add_scores(unit, anna, churn_risk="high")
        fresh = scores_of(unit, anna)
        counted = [readjust(unit, seen), readjust(unit, seen)]
        now = scores_of(unit, anna)

    assert (None, None, 4) == (fresh.adjustments, fresh.adjusted_at, fresh.frequency)
    assert ([1, 0], 4) == (counted, now.frequency)
    assert pytest.approx(8 / 9) == now.churn_probability
    assert f"complained {TODAY}" == now.reasons["churn"][0]


def test_orders_from_elsewhere_are_news_when_they_are_new(store: Store) -> None:
    """Orders from before the scoring, of others, or cancelled ones make no event."""
    with store.transaction() as unit:
        anna, ben = scored_customer(unit), add_customer(unit, email="ben@example.org")
        for person, days, status in (
            (anna, -1, "placed"), (anna, 5, "placed"), (anna, -1, "cancelled"), (ben, -1, "placed"),
            (None, -1, "placed"),
        ):  # fmt: skip
            add_order(unit, person, status=status, placed_days_ago=days)
        rows = [dict(row) for row in unit.connection.execute(select(orders)).mappings()]
        told = tell_of_orders(unit, rows)
        row = scores_of(unit, anna)

    assert (1, 0, 5) == (told, row.recency_days, row.frequency)


def test_two_events_at_one_instant_both_count(postgres_store: Store) -> None:
    """Transactions that change one customer's scores wait for each other."""
    with postgres_store.transaction() as unit:
        anna = scored_customer(unit)
    together = threading.Barrier(8)

    def order(number: int) -> None:
        together.wait()
        with postgres_store.transaction() as unit:
            record(unit, OrderPlaced(str(number), 100, "EUR"), customer_id=anna.id)

    threads = [threading.Thread(target=order, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with postgres_store.reading() as unit:
        assert 12 == scores_of(unit, anna).frequency


def test_the_desk_sees_what_comes_next(store: Store) -> None:
    """The panel shows how likely an order is, of what, and that scores were adjusted."""
    with store.transaction() as unit:
        anna = scored_customer(unit)
        complain(unit, asking(unit, anna), "It broke")
        need = {"need_probability": 0.31, "next_category": "Tea"}
        unit.connection.execute(update(customer_scores).values(need))
        shown = panel(unit, anna.id)

    assert (0.31, "Tea", unit.now.isoformat()) == (
        shown["need_probability"], shown["next_category"], shown["adjusted_at"],
    )  # fmt: skip
