"""Send an order elsewhere, or keep another address for orders to come."""

from __future__ import annotations

from typing import ClassVar

from actions.answers_in_talk import gathered, says_no, says_yes
from actions.meant import Meant
from actions.refusals import refused
from actions.reply import Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from actions.which_order import which_order
from actions.wording import PERSON, YES_NO
from crm.addresses import (
    Address,
    change_order_address,
    check_address_change,
    read_address,
    set_default_address,
)
from crm.errors import Invalid, Refused
from crm.order_rules import CANCELLABLE, DISPATCHED
from crm.orders import recent_orders
from crm.requester import Requester, requester_for
from crm.store import Unit


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
            return meant
        try:
            return self._for_order(unit, turn, meant)
        except Refused as refusal:
            return _too_late(turn, meant, refusal)

    def _is_for_account(self, unit: Unit, turn: Turn, requester: Requester) -> bool:
        kept = gathered(turn, self.name)
        if turn.dialogue.topic == self.name and turn.dialogue.awaiting in {"address", "confirm"}:
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
        if turn.asked(self.name, "confirm") and says_no(turn):
            return Reply((Say("utter_address_kept"),), turn.dialogue.settled())
        address = _sealed_address(unit, turn) if turn.asked(self.name, "confirm") else None
        if address is not None and says_yes(turn):
            set_default_address(unit, requester, address)
            return Reply((Say("utter_address_saved"),), turn.dialogue.settled())
        if turn.asked(self.name, "address") or address is not None:
            return self._read(unit, turn, {"account": True}, "utter_address_confirm_account", {})
        say = Say("utter_address_ask_account")
        return Reply((say,), turn.dialogue.asks(self.name, "address", account=True))

    def _for_order(self, unit: Unit, turn: Turn, meant: Meant) -> Reply:
        number = meant.order.number
        check_address_change(meant.order)
        if meant.awaiting == "confirm" and says_no(turn):
            return Reply((Say("utter_address_kept"),), turn.dialogue.settled(order=number))
        address = _sealed_address(unit, turn) if meant.awaiting == "confirm" else None
        values = {"order_number": number}
        if address is not None and says_yes(turn):
            change_order_address(unit, meant.requester, number, address)
            say = Say("utter_address_changed", values)
            return Reply((say,), turn.dialogue.settled(order=number))
        if meant.awaiting in {"address", "confirm"}:
            return self._read(unit, turn, {"order": number}, "utter_address_confirm_order", values)
        say = Say("utter_address_ask_order", values)
        return Reply((say,), turn.dialogue.asks(self.name, "address", order=number))

    def _read(
        self,
        unit: Unit,
        turn: Turn,
        kept: dict[str, object],
        response: str,
        values: dict[str, str],
    ) -> Reply:
        """Return the question whether the address in the turn is right, or for a complete one."""
        try:
            address = read_address(turn.text)
        except Invalid:
            say = Say("utter_address_unclear", quick_replies=(PERSON,))
            return Reply((say,), turn.dialogue.asks(self.name, "address", **kept))
        # The dialogue is kept in the store as it is: an address in it has to be sealed.
        sealed = unit.vault.seal(address.text)
        say = Say(response, {**values, "address": address.text}, YES_NO)
        return Reply((say,), turn.dialogue.asks(self.name, "confirm", **kept, address=sealed))


def _sealed_address(unit: Unit, turn: Turn) -> Address | None:
    try:
        opened = unit.vault.open(str(turn.dialogue.data.get("address", "")))
    except Invalid:
        return None
    return read_address(opened) if opened else None


def _too_late(turn: Turn, meant: Meant, refusal: Refused) -> Reply:
    """Say what helps for a parcel that travels already; other refusals as ever."""
    if meant.order.status not in DISPATCHED:
        return refused(turn, refusal, meant.order.number)
    say = Say("utter_address_too_late", {"order_number": meant.order.number}, (PERSON,))
    return Reply((say,), turn.dialogue.settled(order=meant.order.number))
