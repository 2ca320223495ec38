"""Send an order elsewhere, or keep another address for orders to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from actions.answers_in_talk import gathered, says_no, says_yes
from actions.choices import choice_words
from actions.forms import address_card
from actions.meant import Meant
from actions.redirecting import redirect_parcel, standing_redirect
from actions.refusals import refused
from actions.reply import QuickReply, Reply, Say
from actions.sealed_address import mentioned_parts, opened_parts, seal_parts
from actions.topic import Topic
from actions.turn import Turn
from actions.which_order import which_order
from actions.wording import PERSON, YES_NO, listing
from crm.addresses import (
    Address,
    change_order_address,
    check_address_change,
    check_served,
    complete_address,
    set_default_address,
    still_missing,
)
from crm.countries import country_code, country_name
from crm.delivery import HOME_COUNTRY
from crm.errors import Invalid, Refused
from crm.order_rules import CANCELLABLE, DISPATCHED
from crm.orders import Order, recent_orders
from crm.policy import SHOP_POLICY
from crm.postal_forms import countries_of_form
from crm.redirects import check_redirect, may_redirect
from crm.requester import Requester, requester_for
from crm.store import Unit
from crm.written_address import AddressParts, read_parts

_READS = frozenset({"address", "country", "confirm", "code"})
_PARTS = {
    "street": "the street with its number",
    "postcode": "the postcode",
    "place": "the place",
    "country": "the country",
}
_CHOICES = 4


class ChangeAddress(Topic):
    """Changes the address of an order that is here, or the one in the customer's account."""

    name: ClassVar[str] = "action_change_address"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Find out which address is meant, ask for it and for a yes, and change it."""
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        if self._is_for_account(unit, turn, requester):
            return self._for_account(unit, turn, requester)
        meant = which_order(unit, turn, self.name, prefer=CANCELLABLE)
        if isinstance(meant, Reply):
            return _with_address_kept(unit, turn, self.name, meant)
        try:
            return self._for_order(unit, turn, meant)
        except Refused as refusal:
            return _too_late(turn, meant, refusal)

    def _is_for_account(self, unit: Unit, turn: Turn, requester: Requester) -> bool:
        kept = gathered(turn, self.name)
        if turn.dialogue.topic == self.name and turn.dialogue.awaiting in _READS:
            return bool(kept.get("account"))
        if turn.dialogue.topic == self.name or turn.entity("order_id"):
            return False
        if turn.intent == "set_up_shipping_address":
            return True
        some = recent_orders(unit, requester, statuses=CANCELLABLE | DISPATCHED, limit=1)
        return requester.customer_id is not None and not some

    def _for_account(self, unit: Unit, turn: Turn, requester: Requester) -> Reply:
        if requester.customer_id is None:
            return Reply((Say("utter_address_at_checkout"),), turn.dialogue.settled())
        kept = gathered(turn, self.name)
        if turn.asked(self.name, "confirm"):
            if says_no(turn):
                return Reply((Say("utter_address_kept"),), turn.dialogue.settled())
            address = _complete(opened_parts(unit, kept))
            if address is not None and says_yes(turn):
                set_default_address(unit, requester, address)
                return Reply((Say("utter_address_saved"),), turn.dialogue.settled())
        return self._gather(unit, turn, {**kept, "account": True})

    def _for_order(self, unit: Unit, turn: Turn, meant: Meant) -> Reply:
        number = meant.order.number
        redirects = may_redirect(meant.order, meant.requester)
        if not redirects:
            check_address_change(meant.order)
        elif (standing := standing_redirect(unit, turn, meant)) is not None:
            return standing
        kept = {**meant.data, "order": number}
        address = _complete(opened_parts(unit, meant.data))
        if redirects and meant.awaiting == "code" and address is not None:
            return redirect_parcel(unit, turn, self.name, meant, address, kept)
        if meant.awaiting == "confirm":
            if says_no(turn):
                return Reply((Say("utter_address_kept"),), turn.dialogue.settled(order=number))
            if address is not None and says_yes(turn):
                if redirects:
                    return redirect_parcel(unit, turn, self.name, meant, address, kept)
                change_order_address(unit, meant.requester, number, address)
                say = Say("utter_address_changed", {"order_number": number})
                return Reply((say,), turn.dialogue.settled(order=number))
        return self._gather(unit, turn, kept, meant.order)

    def _gather(
        self, unit: Unit, turn: Turn, kept: dict[str, Any], order: Order | None = None
    ) -> Reply:
        """Add what the turn says to the address; ask for what is missing, or whether it is right.

        Raises
        ------
        Refused
            Where the shop, or the order's delivery, does not go.
        """
        before = opened_parts(unit, kept)
        try:
            parts = _with_answer(turn, self.name, before)
        except Invalid:
            return self._asks(turn, Say("utter_address_unclear", quick_replies=(PERSON,)), kept)
        if parts.country is not None:
            try:
                check_served(parts.country)
            except Refused as refusal:
                return self._unserved(unit, turn, refusal, kept)
            if order is not None:
                check = check_redirect if order.status in DISPATCHED else check_address_change
                check(order, parts.country)
        sealed = seal_parts(unit, parts)
        kept = {**kept, "address": sealed}
        values = {"order_number": order.number} if order else {}
        address = _complete(parts)
        if address is not None:
            response = _response(order, "confirm")
            say = Say(response, {**values, "address": address.text}, YES_NO)
            return self._asks(turn, say, kept, "confirm")
        missing = still_missing(parts)
        if missing == ("country",):
            return self._ask_country(turn, parts, kept, order)
        if turn.dialogue.topic != self.name or turn.dialogue.awaiting not in _READS:
            if parts == AddressParts():
                return self._asks(turn, Say(_response(order, "ask"), values), kept)
        elif parts == before:
            return self._asks(turn, Say("utter_address_unclear", quick_replies=(PERSON,)), kept)
        wanted = listing(_PARTS[name] for name in missing if name != "country" or len(missing) == 1)
        return self._asks(turn, Say("utter_address_missing", {"missing": wanted}, (PERSON,)), kept)

    def _ask_country(
        self, turn: Turn, parts: AddressParts, kept: dict[str, Any], order: Order | None
    ) -> Reply:
        """Ask for the country; the order's own is offered first, if the postcode is of its form."""
        served = SHOP_POLICY.shipping_countries & countries_of_form(parts.postcode or "")
        home = {order.country or HOME_COUNTRY if order else HOME_COUNTRY}
        likely = [*sorted(served & home), *sorted(served - home, key=country_name)][:_CHOICES]
        names = [country_name(code) for code in likely]
        buttons = tuple(QuickReply(name, name) for name in names)
        say = Say("utter_address_which_country", {"address": parts.text}, buttons)
        return self._asks(turn, say, {**kept, "choices": choice_words(buttons)}, "country")

    def _unserved(self, unit: Unit, turn: Turn, refusal: Refused, kept: dict[str, Any]) -> Reply:
        say = Say("utter_address_unserved", dict(refusal.values), (PERSON,))
        kept = {name: value for name, value in kept.items() if name != "address"}
        return self._asks(turn, say, kept)

    def _asks(
        self, turn: Turn, say: Say, kept: Mapping[str, Any], awaiting: str = "address"
    ) -> Reply:
        if awaiting == "address":
            say = replace(say, cards=(address_card(),))
        return Reply((say,), turn.dialogue.asks(self.name, awaiting, **kept))


