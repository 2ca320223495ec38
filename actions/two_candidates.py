"""When two intents are too close to tell apart, and which one an answer then means."""

from __future__ import annotations

import re

from actions.answers_in_talk import plain_answer
from actions.intents import ACTIONS
from actions.offers import OFFERS
from actions.suggestions import BUTTONS
from actions.turn import Turn

WHICH = ("action_did_you_mean", "choice")
"""The topic and the question "Did you mean …?"."""
NEITHER, BOTH = "neither", "both"

_FIRST = re.compile(r"\b(?:first|1st|former|one)\b|\A\W*(?:option |number )?1\W*\Z", re.IGNORECASE)
_SECOND = re.compile(
    r"\b(?:second|2nd|latter|last)\b|\A\W*(?:option |number )?2\W*\Z", re.IGNORECASE
)
_BOTH = re.compile(r"\b(?:both|the two)\b", re.IGNORECASE)
_NEITHER = re.compile(
    r"\b(?:neither|none|not (?:those|these|that|either)|something (?:else|different))\b", re.I
)
_WORD = re.compile(r"[^\W\d_]+")
# Words that name no topic, whatever button they stand on.
_SAYS_NOTHING = frozenset(
    "a an the my to of for is it i want do you have does me about how what which where need in "
    "please one that this want would like mean meant and or on item order".split()
)
# An answer in more words than this is a message of its own.
_LONGEST = 8


def is_torn(turn: Turn) -> bool:
    """Return whether the bot should ask which of two intents is meant.

    It need not when both lead to the same action, and does not while another question is open.
    """
    names = turn.candidates[:2]
    if len(names) < 2 or turn.requests or any(name not in BUTTONS for name in names):
        return False
    free = turn.dialogue.topic is None or turn.asked(*OFFERS)
    return free and ACTIONS[names[0]] != ACTIONS[names[1]]


def meant_intent(turn: Turn) -> str | None:
    """Return the intent that an answer chooses, `NEITHER`, `BOTH`, or nothing when it is unclear.

    A button's text, a place ("the second one"), the words of one choice ("track it") and a message
    that is now read as one of the two all choose.
    """
    offered = [str(name) for name in turn.dialogue.data.get("intents") or () if name in BUTTONS]
    if len(offered) != 2:
        return None
    said = turn.text.strip()
    pressed = [name for name in offered if BUTTONS[name].text.casefold() == said.casefold()]
    if pressed:
        return pressed[0]
    short = len(_WORD.findall(said)) <= _LONGEST
    if short and (_NEITHER.search(said) or plain_answer(turn) is False):
        return NEITHER
    if short and _BOTH.search(said):
        return BOTH
    by_words = _by_words(said, offered) if short else None
    if by_words is not None:
        return by_words
    if turn.intent in offered:
        return turn.intent
    return _by_place(said, offered) if short else None


def _by_place(said: str, offered: list[str]) -> str | None:
    if _SECOND.search(said):
        return offered[1]
    return offered[0] if _FIRST.search(said) else None


def _by_words(said: str, offered: list[str]) -> str | None:
    """Return the choice of which more words were said than of the other one."""
    words = _stems(said)
    first, second = (len(words & _words_of(name)) for name in offered)
    if first == second:
        return None
    return offered[0] if first > second else offered[1]


def _words_of(intent: str) -> set[str]:
    button = BUTTONS[intent]
    return _stems(f"{button.title} {button.text} {intent.replace('_', ' ')}")


def _stems(text: str) -> set[str]:
    words = {word.casefold() for word in _WORD.findall(text)} - _SAYS_NOTHING
    return {word[:5] if len(word) > 5 else word.rstrip("s") for word in words}
