"""Invoices, ways to pay, and payments that fail."""

from __future__ import annotations

import re
from typing import ClassVar

from actions.answers_in_talk import gathered
from actions.reply import QuickReply, Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from actions.which_order import which_order
from actions.wording import METHOD_TEXTS, PERSON, day, listing, masked_email, money
from crm.errors import NotFound
from crm.invoices import Invoice, find_invoice, invoice_of, latest_invoice, request_copy
from crm.orders import Order
from crm.payments import FailedPayment, accepted_method, failed_payment, failed_payments
from crm.policy import SHOP_POLICY
from crm.requester import Requester, requester_for
from crm.store import Unit

REASONS = {
    "card_declined": "utter_payment_card_declined",
    "insufficient_funds": "utter_payment_insufficient_funds",
    "expired_card": "utter_payment_expired_card",
}
_LAST_INVOICE = re.compile(
    r"\b(?:last|latest|newest|most recent)\s+(?:invoice|bill|receipt)\b", re.IGNORECASE
)
_METHODS = QuickReply("Ways to pay", "Which payment methods do you accept?")
_COPY = QuickReply("Send me a copy", "Please send me my invoice")


class ShowInvoice(Topic):
    """Shows an invoice and has a copy sent when one is asked for."""

    name: ClassVar[str] = "action_invoice"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the invoice that is named, or that of the order that is meant."""
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        wants_copy = gathered(turn, self.name).get("intent", turn.intent) == "get_invoice"
        named = turn.entity("invoice_id")
        if named is not None:
            try:
                invoice = find_invoice(unit, requester, named.value)
            except NotFound:
                asks = turn.dialogue.asks(self.name, "order_id", intent=turn.intent)
                return Reply((Say("utter_invoice_unknown"),), asks)
            return _show(unit, turn, requester, invoice, wants_copy)
        latest = latest_invoice(unit, requester) if _LAST_INVOICE.search(turn.text) else None
        if latest is not None and not turn.entity("order_id"):
            return _show(unit, turn, requester, latest, wants_copy)
        meant = which_order(unit, turn, self.name, keep_text=True)
        if isinstance(meant, Reply):
            return meant
        found = invoice_of(unit, meant.requester, meant.order)
        if found is None:
            say = Say("utter_invoice_not_yet", {"order_number": meant.order.number})
            return Reply((say,), turn.dialogue.settled(order=meant.order.number))
        return _show(unit, turn, meant.requester, found, wants_copy)


class PaymentMethods(Topic):
    """Says how one can pay, or whether one can pay in a certain way."""

    name: ClassVar[str] = "action_payment_methods"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the methods, or the answer for the one that is named."""
        methods = listing((METHOD_TEXTS[m] for m in SHOP_POLICY.payment_methods), "or")
        named = turn.entity("payment_method")
        if named is None:
            values = {"methods": methods, "brands": listing(SHOP_POLICY.card_brands)}
            return Reply((Say("utter_payment_methods", values),), turn.dialogue.settled())
        method = accepted_method(named.value) or accepted_method(named.text)
        if method is None:
            values = {"method": named.text[:40], "methods": methods}
            return Reply((Say("utter_payment_method_no", values),), turn.dialogue.settled())
        say = Say("utter_payment_method_yes", {"method": METHOD_TEXTS[method]})
        return Reply((say,), turn.dialogue.settled())


class PaymentIssue(Topic):
    """Says why a payment failed and what helps."""

    name: ClassVar[str] = "action_payment_issue"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the reason of the newest failure, the state of a named order, or advice."""
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        if turn.entity("order_id") or turn.dialogue.topic == self.name:
            meant = which_order(unit, turn, self.name)
            if isinstance(meant, Reply):
                return meant
            return _payment_of(turn, meant.order)
        failed = failed_payments(unit, requester)
        if failed:
            return _failed(turn, failed[0])
        advice = Say("utter_payment_advice", quick_replies=(_METHODS, PERSON))
        return Reply((advice,), turn.dialogue.settled())


def _show(
    unit: Unit, turn: Turn, requester: Requester, invoice: Invoice, wants_copy: bool
) -> Reply:
    values = {
        "invoice_number": invoice.number,
        "order_number": invoice.order_number,
        "issued": day(invoice.issued_at, turn.sent_at),
        "total": money(invoice.total_minor, invoice.currency),
        "tax": money(invoice.tax_minor, invoice.currency),
    }
    dialogue = turn.dialogue.settled(order=invoice.order_number)
    email = request_copy(unit, requester, invoice) if wants_copy else None
    if email is None:
        return Reply((Say("utter_invoice", values, () if wants_copy else (_COPY,)),), dialogue)
    return Reply((Say("utter_invoice_sent", {**values, "email": masked_email(email)}),), dialogue)


def _payment_of(turn: Turn, order: Order) -> Reply:
    failed = failed_payment(order)
    if failed is not None:
        return _failed(turn, failed)
    response = "utter_payment_arrived" if order.paid_minor else "utter_payment_open"
    say = Say(response, {"order_number": order.number}, (PERSON,))
    return Reply((say,), turn.dialogue.settled(order=order.number))


def _failed(turn: Turn, failed: FailedPayment) -> Reply:
    values = {"order_number": failed.order.number}
    response = "utter_payment_lapsed"
    if turn.sent_at <= failed.kept_until:
        response = REASONS.get(failed.code, "utter_payment_failed")
        values["until"] = day(failed.kept_until, turn.sent_at)
    say = Say(response, values, (_METHODS, PERSON))
    return Reply((say,), turn.dialogue.settled(order=failed.order.number))
