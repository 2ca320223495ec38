"""Consents: given and withdrawn in so many words, the same answer twice changing nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import insert, select, update

from crm.audit import log
from crm.events import Event, record
from crm.store import Unit
from crm.tables.people import consents, customer_identities


@dataclass(frozen=True)
class ConsentGiven(Event):
    """A customer agreed to something, such as the newsletter."""

    purpose: str
    source: str


@dataclass(frozen=True)
class ConsentWithdrawn(Event):
    """A customer no longer agrees."""

    purpose: str
    source: str


@dataclass(frozen=True)
class NewsletterRequested(Event):
    """A visitor asked for the newsletter; the address stands in the ticket's conversation."""

    ticket: str


@dataclass(frozen=True)
class NewsletterStopRequested(Event):
    """Somebody named an address that should get no more newsletters; its owner must confirm it."""

    ticket: str


def has_consent(unit: Unit, customer_id: int, purpose: str) -> bool:
    """Return whether a customer agrees to a purpose; silence is no consent."""
    query = select(consents.c.granted).where(
        consents.c.customer_id == customer_id, consents.c.purpose == purpose
    )
    return bool(unit.connection.scalar(query))


def set_consent(
    unit: Unit,
    customer_id: int,
    purpose: str,
    granted: bool,
    *,
    actor: str,
    source: str = "chat",
    conversation_id: int | None = None,
) -> bool:
    """Write down whether a customer agrees, and return whether that changed anything.

    Parameters
    ----------
    purpose:
        ``newsletter`` or ``personalisation``.
    actor:
        Who said so, as the audit log names them.
    conversation_id:
        Store key of the conversation in which it was said.
    """
    query = select(consents.c.granted).where(
        consents.c.customer_id == customer_id, consents.c.purpose == purpose
    )
    before = unit.connection.scalar(query.with_for_update())
    if before is granted or (before is None and not granted):
        return False
    values = {"granted": granted, "source": source, "changed_at": unit.now}
    if before is None:
        row = {"customer_id": customer_id, "purpose": purpose, **values}
        unit.connection.execute(insert(consents).values(row))
    else:
        mine = (consents.c.customer_id == customer_id, consents.c.purpose == purpose)
        unit.connection.execute(update(consents).where(*mine).values(values))
    details = {"purpose": purpose, "granted": granted, "source": source}
    log(unit, actor, "consent.set", f"consent:{purpose}", customer_id=customer_id, details=details)
    kind = ConsentGiven if granted else ConsentWithdrawn
    event = kind(purpose, source)
    record(unit, event, customer_id=customer_id, conversation_id=conversation_id)
    return True


def customer_by_email(unit: Unit, email: str) -> int | None:
    """Return the key of the customer with this e-mail address. Never tell a guest what it found."""
    query = select(customer_identities.c.customer_id).where(
        customer_identities.c.kind == "email",
        customer_identities.c.value_index == unit.vault.index_email(email),
    )
    return unit.connection.scalar(query)
