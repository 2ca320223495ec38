"""Handovers: one owner at a time, and a trace of each change."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from crm import conversations, handovers, leases, notices, turns
from crm.errors import Conflict, NotFound
from crm.store import Store
from crm.tables.conversations import handovers as handovers_table
from crm.tables.conversations import tickets as tickets_table
from crm.tickets import open_ticket
from tests.crm.talk import add_agent, add_customer, an_answer, event_types
from tests.crm.test_conversations import answer, begin, say, texts_of
from tests.fixtures_store import Clock


def trace(store: Store) -> list[tuple[str, str, str]]:
    """Return from, to and reason of all changes."""
    table = handovers_table.c
    with store.reading() as unit:
        query = select(table.from_owner, table.to_owner, table.reason).order_by(table.id)
        return [
            (row.from_owner, row.to_owner, row.reason) for row in unit.connection.execute(query)
        ]


def test_a_conversation_goes_round(store: Store) -> None:
    """Bot, queue, agent, bot, agent, closed, bot again: each change leaves its trace."""
    ana = add_agent(store, "Ana")
    conversation = begin(store)
    with store.transaction() as unit:
        handovers.request_handover(unit, conversation, "asked_for_person", priority="high")
        handovers.take(unit, conversation, ana)
        handovers.hand_back(unit, conversation, ana, "Will be sent again on Monday")
        handovers.take(unit, conversation, ana)
        handovers.close(unit, conversation, ana)
    reopened = say(store, conversation, "m1").conversation.ownership

    assert [
        ("bot", "queued", "asked_for_person"),
        ("queued", "agent", "taken"),
        ("agent", "bot", "handed_back"),
        ("bot", "agent", "stepped_in"),
        ("agent", "closed", "closed"),
        ("closed", "bot", "customer_wrote"),
    ] == trace(store)
    assert ("bot", 6) == (reopened.owner, reopened.version)
    assert 6 == event_types(store).count("OwnershipChanged")


def test_asking_twice_queues_once(store: Store) -> None:
    """A second request finds the conversation in the queue and changes nothing."""
    conversation = begin(store)
    with store.transaction() as unit:
        first = handovers.request_handover(unit, conversation, "asked_for_person")
        second = handovers.request_handover(unit, conversation, "frustration")

    assert (True, False, 1) == (first.changed, second.changed, len(trace(store)))


def test_the_first_agent_wins(store: Store) -> None:
    """Of two agents who take a conversation, the second hears who has it."""
    ana, ben = add_agent(store, "Ana"), add_agent(store, "Ben")
    conversation = begin(store)
    with store.transaction() as unit:
        handovers.take(unit, conversation, ana)
    with pytest.raises(Conflict, match="Ana has this conversation"), store.transaction() as unit:
        handovers.take(unit, conversation, ben)

    with store.reading() as unit:
        assert "Ana" == conversations.find(unit, conversation).agent_name


def test_a_race_has_one_winner(store: Store) -> None:
    """Many agents at the same instant: one has it, all others are refused."""
    team = [add_agent(store, f"Agent{n}") for n in range(6)]
    conversation = begin(store)
    won: list[int] = []
    refused: list[str] = []

    def try_to_take(agent: int) -> None:
        try:
            with store.transaction() as unit:
                handovers.take(unit, conversation, agent)
            won.append(agent)
        except Conflict as conflict:
            refused.append(conflict.code)

    threads = [threading.Thread(target=try_to_take, args=(agent,)) for agent in team]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (1, ["owned_by_another"] * 5, 1) == (len(won), refused, len(trace(store)))


def test_taking_again_is_harmless(store: Store) -> None:
    """Who has a conversation already may take it again: nothing is said twice."""
    ana = add_agent(store, "Ana")
    conversation = begin(store)
    with store.transaction() as unit:
        handovers.take(unit, conversation, ana)
        again = handovers.take(unit, conversation, ana)

    assert (False, "Ana") == (again.changed, again.conversation.agent_name)
    assert [(1, "system", "Ana has joined the conversation.")] == texts_of(store, conversation)


def test_a_vanished_agent_loses_the_conversation(store: Store, clock: Clock) -> None:
    """After the lease it is back in the queue, and the customer is told."""
    ana = add_agent(store, "Ana")
    conversation = begin(store)
    with store.transaction() as unit:
        handovers.take(unit, conversation, ana)
    clock.advance(seconds=61)
    with store.transaction() as unit:
        (lapsed,) = leases.expire_leases(unit)

    assert ("queued", None) == (lapsed.conversation.owner, lapsed.conversation.agent_name)
    assert (2, "system", notices.AGENT_LOST) == texts_of(store, conversation)[-1]


def test_presence_keeps_the_lease(store: Store, clock: Clock) -> None:
    """An agent who is there keeps the conversation however long it takes."""
    ana = add_agent(store, "Ana")
    conversation = begin(store)
    with store.transaction() as unit:
        handovers.take(unit, conversation, ana)
    clock.advance(seconds=50)
    with store.transaction() as unit:
        renewed = leases.renew_leases(unit, ana)
    clock.advance(seconds=50)
    with store.transaction() as unit:
        lapsed = leases.expire_leases(unit)

    assert (1, []) == (renewed, lapsed)


def test_an_old_question_is_forgotten_when_the_bot_goes_on(store: Store) -> None:
    """A "yes" to an agent's question never confirms what the bot had asked before."""
    ana = add_agent(store, "Ana")
    conversation = begin(store)
    answer(store, say(store, conversation, "m1", "Cancel it"), "Shall I?")
    with store.transaction() as unit:
        handovers.take(unit, conversation, ana)
        handovers.hand_back(unit, conversation, ana)
    say(store, conversation, "m2", "yes")

    with store.reading() as unit:
        (turn,) = turns.waiting_turns(unit)
    assert ("m2", None) == (turn.client_message_id, turn.dialogue_state)


