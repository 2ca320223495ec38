"""Who asks is a customer whom the shop vouched for, or a guest."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, update

from crm.errors import Forbidden, NotFound
from crm.requester import requester_for
from crm.store import Store
from crm.tables.conversations import order_proofs
from crm.tables.people import customers
from tests.shop import add_conversation, add_customer, add_order


def test_a_customer_is_known_by_their_opaque_id(store: Store) -> None:
    """The opaque id that comes with a turn leads to the customer."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        talk = add_conversation(unit, anna)
        found = requester_for(unit, talk.public_id, anna.opaque_id)

    assert (anna.id, f"customer:{anna.opaque_id}") == (found.customer_id, found.actor)


@pytest.mark.parametrize("claimed", [None, "opaque-of-nobody"])
def test_nobody_known_is_a_guest(store: Store, claimed: str | None) -> None:
    """No opaque id, or one that the store does not know, makes a guest."""
    with store.transaction() as unit:
        talk = add_conversation(unit)
        found = requester_for(unit, talk.public_id, claimed)

    assert (None, f"guest:{talk.public_id}") == (found.customer_id, found.actor)


def test_an_erased_customer_is_a_guest(store: Store) -> None:
    """A token that outlived its account opens nothing."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        talk = add_conversation(unit)
        unit.connection.execute(update(customers).values(erased_at=unit.now))
        found = requester_for(unit, talk.public_id, anna.opaque_id)

    assert found.customer_id is None


def test_another_customers_conversation_is_closed(store: Store) -> None:
    """A customer cannot speak in a conversation that belongs to another."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        ben = add_customer(unit, "Ben Adler", "ben@example.org")
        talk = add_conversation(unit, anna)
        with pytest.raises(Forbidden, match="another customer"):
            requester_for(unit, talk.public_id, ben.opaque_id)


def test_a_conversation_that_is_not_there(store: Store) -> None:
    """An unknown conversation is named."""
    with store.reading() as unit, pytest.raises(NotFound, match="nowhere"):
        requester_for(unit, "nowhere", None)


def test_proofs_hold_in_their_conversation_only(store: Store) -> None:
    """An order proven in one conversation is unproven in the next."""
    with store.transaction() as unit:
        order = add_order(unit)
        here, there = add_conversation(unit), add_conversation(unit)
        proof = {"conversation_id": here.id, "order_id": order.id, "proven_at": unit.now}
        unit.connection.execute(insert(order_proofs).values(proof))
        proven = [requester_for(unit, t.public_id, None).proven_orders for t in (here, there)]

    assert [frozenset({order.id}), frozenset()] == proven
