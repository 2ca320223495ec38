"""Money back by another way than it came: another account, PayPal, credit in the shop."""

from __future__ import annotations

import re
from typing import ClassVar

from actions.answers_in_talk import gathered
from actions.choices import choice_words
from actions.meant import Meant
from actions.refunding import case_say, refund_say
from actions.refusals import INSTEAD
from actions.reply import QuickReply, Reply, Say
from actions.stepping_up import step_up
from actions.topic import Topic
from actions.turn import Turn
from actions.which_order import which_order
from actions.wording import METHOD_TEXTS, PERSON
from crm.orders import find_order
from crm.other_refunds import TOPIC, open_refund, request_other_refund
from crm.refunds import refunds_of
from crm.request_tickets import pending_request
from crm.requester import Requester, requester_for
from crm.returns import open_returns
from crm.step_up import Purpose
from crm.store import Unit

_MONEY = r"(?:refund(?:ed|s|ing)?|money back|reimburse(?:d|ment)?|pay (?:me|it) back|money)"
_OTHER = r"(?:an?other|different|other|new)"
_PLACE = r"(?:(?:bank|credit|debit|checking|paypal) )*(?:account|card|method|way|bank|iban)"
_CREDIT = r"(?:store|shop) credit|(?:a |as )?vouchers?|gift ?cards?"
_WISH = re.compile(
    rf"\b{_MONEY}\b.{{0,60}}\b(?:{_OTHER} {_PLACE}|{_CREDIT}|(?:to|via|by|through|on|onto|into) "
    rf"(?:my )?(?:paypal|bank account|bank transfer)\b.{{0,25}}\binstead)|"
    rf"\b(?:{_OTHER} {_PLACE}|{_CREDIT})\b.{{0,40}}\b(?:for|of|as) (?:my|the|a) refund\b|"
    r"\b(?:change|switch|use) (?:the |my )?refund (?:method|account|card)\b|"
    r"\brefund\b.{0,40}\b(?:not|instead of|rather than)\b.{0,20}\b(?:original|old|same)\b",
    re.IGNORECASE,
)
_METHODS = {
    "gift_card": re.compile(rf"\b(?:{_CREDIT}|credit in the shop)\b", re.IGNORECASE),
    "paypal": re.compile(r"\bpay ?pal\b", re.IGNORECASE),
    "card": re.compile(rf"\b{_OTHER} (?:credit |debit )?card\b|\bcard\b", re.IGNORECASE),
    "bank_transfer": re.compile(r"\b(?:bank|account|iban|transfer)\b", re.IGNORECASE),
}
_WAYS = {
    "bank_transfer": QuickReply("Bank account", "To a bank account"),
    "paypal": QuickReply("PayPal", "To PayPal"),
    "card": QuickReply("Another card", "To another card"),
    "gift_card": QuickReply("Credit in the shop", "As credit in the shop"),
}
_TEXTS = {**METHOD_TEXTS, "card": "another card", "gift_card": "credit in the shop"}
_CALLED = frozenset(
    {"action_request_refund", "action_track_refund", "action_refund_policy", "action_answer"}
    | {"action_payment_methods", "action_payment_issue", "action_fallback", "action_out_of_scope"}
    | {"action_did_you_mean", "action_continue", "action_discount"}
)


def wants_other_refund(called: str, turn: Turn) -> bool:
    """Return whether a turn asks for money back by another way than it came."""
    return called in _CALLED and _WISH.search(turn.text[:300]) is not None


