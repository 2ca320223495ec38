"""Something came broken, or did not come."""

from __future__ import annotations

import re
from typing import ClassVar

from actions.answers_in_talk import says_no, says_yes
from actions.choices import choice_words
from actions.lines_in_talk import which_lines
from actions.meant import Meant
from actions.refusals import refused
from actions.reply import QuickReply, Reply, Say
from actions.returning import DELIVERED, nothing_done
from actions.topic import Topic
from actions.turn import Turn
from actions.which_order import which_order
from actions.wording import YES_NO, pieces_text
from crm.errors import Refused
from crm.policy import SHOP_POLICY
from crm.reports import (
    Wish,
    check_damage_report,
    check_missing_report,
    report_damage,
    report_missing,
)
from crm.return_rules import check_damage
from crm.returns import pieces_left
from crm.store import Unit

_REPLACEMENT = re.compile(
    r"\b(?:replac\w*|new (?:one|item)|another one|send (?:it )?again|exchange)\b", re.I
)
_REFUND = re.compile(r"\b(?:refund\w*|money|reimburs\w*|cash|pay me back)\b", re.I)
_WISHES = (
    QuickReply("A replacement", "A replacement, please"),
    QuickReply("A refund", "A refund, please"),
)


class ReportDamaged(Topic):
    """Takes a report of damage with the customer's wish."""

    name: ClassVar[str] = "action_report_damaged"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Find the order and its lines, ask what is wished, and report it."""
        meant = which_order(
            unit,
            turn,
            self.name,
            prefer=DELIVERED,
            keep_text=True,
            intro=Say("utter_damage_sorry"),
        )
        if isinstance(meant, Reply):
            return meant
        try:
            return self._go_on(unit, turn, meant)
        except Refused as refusal:
            return refused(turn, refusal, meant.order.number)

    def _go_on(self, unit: Unit, turn: Turn, meant: Meant) -> Reply:
        order = meant.order
        check_damage(order, turn.sent_at)
        lines = which_lines(
            turn, self.name, meant, "utter_damage_which_line", take_all_unasked=False
        )
        if isinstance(lines, Reply):
            return lines
        pieces = pieces_left(unit, order, [line.id for line in lines])
        check_damage_report(unit, order, pieces)
        if meant.awaiting == "choice" and says_no(turn):
            return nothing_done(turn, order.number)
        wish = _wish(turn) if meant.awaiting == "choice" else None
        if wish is None:
            values = {"items": pieces_text(lines, pieces), "order_number": order.number}
            kept = {
                "order": order.number,
                "lines": list(pieces),
                "choices": choice_words(_WISHES, "money back", "replace", "new another refunded"),
            }
            return Reply(
                (Say("utter_damage_which_wish", values, _WISHES),),
                turn.dialogue.asks(self.name, "choice", **kept),
            )
        report = report_damage(unit, meant.requester, order.number, pieces, wish)
        response = "utter_damage_reported_refund"
        if report.wish == "replacement":
            response = "utter_damage_reported_replacement"
        elif wish == "replacement":
            response = "utter_damage_reported_sold_out"
        values = {"case_number": report.case.number, "email": SHOP_POLICY.support_email}
        return Reply((Say(response, values),), turn.dialogue.settled(order=order.number))


class ReportMissing(Topic):
    """Takes a report of a parcel, or a part of it, that did not come."""

    name: ClassVar[str] = "action_report_missing"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Find the order and what is missing, ask, and start the investigation on a yes."""
        meant = which_order(
            unit,
            turn,
            self.name,
            prefer=("shipped", "out_for_delivery", "delivered"),
            keep_text=True,
            intro=Say("utter_missing_sorry"),
        )
        if isinstance(meant, Reply):
            return meant
        try:
            return self._go_on(unit, turn, meant)
        except Refused as refusal:
            return refused(turn, refusal, meant.order.number)

    def _go_on(self, unit: Unit, turn: Turn, meant: Meant) -> Reply:
        order = meant.order
        if meant.awaiting == "confirm" and says_no(turn):
            return nothing_done(turn, order.number)
        check_missing_report(unit, meant.requester, order)
        # What is on its way is missing as a whole; of what was delivered, a part may be.
        lines = order.lines
        if order.status == "delivered":
            found = which_lines(turn, self.name, meant, "utter_missing_which_line")
            if isinstance(found, Reply):
                return found
            lines = found
        pieces = pieces_left(unit, order, [line.id for line in lines])
        check_missing_report(unit, meant.requester, order, pieces)
        if meant.awaiting == "confirm" and says_yes(turn):
            report = report_missing(unit, meant.requester, order.number, pieces)
            values = {"case_number": report.case.number, "order_number": order.number}
            say = Say("utter_missing_reported", values)
            return Reply((say,), turn.dialogue.settled(order=order.number))
        values = {
            "items": pieces_text(lines, pieces),
            "order_number": order.number,
        }
        delivered = order.status == "delivered"
        response = "utter_missing_confirm_delivered" if delivered else "utter_missing_confirm"
        kept = {"order": order.number, "lines": list(pieces)}
        return Reply(
            (Say(response, values, YES_NO),), turn.dialogue.asks(self.name, "confirm", **kept)
        )


def _wish(turn: Turn) -> Wish | None:
    replacement, refund = _REPLACEMENT.search(turn.text), _REFUND.search(turn.text)
    if bool(replacement) == bool(refund):
        return None
    return "replacement" if replacement else "refund"
