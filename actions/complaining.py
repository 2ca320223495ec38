"""Complaints: an apology that fits, a ticket, and a person where that is better."""

from __future__ import annotations

from typing import ClassVar

from actions.people import hand_over
from actions.reply import Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from actions.wording import PERSON
from crm.complaints import Complaint, complain, open_complaint
from crm.errors import NotFound
from crm.money import money_text
from crm.offers import Offer, give_goodwill
from crm.orders import find_order
from crm.profiles import Profile, profile_of
from crm.requester import Requester, requester_for
from crm.store import Unit
from crm.tailored_replies import record_tailored
from crm.tailoring import GOODWILL_POINTS, Decision, Situation, decide

# Shorter texts announce a complaint and do not tell it.
_FEW_WORDS = 9


class Complain(Topic):
    """Answers a complaint by who complains, writes it down, and gets a person when needed."""

    name: ClassVar[str] = "action_complaint"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Apologise, keep the complaint, give what the rules allow, and say what comes next."""
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        profile = profile_of(unit, turn.customer)
        telling = turn.asked(self.name, "reason")
        repeated = not telling and open_complaint(unit, requester) is not None
        situation = Situation(
            "complaint", profile, turn.sentiment_score, turn.frustration, repeated
        )
        decision = decide(situation)
        made = complain(
            unit,
            requester,
            turn.text,
            priority=decision.priority,
            order_id=_order(unit, turn, requester),
        )
        offer = None
        if decision.goodwill:
            offer = give_goodwill(
                unit, profile, requester.conversation_id, decision.rule, repeated=made.repeated
            )
        why = record_tailored(unit, requester, "complaint", decision, offer.code if offer else None)
        if telling:
            first = Say("utter_complaint_added", {"ticket": made.ticket.number}, why=why)
        else:
            first = _apology(profile, decision, made, why)
        says = [first, *([_goodwill(offer)] if offer else [])]
        return self._next(unit, turn, decision, made, says, telling)

    def _next(
        self,
        unit: Unit,
        turn: Turn,
        decision: Decision,
        made: Complaint,
        says: list[Say],
        telling: bool,
    ) -> Reply:
        focus = turn.dialogue.settled()
        if decision.handover == "now":
            note = f"{decision.rule}; complaint {made.ticket.number}"
            said = hand_over(
                unit,
                turn,
                "complaint",
                decision.priority,
                note=note,
                ticket_id=made.ticket.id,
            )
            return Reply((*says, said), focus)
        if not telling and len(turn.text.split()) < _FEW_WORDS:
            ask = Say("utter_complaint_ask", quick_replies=(PERSON,))
            return Reply((*says, ask), focus.asks(self.name, "reason"))
        return Reply((*says, Say("utter_complaint_next", quick_replies=(PERSON,))), focus)


def _apology(profile: Profile, decision: Decision, made: Complaint, why: dict[str, object]) -> Say:
    values = {"ticket": made.ticket.number}
    if made.repeated:
        return Say("utter_complaint_again", values, why=why)
    if decision.rule.startswith("valued") and profile.tier is not None:
        return Say("utter_complaint_valued_tier", {**values, "tier": profile.tier}, why=why)
    if decision.rule.startswith("valued"):
        return Say("utter_complaint_valued", values, why=why)
    return Say("utter_complaint", values, why=why)


def _goodwill(offer: Offer) -> Say:
    worth = money_text(offer.amount_minor or 0, offer.currency)
    if offer.kind == "points":
        return Say("utter_goodwill_points", {"points": str(GOODWILL_POINTS), "worth": worth})
    return Say("utter_goodwill_voucher", {"code": offer.code, "worth": worth})


def _order(unit: Unit, turn: Turn, requester: Requester) -> int | None:
    """Return the key of the order that it is about, when it is the customer's own."""
    entity = turn.entity("order_id")
    number = entity.value if entity else turn.dialogue.order
    if number is None:
        return None
    try:
        return find_order(unit, requester, number).id
    except NotFound:
        return None
