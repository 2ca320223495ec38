"""Conversations in a line each, as the desk's list shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from crm.errors import Invalid
from crm.ownership import Owner
from crm.promises import due_of
from crm.queue_line import Line, line, newest_request
from crm.queue_order import Place
from crm.ratings import newest_scores
from crm.store import Unit
from crm.tables.conversations import conversations, handovers
from crm.tables.events import customer_scores
from crm.tables.people import agents, customers

VIEWS = ("queued", "mine", "bot", "all", "closed")
MOST = 200


def summaries(unit: Unit, view: str, agent_id: int) -> list[dict[str, Any]]:
    """Return the conversations of a view: those that wait in the order of help, others the newest.

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
    if view == "queued":
        waiting = line(unit)
        query = _query().where(conversations.c.public_id.in_(list(waiting)[:MOST]))
        found = _summaries(unit, query, waiting)
        return sorted(found, key=lambda one: one["rank"] or len(waiting) + 1)
    query = _query().where(*_chosen(view, agent_id)).order_by(conversations.c.last_at.desc())
    return _summaries(unit, query.limit(MOST))


def summaries_of(unit: Unit, public_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return the summaries of some conversations by their public ids."""
    query = _query().where(conversations.c.public_id.in_(public_ids))
    return _summaries(unit, query)


def _summaries(unit: Unit, query: Select[Any], waiting: Line | None = None) -> list[dict[str, Any]]:
    rows = unit.connection.execute(query).all()
    ratings = newest_scores(unit, [row.id for row in rows])
    if waiting is None:
        waiting = line(unit) if any(row.owner == Owner.QUEUED.value for row in rows) else {}
    return [
        _summary(unit, row)
        | _standing(waiting.get(row.public_id))
        | {"rating": ratings.get(row.id), "due": due_of(row, unit.now)}
        for row in rows
    ]


def _standing(place: Place | None) -> dict[str, Any]:
    """Return since when a conversation waits, its place in the line and why it stands there."""
    if place is None:
        return {"waiting_since": None, "rank": None, "score": None}
    return {
        "waiting_since": place.one.since.isoformat(),
        "rank": place.place,
        "score": place.score.shown(),
    }


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


def _query() -> Select[Any]:
    return (
        select(
            conversations,
            agents.c.name.label("agent_name"),
            customers.c.name_encrypted,
            customer_scores.c.segment,
            customer_scores.c.value_band,
            customer_scores.c.churn_risk,
            handovers.c.reason.label("handover_reason"),
            handovers.c.priority,
        )
        .outerjoin(agents, agents.c.id == conversations.c.agent_id)
        .outerjoin(customers, customers.c.id == conversations.c.customer_id)
        .outerjoin(customer_scores, customer_scores.c.customer_id == conversations.c.customer_id)
        .outerjoin(handovers, handovers.c.id == newest_request())
    )


def _summary(unit: Unit, row: Row[Any]) -> dict[str, Any]:
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
        "handover_reason": row.handover_reason,
        "priority": row.priority,
        "sentiment": row.sentiment,
        "frustration": row.frustration,
        "messages": row.last_seq,
        "topic": row.topic,
        "language": row.language,
    }
