"""The loyalty programme: where a member stands, and leaving it."""

from __future__ import annotations

import re
from typing import ClassVar

from actions.answers_in_talk import says_no, says_yes
from actions.quoting import quoted
from actions.reply import QuickReply, Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from actions.wording import YES_NO
from crm.answers import find_answer
from crm.errors import Refused
from crm.membership import Standing, cancel_membership, standing
from crm.money import money_text
from crm.policy import SHOP_POLICY
from crm.requester import Requester, requester_for
from crm.store import Unit

HOW_IT_WORKS = QuickReply("How does it work?", "How does the loyalty programme work?")


# Questions about the rules of the programme, not about one's own points.
_ABOUT_RULES = re.compile(
    r"\bhow (?:does|can|do (?:i|you|we) (?:use|spend|redeem|collect|earn|join|become))\b|"
    r"\b(?:perks?|advantages?|benefits?|difference|expires?|transfer\w*|pay with|what do i get)\b",
    re.IGNORECASE,
)
_JOINS = re.compile(
    r"\b(?:re-?)?(?:join|enrol|enroll|sign (?:me )?up|become a member)\b|\bmember again\b",
    re.IGNORECASE,
)


class LoyaltyStatus(Topic):
    """Says how many points a member has, what they are worth and what the next tier takes."""

    name: ClassVar[str] = "action_loyalty_status"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the member's standing, or how the programme works."""
        quote = find_answer(unit, turn.text) if _ABOUT_RULES.search(turn.text) else None
        if quote is not None and quote.topic == "loyalty":
            return Reply((quoted(quote),), turn.dialogue.settled())
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        return _where_it_stands(unit, turn, requester)


class CancelMembership(Topic):
    """Ends a membership after asking."""

    name: ClassVar[str] = "action_cancel_membership"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Say what would be lost, ask, and end the membership when the customer confirms."""
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        if _JOINS.search(turn.text) and not turn.asked(self.name, "confirm"):
            # The opposite is wished; both speak of membership.
            return _where_it_stands(unit, turn, requester)
        if requester.customer_id is None:
            return Reply((Say("utter_sign_in_membership"),), turn.dialogue.settled())
        now = standing(unit, requester.customer_id)
        if now is None:
            return Reply((Say("utter_membership_none"),), turn.dialogue.settled())
        if turn.asked(self.name, "confirm") and says_yes(turn):
            return _cancel(unit, turn, requester)
        if turn.asked(self.name, "confirm") and says_no(turn):
            return Reply((Say("utter_membership_kept"),), turn.dialogue.settled())
        response, values = "utter_membership_confirm", {"tier": now.tier}
        if now.points:
            response = "utter_membership_confirm_points"
            values |= {"points": str(now.points), "worth": money_text(now.worth_minor)}
        say = Say(response, values, YES_NO)
        return Reply((say,), turn.dialogue.asks(self.name, "confirm"))


def _where_it_stands(unit: Unit, turn: Turn, requester: Requester) -> Reply:
    """Return a member's standing, or how somebody becomes one."""
    now = standing(unit, requester.customer_id) if requester.customer_id else None
    if now is not None:
        return Reply(_standing(now), turn.dialogue.settled())
    rules = SHOP_POLICY.loyalty
    values = {
        "points": str(rules.redeem_step_points),
        "worth": money_text(rules.redeem_step_minor),
    }
    known = requester.customer_id is not None
    response = "utter_loyalty_no_member" if known else "utter_loyalty_guest"
    return Reply((Say(response, values),), turn.dialogue.settled())


def _cancel(unit: Unit, turn: Turn, requester: Requester) -> Reply:
    try:
        was = cancel_membership(unit, requester)
    except Refused:
        return Reply((Say("utter_membership_none"),), turn.dialogue.settled())
    say = Say("utter_membership_cancelled", {"tier": was.tier})
    return Reply((say,), turn.dialogue.settled())


def _standing(now: Standing) -> tuple[Say, ...]:
    values = {"tier": now.tier, "points": str(now.points), "worth": money_text(now.worth_minor)}
    first = Say("utter_loyalty_status", values, (HOW_IT_WORKS,))
    if now.next_tier is None:
        return first, Say("utter_loyalty_top", {"tier": now.tier})
    step = {"tier": now.next_tier, "points": str(now.points_to_next)}
    return first, Say("utter_loyalty_next", step)
