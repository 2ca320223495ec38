"""How an answer to a topic's question is read."""

from __future__ import annotations

import re
from typing import Any

from actions.plain_answers import plainly
from actions.turn import Turn

_NO_AT_START = re.compile(r"^\W*(?:no+|nope|nah|never|don'?t|do not|stop|wait)\b", re.IGNORECASE)


def gathered(turn: Turn, topic: str) -> dict[str, Any]:
    """Return what a topic has gathered so far in this dialogue; nothing when another one asked.

    The choices of the last question are not part of it: the next question has others.
    """
    kept = turn.dialogue.data if turn.dialogue.topic == topic else {}
    return {name: value for name, value in kept.items() if name != "choices"}


def says_yes(turn: Turn) -> bool:
    """Return whether the turn is a plain yes to what was asked, whatever its intent was read as.

    A reading is no consent: "hmm" and "maybe" are read as agreement sometimes. What agrees with a
    reservation, a doubt or a question does not count, so that the topic asks again.
    """
    return not says_no(turn) and plain_answer(turn) is True


def says_no(turn: Turn) -> bool:
    """Return whether the turn declines."""
    declines = turn.intent in {"deny", "stop"} or plain_answer(turn) is False
    return declines or bool(_NO_AT_START.match(turn.text))


def plain_answer(turn: Turn) -> bool | None:
    """Return whether the turn is a plain yes or a plain no to the open question, or neither."""
    order = turn.dialogue.data.get("order")
    return plainly(turn.text, turn.dialogue.topic, str(order) if order else None)
