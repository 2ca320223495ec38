"""Money back: asking for it, where it is, and the rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from actions.cancelling import CancelOrder
from actions.meant import Meant
from actions.refusals import INSTEAD, refused
from actions.reply import QuickReply, Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from actions.which_order import which_order
from actions.wording import METHOD_TEXTS, PERSON, YES_NO, day, days, money
from crm.errors import Refused
from crm.order_rules import CANCELLABLE, cancellation_terms
from crm.orders import Order
from crm.policy import SHOP_POLICY
from crm.refunds import Refund, refunds_of
from crm.requester import Requester, requester_for
from crm.return_rules import check_window
from crm.returns import OpenReturn, open_returns, tier_of
from crm.store import Unit

_WAYS = (
    INSTEAD["return_item"],
    INSTEAD["report_damaged"],
    QuickReply("Something is missing", "An item is missing from my order"),
)


class RequestRefund(Topic):
    """Leads to the way in which an order's money comes back."""

    name: ClassVar[str] = "action_request_refund"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return what the order's state allows: a refund under way, a cancellation, a return."""
        meant = which_order(unit, turn, self.name, keep_text=True)
        if isinstance(meant, Reply):
            return meant
        order = meant.order
        under_way = _under_way(unit, turn, meant.requester, order)
        if under_way is not None:
            return Reply((under_way,), turn.dialogue.settled(order=order.number))
        if not order.paid_minor:
            say = Say("utter_refund_nothing_paid", {"order_number": order.number})
            return Reply((say,), turn.dialogue.settled(order=order.number))
        if order.status in CANCELLABLE:
            return _by_cancelling(turn, order)
        return _by_state(unit, turn, meant)


class TrackRefund(Topic):
    """Says where a refund is."""

    name: ClassVar[str] = "action_track_refund"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the refunds of the order that is named, or the customer's newest ones."""
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        pointed = turn.entity("order_id") or turn.dialogue.topic == self.name
        newest = None if pointed else _newest(unit, turn, requester)
        if newest is not None:
            return newest
        meant = which_order(unit, turn, self.name)
        if isinstance(meant, Reply):
            return meant
        number = meant.order.number
        none = Say("utter_refund_none", {"order_number": number}, (INSTEAD["return_item"], PERSON))
        say = _under_way(unit, turn, meant.requester, meant.order) or none
        if say is none and (exchanges := open_returns(unit, meant.requester, meant.order)):
            say = case_say(exchanges[0])
        return Reply((say,), turn.dialogue.settled(order=number))


class RefundPolicy(Topic):
    """Says the rules of refunds."""

    name: ClassVar[str] = "action_refund_policy"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the shop's rule; nothing is looked up."""
        values = {
            "days": days(SHOP_POLICY.return_window_days),
            "gold_days": days(SHOP_POLICY.gold_return_window_days),
            "refund_time": days(SHOP_POLICY.refund_working_days, "working day"),
        }
        buttons = (INSTEAD["return_item"], INSTEAD["track_refund"])
        return Reply((Say("utter_refund_policy", values, buttons),), turn.dialogue.settled())


def refund_say(turn: Turn, refund: Refund) -> Say:
    """Return what says where a refund is."""
    values = {
        "order_number": refund.order_number,
        "amount": money(refund.amount_minor, refund.currency),
    }
    if refund.status == "failed":
        return Say("utter_refund_failed", values, (PERSON,))
    if refund.overdue:
        return Say("utter_refund_overdue", values, (PERSON,))
    values["method"] = METHOD_TEXTS.get(refund.method, refund.method)
    if refund.status == "paid":
        values["paid"] = day(refund.paid_at or refund.created_at, turn.sent_at)
        return Say("utter_refund_paid", values)
    values["due"] = day(refund.due_at, turn.sent_at) if refund.due_at else "soon"
    return Say("utter_refund_pending", values)


def case_say(case: OpenReturn) -> Say:
    """Return what says how a case that is open leads to money, or that it leads to none."""
    values = {"case_number": case.number, "order_number": case.order_number}
    if case.kind == "exchange":
        return Say("utter_refund_is_exchange", values, (PERSON,))
    if case.reason == "wants_replacement":
        return Say("utter_refund_is_replacement", values, (PERSON,))
    if case.kind == "missing":
        return Say("utter_refund_after_search", values, (PERSON,))
    values["refund_time"] = days(SHOP_POLICY.refund_working_days, "working day")
    if case.kind == "damaged":
        return Say("utter_refund_after_photo", {**values, "email": SHOP_POLICY.support_email})
    announced = case.status == "announced"
    return Say("utter_refund_after_return" if announced else "utter_refund_after_check", values)


def _under_way(unit: Unit, turn: Turn, requester: Requester, order: Order) -> Say | None:
    """Return what says where an order's refund is, or its return; nothing when there is none."""
    found = refunds_of(unit, requester, order, limit=1)
    if found:
        return refund_say(turn, found[0])
    opened = _bringing_money(open_returns(unit, requester, order))
    return case_say(opened[0]) if opened else None


def _newest(unit: Unit, turn: Turn, requester: Requester) -> Reply | None:
    """Return the reply with the requester's newest refunds, or the newest case that has none."""
    refunds = refunds_of(unit, requester, limit=3)
    opened = open_returns(unit, requester)
    # Whoever asks for money means the case that may bring some, if there is one.
    case = next(iter(_bringing_money(opened) or opened), None)
    says = [refund_say(turn, refund) for refund in refunds]
    if case is not None and not (refunds and _is_older(case, refunds)):
        says = [case_say(case), *says[:2]]
        return Reply(tuple(says), turn.dialogue.settled(order=case.order_number))
    if not refunds:
        return None
    return Reply(tuple(says), turn.dialogue.settled(order=refunds[0].order_number))


def _is_older(case: OpenReturn, refunds: Sequence[Refund]) -> bool:
    """Return whether a case has its refund already, or is older than the newest one."""
    paid = any(refund.return_number == case.number for refund in refunds)
    return paid or case.created_at < refunds[0].created_at or case.kind == "exchange"


def _bringing_money(cases: Iterable[OpenReturn]) -> list[OpenReturn]:
    return [case for case in cases if case.kind != "exchange"]


def _by_cancelling(turn: Turn, order: Order) -> Reply:
    terms = cancellation_terms(order)
    values = {
        "order_number": order.number,
        "amount": money(terms.refund_minor, order.currency),
    }
    then = turn.dialogue.asks(CancelOrder.name, "confirm", order=order.number, was=order.status)
    return Reply((Say("utter_refund_by_cancelling", values, YES_NO),), then)


def _by_state(unit: Unit, turn: Turn, meant: Meant) -> Reply:
    order = meant.order
    try:
        check_window(order, turn.sent_at, tier_of(unit, order.customer_id))
    except Refused as refusal:
        return refused(turn, refusal, order.number)
    say = Say("utter_refund_by_return", {"order_number": order.number}, _WAYS)
    return Reply((say,), turn.dialogue.settled(order=order.number))