def _response(order: Order | None, step: str) -> str:
    """Return what asks for an address, or for a yes to it."""
    asks, confirms = ("utter_address_ask_account", "utter_address_confirm_account")
    if order is not None:
        asks, confirms = ("utter_address_ask_order", "utter_address_confirm_order")
        if order.status in DISPATCHED:
            asks, confirms = ("utter_redirect_ask", "utter_redirect_confirm")
    return asks if step == "ask" else confirms


def _with_answer(turn: Turn, topic: str, before: AddressParts) -> AddressParts:
    """Return an address with what the turn adds to it.

    Raises
    ------
    Invalid
        If the turn answers a question for an address with what cannot be one.
    """
    if turn.asked(topic, "country"):
        named = turn.entity("delivery_country")
        code = country_code(turn.text) or (country_code(named.value) if named else None)
        return replace(before, country=code, stray=None) if code else before
    if turn.asked(topic, "address"):
        return before.completed_by(read_parts(turn.text))
    if turn.asked(topic, "proof"):
        # Its postcode proves the order; it is the old one.
        return before
    return before.completed_by(mentioned_parts(turn.text))


def _complete(parts: AddressParts) -> Address | None:
    try:
        return complete_address(parts)
    except Invalid:
        return None


def _with_address_kept(unit: Unit, turn: Turn, topic: str, asked: Reply) -> Reply:
    """Return the question for an order; an address in the same text is kept for the answer."""
    parts = mentioned_parts(turn.text)
    if turn.dialogue.topic == topic or parts == AddressParts() or asked.dialogue.topic != topic:
        return asked
    data = {**asked.dialogue.data, "address": seal_parts(unit, parts)}
    return replace(asked, dialogue=replace(asked.dialogue, data=data))


def _too_late(turn: Turn, meant: Meant, refusal: Refused) -> Reply:
    """Say what helps for a parcel that travels already; other refusals as ever."""
    if meant.order.status not in DISPATCHED or refusal.code == "country_not_served":
        return refused(turn, refusal, meant.order.number)
    say = Say("utter_address_too_late", {"order_number": meant.order.number}, (PERSON,))
    return Reply((say,), turn.dialogue.settled(order=meant.order.number))
