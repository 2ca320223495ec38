"""What a customer can expect who waits for a person: honest notes, and a way back to the bot."""

from __future__ import annotations

import re
from datetime import timedelta

from sqlalchemy import func, select

from crm import notices
from crm.agent_sessions import somebody_is_there
from crm.conversations import Conversation
from crm.messages import Draft
from crm.opening import next_opening, opening_words
from crm.store import Unit
from crm.tables.conversations import messages

NOTE_EVERY = timedelta(minutes=5)

_LONGEST = 200
_PERSON = r"(?:a|an|any|the|another)\s+(?:person|human|agent|colleague|employee|representative)"
_BACK = re.compile(
    r"""(?:(?:ok|okay|well|please|then|no|thanks)[\s,.]+){0,3}
    (?:i(?:'d|\s+would)\s+(?:like|rather|prefer)\s+(?:to\s+)?|i\s+(?:want|wish)\s+to\s+|let\s+me\s+|can\s+i\s+)?
    (?:just\s+)?
    (?:go\s+on|go\s+back|continue|carry\s+on|talk|chat|back|return)\s+(?:with|to)\s+
    (?:the\s+)?(?:assistant|bot|chat\s?bot)
    (?:[\s,]+(?:please|again|instead|now|then)){0,2}[\s.!?]*""",
    re.VERBOSE,
)
_NO_PERSON = re.compile(
    rf"""\b(?:do\ not|don't|dont|no\ longer)\s+(?:need|want)\s+
    (?:to\s+(?:talk|speak|wait)\s+(?:to|with|for)\s+)?{_PERSON}
    (?:\s+(?:any\ ?more|now|after\ all))?[\s,]*(?:thanks|thank\ you)?\s*(?:[.!,;]|$)""",
    re.VERBOSE,
)


def wants_the_assistant(text: str) -> bool:
    """Return whether a waiting customer plainly wants to go on with the assistant.

    A doubtful text means no: it loses nobody's place in the line.
    """
    if len(text) > _LONGEST:
        return False
    plain = text.casefold().replace("\u2019", "'").strip()
    return bool(_BACK.fullmatch(plain) or _NO_PERSON.search(plain))


def people_are_there(unit: Unit) -> bool:
    """Return whether a waiting customer may expect a person now: by the hours, or at the desk."""
    return next_opening(unit.now) <= unit.now or somebody_is_there(unit)


def note(unit: Unit, conversation: Conversation, seq: int, answers_id: int | None) -> Draft | None:
    """Return what a customer who writes while waiting is told, or nothing so soon after the last.

    Parameters
    ----------
    seq, answers_id:
        Number and store key of the customer's message.
    """
    query = select(func.max(messages.c.sent_at)).where(
        messages.c.conversation_id == conversation.id,
        messages.c.client_message_id.startswith("line#", autoescape=True),
    )
    last = unit.connection.scalar(query)
    if last is not None and unit.now - last < NOTE_EVERY:
        return None
    opens = None if people_are_there(unit) else opening_words(unit.now)
    return Draft(
        "system",
        notices.still_in_line(opens),
        f"line#{seq}",
        quick_replies=notices.STILL_IN_LINE_QUICK_REPLIES,
        answers_id=answers_id,
    )
