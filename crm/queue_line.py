"""The line as the store has it: all who wait for a person, in the order of help."""

from __future__ import annotations

from sqlalchemy import ScalarSelect, func, select

from crm.ownership import Owner
from crm.policy import SHOP_POLICY
from crm.queue_order import Place, in_order
from crm.queue_pace import Facts, facts_of, pace
from crm.queue_score import Waiting
from crm.store import Unit
from crm.tables.conversations import conversations, handovers
from crm.tables.events import customer_scores

Line = dict[str, Place]
"""Public ids of those who wait, in the order of help, with their places."""


def line(unit: Unit) -> Line:
    """Return who waits, all of them, in the order of help.

    The desk's list, the place that customers are told and the assignment all are this very order.
    """
    return line_and_facts(unit)[0]


def line_and_facts(unit: Unit) -> tuple[Line, Facts]:
    """Return the line together with what its pace was reckoned from."""
    by_key = _waiting(unit)
    if not by_key:
        return {}, Facts()
    facts = facts_of(unit, [one.since for _, one in by_key.values()])
    waiting = [one for _, one in by_key.values()]
    found = in_order(waiting, unit.now, pace(facts), unit.rules.weights, unit.rules.fairness)
    return {by_key[place.one.key][0]: place for place in found}, facts


def newest_request() -> ScalarSelect[int]:
    """Return the key of the handover that put a conversation into the line last."""
    return (
        select(func.max(handovers.c.id))
        .where(
            handovers.c.conversation_id == conversations.c.id,
            handovers.c.to_owner == Owner.QUEUED.value,
        )
        .correlate(conversations)
        .scalar_subquery()
    )


def _waiting(unit: Unit) -> dict[str, tuple[str, Waiting]]:
    """Return the public id and what the score is made from of each who waits, by its key there."""
    first, newest = handovers.alias("first"), handovers.alias("newest")
    query = (
        select(
            conversations,
            first.c.id.label("first_id"),
            func.coalesce(first.c.created_at, conversations.c.last_at).label("since"),
            newest.c.reason,
            newest.c.priority,
            customer_scores.c.value_band,
            customer_scores.c.churn_risk,
            customer_scores.c.lifetime_value_minor,
        )
        .select_from(conversations)
        .outerjoin(first, first.c.id == _first_request())
        .outerjoin(newest, newest.c.id == newest_request())
        .outerjoin(customer_scores, customer_scores.c.customer_id == conversations.c.customer_id)
        .where(conversations.c.owner == Owner.QUEUED.value)
    )
    found = {}
    for row in unit.connection.execute(query):
        # Of those who came at the same instant, who was written down first is first.
        key = f"{row.first_id or 0:020d}-{row.id:020d}"
        found[key] = (
            row.public_id,
            Waiting(
                key=key,
                since=row.since,
                value_band=row.value_band,
                lifetime_value_minor=row.lifetime_value_minor or 0,
                churn_risk=row.churn_risk,
                sentiment=row.sentiment,
                frustration=row.frustration,
                topic=row.topic,
                promised_at=row.first_answer_due if row.first_answered_at is None else None,
                reason=row.reason,
                priority=row.priority or "normal",
                currency=SHOP_POLICY.currency,
            ),
        )
    return found


def _first_request() -> ScalarSelect[int]:
    """Return the key of the handover since which a person is wanted.

    An agent who vanished does not change it; a way back to the bot, or an end, does.
    """
    ended, wanted = handovers.alias("ended"), handovers.alias("wanted")
    last_end = (
        select(func.coalesce(func.max(ended.c.id), 0))
        .where(
            ended.c.conversation_id == conversations.c.id,
            ended.c.to_owner.in_((Owner.BOT.value, Owner.CLOSED.value)),
        )
        .correlate(conversations)
        .scalar_subquery()
    )
    return (
        select(func.min(wanted.c.id))
        .where(
            wanted.c.conversation_id == conversations.c.id,
            wanted.c.to_owner == Owner.QUEUED.value,
            wanted.c.id > last_end,
        )
        .correlate(conversations)
        .scalar_subquery()
    )
