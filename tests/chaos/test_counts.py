"""The judge of the chaos finds each kind of harm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from benchmarks.chaos_counts import count, unanswered
from benchmarks.chaos_engine import answer_to
from crm import messages
from crm.conversations import find
from crm.messages import Draft
from crm.store import Store, Unit
from crm.tables.conversations import messages as table
from crm.tables.conversations import readings
from tests.crm.test_conversations import answer, begin, say


@dataclass
class SeenPage:
    """What a page saw."""

    id: str
    messages: dict[int, dict[str, Any]]
    acknowledged: dict[str, int]
    outbox: dict[str, str] = field(default_factory=dict)
    seen: Any = field(default_factory=lambda: SimpleNamespace(faults=Counter()))


@dataclass
class SeenCustomer:
    """A customer who wrote and saw."""

    page: SeenPage
    written: list[str]

    @property
    def pages(self) -> list[SeenPage]:
        """The one page."""
        return [self.page]


@pytest.fixture
def customer(sqlite_store: Store) -> SeenCustomer:
    """Return a customer with two answered messages, who saw all of them."""
    conversation = begin(sqlite_store)
    for client_id in ("m0", "m1"):
        answer(
            sqlite_store,
            say(sqlite_store, conversation, client_id, client_id),
            answer_to(client_id),
        )
    with sqlite_store.reading() as unit:
        said = messages.listed(unit, find(unit, conversation).id)
    page = SeenPage(conversation, {m.seq: m.public() for m in said}, {"m0": 1, "m1": 3})
    return SeenCustomer(page, ["m0", "m1"])


def counted(store: Store, customer: SeenCustomer) -> dict[str, int]:
    """Return the counts that are not 0."""
    counts = count(store, [customer], stand_in=True)  # type: ignore[list-item]
    return {name: times for name, times in counts.as_dict().items() if times}


def key_of(unit: Unit, seq: int) -> int:
    """Return the store key of a message."""
    return unit.connection.execute(select(table.c.id).where(table.c.seq == seq)).scalar_one()


def test_nothing_is_found_where_all_is_well(sqlite_store: Store, customer: SeenCustomer) -> None:
    """A whole conversation has no faults."""
    assert ({}, 0) == (counted(sqlite_store, customer), unanswered(sqlite_store))


def lose_a_message(unit: Unit) -> None:
    """Remove a question and its answer."""
    unit.connection.execute(delete(readings).where(readings.c.message_id == key_of(unit, 3)))
    for seq in (4, 3):
        unit.connection.execute(delete(table).where(table.c.seq == seq))


def store_twice(unit: Unit) -> None:
    """Store a question under another id as well."""
    row = dict(unit.connection.execute(select(table).where(table.c.seq == 1)).mappings().one())
    unit.connection.execute(
        insert(table).values(row | {"id": None, "seq": 5, "client_message_id": "x"})
    )


def answer_twice(unit: Unit) -> None:
    """Answer a question once more, later."""
    unit_later = Unit(unit.connection, unit.vault, unit.now.replace(year=2030))
    key = key_of(unit, 3)
    conversation = unit.connection.scalars(select(table.c.conversation_id)).first() or 0
    messages.append(unit_later, conversation, [Draft("bot", answer_to("m1"), answers_id=key)])


def swap_questions(unit: Unit) -> None:
    """Let the second question come first."""
    for old, new in ((1, 9), (3, 1), (9, 3)):
        unit.connection.execute(update(table).where(table.c.seq == old).values(seq=new))


def forget_an_answer(unit: Unit) -> None:
    """Leave a question waiting."""
    unit.connection.execute(update(table).where(table.c.seq == 3).values(turn_status="waiting"))


def answer_wrongly(unit: Unit) -> None:
    """Give a question the other one's answer."""
    unit.connection.execute(update(table).where(table.c.seq == 4).values(text=answer_to("m0")))


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        (lose_a_message, "acknowledged_lost"),
        (store_twice, "stored_twice"),
        (answer_twice, "answered_twice"),
        (swap_questions, "out_of_order"),
        (forget_an_answer, "never_answered"),
        (answer_wrongly, "answered_wrongly"),
        (answer_wrongly, "seen_differently"),
    ],
)
def test_each_harm_in_the_store_is_found(
    sqlite_store: Store, customer: SeenCustomer, harm: Callable[[Unit], None], found: str
) -> None:
    """What was acknowledged, answered and shown is held against what is stored."""
    with sqlite_store.transaction() as unit:
        harm(unit)

    assert found in counted(sqlite_store, customer)


def test_what_pages_saw_counts_too(sqlite_store: Store, customer: SeenCustomer) -> None:
    """A page that misses a message, got no acknowledgement, or saw things out of order."""
    del customer.page.messages[4]
    customer.page.outbox["m9"] = "never taken"
    customer.page.seen.faults["delivered out of order"] += 1

    assert {"seen_differently": 1, "never_acknowledged": 1, "out_of_order": 1} == counted(
        sqlite_store, customer
    )


def test_a_question_without_an_answer_is_waited_for(sqlite_store: Store) -> None:
    """The settling knows what is still due."""
    say(sqlite_store, begin(sqlite_store), "m0")

    assert 1 == unanswered(sqlite_store)
