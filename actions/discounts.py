"""Discounts: the best offer that a customer may have, and what their points are worth."""

from __future__ import annotations

import re
from typing import ClassVar

from actions.codes_in_talk import code_in
from actions.prices_in_talk import price_bounds, wants_cheaper
from actions.recommending import Recommend
from actions.reply import QuickReply, Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from actions.wording import PERSON, day
from crm.money import money_text
from crm.offer_codes import NamedCode, named_code
from crm.offers import Offer, show_best_offer
from crm.policy import SHOP_POLICY
from crm.profiles import Profile, profile_of
from crm.requester import requester_for
from crm.store import Unit

NEWSLETTER = QuickReply("Get the newsletter", "Subscribe me to the newsletter")

_ABOUT_CODES = re.compile(
    r"\b(?:discounts?|codes?|coupons?|vouchers?|promo\w*|offers?|sales?|deals?|off|reduc\w+)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:under|below|up to|less than|at most|max\w*|budget|between|around|about|cheaper than)\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\b(?:something|anything|another|others|ones?|alternatives?)\b", re.IGNORECASE
)


class Discount(Topic):
    """Names the best offer that runs for this customer."""

    name: ClassVar[str] = "action_discount"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return what holds for a named code, and the best offer; its exposure is recorded."""
        if _wants_goods(turn):
            return Recommend().answer(unit, turn)
        profile = profile_of(unit, turn.customer)
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        code = code_in(unit, turn)
        named = named_code(unit, code, profile) if code else None
        says = [_about_code(turn, named, profile)] if named else []
        if named is not None and named.state == "runs":
            return Reply(tuple(says), turn.dialogue.settled())
        offer = show_best_offer(unit, profile, requester.conversation_id)
        if offer:
            says.append(_offered(turn, offer, profile))
        elif named is None:
            says.append(_none(profile))
        worth = SHOP_POLICY.loyalty.worth_minor(profile.points)
        if worth:
            values = {"points": str(profile.points), "worth": money_text(worth)}
            says.append(Say("utter_points_worth", values))
        return Reply(tuple(says), turn.dialogue.settled())


def _wants_goods(turn: Turn) -> bool:
    """Return whether cheap things are wanted, not cheaper ones: "lamps under 50 euros".

    "Cheaper" after a recommendation asks for other things, and without one for a better price.
    """
    if _ABOUT_CODES.search(turn.text):
        return False
    shown = turn.asked(Recommend.name, "wish")
    least, most = price_bounds(turn)
    if least is None and most is None:
        return wants_cheaper(turn) and (shown or bool(_ANOTHER.search(turn.text)))
    return shown or bool(turn.entity("category", "product") or _BOUND.search(turn.text))


def _about_code(turn: Turn, named: NamedCode, profile: Profile) -> Say:
    why = {"rule": f"code_{named.state}", "offer": named.code, "facts": profile.facts()}
    values, offer = {"code": named.code}, named.offer
    if offer is None:
        return Say("utter_code_unknown", values, (PERSON,), why=why)
    if named.state == "runs":
        values |= {"title": offer.title, "until": day(offer.ends_at, turn.sent_at)}
        response = "utter_code_runs"
        if offer.minimum_minor:
            response = "utter_code_runs_minimum"
            values["minimum"] = money_text(offer.minimum_minor, offer.currency)
        return Say(response, values, (PERSON,), why=why)
    if named.state == "expired":
        values["day"] = day(offer.ends_at, turn.sent_at)
        return Say("utter_code_expired", values, why=why)
    if named.state == "later" and named.starts_at is not None:
        values["day"] = day(named.starts_at, turn.sent_at)
        return Say("utter_code_later", values, why=why)
    if named.state == "not_yours":
        response = "utter_code_not_yours" if profile.known else "utter_code_sign_in"
        return Say(response, values, why=why)
    return Say("utter_code_withdrawn", values, why=why)


def _offered(turn: Turn, offer: Offer, profile: Profile) -> Say:
    values = {"title": offer.title, "code": offer.code, "until": day(offer.ends_at, turn.sent_at)}
    response = "utter_offer"
    if offer.minimum_minor:
        response = "utter_offer_minimum"
        values["minimum"] = money_text(offer.minimum_minor, offer.currency)
    rule = "targeted_offer" if offer.targeted else "offer_for_everybody"
    return Say(response, values, why={"rule": rule, "offer": offer.code, "facts": profile.facts()})


def _none(profile: Profile) -> Say:
    why = {"rule": "no_offer_fits", "offer": None, "facts": profile.facts()}
    return Say("utter_no_offer", quick_replies=(NEWSLETTER,), why=why)
