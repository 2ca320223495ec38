"""Bare answers, and turns that were not understood: back to the topic that asked, or a way on."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar

from actions.answers_in_talk import plain_answer
from actions.offers import OFFERS, offers, taken_up, without_offer
from actions.other_languages import english_only, in_another_language
from actions.people import hand_over
from actions.quoting import quoted
from actions.registry import topic_named
from actions.reply import QuickReply, Reply, Say
from actions.returning_reason import REASON, without_open_reason
from actions.routing import brings_detail, is_bare, may_answer
from actions.said_before import keeping_words
from actions.suggestions import MENU, likely
from actions.topic import Topic
from actions.turn import Turn
from actions.wording import LONGEST_NUMBER, PERSON
from crm.answers import find_answer
from crm.escalation import Rule, Seen, Step, rule_for
from crm.resting import resting_reasons
from crm.store import Unit

# What a bare detail asks for when no question is open.
_DETAILS = (
    ("order_id", "action_track_order"),
    ("invoice_id", "action_invoice"),
    ("product", "action_product_info"),
    ("category", "action_recommend"),
)
_IDLE = {"affirm": "utter_idle_affirm", "deny": "utter_idle_deny", "stop": "utter_idle_stop"}
_OFFERS_PERSON_AT = 2
_ASKS_WHERE = re.compile(
    r"\b(?:where|wheres|when|track\w*|status|arriv\w+|deliver\w+|come|coming|parcel|package)\b",
    re.IGNORECASE,
)
# "How much is it" means the product that was spoken of.
_ABOUT_PRODUCT = re.compile(
    r"\b(?:how (?:much|big|large|heavy|long|tall|wide)|prices?|costs?|sizes?|colou?rs?|material|"
    r"made (?:of|from)|weigh\w*|dimensions?|describe|details|tell me more)\b",
    re.IGNORECASE,
)
_ABOUT_STOCK = re.compile(r"\b(?:in stock|available|availability|have it|left)\b", re.IGNORECASE)


class Continue(Topic):
    """Hands an answer to the topic that asked for it."""

    name: ClassVar[str] = "action_continue"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Answer for the asking topic; end its question on "stop"; else find a way on."""
        if turn.asked(*OFFERS):
            return self._offered(unit, turn)
        asking = topic_named(turn.dialogue.topic) if turn.dialogue.topic else None
        if asking is None:
            return self._nothing_open(unit, turn)
        if turn.asked(*REASON) and (turn.intent != "inform" or is_bare(turn)):
            # Nobody has to say why: what is no reason is taken as if nothing had been asked.
            return self._nothing_open(unit, without_open_reason("", turn))
        confirms = turn.dialogue.awaiting == "confirm"
        if turn.intent == "stop" and not brings_detail(turn):
            effect = confirms or turn.dialogue.awaiting == "code"
            response = "utter_nothing_changed" if effect else "utter_question_dropped"
            return Reply((Say(response, quick_replies=MENU),), turn.dialogue.settled())
        if turn.intent == "deny" and not confirms and not brings_detail(turn):
            say = Say("utter_question_dropped", quick_replies=MENU)
            return Reply((say,), turn.dialogue.settled())
        if confirms and turn.intent != "deny" and plain_answer(turn) is None:
            return ask_once_more(unit, turn, asking)
        return asking.answer(unit, turn)

    def _offered(self, unit: Unit, turn: Turn) -> Reply:
        pressed = taken_up(turn) if plain_answer(turn) is True else None
        topic = topic_named(pressed[0]) if pressed else None
        if pressed is None or topic is None:
            return self._nothing_open(unit, without_offer(turn))
        return topic.answer(unit, pressed[1])

    def _nothing_open(self, unit: Unit, turn: Turn) -> Reply:
        if turn.intent == "inform":
            for entity, action in _DETAILS:
                topic = topic_named(action) if turn.entity(entity) else None
                if topic is not None:
                    return topic.answer(unit, turn)
            if plain_answer(turn) is None and not (turn.entities and is_bare(turn)):
                return not_understood(unit, turn)
        response = _IDLE.get(turn.intent, "utter_idle")
        return Reply((Say(response, quick_replies=MENU),), turn.dialogue.settled())


