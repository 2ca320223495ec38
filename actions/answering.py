"""Questions about the shop's rules, and what is not the shop's business."""

from __future__ import annotations

from typing import ClassVar

from actions.other_languages import english_only, in_another_language
from actions.quoting import quoted
from actions.reply import QuickReply, Reply, Say
from actions.suggestions import MENU
from actions.topic import Topic
from actions.turn import Turn
from actions.wording import PERSON
from crm.answers import find_answer, near_questions
from crm.store import Unit

# Questions that something is carried out upon: a remark does not take their place.
_PENDING = frozenset({"confirm", "code"})


class Answer(Topic):
    """Answers from the help centre, in its own words."""

    name: ClassVar[str] = "action_answer"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Quote the article that speaks of the question, or say that none does."""
        quote = find_answer(unit, turn.text)
        say = quoted(quote) if quote else _not_found(unit, turn)
        return Reply((say,), turn.dialogue.settled())


def _not_found(unit: Unit, turn: Turn) -> Say:
    """Say honestly that no page answers, with what comes near to it and the way to a person."""
    near = tuple(QuickReply(question, question) for question in near_questions(unit, turn.text))
    response = "utter_answer_near" if near else "utter_answer_not_found"
    return Say(response, quick_replies=(*near, PERSON), why={"rule": "no_article"})


class OutOfScope(Topic):
    """Declines kindly what has nothing to do with the shop and stands in none of its pages."""

    name: ClassVar[str] = "action_out_of_scope"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Say so, and what can be asked for instead, unless an article fits very well.

        A shop's own pages may speak of what no training sentence does.
        """
        if turn.dialogue.awaiting not in _PENDING and in_another_language(turn.text):
            return english_only(turn.dialogue.understood())
        quote = find_answer(unit, turn.text, sure=True) if turn.text else None
        say = quoted(quote) if quote else Say("utter_out_of_scope", quick_replies=MENU)
        return Reply((say,), turn.dialogue.understood())
