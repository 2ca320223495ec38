"""Reasons that rest: a person was got for them lately, and the customer is with the bot again."""

from __future__ import annotations

from sqlalchemy import func, select

from crm.escalation import REST
from crm.ownership import Owner
from crm.store import Unit
from crm.tables.conversations import conversations, handovers, messages


def resting_reasons(unit: Unit, conversation_id: str) -> frozenset[str]:
    """Return the reasons that hand over no more for now.

    They rest for :data:`crm.escalation.REST` messages of the customer after the way back.

    Parameters
    ----------
    conversation_id:
        Public id.
    """
    key = select(conversations.c.id).where(conversations.c.public_id == conversation_id)
    its = handovers.c.conversation_id == key.scalar_subquery()
    query = select(handovers.c.reason, handovers.c.to_owner, handovers.c.created_at).where(its)
    rows = unit.connection.execute(query.order_by(handovers.c.id)).all()
    back = [row.created_at for row in rows if row.to_owner == Owner.BOT.value]
    if not back:
        return frozenset()
    wrote = select(func.count()).where(
        messages.c.conversation_id == key.scalar_subquery(),
        messages.c.author == "customer",
        messages.c.sent_at > back[-1],
    )
    if int(unit.connection.execute(wrote).scalar_one()) > REST:
        return frozenset()
    return frozenset(row.reason for row in rows if row.to_owner == Owner.QUEUED.value)
