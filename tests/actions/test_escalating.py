"""A person, offered or got, each with its reason; nothing goes round in circles."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from crm.acceptance import accept
from crm.conversations import find
from crm.escalation import REST, Escalation, Step
from crm.handovers import hand_back, take
from crm.house_rules import HouseRules
from crm.store import Store
from crm.tables.conversations import handovers
from tests.crm.talk import add_agent
from tests.fixtures_store import Clock
from tests.shop import add_customer, add_order
from tests.talking import Talker


def reasons(store: Store) -> list[str]:
    """Return why conversations came into the line, in order."""
    query = select(handovers.c.reason).where(handovers.c.to_owner == "queued")
    with store.reading() as unit:
        return list(unit.connection.scalars(query.order_by(handovers.c.id)))


def lost(talker: Talker, times: int) -> list[bool]:
    """Say what is not understood; return after which of them a person was got."""
    heard = [talker.says("brx frt klm", "nlu_fallback") for _ in range(times)]
    return [any(name.startswith("utter_handover") for name in one.names) for one in heard]


def test_the_same_reason_rests_after_a_way_back(store: Store, clock: Clock) -> None:
    """Three failures get a person once; handed back, they do again only some messages later."""
    talker, mia = Talker(store), add_agent(store, "Mia")
    assert [False, False, True] == lost(talker, 3)
    with store.transaction() as unit:
        take(unit, talker.conversation.public_id, mia)
        hand_back(unit, talker.conversation.public_id, mia)
    clock.advance(minutes=1)
    assert [False] * 4 == lost(talker, 4)
    with store.transaction() as unit:
        for n in range(REST + 1):
            accept(unit, talker.conversation.public_id, f"w{n}", "well")

    assert [True] == lost(talker, 1)
    assert ["not_understood"] * 2 == reasons(store)


def test_who_takes_the_offer_is_there_for_its_reason(store: Store) -> None:
    """The desk reads why the bot had offered a person."""
    talker = Talker(store)
    talker.says("where is it", "help", frustration=0.7)
    talker.says("I want to talk to a person", "contact_human_agent", frustration=0.7)

    assert ["frustration"] == reasons(store)


def test_a_rule_may_hand_over_at_once(store: Store) -> None:
    """A shop says what is done; the answer is given all the same."""
    store.rules = HouseRules(escalation=Escalation(steps={"frustration": Step.NOW}))
    heard = Talker(store).says("help", "help", frustration=0.7)

    assert ["frustration"] == reasons(store)
    assert 2 <= len(heard.names)


def test_trouble_with_an_expensive_order_offers_a_person(store: Store) -> None:
    """Much money is at stake."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="104201")
    store.rules = replace(HouseRules(), escalation=Escalation(amount_minor=1))
    talker = Talker(store, anna)
    heard = talker.says("refund 104201", "get_refund", {"order_id": "104201"})
    with store.reading() as unit:
        owner = find(unit, talker.conversation.public_id).owner.value

    assert "utter_offer_person" in heard.names
    assert "bot" == owner