def test_only_the_owner_hands_back(store: Store) -> None:
    """An agent who does not have the conversation hears who does."""
    ana, ben = add_agent(store, "Ana"), add_agent(store, "Ben")
    conversation = begin(store)
    with store.transaction() as unit:
        handovers.take(unit, conversation, ana)

    with pytest.raises(Conflict, match="Ana has"), store.transaction() as unit:
        handovers.hand_back(unit, conversation, ben)
    with pytest.raises(Conflict, match="Ana has"), store.transaction() as unit:
        handovers.close(unit, conversation, ben)


def test_a_handover_knows_its_ticket_and_message(store: Store) -> None:
    """The queue's entry leads to the complaint's ticket and to the message that caused it."""
    customer = add_customer(store)
    conversation = begin(store, customer)
    accepted = say(store, conversation, "m1", "This is a shame")
    with store.transaction() as unit:
        ticket = open_ticket(
            unit, "complaint", "Broken twice", priority="high", conversation_id=conversation
        )
        handovers.request_handover(
            unit, conversation, "complaint", message_id="m1", ticket_id=ticket.id, note="Angry"
        )
        turns.record_answer(unit, accepted.message_key, an_answer("Sorry."))

    with store.reading() as unit:
        row = unit.connection.execute(select(handovers_table)).one()
        kept = unit.connection.execute(select(tickets_table)).one()
    assert (ticket.id, accepted.message_key, "Angry") == (row.ticket_id, row.message_id, row.note)
    assert ("T-10001", customer) == (kept.number, kept.customer_id)


def test_unknown_conversations_are_not_handed_over(sqlite_store: Store) -> None:
    """A request for a conversation that is not there says so."""
    with pytest.raises(NotFound, match="'nowhere'"), sqlite_store.transaction() as unit:
        handovers.request_handover(unit, "nowhere", "asked_for_person")
