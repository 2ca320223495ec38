"""Questions that no engine answers in time: a person is asked to look, and the bot may come back.

While such a conversation waits in the queue, nobody has talked in it. So the way back to the
assistant leads to where it was: what was asked meanwhile waits for the bot again, in its order.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, delete, func, select, update

from crm import notices, waiting
from crm.conversations import Conversation, lock
from crm.handovers import Change, change
from crm.messages import Draft, append, in_a_line
from crm.opening import opening_words
from crm.ownership import Move, Owner
from crm.store import Unit
from crm.tables.conversations import conversations, handovers, messages, readings
from crm.turns import Recorded, ended, locked, settle, waiting_turns

NO_ANSWER = "engine_unavailable"
ENGINE_BACK = "engine_back"
PRIORITY = "high"


@dataclass(frozen=True)
class Return:
    """The bot has a conversation again, with the messages (store keys) that it is to answer."""

    change: Change
    message_keys: tuple[int, ...] = ()


def hand_over(unit: Unit, message_key: int) -> Recorded:
    """Ask a person to look at a conversation whose turn waits too long, and tell the customer.

    All its waiting turns are a person's from now on, so that a late answer of the bot does not
    talk into what that person says.
    """
    conversation, _ = locked(unit, message_key)
    waits = waiting_turns(unit, message_key)
    if not waits:
        return ended(unit, message_key)
    if conversation.owner is Owner.BOT:
        trace = {"priority": PRIORITY, "message_id": message_key}
        moved = change(unit, conversation, Move.REQUEST, NO_ANSWER, trace=trace)
        conversation = moved.conversation
    elif conversation.owner is Owner.QUEUED:
        # The turn itself had asked for a person, and the engine was lost before its answer.
        settle(unit, message_key, "dropped")
    else:
        settle(unit, message_key, "dropped")
        return Recorded("dropped", conversation)
    opens = None if waiting.people_are_there(unit) else opening_words(unit.now)
    draft = Draft(
        "system",
        notices.unanswered(opens),
        quick_replies=notices.STILL_IN_LINE_QUICK_REPLIES,
        answers_id=message_key,
    )
    # The desk's list goes on showing what the customer wrote.
    shown = {"last_text": in_a_line(waits[0].message()), "last_author": "customer"}
    said = append(unit, conversation.id, [draft], **shown)
    return Recorded("dropped", conversation, said)


def give_back(unit: Unit, conversation: Conversation, reason: str, cause: int | None) -> Return:
    """Give a locked conversation from the queue to the bot, with what it left unanswered.

    Parameters
    ----------
    reason:
        A code for the trace.
    cause:
        Store key of the customer's message that asks for it, which needs no answer itself.
    """
    keys = _left_unanswered(unit, conversation, cause)
    if not keys:
        return Return(change(unit, conversation, Move.WITHDRAW, reason, cause=cause))
    # Nobody has talked meanwhile: a "yes" still answers what the bot had asked.
    columns = {"dialogue_state": unit.vault.seal_json(conversation.dialogue_state)}
    back = change(
        unit,
        conversation,
        Move.WITHDRAW,
        reason,
        cause=cause,
        columns=columns,
        notice=notices.ANSWERING_AFTER_ALL,
    )
    wake = update(messages).where(messages.c.id.in_(keys)).values(turn_status="waiting")
    unit.connection.execute(wake)
    unit.connection.execute(delete(readings).where(readings.c.message_id.in_(keys)))
    return Return(back, tuple(keys))


def left_to_nobody(unit: Unit) -> list[str]:
    """Return the conversations (public ids) that wait because no engine answered, while no person
    is there to take them.

    Those are left out that came back to the bot since the customer wrote last and were not
    answered then either: an engine that looks well and answers nothing is not tried for ever.
    """
    if waiting.people_are_there(unit):
        return []
    newest = (
        select(func.max(handovers.c.id))
        .where(
            handovers.c.conversation_id == conversations.c.id,
            handovers.c.to_owner == Owner.QUEUED.value,
        )
        .correlate(conversations)
        .scalar_subquery()
    )
    wrote = (
        select(func.max(messages.c.sent_at))
        .where(messages.c.conversation_id == conversations.c.id, messages.c.author == "customer")
        .correlate(conversations)
        .scalar_subquery()
    )
    tried = (
        select(handovers.c.id)
        .where(
            handovers.c.conversation_id == conversations.c.id,
            handovers.c.reason == ENGINE_BACK,
            handovers.c.created_at > wrote,
        )
        .correlate(conversations)
        .exists()
    )
    query = (
        select(conversations.c.public_id)
        .join(handovers, handovers.c.id == newest)
        .where(conversations.c.owner == Owner.QUEUED.value, handovers.c.reason == NO_ANSWER, ~tried)
        .order_by(handovers.c.id)
    )
    return list(unit.connection.scalars(query))


def answer_after_all(unit: Unit, conversation_id: str) -> Return | None:
    """Give such a conversation back to the bot; nothing when somebody was quicker."""
    conversation = lock(unit, conversation_id)
    if conversation.owner is not Owner.QUEUED or _silence(unit, conversation.id) is None:
        return None
    return give_back(unit, conversation, ENGINE_BACK, None)


def _left_unanswered(unit: Unit, conversation: Conversation, cause: int | None) -> list[int]:
    """Return the store keys of what the customer wrote since the engine fell silent."""
    first = _silence(unit, conversation.id)
    if first is None:
        return []
    query = select(messages.c.id, messages.c.text).where(
        messages.c.conversation_id == conversation.id,
        messages.c.author == "customer",
        messages.c.id >= first,
        messages.c.turn_status.in_(("dropped", "")),
        messages.c.text != "",
    )
    found = unit.connection.execute(query.order_by(messages.c.seq)).all()
    # The wish to go back, this time or before, asks nothing of the bot.
    return [
        row.id for row in found if row.id != cause and not waiting.wants_the_assistant(row.text)
    ]


def _silence(unit: Unit, conversation_id: int) -> int | None:
    """Return the store key of the message that was not answered, if that is why it is queued."""
    query: Select[tuple[str, int | None]] = (
        select(handovers.c.reason, handovers.c.message_id)
        .where(
            handovers.c.conversation_id == conversation_id,
            handovers.c.to_owner == Owner.QUEUED.value,
        )
        .order_by(handovers.c.id.desc())
        .limit(1)
    )
    row = unit.connection.execute(query).one_or_none()
    return row.message_id if row is not None and row.reason == NO_ANSWER else None
