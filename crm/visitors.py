"""Who comes to talk: guests, and customers whom the shop vouches for."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from crm import conversations
from crm.audit import log
from crm.conversations import Conversation
from crm.errors import Forbidden
from crm.events import Event, record
from crm.ownership import Owner
from crm.store import Unit
from crm.tables.conversations import conversations as talks
from crm.tables.conversations import tickets
from crm.tables.events import offer_exposures
from crm.tables.people import customers

WIDGET = "widget"
# A customer who comes back later than that begins anew.
CONTINUED_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class ConversationJoined(Event):
    """A guest signed in: the conversation is their customer's from now on."""

    channel: str
    messages: int


@dataclass(frozen=True)
class Begun:
    """The conversation that a visitor is led to.

    Parameters
    ----------
    fresh:
        Whether it was begun just now.
    joined:
        Whether it was a guest's until now.
    """

    conversation: Conversation
    fresh: bool = False
    joined: bool = False


def begin(
    unit: Unit,
    channel: str,
    reference: str | None = None,
    guest_conversation: str | None = None,
    origin: str | None = None,
) -> Begun:
    """Lead a visitor to their conversation: a guest to a new one, a customer to the open one.

    At the same instant, all calls for one customer get the same conversation.

    Parameters
    ----------
    channel:
        ``widget``, where a customer has one open conversation; others always begin a new one.
    reference:
        What the shop calls the customer whom it vouches for; nothing for a guest.
    guest_conversation:
        Public id of the conversation that the customer had before signing in.
    origin:
        Network address that the visitor comes from.

    Raises
    ------
    NotFound
        If there is no such guest conversation.
    Forbidden
        If it belongs to another customer, or the customer was erased.
    """
    if reference is None:
        return Begun(conversations.create(unit, channel, origin=origin), fresh=True)
    customer_id = known_customer(unit, reference)
    # Who comes second, from another tab, finds what the first one began.
    waits = select(customers.c.opaque_id).where(customers.c.id == customer_id)
    unit.connection.execute(waits.with_for_update(key_share=True))
    before = None
    if guest_conversation is not None:
        before = conversations.lock(unit, guest_conversation)
        if before.customer_id is None:
            return Begun(_join(unit, before, customer_id), joined=True)
        if before.customer_id != customer_id:
            raise Forbidden(
                "not_your_conversation",
                f"conversation {guest_conversation!r} belongs to another customer",
            )
    found = _open_conversation(unit, customer_id) if channel == WIDGET or before else None
    if found is not None or before is not None:
        return Begun(conversations.find(unit, found) if found else before)  # type: ignore[arg-type]
    return Begun(conversations.create(unit, channel, customer_id, origin=origin), fresh=True)


def known_customer(unit: Unit, reference: str) -> int:
    """Return the store key of the customer whom the shop calls ``reference``.

    One whom the store has not seen yet is added with nothing but the reference; what else the shop
    knows comes with an import.

    Raises
    ------
    Forbidden
        If that is what an erased customer is called.
    """
    query = select(customers.c.id, customers.c.erased_at).where(customers.c.reference == reference)
    row = unit.connection.execute(query).one_or_none()
    if row is not None and row.erased_at is not None:
        raise Forbidden("customer_erased", "this customer was erased and cannot sign in")
    if row is not None:
        return int(row.id)
    new = {"reference": reference, "opaque_id": secrets.token_hex(12), "created_at": unit.now}
    try:
        with unit.connection.begin_nested():
            result = unit.connection.execute(insert(customers).values(new))
            (added,) = result.inserted_primary_key or (0,)
            return int(added)
    except IntegrityError:
        # Two first visits at the same instant: the other one added it.
        return int(unit.connection.execute(query).one().id)


def _open_conversation(unit: Unit, customer_id: int) -> str | None:
    """Return the open conversation of a customer in which something happened last."""
    query = (
        select(talks.c.public_id)
        .where(
            talks.c.customer_id == customer_id,
            talks.c.channel == WIDGET,
            talks.c.owner != Owner.CLOSED.value,
            talks.c.last_at >= unit.now - CONTINUED_WITHIN,
        )
        .order_by(talks.c.last_at.desc(), talks.c.id.desc())
        .limit(1)
    )
    return unit.connection.scalar(query)


def _join(unit: Unit, guest: Conversation, customer_id: int) -> Conversation:
    """Make a guest's conversation its customer's, who goes on there."""
    here = talks.c.id == guest.id
    # Signing in is what happened last: the customer's other windows come here as well.
    unit.connection.execute(
        update(talks).where(here).values(customer_id=customer_id, last_at=unit.now)
    )
    for table in (tickets, offer_exposures):
        theirs = (table.c.conversation_id == guest.id, table.c.customer_id.is_(None))
        unit.connection.execute(update(table).where(*theirs).values(customer_id=customer_id))
    joined = conversations.find(unit, guest.public_id)
    event = ConversationJoined(joined.channel, joined.last_seq)
    record(unit, event, customer_id=customer_id, conversation_id=joined.id)
    log(
        unit,
        f"customer:{joined.customer}",
        "conversation.join",
        f"conversation:{joined.public_id}",
        customer_id=customer_id,
    )
    return joined
