"""Greetings, farewells, thanks, and what the bot says of itself.

None of these ends a question that is open: "thanks" between two answers is only polite.
"""

from __future__ import annotations

from typing import ClassVar

from actions.reply import Reply, Say
from actions.suggestions import MENU
from actions.topic import Topic
from actions.turn import Turn
from actions.wording import PERSON
from crm.profiles import first_name, profile_of
from crm.requester import requester_for
from crm.store import Unit
from crm.tailored_replies import record_tailored
from crm.tailoring import Situation, decide


class Greet(Topic):
    """Greets by who the customer is."""

    name: ClassVar[str] = "action_greet"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Greet with the name and the standing of who is signed in, and offer ways on."""
        profile = profile_of(unit, turn.customer)
        situation = Situation("greeting", profile, turn.sentiment_score, turn.frustration)
        decision = decide(situation)
        if decision.rule == "greets":
            return Reply((Say("utter_greet", quick_replies=MENU),), turn.dialogue.understood())
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        why = record_tailored(unit, requester, "greeting", decision)
        name = first_name(unit, profile)
        response, values = "utter_greet", {}
        if decision.rule == "greets_angry":
            response = "utter_greet_upset"
        elif name is not None:
            response, values = "utter_greet_known", {"name": name}
            if decision.rule == "greets_gold":
                response = "utter_greet_gold"
            elif decision.rule == "greets_champion":
                response = "utter_greet_champion"
            elif decision.rule == "greets_at_risk":
                response = "utter_greet_missed"
        say = Say(response, values, MENU, why=why)
        return Reply((say,), turn.dialogue.understood())


class Goodbye(Topic):
    """Says goodbye; what was open is dropped."""

    name: ClassVar[str] = "action_goodbye"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return a farewell."""
        return Reply((Say("utter_goodbye"),), turn.dialogue.settled())


class Thank(Topic):
    """Answers thanks."""

    name: ClassVar[str] = "action_thank"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return a friendly word."""
        return Reply((Say("utter_welcome"),), turn.dialogue.understood())


class Help(Topic):
    """Says what the bot can do."""

    name: ClassVar[str] = "action_help"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return what can be asked for, with buttons."""
        return Reply((Say("utter_help", quick_replies=MENU),), turn.dialogue.understood())


class BotChallenge(Topic):
    """Says honestly that this is a bot."""

    name: ClassVar[str] = "action_bot_challenge"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Return the truth, and the way to a person."""
        say = Say("utter_bot", quick_replies=(PERSON,))
        return Reply((say,), turn.dialogue.understood())
