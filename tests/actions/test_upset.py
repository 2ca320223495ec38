"""Who loses patience is offered a person, once."""

from __future__ import annotations

from crm.store import Store
from tests.shop import add_customer, add_order
from tests.talking import Talker

OFFER = "utter_offer_person"


def test_a_person_is_offered_when_patience_ends(store: Store) -> None:
    """The question is answered all the same; the offer is not repeated until they calmed down."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="104201")
    talker = Talker(store, anna)
    said = [
        OFFER in talker.says("where is it", "track_order", frustration=level).names
        for level in (0.3, 0.7, 0.8, 0.4, 0.7, 0.1, 0.7)
    ]

    assert [False, True, False, False, False, False, True] == said


def test_a_yes_takes_the_person_when_nothing_else_was_asked(store: Store) -> None:
    """What the bot asked before stays what a yes answers."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="104201")
    free = Talker(store, anna)
    free.says("where is it", "track_order", frustration=0.9)
    handed = free.says("yes", "affirm", frustration=0.2)
    asked = Talker(store, anna)
    asked.says("cancel 104201", "cancel_order", {"order_id": "104201"}, frustration=0.9)
    confirmed = asked.says("yes", "affirm", frustration=0.2)

    assert ("utter_cancelled_refund", True) == (
        confirmed.names[0],
        handed.names[0].startswith("utter_handover"),
    )
