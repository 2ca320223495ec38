"""How an answer to a topic's question is read."""

from __future__ import annotations

import re
from typing import Any

from actions.turn import Turn

_NO_AT_START = re.compile(r"^\W*(?:no+|nope|nah|never|don'?t|do not|stop|wait)\b", re.IGNORECASE)
_YES_AT_START = re.compile(
    r"^\W*(?:yes|yeah|yep|yup|sure|ok|okay|please do|do it|go ahead|confirm(?:ed)?|correct)\b",
    re.IGNORECASE,
)
_BUT = re.compile(r"\b(?:no|not|don'?t|never|wait|but|instead|rather)\b", re.IGNORECASE)


def gathered(turn: Turn, topic: str) -> dict[str, Any]:
    """Return what a topic has gathered so far in this dialogue; nothing when another one asked.

    The choices of the last question are not part of it: the next question has others.
    """
    kept = turn.dialogue.data if turn.dialogue.topic == topic else {}
    return {name: value for name, value in kept.items() if name != "choices"}


def says_yes(turn: Turn) -> bool:
    """Return whether the turn agrees without reservation ("yes, but not that one" does not)."""
    if says_no(turn):
        return False
    if turn.intent == "affirm":
        return True
    return bool(_YES_AT_START.match(turn.text)) and not _BUT.search(turn.text)


def says_no(turn: Turn) -> bool:
    """Return whether the turn declines."""
    return turn.intent in {"deny", "stop"} or bool(_NO_AT_START.match(turn.text))
