"""The part of a talk in which a customer types a one-time code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.code_words import code_words
from actions.forms import code_form
from actions.people import hand_over
from actions.reply import QuickReply, Reply, Say
from actions.turn import Turn
from actions.wording import PERSON
from crm.code_requests import ask_code, email_of, is_proven, standing_code, type_code
from crm.requester import Requester
from crm.step_up import VALID, Purpose, masked
from crm.store import Unit

AGAIN = QuickReply("Send a new code", "Send me a new code")
LEAVE = QuickReply("Never mind", "Never mind")
_UNCLEAR = frozenset({"inform", "affirm", "nlu_fallback"})


def step_up(
    unit: Unit,
    turn: Turn,
    topic: str,
    requester: Requester,
    purpose: Purpose,
    subject: str = "",
    kept: Mapping[str, Any] | None = None,
) -> Reply | None:
    """Return nothing once the customer has shown that it is them, else what to say.

    Parameters
    ----------
    topic:
        Name of the action that asks, and that gets the answer.
    subject:
        What the code is about: an order's number, or nothing.
    kept:
        What the topic has gathered and needs after the code.
    """
    asking = _Asking(unit, turn, topic, requester, purpose, subject, kept or {})
    if is_proven(unit, requester, purpose, subject):
        return None
    if turn.asked(topic, "code"):
        return asking.answered()
    if standing_code(unit, requester, purpose, subject) is not None:
        return asking.says("utter_code_waiting")
    return asking.send("utter_code_sent")


class _Asking:
    """One question for a code, with all that its answers need."""

    def __init__(
        self,
        unit: Unit,
        turn: Turn,
        topic: str,
        requester: Requester,
        purpose: Purpose,
        subject: str,
        kept: Mapping[str, Any],
    ) -> None:
        self._unit = unit
        self._turn = turn
        self._topic = topic
        self._requester = requester
        self._purpose = purpose
        self._subject = subject
        self._kept = {**kept, "purpose": str(purpose), "subject": subject}

    def send(self, response: str) -> Reply:
        """Have a code sent and ask for it, or say why there is none."""
        asked = ask_code(self._unit, self._requester, self._purpose, self._subject)
        settled = self._turn.dialogue.settled()
        if asked.outcome == "no_sender":
            note = f"A one-time code could not be sent; check who it is. Purpose: {self._purpose}."
            queued = hand_over(self._unit, self._turn, "identity_check", note=note)
            return Reply((Say("utter_code_no_sender"), queued), settled)
        if asked.outcome == "no_email":
            return Reply((Say("utter_code_no_email", quick_replies=(PERSON,)),), settled)
        if asked.outcome == "limited":
            return Reply((Say("utter_code_limited", quick_replies=(PERSON,)),), settled)
        minutes = str(int(VALID.total_seconds() // 60))
        return self._asks(Say(response, {"email": asked.email, "minutes": minutes}))

    def says(self, response: str) -> Reply:
        """Ask for the code that was sent before."""
        return self._asks(Say(response, {"email": self._email()}))

    def answered(self) -> Reply | None:
        """Return nothing when a right code was typed, else what to say."""
        words = code_words(self._turn.text)
        if words is None:
            # The same wish once more is pointed at the mail; anything else is no code.
            unclear = self._turn.intent in _UNCLEAR
            return self.says("utter_code_unclear" if unclear else "utter_code_waiting")
        if words.kind == "cancel":
            return Reply((Say("utter_code_cancelled"),), self._turn.dialogue.settled())
        if words.kind == "again":
            return self.send("utter_code_sent_again")
        if words.kind == "malformed":
            return self.says("utter_code_malformed")
        return self._typed(words.digits)

    def _typed(self, digits: str) -> Reply | None:
        typed = type_code(self._unit, self._requester, self._purpose, self._subject, digits)
        if typed.verdict == "right":
            return None
        if typed.verdict == "wrong":
            tries = "1 try" if typed.tries_left == 1 else f"{typed.tries_left} tries"
            return self._asks(Say("utter_code_wrong", {"tries": tries}))
        if typed.verdict == "exhausted":
            say = Say("utter_code_exhausted", quick_replies=(PERSON,))
            return Reply((say,), self._turn.dialogue.settled())
        return self._asks(Say("utter_code_over"), form=False)

    def _asks(self, say: Say, *, form: bool = True) -> Reply:
        cards = (code_form(),) if form else ()
        say = Say(say.response, say.values, (AGAIN, LEAVE, PERSON), cards)
        return Reply((say,), self._turn.dialogue.asks(self._topic, "code", **self._kept))

    def _email(self) -> str:
        customer_id = self._requester.customer_id
        email = None if customer_id is None else email_of(self._unit, customer_id)
        return masked(email) if email else "your e-mail address"
