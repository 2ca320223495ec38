"""Scores that follow what happens, in the transaction of what happens.

The rules are in :mod:`crm.score_adjustment`. The row of ``customer_scores`` keeps in
``adjustments`` what the models said and what happened since, and the new values in its own
columns, so that a reader needs that one row. The next scoring writes a row without adjustments.
Who has no row has none afterwards either: neutral scores have nothing to multiply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update

from crm.score_adjustment import (
    BY_NAME,
    EVENTS,
    Happening,
    Scores,
    adjusted,
    happening,
)
from crm.store import Unit
from crm.tables.events import crm_events, customer_scores

MOST_HAPPENINGS = 100
"""So many are kept for a customer between two scorings; later ones wait for the next."""
_PLAIN = (
    "recency_days", "frequency", "monetary_minor", "rfm", "rfm_score", "segment",
    "churn_probability", "churn_risk",
)  # fmt: skip


def adjust(
    unit: Unit,
    customer_id: int,
    event: str,
    data: Mapping[str, Any],
    conversation_id: int | None = None,
    at: datetime | None = None,
) -> bool:
    """Let an event change its customer's scores; the same matter changes them once.

    Parameters
    ----------
    customer_id, conversation_id:
        Store keys.
    event, data:
        The type and the fields of a CRM event.
    at:
        When it occurred; none: now.

    Returns
    -------
    bool
        Whether the scores changed.
    """
    if event not in EVENTS:
        return False
    new = happening(event, data, conversation_id, at or unit.now)
    if new is None:
        return False
    mine = customer_scores.c.customer_id == customer_id
    row = unit.connection.execute(select(customer_scores).where(mine).with_for_update()).first()
    if row is None:
        return False
    before, happened = _kept(row)
    matters = {(one.rule, one.about) for one in happened}
    if (new.rule, new.about) in matters or len(happened) >= MOST_HAPPENINGS:
        return False
    happened.append(new)
    now = asdict(adjusted(before, happened))
    values = {name: now[name] for name in _PLAIN} | {
        "reasons": {**(row.reasons or {}), "churn": list(now["churn_reasons"])},
        "adjustments": {"before": asdict(before), "happened": [_plain(one) for one in happened]},
        "adjusted_at": unit.now,
    }
    unit.connection.execute(update(customer_scores).where(mine).values(values))
    return True


def last_event(unit: Unit) -> int:
    """Return the key of the newest CRM event, 0 when there is none.

    Whoever computes scores notes it in the unit that reads the features, for :func:`readjust`.
    """
    return int(unit.connection.scalar(select(func.max(crm_events.c.id))) or 0)


def readjust(unit: Unit, after: int) -> int:
    """Let events count again that came while scores were computed; return how many did.

    Parameters
    ----------
    after:
        Key of the last event that the computed scores know of.
    """
    query = (
        select(crm_events)
        .where(
            crm_events.c.id > after,
            crm_events.c.type.in_(EVENTS),
            crm_events.c.customer_id.is_not(None),
        )
        .order_by(crm_events.c.id)
    )
    found = unit.connection.execute(query).all()
    return sum(
        adjust(unit, row.customer_id, row.type, row.data, row.conversation_id, row.occurred_at)
        for row in found
    )


def _kept(row: Row[Any]) -> tuple[Scores, list[Happening]]:
    """Return what the models said, and what has been counted since."""
    if row.adjustments is None:
        plain: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
        reasons = (row.reasons or {}).get("churn", ())
        return Scores(**plain, churn_reasons=tuple(map(str, reasons))), []
    before = dict(row.adjustments["before"])
    before["churn_reasons"] = tuple(before["churn_reasons"])
    happened = [
        Happening(
            BY_NAME[one["rule"]], one["about"], datetime.fromisoformat(one["at"]), one["minor"]
        )
        for one in row.adjustments["happened"]
        # A rule that an update of the shop took away counts no more.
        if one["rule"] in BY_NAME
    ]
    return Scores(**before), happened


def _plain(one: Happening) -> dict[str, Any]:
    return {
        "rule": one.rule.name,
        "about": one.about,
        "at": one.at.isoformat(),
        "minor": one.amount_minor,
    }
