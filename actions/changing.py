"""Change what an order holds or how it travels, before it is packed."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from actions.answers_in_talk import says_no, says_yes
from actions.choices import choice_words
from actions.lines_in_talk import which_lines
from actions.meant import Meant
from actions.refusals import refused
from actions.reply import QuickReply, Reply, Say
from actions.returning import nothing_done
from actions.topic import Topic
from actions.turn import Turn
from actions.which_order import which_order
from actions.wording import OPTION_TEXTS, YES_NO, line_text, money, order_card
from crm.errors import Invalid, NotFound, Refused
from crm.order_changes import (
    Change,
    change_delivery,
    change_quantity,
    preview_delivery,
    preview_quantity,
)
from crm.order_rules import CHANGEABLE, check_state
from crm.orders import OrderLine, find_order
from crm.store import Unit

_REMOVE = re.compile(
    r"\b(?:remove|take (?:\w+ ){0,3}(?:out|off)|delete|drop|without|don'?t (?:want|need)|"
    r"no longer (?:want|need)|cancel)\b",
    re.IGNORECASE,
)
_OPTIONS = {
    "express": re.compile(r"\b(?:express|faster|quicker)\b", re.IGNORECASE),
    "standard": re.compile(r"\bstandard\b", re.IGNORECASE),
    "pickup_point": re.compile(r"\bpick[- ]?up\b", re.IGNORECASE),
}


class ChangeOrder(Topic):
    """Changes a quantity, takes out a line or changes the delivery option, after asking."""

    name: ClassVar[str] = "action_change_order"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Find the order and the change, ask with the new total, and do it on a yes."""
        meant = which_order(unit, turn, self.name, prefer=CHANGEABLE, keep_text=True)
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
        check_state(order, CHANGEABLE)
        if meant.awaiting == "confirm" and says_yes(turn):
            return _change(unit, turn, meant)
        option = meant.data.get("option") or _option(turn, meant)
        if option is not None:
            return self._ask_delivery(turn, meant, option)
        lines = which_lines(turn, self.name, meant, "utter_change_which_line", everything=False)
        if isinstance(lines, Reply):
            return lines
        return self._ask_quantity(turn, meant, lines[0])

    def _ask_delivery(self, turn: Turn, meant: Meant, option: str) -> Reply:
        try:
            change = preview_delivery(meant.order, option)
        except Invalid:
            return _unchanged(turn, meant.order.number)
        values = {**_totals(change), "option": OPTION_TEXTS[option]}
        kept = {"order": meant.order.number, "option": option}
        say = Say("utter_change_confirm_delivery", values, YES_NO)
        return Reply((say,), turn.dialogue.asks(self.name, "confirm", **kept))

    def _ask_quantity(self, turn: Turn, meant: Meant, line: OrderLine) -> Reply:
        kept: dict[str, Any] = {"order": meant.order.number, "lines": [line.id]}
        quantity = _quantity(turn, meant)
        values = {"item": line_text(line), "order_number": meant.order.number}
        if quantity is None:
            counts = tuple(str(n) for n in (1, 2, 3) if n != line.quantity)
            choices = (
                *(QuickReply(count, count) for count in counts),
                QuickReply("Take it out", "Take it out"),
            )
            say = Say("utter_change_how_many", values, choices)
            kept["choices"] = choice_words(choices, "remove it", "drop it", "delete it")
            return Reply((say,), turn.dialogue.asks(self.name, "quantity", **kept))
        try:
            change = preview_quantity(meant.order, line.id, quantity)
        except Invalid as error:
            if error.code == "quantity_unchanged":
                return _unchanged(turn, meant.order.number)
            say = Say("utter_change_quantity_unclear", values)
            return Reply((say,), turn.dialogue.asks(self.name, "quantity", **kept))
        response = "utter_change_confirm_quantity" if quantity else "utter_change_confirm_removal"
        told = {**_totals(change), "item": line.title}
        if quantity:
            told["quantity"] = str(quantity)
        dialogue = turn.dialogue.asks(self.name, "confirm", **kept, quantity=quantity)
        return Reply((Say(response, told, YES_NO),), dialogue)


def _change(unit: Unit, turn: Turn, meant: Meant) -> Reply:
    number = meant.order.number
    try:
        if "option" in meant.data:
            change = change_delivery(unit, meant.requester, number, meant.data["option"])
        else:
            line_id, quantity = meant.data["lines"][0], meant.data["quantity"]
            change = change_quantity(unit, meant.requester, number, line_id, quantity)
    except (Invalid, NotFound):
        # The same was done meanwhile, elsewhere.
        return _unchanged(turn, number)
    values = _totals(change)
    response = "utter_changed"
    if change.difference_minor and meant.order.paid_minor:
        more = change.difference_minor > 0
        response = "utter_changed_to_pay" if more else "utter_changed_refund"
        values["difference"] = money(abs(change.difference_minor), change.currency)
    card = order_card(find_order(unit, meant.requester, number))
    return Reply((Say(response, values, (), (card,)),), turn.dialogue.settled(order=number))


def _totals(change: Change) -> dict[str, str]:
    return {
        "order_number": change.order_number,
        "total": money(change.after.total_minor, change.currency),
    }


def _unchanged(turn: Turn, number: str) -> Reply:
    say = Say("utter_change_nothing", {"order_number": number})
    return Reply((say,), turn.dialogue.settled(order=number))


def _option(turn: Turn, meant: Meant) -> str | None:
    text = f"{turn.text} {meant.data.get('about', '')}"
    named = [code for code, words in _OPTIONS.items() if words.search(text)]
    # "from standard to express" names both: the other one than the present is meant.
    named = [code for code in named if code != meant.order.delivery_option] or named
    return named[0] if named else None


def _quantity(turn: Turn, meant: Meant) -> int | None:
    """Return the quantity that is wished; 0 for taking the line out."""
    digits = re.search(r"(?<![\w.,-])\d{1,3}(?![\w.,]*\d)", turn.text[:100])
    entity = turn.entity("quantity")
    if meant.awaiting == "quantity" and digits:
        return int(digits.group())
    if entity is not None and entity.value.isdecimal():
        return int(entity.value[:4])
    about = "" if meant.awaiting == "quantity" else str(meant.data.get("about", ""))
    if _REMOVE.search(turn.text) or _REMOVE.search(about):
        return 0
    wanted = meant.data.get("wanted")
    return int(wanted) if wanted is not None else None
