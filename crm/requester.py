"""Who asks: a verified customer, or a guest with the orders that they proved to be theirs."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select

from crm.errors import Forbidden, NotFound
from crm.store import Unit
from crm.tables.conversations import conversations, order_proofs
from crm.tables.orders import orders
from crm.tables.people import customers


@dataclass(frozen=True)
class Requester:
    """Whoever asks for something in a conversation.

    Parameters
    ----------
    conversation_id, public_id:
        Store key and public id of the conversation.
    customer_id, opaque_id:
        Store key and opaque id of the verified customer; nothing for a guest.
    proven_orders:
        Keys of the orders proven in this conversation.
    """

    conversation_id: int
    public_id: str
    customer_id: int | None = None
    opaque_id: str | None = None
    proven_orders: frozenset[int] = frozenset()

    @property
    def actor(self) -> str:
        """The requester as the audit log names them."""
        return f"customer:{self.opaque_id}" if self.opaque_id else f"guest:{self.public_id}"

    def theirs(self) -> ColumnElement[bool]:
        """Return the condition on ``orders`` that holds for this requester's orders only."""
        proven = orders.c.id.in_(self.proven_orders)
        if self.customer_id is None:
            return proven
        return or_(orders.c.customer_id == self.customer_id, proven)


def requester_for(unit: Unit, conversation: str, customer: str | None) -> Requester:
    """Return who asks in a conversation.

    A customer whose account was erased since they signed in is a guest.

    Parameters
    ----------
    conversation:
        The conversation's public id.
    customer:
        The opaque id of the customer whom the shop vouched for, or nothing.

    Raises
    ------
    NotFound
        If there is no such conversation.
    Forbidden
        If the conversation belongs to another customer.
    """
    query = select(conversations.c.id, conversations.c.customer_id).where(
        conversations.c.public_id == conversation
    )
    talk = unit.connection.execute(query).one_or_none()
    if talk is None:
        raise NotFound("no_conversation", f"there is no conversation {conversation!r}")
    customer_id = _customer_id(unit, customer)
    if customer_id is not None and talk.customer_id not in (None, customer_id):
        raise Forbidden(
            "not_your_conversation", f"conversation {conversation!r} belongs to another customer"
        )
    proofs = select(order_proofs.c.order_id).where(order_proofs.c.conversation_id == talk.id)
    return Requester(
        conversation_id=talk.id,
        public_id=conversation,
        customer_id=customer_id,
        opaque_id=customer if customer_id is not None else None,
        proven_orders=frozenset(unit.connection.scalars(proofs)),
    )


def _customer_id(unit: Unit, opaque_id: str | None) -> int | None:
    if opaque_id is None:
        return None
    query = select(customers.c.id).where(
        customers.c.opaque_id == opaque_id, customers.c.erased_at.is_(None)
    )
    return unit.connection.scalar(query)
