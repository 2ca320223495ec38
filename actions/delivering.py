"""How things can be delivered, and when they come."""

from __future__ import annotations

import re
from typing import ClassVar

from actions.reply import QuickReply, Reply, Say
from actions.topic import Topic
from actions.tracking import TrackOrder, tracking_say
from actions.turn import Turn
from actions.wording import OPTION_TEXTS, day, listing, money
from crm.addresses import country_of
from crm.countries import country_code, country_name
from crm.delivery import HOME_COUNTRY, Quote, quotes_for
from crm.errors import NotFound, Refused
from crm.orders import OPEN_STATUSES, Order, find_order, recent_orders
from crm.requester import requester_for
from crm.store import Unit

_OPTIONS = QuickReply("Delivery options", "Which delivery options do you have?")
_OWN = re.compile(
    r"\b(?:it|its|it's|my|mine|this|that|they|them|the (?:order|parcel|package|delivery))\b", re.I
)
_ORDERED_NOW = re.compile(r"\b(?:would|if (?:i|we)|were (?:i|we) to|usually|normally)\b", re.I)
# Words of somebody who has ordered, and not of somebody who is still choosing.
_HAS_ORDERED = re.compile(
    r"\b(?:(?:my|our|the) (?:order|parcel|package|packet|purchase|delivery|shipment|stuff|things?|"
    r"goods|items?)|(?:i|we)(?:'ve| have)? (?:just )?(?:ordered|bought|purchased|paid))\b",
    re.I,
)
# "Ship to Wakanda": a name that no list of countries and cities holds.
_TO_A_NAME = re.compile(
    r"\b(?i:ship|shipping|deliver|delivery|delivering|send|post|come)\b[^.?!,]{0,20}? (?i:to) "
    r"(?i:the )?(?P<place>[A-ZÀ-ÖØ-Þ][\w'’-]+(?: [A-ZÀ-ÖØ-Þ][\w'’-]+){0,3})"
)
_SHORT = 3
_PERIOD = QuickReply("When would it come?", "How long does delivery take?")


class DeliveryOptions(Topic):
    """Says in which ways parcels come, and what that costs."""

    name: ClassVar[str] = "action_delivery_options"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the options of the country that is named, or of the customer's."""
        unknown = _unknown_place(turn)
        if unknown is not None:
            return unknown
        country = _country(unit, turn)
        try:
            quotes = quotes_for(country, turn.sent_at)
        except Refused:
            return _not_served(turn, country)
        values = {
            "country": country_name(country),
            "options": listing(_option_text(quote) for quote in quotes),
        }
        say = Say("utter_delivery_options", values, (_PERIOD,))
        return Reply((say,), turn.dialogue.settled())


class DeliveryPeriod(Topic):
    """Says when the customer's parcel comes, or one that is ordered now would come."""

    name: ClassVar[str] = "action_delivery_period"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the day of the order that is meant, else the days of the country's options.

        Who asks in general while a parcel is on its way may mean either, and hears both. A guest
        who has ordered hears the usual days, and which order it is about is asked.
        """
        if turn.entity("delivery_country") or _ORDERED_NOW.search(turn.text):
            return self._usual(unit, turn)
        own = bool(_OWN.search(turn.text))
        waiting = _waiting_for(unit, turn, own)
        if turn.entity("order_id") or (own and len(waiting) > 1):
            return TrackOrder().answer(unit, turn)
        if not waiting and turn.customer is None and _HAS_ORDERED.search(turn.text):
            asked = TrackOrder().answer(unit, turn)
            return Reply((*self._usual(unit, turn).says, *asked.says), asked.dialogue)
        if len(waiting) != 1:
            return self._usual(unit, turn)
        (order,) = waiting
        says = (tracking_say(unit, turn, order), *(() if own else self._usual(unit, turn).says))
        return Reply(says, turn.dialogue.settled(order=order.number))

    def _usual(self, unit: Unit, turn: Turn) -> Reply:
        unknown = _unknown_place(turn)
        if unknown is not None:
            return unknown
        country = _country(unit, turn)
        try:
            quotes = quotes_for(country, turn.sent_at)
        except Refused:
            return _not_served(turn, country)
        values = {
            "country": country_name(country),
            "periods": listing(_period_text(quote, turn) for quote in quotes),
        }
        say = Say("utter_delivery_period", values, (_OPTIONS,))
        return Reply((say,), turn.dialogue.settled())


def _waiting_for(unit: Unit, turn: Turn, own: bool) -> tuple[Order, ...]:
    """Return the order in focus, or those that are still to come.

    Parameters
    ----------
    own:
        Whether the turn speaks of a parcel of the customer's own, which may have come already.
    """
    requester = requester_for(unit, turn.conversation_id, turn.customer)
    if turn.dialogue.order:
        try:
            focus = find_order(unit, requester, turn.dialogue.order)
        except NotFound:
            focus = None
        if focus is not None and (own or focus.status in OPEN_STATUSES):
            return (focus,)
    return recent_orders(unit, requester, statuses=OPEN_STATUSES)


def _country(unit: Unit, turn: Turn) -> str:
    """Return the code of the country that is named, its name where the shop knows no code."""
    named = turn.entity("delivery_country")
    if named is not None:
        return country_code(named.value) or named.value[:60]
    code = country_code(_written_place(turn) or "")
    if code is not None:
        return code
    requester = requester_for(unit, turn.conversation_id, turn.customer)
    return country_of(unit, requester) or HOME_COUNTRY


def _unknown_place(turn: Turn) -> Reply | None:
    """Return the question for the country when a place is named that is none we know.

    The customer's own country would be the answer to another question.
    """
    place = _written_place(turn)
    if place is None or country_code(place) or turn.entity("delivery_country", "delivery_city"):
        return None
    say = Say("utter_country_unknown", {"place": place[:60]})
    return Reply((say,), turn.dialogue.settled())


def _written_place(turn: Turn) -> str | None:
    """Return the name behind "ship to"; in capitals alone, or so short, it may be any word."""
    named = None if turn.text.isupper() else _TO_A_NAME.search(turn.text)
    return named["place"] if named and len(named["place"]) > _SHORT else None


def _not_served(turn: Turn, country: str) -> Reply:
    say = Say("utter_country_not_served", {"country": country_name(country)})
    return Reply((say,), turn.dialogue.settled())


def _option_text(quote: Quote) -> str:
    free = f", free from {money(quote.free_from_minor)}" if quote.free_from_minor else ""
    span = f"{quote.fastest_working_days}–{quote.slowest_working_days} working days"
    return f"{OPTION_TEXTS[quote.code]} ({span}, {money(quote.price_minor)}{free})"


def _period_text(quote: Quote, turn: Turn) -> str:
    between = f"{day(quote.earliest, turn.sent_at)} and {day(quote.latest, turn.sent_at)}"
    return f"between {between} with {OPTION_TEXTS[quote.code]}"
