"""Conversations in a line each, as the desk's list shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, case, func, select

from crm.errors import Invalid
from crm.ownership import Owner
from crm.ratings import newest_scores
from crm.store import Unit
from crm.tables.conversations import conversations, handovers
from crm.tables.events import customer_scores
from crm.tables.people import agents, customers

VIEWS = ("queued", "mine", "bot", "all", "closed")
MOST = 200
_URGENCY = case({"high": 0, "normal": 1, "low": 2}, value=handovers.c.priority, else_=1)


def summaries(unit: Unit, view: str, agent_id: int) -> list[dict[str, Any]]:
    """Return the conversations of a view: those that wait in the order of help, others the newest.

    Who is to be helped next: those of high priority first, among them who has waited longest.

    Parameters
    ----------
    view:
        One of :data:`VIEWS`.
    agent_id:
        Whose conversations ``mine`` are.

    Raises
    ------
    Invalid
        If there is no such view.
    """
    query = _query().where(*_chosen(view, agent_id))
    order = conversations.c.last_at
    if view == "queued":
        query = query.order_by(_URGENCY, handovers.c.id)
    else:
        query = query.order_by(order.desc())
    return _summaries(unit, query.limit(MOST))


def line(unit: Unit) -> list[tuple[str, datetime]]:
    """Return who waits, all of them, in the order of help: public ids, and since when.

    What customers are told of their place is reckoned from this very order.
    """
    since = func.coalesce(handovers.c.created_at, conversations.c.last_at).label("since")
    query = (
        select(conversations.c.public_id, since)
        .select_from(conversations)
        .outerjoin(handovers, and_(handovers.c.id == _newest_request()))
        .where(conversations.c.owner == Owner.QUEUED.value)
        .order_by(_URGENCY, handovers.c.id)
    )
    return [(row.public_id, row.since) for row in unit.connection.execute(query)]


def summaries_of(unit: Unit, public_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return the summaries of some conversations by their public ids."""
    query = _query().where(conversations.c.public_id.in_(public_ids))
    return _summaries(unit, query)


def _summaries(unit: Unit, query: Select[Any]) -> list[dict[str, Any]]:
    rows = unit.connection.execute(query).all()
    scores = newest_scores(unit, [row.id for row in rows])
    return [_summary(unit, row) | {"rating": scores.get(row.id)} for row in rows]


def _chosen(view: str, agent_id: int) -> list[ColumnElement[bool]]:
    owner = conversations.c.owner
    # A page that was opened and never written to is nobody's concern.
    spoken = conversations.c.last_seq > 0
    chosen = {
        "queued": [owner == Owner.QUEUED.value],
        "mine": [owner == Owner.AGENT.value, conversations.c.agent_id == agent_id],
        "bot": [owner == Owner.BOT.value, spoken],
        "all": [owner != Owner.CLOSED.value, spoken],
        "closed": [owner == Owner.CLOSED.value],
    }
    if view not in chosen:
        raise Invalid("unknown_view", f"view must be one of {', '.join(VIEWS)}, not {view[:20]!r}")
    return chosen[view]


def _newest_request() -> ScalarSelect[Any]:
    """Return the key of the handover that put a conversation into the queue last."""
    return (
        select(func.max(handovers.c.id))
        .where(
            handovers.c.conversation_id == conversations.c.id,
            handovers.c.to_owner == Owner.QUEUED.value,
        )
        .correlate(conversations)
        .scalar_subquery()
    )


def _query() -> Select[Any]:
    return (
        select(
            conversations,
            agents.c.name.label("agent_name"),
            customers.c.name_encrypted,
            customer_scores.c.segment,
            customer_scores.c.value_band,
            customer_scores.c.churn_risk,
            handovers.c.created_at.label("waiting_since"),
            handovers.c.reason.label("handover_reason"),
            handovers.c.priority,
        )
        .outerjoin(agents, agents.c.id == conversations.c.agent_id)
        .outerjoin(customers, customers.c.id == conversations.c.customer_id)
        .outerjoin(customer_scores, customer_scores.c.customer_id == conversations.c.customer_id)
        .outerjoin(handovers, and_(handovers.c.id == _newest_request()))
    )


def _summary(unit: Unit, row: Row[Any]) -> dict[str, Any]:
    waits = row.owner == Owner.QUEUED.value
    customer = None
    if row.customer_id is not None:
        customer = {
            "name": unit.vault.open(row.name_encrypted),
            "segment": row.segment,
            "value_band": row.value_band,
            "churn_risk": row.churn_risk,
        }
    return {
        "id": row.public_id,
        "owner": row.owner,
        "agent_id": str(row.agent_id) if row.agent_id is not None else None,
        "agent_name": row.agent_name,
        "customer": customer,
        "last_text": row.last_text,
        "last_author": row.last_author,
        "last_at": row.last_at.isoformat(),
        "waiting_since": row.waiting_since.isoformat() if waits and row.waiting_since else None,
        "handover_reason": row.handover_reason,
        "priority": row.priority,
        "sentiment": row.sentiment,
        "frustration": row.frustration,
        "messages": row.last_seq,
    }
