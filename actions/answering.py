"""Questions about the shop's rules, and what is not the shop's business."""

from __future__ import annotations

from typing import ClassVar

from actions.reply import Reply, Say
from actions.suggestions import MENU
from actions.topic import Topic
from actions.turn import Turn
from actions.wording import PERSON
from crm.answers import find_answer
from crm.store import Unit


class Answer(Topic):
    """Answers from the help centre, in its own words."""

    name: ClassVar[str] = "action_answer"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Quote the article that speaks of the question, or say that none does."""
        quote = find_answer(turn.text)
        if quote is None:
            why = {"rule": "no_article"}
            say = Say("utter_answer_not_found", quick_replies=(PERSON,), why=why)
            return Reply((say,), turn.dialogue.settled())
        values = {"answer": quote.text, "title": quote.title}
        say = Say(
            "utter_answer",
            values,
            why={"rule": "article", "article": quote.article, "score": round(quote.score, 2)},
        )
        return Reply((say,), turn.dialogue.settled())


class OutOfScope(Topic):
    """Declines kindly what has nothing to do with the shop."""

    name: ClassVar[str] = "action_out_of_scope"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Say so, and show what can be asked for instead."""
        say = Say("utter_out_of_scope", quick_replies=MENU)
        return Reply((say,), turn.dialogue.understood())
