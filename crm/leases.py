"""Agents hold conversations on leases, which presence renews; who is gone loses them."""

from __future__ import annotations

from sqlalchemy import select, update

from crm.at_desk import seen
from crm.conversations import lock_by_key
from crm.errors import Conflict
from crm.handovers import Change, change
from crm.ownership import LEASE, Move, Owner
from crm.store import Unit
from crm.tables.conversations import conversations, handovers


def renew_leases(unit: Unit, agent_id: int) -> int:
    """Lengthen the leases of all that an agent owns; return how many conversations that are.

    It also says that the agent's page is open.
    """
    seen(unit, agent_id)
    owned = (conversations.c.owner == Owner.AGENT.value, conversations.c.agent_id == agent_id)
    statement = update(conversations).where(*owned).values(lease_until=unit.now + LEASE)
    return unit.connection.execute(statement).rowcount


def expire_leases(unit: Unit) -> list[Change]:
    """Put the conversations of vanished agents back into the queue."""
    query = select(conversations.c.id).where(
        conversations.c.owner == Owner.AGENT.value, conversations.c.lease_until < unit.now
    )
    changes = []
    for key in unit.connection.scalars(query.order_by(conversations.c.id)).all():
        conversation = lock_by_key(unit, key)
        try:
            # Nobody loses their priority because an agent is gone.
            trace = {"priority": _last_priority(unit, key)}
            changes.append(change(unit, conversation, Move.LAPSE, "agent_vanished", trace=trace))
        except Conflict:
            # The agent came back, or gave it away, between the query and the lock.
            continue
    return changes


def _last_priority(unit: Unit, conversation_id: int) -> str:
    query = (
        select(handovers.c.priority)
        .where(
            handovers.c.conversation_id == conversation_id,
            handovers.c.to_owner == Owner.QUEUED.value,
        )
        .order_by(handovers.c.id.desc())
        .limit(1)
    )
    return unit.connection.scalar(query) or "normal"