class Fallback(Topic):
    """Takes a turn that was not understood."""

    name: ClassVar[str] = "action_fallback"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Try the open question; else ask back, then offer a person, then get one."""
        asking = topic_named(turn.dialogue.topic) if turn.dialogue.topic else None
        if turn.asked(*REASON) and not any(sign.isalpha() for sign in turn.text):
            asking, turn = None, without_open_reason("", turn)
        if asking is not None and may_answer(turn):
            return asking.answer(unit, turn)
        if asking is not None and turn.dialogue.awaiting == "confirm":
            return ask_once_more(unit, turn, asking)
        return not_understood(unit, without_offer(turn))


def ask_once_more(unit: Unit, turn: Turn, asking: Topic) -> Reply:
    """Return the question for a yes again, and after a second unclear answer a way to a person.

    What else the asking topic makes of the turn, such as another order, is left as it is.
    """
    reply = asking.answer(unit, turn)
    before, after = turn.dialogue, reply.dialogue
    if (after.topic, after.awaiting, after.data) != (before.topic, before.awaiting, before.data):
        return reply
    failed = before.failed()
    if failed.failures >= _OFFERS_PERSON_AT:
        return not_understood(unit, turn)
    again = Say("utter_confirm_unclear")
    return Reply((again, *reply.says), replace(after, failures=failed.failures))


def not_understood(unit: Unit, turn: Turn) -> Reply:
    """Return a way on for a turn that fits nothing: what it holds, then a person."""
    if not (turn.entities or any(character.isalpha() for character in turn.text)):
        # Marks alone are no reason to wait for a person.
        return Reply((Say("utter_fallback_no_words", quick_replies=MENU),), turn.dialogue)
    after = turn.dialogue.failed()
    rule = _rule(unit, turn, after.failures)
    step = unit.rules.escalation.step_of(rule) if rule else Step.OFF
    if rule is not None and step is Step.NOW:
        sorry = Say("utter_fallback_hand_over")
        said = hand_over(unit, turn, rule.reason)
        return Reply((sorry, said), turn.dialogue.settled())
    if in_another_language(turn.text):
        return english_only(after)
    by_focus = _by_focus(unit, turn) if turn.dialogue.topic is None else None
    if by_focus is not None:
        return by_focus
    quote = find_answer(unit, turn.text, sure=True) if turn.dialogue.topic is None else None
    if quote is not None:
        return Reply((quoted(quote),), turn.dialogue.settled())
    if step is Step.OFFER:
        after = replace(after, offered_for=rule.reason if rule else None)
        # From here a yes is meant for the person, so the question before it is over.
        say = Say("utter_fallback_again", quick_replies=(PERSON, *likely(turn)))
        return Reply((say,), offers(after, PERSON))
    number = turn.entity("order_id")
    if number and len(number.value) <= LONGEST_NUMBER and turn.dialogue.topic is None:
        say = Say("utter_fallback_order", {"order_number": number.value}, _about(number.value))
        return Reply((say,), keeping_words(turn, after, say.quick_replies))
    meant = likely(turn)
    response = "utter_fallback_did_you_mean" if meant else "utter_fallback"
    say = Say(response, quick_replies=meant or MENU)
    return Reply((say,), keeping_words(turn, after, meant))


def _rule(unit: Unit, turn: Turn, failures: int) -> Rule | None:
    """Return the rule for so many failures in a row; what was tried lately in vain rests."""
    seen, shop = Seen(failures=failures), unit.rules.escalation
    if rule_for(seen, shop) is None:
        return None
    return rule_for(seen, shop, resting_reasons(unit, turn.conversation_id))


def _by_focus(unit: Unit, turn: Turn) -> Reply | None:
    """Return what the order that is named, or the product that "it" means, answers."""
    action = None
    if turn.entity("order_id"):
        if is_bare(turn) or _ASKS_WHERE.search(turn.text):
            action = "action_track_order"
    elif turn.dialogue.product is not None:
        if _ABOUT_STOCK.search(turn.text):
            action = "action_check_stock"
        elif _ABOUT_PRODUCT.search(turn.text):
            action = "action_product_info"
    topic = topic_named(action) if action else None
    return topic.answer(unit, turn) if topic else None


def _about(number: str) -> tuple[QuickReply, ...]:
    return (
        QuickReply("Track it", f"Where is my order {number}?"),
        QuickReply("Cancel it", f"I want to cancel order {number}"),
        QuickReply("Return something", f"I want to return something from order {number}"),
        PERSON,
    )
