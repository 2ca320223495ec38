"""Send something back, or swap it."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from actions.answers_in_talk import plain_answer, says_no, says_yes
from actions.choices import choice_words
from actions.lines_in_talk import which_lines
from actions.meant import Meant
from actions.refusals import refused
from actions.reply import QuickReply, Reply, Say
from actions.return_reasons import return_reason
from actions.returning_reason import (
    REASON,
    take_reason,
    with_reason_asked,
    without_open_reason,
)
from actions.topic import Topic
from actions.turn import Turn
from actions.which_order import which_order
from actions.wording import YES_NO, days, line_text, money, pieces_text
from crm.errors import Refused
from crm.exchanges import (
    Variant,
    announce_exchange,
    check_order_exchange,
    matching_variant,
    other_variants,
)
from crm.orders import OrderLine
from crm.policy import SHOP_POLICY
from crm.return_notes import NOT_GIVEN
from crm.return_rules import check_window, refund_for
from crm.returns import announce_return, check_return, pieces_left, tier_of
from crm.store import Unit

DELIVERED = frozenset({"delivered"})
_TOO = re.compile(r"\b(?:too|a bit|a little|rather) \w+", re.IGNORECASE)


class ReturnItem(Topic):
    """Announces a return after asking."""

    name: ClassVar[str] = "action_return_item"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Find the order and its lines, ask, and announce the return on a yes."""
        if turn.asked(*REASON):
            if turn.intent != "return_item" and plain_answer(turn) is not True:
                return take_reason(unit, turn)
            turn = without_open_reason("", turn)
        intro = Say("utter_return_intro", {"days": days(SHOP_POLICY.return_window_days)})
        meant = which_order(unit, turn, self.name, prefer=DELIVERED, keep_text=True, intro=intro)
        if isinstance(meant, Reply):
            return meant
        try:
            return self._go_on(unit, turn, meant)
        except Refused as refusal:
            return refused(turn, refusal, meant.order.number)

    def _go_on(self, unit: Unit, turn: Turn, meant: Meant) -> Reply:
        order = meant.order
        if meant.awaiting == "confirm" and says_yes(turn):
            pieces = {int(line_id): int(n) for line_id, n in meant.data["pieces"]}
            reason = _reason(turn, meant) or NOT_GIVEN
            case = announce_return(unit, meant.requester, order.number, pieces, reason)
            values = {
                "order_number": order.number,
                "case_number": case.number,
                "refund_time": days(SHOP_POLICY.refund_working_days, "working day"),
            }
            say = Say("utter_return_announced", values)
            reply = Reply((say,), turn.dialogue.settled(order=order.number))
            if reason != NOT_GIVEN:
                return reply
            return with_reason_asked(turn, reply, order.number, case.number)
        if meant.awaiting == "confirm" and says_no(turn):
            return nothing_done(turn, order.number)
        check_window(order, turn.sent_at, tier_of(unit, order.customer_id))
        lines = which_lines(turn, self.name, meant, "utter_return_which_line")
        if isinstance(lines, Reply):
            return lines
        pieces = pieces_left(unit, order, [line.id for line in lines], meant.data.get("wanted"))
        check_return(unit, order, pieces)
        amount = refund_for(order, pieces)
        values = {"items": pieces_text(lines, pieces), "order_number": order.number}
        if amount:
            values["amount"] = money(amount, order.currency)
        response = "utter_return_confirm" if amount else "utter_return_confirm_unpaid"
        kept: dict[str, Any] = {**meant.data, "lines": list(pieces)}
        kept["pieces"] = [list(item) for item in pieces.items()]
        kept["reason"] = _reason(turn, meant)
        return Reply(
            (Say(response, values, YES_NO),), turn.dialogue.asks(self.name, "confirm", **kept)
        )


class ExchangeItem(Topic):
    """Exchanges a line for another size or colour after asking."""

    name: ClassVar[str] = "action_exchange_item"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Find the order, the line and the variant, ask, and exchange on a yes."""
        meant = which_order(unit, turn, self.name, prefer=DELIVERED, keep_text=True)
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
        check_window(order, turn.sent_at, tier_of(unit, order.customer_id))
        lines = which_lines(turn, self.name, meant, "utter_exchange_which_line", everything=False)
        if isinstance(lines, Reply):
            return lines
        (line,) = lines
        check_order_exchange(unit, order, line)
        if meant.awaiting == "confirm" and says_yes(turn):
            wanted = Variant(**meant.data["variant"])
            case = announce_exchange(unit, meant.requester, order.number, line.id, wanted)
            say = Say(
                "utter_exchange_announced",
                {"case_number": case.number, "item": line.title, "variant": wanted.text},
            )
            return Reply((say,), turn.dialogue.settled(order=order.number))
        return self._ask(unit, turn, meant, line)

    def _ask(self, unit: Unit, turn: Turn, meant: Meant, line: OrderLine) -> Reply:
        offered = other_variants(unit, line)
        wanted = _variant(turn, offered)
        kept: dict[str, Any] = {"order": meant.order.number, "lines": [line.id]}
        values = {"item": line_text(line)}
        if wanted is None:
            choices = tuple(QuickReply(v.text, v.text) for v in offered[:8])
            say = Say("utter_exchange_for_what", values, choices)
            kept["choices"] = choice_words(choices)
            return Reply((say,), turn.dialogue.asks(self.name, "choice", **kept))
        say = Say("utter_exchange_confirm", {**values, "variant": wanted.text}, YES_NO)
        variant = {"size": wanted.size, "colour": wanted.colour}
        return Reply((say,), turn.dialogue.asks(self.name, "confirm", **kept, variant=variant))


def nothing_done(turn: Turn, order_number: str) -> Reply:
    """Return the reply to a no."""
    say = Say("utter_left_as_it_is", {"order_number": order_number})
    return Reply((say,), turn.dialogue.settled(order=order_number))


def _reason(turn: Turn, meant: Meant) -> str | None:
    """Return why it comes back, as said now, before, or with the first wish."""
    about = str(meant.data.get("about", ""))
    return return_reason(turn.text) or meant.data.get("reason") or return_reason(about)


def _variant(turn: Turn, offered: tuple[Variant, ...]) -> Variant | None:
    """Return the offered variant that a turn names, by its very words or by entity."""
    sizes = [variant.size for variant in offered if variant.size]
    colours = [variant.colour for variant in offered if variant.colour]
    said = Variant(_named(turn, "size", sizes), _named(turn, "colour", colours))
    return matching_variant(offered, said) if said.text else None


def _named(turn: Turn, kind: str, offered: list[str]) -> str | None:
    """Return the size or colour that a turn names.

    The shop's own words go first: "43-46" is one size, though a reading may see 43 in it. In
    "too small" nothing is named.
    """
    text = _TOO.sub(" ", turn.text[:300])
    for words in sorted(offered, key=len, reverse=True):
        if _holds(text, words, plain=len(words) == 1):
            return words
    entity = turn.entity(kind)
    if entity is None or (_holds(turn.text, entity.text) and not _holds(text, entity.text)):
        return None
    return entity.value


def _holds(text: str, words: str, *, plain: bool = False) -> bool:
    """Tell whether a text holds words as a whole; ``plain``: in the very case of the words."""
    case = re.NOFLAG if plain else re.IGNORECASE
    return re.search(rf"(?<![\w-]){re.escape(words)}(?![\w-])", text, case) is not None
