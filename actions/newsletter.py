"""The newsletter: on after a clear yes, off at the first word of whose it is.

A visitor may name any address, so what concerns one is confirmed by a mail to it first.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from actions.answers_in_talk import gathered, says_no, says_yes
from actions.newsletter_words import ends_newsletter
from actions.reply import Reply, Say
from actions.topic import Topic
from actions.turn import Turn
from actions.wording import YES_NO, masked_email
from crm.consents import (
    NewsletterRequested,
    NewsletterStopRequested,
    customer_by_email,
    has_consent,
    set_consent,
)
from crm.events import Event, record
from crm.requester import Requester, requester_for
from crm.store import Unit
from crm.tickets import open_ticket

PURPOSE = "newsletter"
_EMAIL = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]+\.[^\s@<>,;.]{2,}")
# A question about the newsletter is no consent to it.
_ORDERS_IT = re.compile(
    r"\b(?:(?:re-?)?subscribe me|sign me up|sign .{1,60} up|add me|put me|opt me in|register me|"
    r"send me|let me get|i want (?:to (?:get|receive|subscribe)|the newsletter)|"
    r"i(?:'d| would) like to (?:get|receive|subscribe|re-?subscribe))\b",
    re.IGNORECASE,
)


class SubscribeNewsletter(Topic):
    """Switches the newsletter on for a signed-in customer, or takes a visitor's address."""

    name: ClassVar[str] = "action_subscribe_newsletter"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Switch it on when that was clearly asked for; else explain it and ask.

        The intent is of all that names the newsletter, so that words may ask to end it.
        """
        if ends_newsletter(turn.text):
            return Unsubscribe().answer(unit, turn)
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        email = _email(turn) or gathered(turn, self.name).get("email")
        own = requester.customer_id if _is_own(unit, email, requester.customer_id) else None
        if own and has_consent(unit, own, PURPOSE):
            return Reply((Say("utter_newsletter_already_on"),), turn.dialogue.settled())
        asked = turn.asked(self.name, "confirm")
        if asked and says_no(turn):
            return Reply((Say("utter_newsletter_declined"),), turn.dialogue.settled())
        wanted = (asked and says_yes(turn)) or turn.asked(self.name, "email") or _is_order(turn)
        if not wanted:
            say = Say("utter_newsletter_confirm", quick_replies=YES_NO)
            kept = {"email": email} if email else {}
            return Reply((say,), turn.dialogue.asks(self.name, "confirm", **kept))
        if own is not None:
            _set(unit, requester, own, True)
            return Reply((Say("utter_newsletter_on"),), turn.dialogue.settled())
        if not email:
            return _ask_email(turn, self.name)
        _request(unit, requester, "the newsletter", NewsletterRequested)
        values = {"email": masked_email(email)}
        return Reply((Say("utter_newsletter_requested", values),), turn.dialogue.settled())


class Unsubscribe(Topic):
    """Switches the newsletter off."""

    name: ClassVar[str] = "action_unsubscribe"

    def answer(self, unit: Unit, turn: Turn) -> Reply:
        """Switch it off for the signed-in customer; of another address ask its owner by mail."""
        requester = requester_for(unit, turn.conversation_id, turn.customer)
        email = _email(turn)
        if email is None and requester.customer_id is None:
            return _ask_email(turn, self.name)
        if requester.customer_id and _is_own(unit, email, requester.customer_id):
            changed = _set(unit, requester, requester.customer_id, False)
            response = "utter_newsletter_off" if changed else "utter_newsletter_already_off"
            return Reply((Say(response),), turn.dialogue.settled())
        _request(unit, requester, "the end of the newsletter", NewsletterStopRequested)
        # The same words whether or not the address is known here.
        values = {"email": masked_email(email or "")}
        say = Say("utter_newsletter_stop_requested", values)
        return Reply((say,), turn.dialogue.settled())


def _is_own(unit: Unit, email: str | None, customer_id: int | None) -> bool:
    """Return whether a turn speaks of the address of who is signed in, named or not."""
    return email is None or customer_by_email(unit, email) == customer_id


def _is_order(turn: Turn) -> bool:
    return bool(_ORDERS_IT.search(turn.text)) and not turn.text.lower().startswith(
        ("how", "where", "what", "can ", "could i", "does", "do ", "is ", "am ")
    )


def _ask_email(turn: Turn, topic: str) -> Reply:
    again = turn.asked(topic, "email")
    response = "utter_newsletter_email_unclear" if again else "utter_newsletter_ask_email"
    return Reply((Say(response),), turn.dialogue.asks(topic, "email"))


def _email(turn: Turn) -> str | None:
    entity = turn.entity("email")
    if entity is not None:
        return entity.value
    match = _EMAIL.search(turn.text[:1000])
    return match.group().rstrip(".") if match else None


def _set(unit: Unit, requester: Requester, customer_id: int, granted: bool) -> bool:
    return set_consent(
        unit,
        customer_id,
        PURPOSE,
        granted,
        actor=requester.actor,
        conversation_id=requester.conversation_id,
    )


def _request(
    unit: Unit, requester: Requester, wish: str, requested: Callable[[str], Event]
) -> None:
    """Leave a wish for an address to the shop's mailing, which confirms the address first."""
    ticket = open_ticket(
        unit,
        "newsletter",
        f"Somebody asks for {wish}; the address is in the conversation. "
        "Send the link that confirms it.",
        priority="low",
        conversation_id=requester.public_id,
    )
    event = requested(ticket.number)
    record(unit, event, conversation_id=requester.conversation_id)
