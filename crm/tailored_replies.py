"""The trace of a reply that was made for its customer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crm.events import Event, record
from crm.requester import Requester
from crm.store import Unit
from crm.tailoring import Decision, Moment


@dataclass(frozen=True)
class ReplyTailored(Event):
    """A reply was made for this customer: by which rule, from which facts, with what in it."""

    moment: str
    rule: str
    tone: str
    handover: str
    priority: str
    offer: str | None
    facts: dict[str, Any]


def record_tailored(
    unit: Unit,
    requester: Requester,
    moment: Moment,
    decision: Decision,
    offer: str | None = None,
) -> dict[str, Any]:
    """Keep the event of a tailored reply and return the reason that goes with the message.

    Parameters
    ----------
    offer:
        Code of the offer that was given with it.
    """
    event = ReplyTailored(
        moment=moment,
        rule=decision.rule,
        tone=decision.tone,
        handover=decision.handover,
        priority=decision.priority,
        offer=offer,
        facts=decision.facts,
    )
    record(
        unit,
        event,
        customer_id=requester.customer_id,
        conversation_id=requester.conversation_id,
    )
    return decision.why(offer=offer)
