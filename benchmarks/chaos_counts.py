"""What is counted at the end: from the store, and from what the pages saw. All must be 0."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import func, select

from benchmarks.chaos_customer import WITHDRAWAL, Customer
from benchmarks.chaos_engine import answer_to
from crm.store import Store, Unit
from crm.tables.conversations import conversations, handovers, messages
from crm.tables.events import crm_events
from crm.unanswered import NO_ANSWER


@dataclass
class Counts:
    """Broken promises, by kind."""

    acknowledged_lost: int = 0
    stored_twice: int = 0
    answered_twice: int = 0
    out_of_order: int = 0
    never_answered: int = 0
    answered_wrongly: int = 0
    seen_differently: int = 0
    never_acknowledged: int = 0

    def as_dict(self) -> dict[str, int]:
        """Return the counts by their names."""
        return asdict(self)


@dataclass(frozen=True)
class Stored:
    """One conversation in the store."""

    key: int
    rows: list[Any]
    answered: Counter[int]
    persons_business: bool

    @property
    def questions(self) -> dict[int, Any]:
        """The customer's messages that want an answer, by their store keys."""
        return {
            row.id: row
            for row in self.rows
            if row.author == "customer" and not row.client_message_id.startswith(WITHDRAWAL)
        }


def unanswered(store: Store) -> int:
    """Return how many messages have no answer yet."""
    with store.reading() as unit:
        query = select(func.count()).where(
            messages.c.author == "customer",
            messages.c.turn_status.in_(("waiting", "dropped", "")),
            ~messages.c.client_message_id.startswith(WITHDRAWAL),
        )
        return int(unit.connection.execute(query).scalar_one())


def count(store: Store, customers: Sequence[Customer], stand_in: bool) -> Counts:
    """Compare what the store holds with what the pages saw."""
    counts = Counts()
    with store.reading() as unit:
        for customer in customers:
            stored = _stored(unit, customer.page.id)
            _count_stored(counts, stored, stand_in)
            _count_seen(counts, stored, customer)
    return counts


def _stored(unit: Unit, public_id: str) -> Stored:
    key = unit.connection.execute(
        select(conversations.c.id).where(conversations.c.public_id == public_id)
    ).scalar_one()
    rows = unit.connection.execute(
        select(messages).where(messages.c.conversation_id == key).order_by(messages.c.seq)
    ).all()
    events = unit.connection.scalars(
        select(crm_events.c.data).where(
            crm_events.c.conversation_id == key, crm_events.c.type == "TurnAnswered"
        )
    )
    reasons = set(
        unit.connection.scalars(
            select(handovers.c.reason).where(
                handovers.c.conversation_id == key, handovers.c.to_owner == "queued"
            )
        )
    )
    answered = Counter(event["seq"] for event in events)
    return Stored(key, list(rows), answered, bool(reasons - {NO_ANSWER}))


def _count_stored(counts: Counts, stored: Stored, stand_in: bool) -> None:
    questions = stored.questions
    ids = Counter(row.client_message_id for row in stored.rows)
    counts.stored_twice += sum(times - 1 for times in ids.values())
    if stand_in:
        texts = Counter(row.text for row in questions.values())
        counts.stored_twice += sum(times - 1 for times in texts.values())
    answers: dict[int, list[Any]] = defaultdict(list)
    for row in stored.rows:
        if row.author == "bot":
            answers[row.answers_id].append(row)
    for key, question in questions.items():
        given = answers.get(key, [])
        moments = {row.sent_at for row in given}
        if stored.answered[question.seq] > 1 or len(moments) > 1:
            counts.answered_twice += 1
        if question.turn_status != "answered" or not given:
            # One that a person was asked to answer, as the customer wished, is not ours.
            asked = stored.persons_business and question.turn_status in ("dropped", "")
            counts.never_answered += not asked
        if stand_in:
            counts.answered_wrongly += sum(row.text != answer_to(question.text) for row in given)
        counts.out_of_order += sum(row.seq <= question.seq for row in given)
    answered = [row.answers_id for row in stored.rows if row.author == "bot"]
    counts.out_of_order += sum(before > then for before, then in pairwise(answered))
    counts.out_of_order += [row.seq for row in stored.rows] != list(range(1, len(stored.rows) + 1))


def _count_seen(counts: Counts, stored: Stored, customer: Customer) -> None:
    by_id = {row.client_message_id: row for row in stored.rows}
    for page in customer.pages:
        counts.out_of_order += sum(page.seen.faults.values())
        for client_id, seq in page.acknowledged.items():
            row = by_id.get(client_id)
            counts.acknowledged_lost += row is None or row.seq != seq or row.author != "customer"
        counts.never_acknowledged += len(page.outbox)
        kept = {row.seq: (row.client_message_id, row.author, row.text) for row in stored.rows}
        seen = {
            seq: (message["client_message_id"], message["author"], message["text"])
            for seq, message in page.messages.items()
        }
        counts.seen_differently += sum(
            kept.get(seq) != seen.get(seq) for seq in kept.keys() | seen.keys()
        )
    places = [by_id[one].seq for one in customer.written if one in by_id]
    counts.out_of_order += sum(before > then for before, then in pairwise(places))
    counts.acknowledged_lost += sum(
        one not in by_id for one in customer.written if one in customer.page.acknowledged
    )
