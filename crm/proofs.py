"""A guest shows that an order is theirs: its number and its e-mail address or postcode.

The answer is the same whether the order does not exist or the proof is wrong, and tries are
limited three times: in one conversation, on one order number from wherever they come, and from one
network address on whatever numbers. Postcodes are few and easily guessed, so that an address soon
needs the e-mail address for a proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, Select, and_, false, func, insert, or_, select

from crm.events import record
from crm.order_events import OrderProven
from crm.orders import normal_number
from crm.requester import Requester
from crm.store import Unit
from crm.tables.conversations import conversations, order_proofs, proof_attempts
from crm.tables.orders import orders
from crm.tables.people import customer_identities, customers

Outcome = Literal["proven", "unproven", "blocked"]

CONVERSATION_TRIES = 5
CONVERSATION_PAUSE = timedelta(minutes=30)
NUMBER_TRIES = 10
NUMBER_PAUSE = timedelta(hours=6)
ADDRESS_TRIES = 30
ADDRESS_POSTCODE_TRIES = 10
ADDRESS_PAUSE = timedelta(hours=6)


@dataclass(frozen=True)
class Proof:
    """How a try to prove an order ended.

    Parameters
    ----------
    outcome:
        ``proven``; ``unproven`` (no such order, or it does not match: nobody learns which);
        ``blocked`` (too many tries: neither right nor wrong is looked at for a while).
    tries_left:
        Further tries before this guest is blocked.
    """

    outcome: Outcome
    tries_left: int


def prove_order(
    unit: Unit,
    requester: Requester,
    number: str,
    *,
    email: str | None = None,
    postcode: str | None = None,
) -> Proof:
    """Check a guest's proof of an order and remember it for this conversation.

    A failed try is a result and no error, because it must be kept: the unit has to be committed.

    Parameters
    ----------
    number:
        The order's number, as the customer wrote it.
    email, postcode:
        At least one of both, as the customer wrote it; one that matches is enough.
    """
    wanted = normal_number(number) or _unlikely(number)
    left = _tries_left(unit, requester.conversation_id, wanted, by_postcode=not email)
    if left <= 0:
        return Proof("blocked", 0)
    order = _matching_order(unit, wanted, email, postcode)
    attempt = {
        "conversation_id": requester.conversation_id,
        "order_number": wanted,
        "succeeded": order is not None,
        "created_at": unit.now,
    }
    unit.connection.execute(insert(proof_attempts).values(attempt))
    if order is None:
        return Proof("unproven", left - 1)
    _remember(unit, requester, order, wanted)
    return Proof("proven", left)


def _unlikely(number: str) -> str:
    """Return what tries on something that is no order number are counted under."""
    return "?" + "".join(c for c in number if c.isascii() and c.isprintable())[:39]


def _tries_left(unit: Unit, conversation_id: int, number: str, *, by_postcode: bool) -> int:
    here = proof_attempts.c.conversation_id == conversation_id
    talk = select(conversations.c.origin_index).where(conversations.c.id == conversation_id)
    origin = unit.connection.scalar(talk)
    limits = [
        (CONVERSATION_TRIES, CONVERSATION_PAUSE, _failures().where(here)),
        (NUMBER_TRIES, NUMBER_PAUSE, _failures().where(proof_attempts.c.order_number == number)),
    ]
    if origin is not None:
        from_there = (
            _failures()
            .join(conversations, conversations.c.id == proof_attempts.c.conversation_id)
            .where(conversations.c.origin_index == origin)
        )
        tries = ADDRESS_POSTCODE_TRIES if by_postcode else ADDRESS_TRIES
        limits.append((tries, ADDRESS_PAUSE, from_there))
    return min(
        tries - int(unit.connection.scalar(_since(query, unit.now - pause)) or 0)
        for tries, pause, query in limits
    )


def _failures() -> Select[int]:
    failed = proof_attempts.c.succeeded.is_(False)
    return select(func.count()).select_from(proof_attempts).where(failed)


def _since(query: Select[int], begin: datetime) -> Select[int]:
    return query.where(proof_attempts.c.created_at > begin)


def _matching_order(unit: Unit, number: str, email: str | None, postcode: str | None) -> int | None:
    """Return the key of the order if a proof is that of the order or of its customer."""
    by_email: ColumnElement[bool] = false()
    by_postcode: ColumnElement[bool] = false()
    if email:
        digest = unit.vault.index_email(email)
        owns = select(customer_identities.c.id).where(
            customer_identities.c.customer_id == orders.c.customer_id,
            customer_identities.c.kind == "email",
            customer_identities.c.value_index == digest,
        )
        by_email = or_(orders.c.contact_email_index == digest, owns.exists())
    if postcode:
        digest = unit.vault.index_postcode(postcode)
        lives = select(customers.c.id).where(
            customers.c.id == orders.c.customer_id, customers.c.postcode_index == digest
        )
        by_postcode = or_(
            orders.c.postcode_index == digest,
            and_(orders.c.postcode_index.is_(None), lives.exists()),
        )
    query = select(orders.c.id).where(orders.c.number == number, or_(by_email, by_postcode))
    return unit.connection.scalar(query)


def _remember(unit: Unit, requester: Requester, order_id: int, number: str) -> None:
    if order_id in requester.proven_orders:
        return
    proof = {
        "conversation_id": requester.conversation_id,
        "order_id": order_id,
        "proven_at": unit.now,
    }
    unit.connection.execute(insert(order_proofs).values(proof))
    record(unit, OrderProven(number), conversation_id=requester.conversation_id)
