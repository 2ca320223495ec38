"""A turn in the store: a customer's message (see :mod:`crm.acceptance`) is answered at most once.

The status of the message is the one truth about its turn: ``waiting`` until the bot's answer is
recorded (``answered``), a person has taken over (``dropped``) or the engine gave up (``failed``).
Whoever changes it does so from ``waiting`` only, so that a late, repeated or resumed answer finds
the door closed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from crm import notices
from crm.conversations import Conversation, lock_by_key
from crm.events import (
    Event,
    ReplyDropped,
    TurnAnswered,
    TurnDelayed,
    TurnFailed,
    record,
)
from crm.messages import Draft, Message, answers, append, by_client_id
from crm.readings import Reading, keep_reading, kept_reading
from crm.store import Unit
from crm.tables.conversations import conversations, messages
from crm.tables.people import customers

# What is said beside the matter of a conversation, which stays what it was.
_NO_TOPIC = frozenset(
    {"greet", "goodbye", "thank", "praise", "affirm", "deny", "stop", "inform", "help"}
    | {"bot_challenge", "contact_human_agent", "out_of_scope", "nlu_fallback", ""}
)


@dataclass(frozen=True)
class WaitingTurn:
    """A message that the bot is to answer, with all that the engine needs for it."""

    message_key: int
    conversation_id: str
    client_message_id: str
    seq: int
    text: str
    sent_at: datetime
    customer: str | None
    dialogue_state: dict[str, Any] | None
    attachments: tuple[dict[str, Any], ...] = ()

    def message(self) -> Message:
        """Return the customer's message that is to be answered."""
        return Message(
            self.seq,
            self.client_message_id,
            "customer",
            self.text,
            self.sent_at,
            attachments=self.attachments,
        )


@dataclass(frozen=True)
class Answer:
    """What the engine made of a turn."""

    replies: tuple[Draft, ...]
    reading: Reading
    state: dict[str, Any] | None


@dataclass(frozen=True)
class Recorded:
    """How a turn ended: its status, what was said, and the conversation now."""

    status: str
    conversation: Conversation
    messages: tuple[Message, ...] = ()
    reading: Reading | None = None


def waiting_turns(unit: Unit, message_key: int | None = None) -> list[WaitingTurn]:
    """Return the turns that wait for the bot, in the order of their conversations.

    Parameters
    ----------
    message_key:
        Only the turn of this message, if it still waits.
    """
    query = (
        select(
            messages.c.id,
            conversations.c.public_id,
            messages.c.client_message_id,
            messages.c.seq,
            messages.c.text,
            messages.c.sent_at,
            customers.c.opaque_id,
            conversations.c.dialogue_state,
            messages.c.attachments,
        )
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .outerjoin(customers, customers.c.id == conversations.c.customer_id)
        .where(messages.c.turn_status == "waiting")
        .order_by(messages.c.conversation_id, messages.c.seq)
    )
    if message_key is not None:
        query = query.where(messages.c.id == message_key)
    return [
        WaitingTurn(
            *row[:-2], unit.vault.open_json(row.dialogue_state), tuple(row.attachments or ())
        )
        for row in unit.connection.execute(query)
    ]


def record_answer(unit: Unit, message_key: int, answer: Answer) -> Recorded:
    """Record the bot's answer with its reading, all at once; drop it when a person took over."""
    conversation, seq = locked(unit, message_key)
    reading = answer.reading.without_personal_values()
    before = settle(unit, message_key, "answered")
    if before == "dropped":
        return _drop(unit, conversation, message_key, seq, answer)
    if before != "waiting":
        return Recorded(before, conversation)
    drafts = [replace(draft, author="bot", answers_id=message_key) for draft in answer.replies]
    said = append(
        unit,
        conversation.id,
        drafts,
        dialogue_state=unit.vault.seal_json(answer.state),
        sentiment=reading.sentiment_score,
        frustration=reading.frustration,
        **({"topic": reading.intent} if reading.intent not in _NO_TOPIC else {}),
    )
    keep_reading(unit, message_key, conversation.id, reading)
    event = TurnAnswered(
        seq=seq,
        intent=reading.intent,
        confidence=reading.confidence,
        sentiment=reading.sentiment_label,
        sentiment_score=reading.sentiment_score,
        frustration=reading.frustration,
        model_version=reading.model_version,
        milliseconds=reading.milliseconds,
        replies=len(said),
    )
    _tell(unit, conversation, event)
    last_seq = conversation.last_seq + len(said)
    now = replace(conversation, last_seq=last_seq, dialogue_state=answer.state)
    return Recorded("answered", now, said, reading)


