"""Cancel an order, and what that costs."""

from __future__ import annotations

import re
from typing import ClassVar

from actions.answers_in_talk import says_no, says_yes
from actions.meant import Meant
from actions.refusals import INSTEAD, refused
from actions.reply import Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from actions.which_order import which_order
from actions.wording import METHOD_TEXTS, PERSON, YES_NO, day, items_text, money, order_card
from crm.cancellations import cancel_order
from crm.errors import Refused
from crm.order_rules import CANCELLABLE, cancellation_terms
from crm.policy import SHOP_POLICY
from crm.store import Unit

_OF_A_RETURN = re.compile(
    r"(?<![\w-])R-\d{3,8}\b|\bcancel (?:(?:my|the|this|that) )?(?:return|exchange)\b", re.IGNORECASE
)


class CancelOrder(Topic):
    """Cancels an order after asking."""

    name: ClassVar[str] = "action_cancel_order"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Find the order, ask, and cancel it when the customer confirms."""
        if _OF_A_RETURN.search(turn.text) and turn.dialogue.topic != self.name:
            say = Say("utter_cancel_is_return", quick_replies=(PERSON,))
            return Reply((say,), turn.dialogue.settled())
        meant = which_order(unit, turn, self.name, prefer=CANCELLABLE)
        if isinstance(meant, Reply):
            return meant
        if meant.awaiting == "confirm" and says_yes(turn):
            return _cancel(unit, turn, meant)
        if meant.awaiting == "confirm" and says_no(turn):
            kept = Say("utter_cancel_kept", {"order_number": meant.order.number})
            return Reply((kept,), turn.dialogue.settled(order=meant.order.number))
        return self._ask(turn, meant)

    def _ask(self, turn: Turn, meant: Meant) -> Reply:
        order = meant.order
        try:
            terms = cancellation_terms(order)
        except Refused as refusal:
            return refused(turn, refusal, order.number)
        values = {"order_number": order.number, "items": items_text(order.lines)}
        if terms.fee_minor:
            values["fee"] = money(terms.fee_minor, order.currency)
        response = "utter_cancel_confirm_fee" if terms.fee_minor else "utter_cancel_confirm"
        return Reply(
            (Say(response, values, YES_NO, (order_card(order),)),),
            turn.dialogue.asks(self.name, "confirm", order=order.number, was=order.status),
        )


def _cancel(unit: Unit, turn: Turn, meant: Meant) -> Reply:
    order = meant.order
    try:
        done = cancel_order(unit, meant.requester, order.number)
    except Refused as refusal:
        if meant.data.get("was") in CANCELLABLE and order.status != "cancelled":
            # It left between the question and the answer: that deserves to be said.
            buttons = tuple(INSTEAD[code] for code in ("track_order", "return_item"))
            say = Say("utter_cancel_left_meanwhile", {"order_number": order.number}, buttons)
            return Reply((say,), turn.dialogue.settled(order=order.number))
        return refused(turn, refusal, order.number)
    values = {"order_number": done.number}
    response = "utter_cancelled_unpaid"
    if done.refund_due_at is not None:
        response = "utter_cancelled_refund"
        values["amount"] = money(done.refund_minor, done.currency)
        values["method"] = METHOD_TEXTS.get(done.method, done.method)
        values["due"] = day(done.refund_due_at, turn.sent_at)
    return Reply((Say(response, values),), turn.dialogue.settled(order=done.number))


class CancellationFee(Topic):
    """Says what a cancellation costs: in general, or for the order that is meant."""

    name: ClassVar[str] = "action_cancellation_fee"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the shop's rule, or the terms of an order; nothing is changed."""
        about_one = turn.entity("order_id") or turn.dialogue.topic == self.name
        if not about_one:
            fee = SHOP_POLICY.cancellation_fee_minor
            general = Say("utter_cancellation_fee", {"fee": money(fee)}) if fee else None
            free = Say("utter_cancellation_free", quick_replies=(INSTEAD["cancel_order"],))
            return Reply((general or free,), turn.dialogue.settled())
        meant = which_order(unit, turn, self.name)
        if isinstance(meant, Reply):
            return meant
        try:
            terms = cancellation_terms(meant.order)
        except Refused as refusal:
            return refused(turn, refusal, meant.order.number)
        values = {
            "order_number": meant.order.number,
            "fee": money(terms.fee_minor, meant.order.currency),
            "refund": money(terms.refund_minor, meant.order.currency),
        }
        # Who asks for the price may want the thing: a yes goes on as the cancellation itself.
        then = turn.dialogue.asks(
            CancelOrder.name, "confirm", order=meant.order.number, was=meant.order.status
        )
        return Reply((Say("utter_cancellation_fee_order", values, YES_NO),), then)
