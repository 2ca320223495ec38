"""CRM events: what happened, as past-tense facts that other systems may follow.

Services of other topics define their own events beside their rules, as frozen dataclasses of JSON
values that derive from :class:`Event`; the class's name is the event's type. Events name things by
numbers and codes and carry no names, addresses or texts of customers.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass

from sqlalchemy import insert

from crm.adjusted_scores import adjust
from crm.store import Unit
from crm.tables.events import crm_events, outbox


@dataclass(frozen=True)
class Event:
    """Base of all events."""


@dataclass(frozen=True)
class ConversationStarted(Event):
    """A customer or a visitor opened a conversation."""

    channel: str


@dataclass(frozen=True)
class MessageReceived(Event):
    """A customer's message was accepted."""

    seq: int
    owner: str


@dataclass(frozen=True)
class TurnAnswered(Event):
    """The bot read a customer's message and answered it."""

    seq: int
    intent: str
    confidence: float
    sentiment: str
    sentiment_score: float
    frustration: float
    model_version: str
    milliseconds: float
    replies: int


@dataclass(frozen=True)
class ReplyDropped(Event):
    """The bot's answer came after a person had taken over, and was not shown."""

    seq: int
    intent: str
    replies: int


@dataclass(frozen=True)
class TurnDelayed(Event):
    """The engine gave no answer in time; the customer was told and the turn waits."""

    seq: int
    reason: str


@dataclass(frozen=True)
class TurnFailed(Event):
    """The engine could not answer a message at all; the customer was told."""

    seq: int
    reason: str


@dataclass(frozen=True)
class AgentAnswered(Event):
    """A person wrote to the customer."""

    seq: int
    agent_id: int


@dataclass(frozen=True)
class OwnershipChanged(Event):
    """Another one is to answer the conversation from now on.

    ``move`` is what led to it: see :class:`crm.ownership.Move`.
    """

    move: str
    from_owner: str
    to_owner: str
    version: int
    reason: str
    agent_id: int | None


@dataclass(frozen=True)
class TicketOpened(Event):
    """Work for people was written down."""

    number: str
    topic: str
    priority: str


# Made once: building a statement takes longer than running it.
_INSERT_EVENT = insert(crm_events)


def record(
    unit: Unit,
    event: Event,
    *,
    customer_id: int | None = None,
    conversation_id: int | None = None,
) -> str:
    """Keep an event, in the transaction of what it tells of, and queue it for delivery.

    The scores of its customer follow at once (see :mod:`crm.score_adjustment`).

    Parameters
    ----------
    customer_id, conversation_id:
        Store ids of whom and what it concerns. Events of one customer are delivered in order;
        those of nobody known, in the order of their conversation.

    Returns
    -------
    str
        The event's id, under which receivers recognise a second delivery.
    """
    event_id, kind, data = uuid.uuid4().hex, type(event).__name__, asdict(event)
    row = {
        "event_id": event_id,
        "type": kind,
        "customer_id": customer_id,
        "conversation_id": conversation_id,
        "data": data,
        "occurred_at": unit.now,
    }
    result = unit.connection.execute(_INSERT_EVENT, row)
    if unit.destinations:
        (key,) = result.inserted_primary_key or (None,)
        partition = _partition(customer_id, conversation_id)
        rows = [
            {
                "crm_event_id": key,
                "destination": destination,
                "partition": partition,
                "next_attempt_at": unit.now,
            }
            for destination in unit.destinations
        ]
        unit.connection.execute(insert(outbox), rows)
    if customer_id is not None:
        adjust(unit, customer_id, kind, data, conversation_id)
    return event_id


def _partition(customer_id: int | None, conversation_id: int | None) -> str:
    if customer_id is not None:
        return f"customer:{customer_id}"
    return f"conversation:{conversation_id}" if conversation_id is not None else "shop"