class RefundElsewhere(Topic):
    """Takes the wish for a refund by another way, and asks people to see to it."""

    name: ClassVar[str] = "action_refund_elsewhere"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Find the order and the way, ask for a one-time code, and open a ticket."""
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        if requester.customer_id is None:
            say = Say("utter_refund_elsewhere_sign_in", quick_replies=(PERSON,))
            return Reply((say,), turn.dialogue.settled())
        kept_method = gathered(turn, self.name).get("method") or _method(turn.text)
        meant: Meant | Reply | None = _with_open_refund(unit, turn, requester)
        meant = meant or which_order(unit, turn, self.name, keep_text=True)
        if isinstance(meant, Reply):
            return meant
        about = "" if turn.dialogue.topic == self.name else str(meant.data.get("about", ""))
        method = meant.data.get("method") or kept_method or _method(about)
        ended = self._nothing_to_move(unit, turn, meant)
        return ended or self._go_on(unit, turn, meant, method)

    def _nothing_to_move(self, unit: Unit, turn: Turn, meant: Meant) -> Reply | None:
        """Return what to say where no money is on its way that could take another one."""
        order, requester = meant.order, meant.requester
        if order.customer_id != requester.customer_id:
            return self._ends(turn, meant, Say("utter_refund_elsewhere_sign_in", {}, (PERSON,)))
        standing = pending_request(unit, order.customer_id or 0, TOPIC, order.id)
        if standing is not None:
            values = {"ticket": standing.number, "order_number": order.number}
            return self._ends(turn, meant, Say("utter_refund_elsewhere_already", values, (PERSON,)))
        if open_refund(unit, requester, order) is not None:
            return None
        paid = refunds_of(unit, requester, order, limit=1)
        cases = open_returns(unit, requester, order)
        if paid and not cases:
            later = Say("utter_refund_elsewhere_paid", quick_replies=(PERSON,))
            return self._ends(turn, meant, refund_say(turn, paid[0]), later)
        if not cases:
            ways = (INSTEAD["return_item"], INSTEAD["cancel_order"], PERSON)
            values = {"order_number": order.number}
            return self._ends(turn, meant, Say("utter_refund_elsewhere_nothing", values, ways))
        if cases[0].kind == "exchange":
            return self._ends(turn, meant, case_say(cases[0]))
        return None

    def _go_on(self, unit: Unit, turn: Turn, meant: Meant, method: str | None) -> Reply:
        number = meant.order.number
        kept = {"order": number}
        values = {"order_number": number}
        if method is None:
            buttons = tuple(_WAYS.values())
            say = Say("utter_refund_elsewhere_how", values, buttons)
            words = choice_words(buttons, "store credit", "voucher", "my bank", "gift card")
            return Reply((say,), turn.dialogue.asks(self.name, "choice", **kept, choices=words))
        purpose = Purpose.REFUND_OTHER_METHOD
        kept["method"] = method
        asked = step_up(unit, turn, self.name, meant.requester, purpose, number, kept)
        if asked is not None:
            return asked
        done = request_other_refund(unit, meant.requester, number, method)
        values |= {"ticket": done.ticket.number, "method": _TEXTS[method]}
        return self._ends(turn, meant, Say("utter_refund_elsewhere_requested", values))

    def _ends(self, turn: Turn, meant: Meant, *says: Say) -> Reply:
        return Reply(says, turn.dialogue.settled(order=meant.order.number))


def _with_open_refund(unit: Unit, turn: Turn, requester: Requester) -> Meant | None:
    """Return the order whose refund, or return, is under way, where the first wish names none.

    Of several it is the one that was spoken of, or it must be asked for.
    """
    if turn.dialogue.topic == RefundElsewhere.name or turn.entity("order_id"):
        return None
    found = refunds_of(unit, requester)
    numbers = {refund.order_number for refund in found if refund.status != "paid"}
    cases = open_returns(unit, requester)
    numbers |= {case.order_number for case in cases if case.kind != "exchange"}
    if turn.dialogue.order in numbers:
        numbers = {str(turn.dialogue.order)}
    if len(numbers) != 1:
        return None
    order = find_order(unit, requester, numbers.pop())
    return Meant(order, requester, {"order": order.number}, None)


def _method(text: str) -> str | None:
    found = (code for code, words in _METHODS.items() if words.search(text[:300]))
    return next(found, None)
