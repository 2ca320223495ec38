"""How things can be delivered, and when they come."""

from __future__ import annotations

from typing import ClassVar

from actions.reply import QuickReply, Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from actions.wording import OPTION_TEXTS, day, listing, money
from crm.addresses import country_of
from crm.countries import country_code, country_name
from crm.delivery import HOME_COUNTRY, Quote, quotes_for
from crm.errors import Refused
from crm.requester import requester_for
from crm.store import Unit

_OPTIONS = QuickReply("Delivery options", "Which delivery options do you have?")
_PERIOD = QuickReply("When would it come?", "How long does delivery take?")


class DeliveryOptions(Topic):
    """Says in which ways parcels come, and what that costs."""

    name: ClassVar[str] = "action_delivery_options"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the options of the country that is named, or of the customer's."""
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
    """Says when a parcel that is ordered now would come."""

    name: ClassVar[str] = "action_delivery_period"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the days for each option of the country that is named, or of the customer's."""
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


def _country(unit: Unit, turn: Turn) -> str:
    """Return the code of the country that is named, its name where the shop knows no code."""
    named = turn.entity("delivery_country")
    if named is not None:
        return country_code(named.value) or named.value[:60]
    requester = requester_for(unit, turn.conversation_id, turn.customer)
    return country_of(unit, requester) or HOME_COUNTRY


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
