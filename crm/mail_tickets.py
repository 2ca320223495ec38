"""Answers by e-mail: who waits while nobody is there may leave a ticket instead of staying."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from crm import notices
from crm.agent_sessions import somebody_is_there
from crm.conversations import Conversation, lock
from crm.messages import Draft, Message, append, by_client_id
from crm.opening import next_opening, opening_words
from crm.ownership import Owner
from crm.queue_line import newest_request
from crm.store import Unit
from crm.tables.conversations import conversations, handovers, tickets
from crm.tickets import open_ticket

TOPIC = "answer_by_mail"
PATIENCE = timedelta(minutes=1)
"""How long people may be away in their own hours until a ticket is offered."""
_LONGEST = 1000
_MAIL = r"[^\s@:,;]+@[^\s@:,;]+\.[A-Za-z]{2,}"
_ASKS = re.compile(rf"Please answer me by e-mail(?: to (?P<email>{_MAIL}))?: (?P<message>.+)", re.S)


@dataclass(frozen=True)
class Offered:
    """A ticket was offered in a conversation."""

    conversation: Conversation
    messages: tuple[Message, ...]


def form(known: bool) -> dict[str, Any]:
    """Return the card that a ticket is left with.

    Parameters
    ----------
    known:
        Whether the customer is signed in: then the address is that of the account.
    """
    email = {
        "name": "email",
        "label": "Your e-mail address",
        "type": "text",
        "required": True,
        "pattern": _MAIL,
        "hint": "An address such as name@example.org.",
        "longest": 200,
        "autocomplete": "email",
    }
    message = {
        "name": "message",
        "label": "What is it about?",
        "type": "text",
        "required": True,
        "longest": _LONGEST,
    }
    to = "" if known else " to {email}"
    return {
        "kind": "form",
        "name": "ticket",
        "title": "Get an answer by e-mail",
        "submit": "Leave a ticket",
        "fields": [message] if known else [email, message],
        "template": f"Please answer me by e-mail{to}: {{message}}",
    }


def offer_tickets(unit: Unit) -> list[Offered]:
    """Tell those who wait that nobody is there, each once, and offer them a ticket.

    Outside of the support hours at once; within them after :data:`PATIENCE`.
    """
    if somebody_is_there(unit):
        return []
    closed = next_opening(unit.now) > unit.now
    query = (
        select(conversations.c.public_id, handovers.c.id)
        .select_from(conversations)
        .join(handovers, handovers.c.id == newest_request())
        .where(conversations.c.owner == Owner.QUEUED.value)
        .order_by(handovers.c.id)
    )
    if not closed:
        query = query.where(handovers.c.created_at < unit.now - PATIENCE)
    opens = opening_words(unit.now) if closed else None
    waiting = unit.connection.execute(query).all()
    found = [_offer(unit, public_id, key, opens) for public_id, key in waiting]
    return [one for one in found if one is not None]


def left(unit: Unit, conversation: Conversation, message: Message) -> Draft | None:
    """Open the ticket that a message asks for; return what is said, or nothing if it asks for none.

    A conversation has one such ticket at a time. The address stays in the customer's own words.
    """
    asked = _ASKS.fullmatch(message.text)
    if asked is None or (asked["email"] is None and conversation.customer_id is None):
        return None
    number = _open_one(unit, conversation.id)
    if number is None:
        where = "their account" if asked["email"] is None else f"their message {message.seq}"
        summary = f"Answer by e-mail (address: {where}). {asked['message'][:_LONGEST]}"
        number = open_ticket(unit, TOPIC, summary, conversation_id=conversation.public_id).number
    return Draft("system", notices.ticket_left(number), f"ticket#{message.seq}")


def _offer(unit: Unit, public_id: str, handover: int, opens: str | None) -> Offered | None:
    conversation = lock(unit, public_id)
    notice_id = f"ticket-offer#{handover}"
    waits = conversation.owner is Owner.QUEUED
    if not waits or by_client_id(unit, conversation.id, notice_id) is not None:
        return None
    if _open_one(unit, conversation.id) is not None:
        return None
    cards = (form(conversation.customer_id is not None),)
    draft = Draft("system", notices.nobody_there(opens), notice_id, cards=cards)
    query = select(conversations.c.last_text, conversations.c.last_author)
    row = unit.connection.execute(query.where(conversations.c.id == conversation.id)).one()
    # The desk's list goes on showing what was said before.
    shown = {"last_text": row.last_text, "last_author": row.last_author}
    return Offered(conversation, append(unit, conversation.id, [draft], **shown))


def _open_one(unit: Unit, conversation_id: int) -> str | None:
    query = select(func.max(tickets.c.number)).where(
        tickets.c.conversation_id == conversation_id,
        tickets.c.topic == TOPIC,
        tickets.c.status != "solved",
    )
    found: str | None = unit.connection.scalar(query)
    return found
