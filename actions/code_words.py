"""What customers write when they are asked for a one-time code."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from actions.turn import Turn
from crm.step_up import DIGITS

Kind = Literal["code", "malformed", "again", "cancel"]

_DIGIT_RUN = re.compile(r"(?<![\w@#])\d(?:[\s.·-]{0,2}\d)*(?![\w@])")
# Words that may stand beside a code; any other makes it another matter ("where is 104233").
_FILLERS = frozenset(
    "the a my this that it it's its is was here hi hello ok okay so you go are one time code codes "
    "pin otp number verification says reads i got received have get think please pls thanks thank "
    "sorry and typed entered try now mean meant should be".split()
)
_AGAIN = re.compile(
    r"\b(?:re-?send|(?:new|another|fresh) code|code again)\b|"
    r"\bsend (?:(?:it|one|that|(?:me )?(?:a|the|another|a new)(?: code| one)?)\W*)?"
    r"(?:again|once more|another(?: one)?|a new one)\b|"
    r"\bsend (?:me )?(?:the|a|another|a new) (?:code|one)\b|"
    r"\b(?:no|any) (?:code|e-?mail|mail) (?:came|arrived|yet|has come)\b|"
    r"\b(?:didn'?t|did not|haven'?t|have not|never) (?:get|got|receive|received|seen) "
    r"(?:it|any|anything|one|(?:a|the|my|any|your|that) (?:code|e-?mail|mail))\b|"
    r"\bcode (?:has(?:n'?t| not)|did(?:n'?t| not)) (?:come|arrived?)\b|"
    r"\bnothing (?:came|arrived)\b|"
    r"^\W*(?:(?:ok|yes|please|pls|send|it|one)\W+)*again\W*(?:please|pls)?\W*$",
    re.IGNORECASE,
)
_CANCEL = re.compile(
    r"\W*(?:(?:no|oh|ok|okay|sorry|actually|well|please|pls|then|just)\W+)*"
    r"(?:no|nope|nah|no thanks?|no thank you|cancel|cancel (?:it|that|this)|stop|stop (?:it|that)|"
    r"abort|never ?mind|forget (?:it|that|about it)|leave it|let it be|drop it|quit|"
    r"(?:i(?:'ve| have)? )?changed my mind|i don'?t want (?:to|it|that|this)(?: any ?more)?|"
    r"not now|skip it)(?:\W+(?:please|pls|thanks?|thank you|then|for now))*\W*",
    re.IGNORECASE,
)
_LONGEST = 120


@dataclass(frozen=True)
class CodeWords:
    """How a text answers the question for a code; ``digits`` only for a code."""

    kind: Kind
    digits: str = ""


def code_words(text: str) -> CodeWords | None:
    """Return how a text answers the question for a code, or nothing when it does not.

    Digits of any script count, in groups or not: "482 913", "482-913", "٤٨٢٩١٣".
    """
    plain = "".join(_plain(sign) for sign in text[: _LONGEST + 1]).replace("’", "'")
    if len(plain) > _LONGEST:
        return None
    if _CANCEL.fullmatch(plain):
        return CodeWords("cancel")
    runs = _DIGIT_RUN.findall(plain)
    rest = set(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", _DIGIT_RUN.sub(" ", plain).casefold()))
    if not runs:
        return CodeWords("again") if _AGAIN.search(plain) else None
    if not rest <= _FILLERS:
        return None
    digits = [re.sub(r"\D", "", run) for run in runs]
    whole = [one for one in digits if len(one) == DIGITS]
    return CodeWords("code", whole[0]) if len(digits) == 1 == len(whole) else CodeWords("malformed")


def answers_code(turn: Turn) -> bool:
    """Return whether a turn answers the question for a code, in whatever way."""
    return turn.dialogue.awaiting == "code" and code_words(turn.text) is not None


def _plain(sign: str) -> str:
    """Return a sign with digits of all scripts as 0 to 9, and dashes as one dash."""
    value = unicodedata.decimal(sign, None)
    if value is not None:
        return str(value)
    return "-" if unicodedata.category(sign) == "Pd" else sign
