"""Ways to a person: when somebody answers, and handing the conversation over."""

from __future__ import annotations

from typing import ClassVar

from actions.reply import Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from actions.wording import PERSON, listing
from crm.agent_sessions import somebody_is_there
from crm.handovers import request_handover
from crm.opening import opening_words
from crm.policy import SHOP_POLICY, central_european_time
from crm.profiles import profile_of
from crm.requester import requester_for
from crm.store import Unit
from crm.tailored_replies import record_tailored
from crm.tailoring import Situation, decide

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Contact(Topic):
    """Says how and when people can be reached, and whether somebody is there now."""

    name: ClassVar[str] = "action_contact"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return telephone, e-mail and hours, and what holds at this moment."""
        values = {
            "phone": SHOP_POLICY.support_phone,
            "email": SHOP_POLICY.support_email,
            "hours": hours_text(),
        }
        first = Say("utter_contact", values)
        if SHOP_POLICY.support_hours.is_open(turn.sent_at):
            closes = SHOP_POLICY.support_hours.by_weekday[
                central_european_time(turn.sent_at).weekday()
            ][1]
            now = Say("utter_contact_open", {"closes": f"{closes:%H:%M}"}, (PERSON,))
        elif somebody_is_there(unit):
            now = Say("utter_contact_at_desk", {"opens": opening_text(turn)}, (PERSON,))
        else:
            now = Say("utter_contact_closed", {"opens": opening_text(turn)}, (PERSON,))
        return Reply((first, now), turn.dialogue.settled())


class HandOver(Topic):
    """Puts the conversation into the queue for a person."""

    name: ClassVar[str] = "action_hand_over"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Hand over with the priority that the customer's situation asks for."""
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        situation = Situation(
            "person", profile_of(unit, turn.customer), turn.sentiment_score, turn.frustration
        )
        decision = decide(situation)
        why = record_tailored(unit, requester, "person", decision)
        reason = turn.dialogue.offered_for or "asked_for_person"
        say = hand_over(unit, turn, reason, decision.priority, why=why)
        return Reply((say,), turn.dialogue.settled(offered_for=None))


def hand_over(
    unit: Unit,
    turn: Turn,
    reason: str,
    priority: str = "normal",
    *,
    note: str | None = None,
    ticket_id: int | None = None,
    why: dict[str, object] | None = None,
) -> Say:
    """Queue the conversation for a person and return what the customer is told of it.

    Outside the support hours the customer learns when somebody will be there, unless an agent is
    at the desk all the same.

    Parameters
    ----------
    reason:
        A code for the desk, such as ``asked_for_person``.
    note:
        What the agent should know at once.
    """
    request_handover(
        unit,
        turn.conversation_id,
        reason,
        message_id=turn.message_id,
        note=note,
        priority=priority,
        ticket_id=ticket_id,
    )
    if SHOP_POLICY.support_hours.is_open(turn.sent_at) or somebody_is_there(unit):
        return Say("utter_handover_open", why=why)
    return Say("utter_handover_closed", {"opens": opening_text(turn)}, why=why)


def opening_text(turn: Turn) -> str:
    """Return when people answer next, in words ("today at 08:00", "Monday at 08:00")."""
    return opening_words(turn.sent_at)


def hours_text() -> str:
    """Return the support hours in words, days with the same hours together."""
    spans: list[tuple[list[int], str]] = []
    for weekday, (start, end) in sorted(SHOP_POLICY.support_hours.by_weekday.items()):
        hours = f"{start:%H:%M} to {end:%H:%M}"
        if spans and spans[-1][1] == hours and spans[-1][0][-1] == weekday - 1:
            spans[-1][0].append(weekday)
        else:
            spans.append(([weekday], hours))
    return listing(f"{_span(days)} {hours}" for days, hours in spans)


def _span(days: list[int]) -> str:
    first, last = _DAYS[days[0]], _DAYS[days[-1]]
    return first if first == last else f"{first} to {last}"
