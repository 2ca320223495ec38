"""Bare answers, and turns that were not understood: back to the topic that asked, or a way on."""

from __future__ import annotations

from typing import ClassVar

from actions.people import hand_over
from actions.registry import topic_named
from actions.reply import Reply, Say
from actions.routing import brings_detail, may_answer
from actions.suggestions import MENU, likely
from actions.topic import Topic
from actions.turn import Turn
from actions.wording import PERSON
from crm.store import Unit

# What a bare detail asks for when no question is open.
_DETAILS = (
    ("order_id", "action_track_order"),
    ("invoice_id", "action_invoice"),
    ("product", "action_product_info"),
    ("category", "action_recommend"),
)
_IDLE = {"affirm": "utter_idle_affirm", "deny": "utter_idle_deny", "stop": "utter_idle_stop"}
_OFFERS_PERSON_AT, _HANDS_OVER_AT = 2, 3


class Continue(Topic):
    """Hands an answer to the topic that asked for it."""

    name: ClassVar[str] = "action_continue"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Answer for the asking topic; end its question on "stop"; else find a way on."""
        asking = topic_named(turn.dialogue.topic) if turn.dialogue.topic else None
        if asking is None:
            return self._nothing_open(unit, turn)
        confirms = turn.dialogue.awaiting == "confirm"
        if turn.intent == "stop" and not brings_detail(turn):
            response = "utter_nothing_changed" if confirms else "utter_question_dropped"
            return Reply((Say(response, quick_replies=MENU),), turn.dialogue.settled())
        if turn.intent == "deny" and not confirms and not brings_detail(turn):
            say = Say("utter_question_dropped", quick_replies=MENU)
            return Reply((say,), turn.dialogue.settled())
        return asking.answer(unit, turn)

    def _nothing_open(self, unit: Unit, turn: Turn) -> Reply:
        if turn.intent == "inform":
            for entity, action in _DETAILS:
                topic = topic_named(action) if turn.entity(entity) else None
                if topic is not None:
                    return topic.answer(unit, turn)
        response = _IDLE.get(turn.intent, "utter_idle")
        return Reply((Say(response, quick_replies=MENU),), turn.dialogue.settled())


class Fallback(Topic):
    """Takes a turn that was not understood."""

    name: ClassVar[str] = "action_fallback"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Try the open question; else ask back, then offer a person, then get one."""
        asking = topic_named(turn.dialogue.topic) if turn.dialogue.topic else None
        if asking is not None and may_answer(turn):
            return asking.answer(unit, turn)
        after = turn.dialogue.failed()
        if after.failures >= _HANDS_OVER_AT:
            sorry = Say("utter_fallback_hand_over")
            said = hand_over(unit, turn, "not_understood")
            return Reply((sorry, said), turn.dialogue.settled())
        if after.failures == _OFFERS_PERSON_AT:
            say = Say("utter_fallback_again", quick_replies=(PERSON, *likely(turn)))
            return Reply((say,), after)
        meant = likely(turn)
        response = "utter_fallback_did_you_mean" if meant else "utter_fallback"
        return Reply((Say(response, quick_replies=meant or MENU),), after)