def record_delay(unit: Unit, message_key: int, reason: str) -> Recorded:
    """Tell the customer, once for a message, that its answer will take longer."""
    conversation, seq = locked(unit, message_key)
    notice_id = f"delay#{seq}"
    waits = waiting_turns(unit, message_key)
    if not waits or by_client_id(unit, conversation.id, notice_id) is not None:
        return Recorded("waiting" if waits else "settled", conversation)
    draft = Draft("system", notices.DELAYED, notice_id, answers_id=message_key)
    said = append(unit, conversation.id, [draft])
    _tell(unit, conversation, TurnDelayed(seq=seq, reason=reason))
    return Recorded("waiting", conversation, said)


def record_failure(unit: Unit, message_key: int, reason: str) -> Recorded:
    """Give a turn up and tell the customer what they can do."""
    conversation, seq = locked(unit, message_key)
    before = settle(unit, message_key, "failed")
    if before != "waiting":
        return Recorded(before, conversation)
    draft = Draft(
        "bot",
        notices.FAILED,
        quick_replies=notices.FAILED_QUICK_REPLIES,
        answers_id=message_key,
    )
    said = append(unit, conversation.id, [draft])
    _tell(unit, conversation, TurnFailed(seq=seq, reason=reason))
    return Recorded("failed", conversation, said)


def ended(unit: Unit, message_key: int) -> Recorded:
    """Return how a turn stands that somebody else brought to its end."""
    conversation, _ = locked(unit, message_key)
    query = select(messages.c.turn_status).where(messages.c.id == message_key)
    return Recorded(unit.connection.execute(query).scalar_one(), conversation)


def answers_of(unit: Unit, message_key: int) -> tuple[Conversation, list[Message]]:
    """Return the conversation of a message, and what was said in answer to that."""
    conversation, _ = locked(unit, message_key)
    return conversation, answers(unit, message_key)


# Made once: building these takes longer than running them.
_PLACE = select(messages.c.conversation_id, messages.c.seq).where(
    messages.c.id == bindparam("wanted")
)
_SETTLE = (
    update(messages)
    .where(messages.c.id == bindparam("wanted"), messages.c.turn_status == "waiting")
    .values(turn_status=bindparam("turn_status"))
)


def locked(unit: Unit, message_key: int) -> tuple[Conversation, int]:
    """Return the locked conversation of a message, and the message's number."""
    row = unit.connection.execute(_PLACE, {"wanted": message_key}).one()
    return lock_by_key(unit, row.conversation_id), row.seq


def settle(unit: Unit, message_key: int, status: str) -> str:
    """Give a waiting turn its end; return the status before, which nothing but waiting lets go."""
    values = {"wanted": message_key, "turn_status": status}
    if unit.connection.execute(_SETTLE, values).rowcount == 1:
        return "waiting"
    query = select(messages.c.turn_status).where(messages.c.id == message_key)
    found: str = unit.connection.execute(query).scalar_one()
    return found


def _drop(
    unit: Unit, conversation: Conversation, message_key: int, seq: int, answer: Answer
) -> Recorded:
    if kept_reading(unit, message_key) is not None:
        return Recorded("dropped", conversation)
    # The agent still sees how the message was read.
    reading = answer.reading.without_personal_values()
    keep_reading(unit, message_key, conversation.id, reading)
    event = ReplyDropped(seq=seq, intent=answer.reading.intent, replies=len(answer.replies))
    _tell(unit, conversation, event)
    return Recorded("dropped", conversation, reading=reading)


def _tell(unit: Unit, conversation: Conversation, event: Event) -> None:
    record(unit, event, customer_id=conversation.customer_id, conversation_id=conversation.id)
