"""How a customer's frustration grows and falls over a conversation."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from language.sentiment import Sentiment

# Weights of the signals of one message. They were set by hand so that one plainly angry message
# gives about 0.5, two in a row about 0.75, and a repeated calm question about 0.25.
NEGATIVE_WEIGHT = 0.45
CAPITALS_WEIGHT = 0.25
EXCLAMATION_WEIGHT = 0.15
REPETITION_WEIGHT = 0.35
WAITING_WEIGHT = 0.2
CONTRADICTION_WEIGHT = 0.25
# Share of the earlier frustration that is left after one calm message.
DECAY = 0.7

_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\w+")
_MARKS = re.compile(r"[!?]{2,}|!")
_MOST_CHARACTERS = 2000
_NUMBER = r"(?:\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|several|many|a few|a)"
_WAITING = re.compile(
    r"\bstill (?:waiting|nothing|no |not |hasn'?t|haven'?t|isn'?t)|\bbeen waiting\b|\bwaited\b|"
    rf"\b(?:for|since|after|over) {_NUMBER} (?:hours?|days?|weeks?|months?)\b|"
    r"\bfor (?:ages|ever)\b|\b(?:second|third|fourth|fifth|\d+(?:nd|rd|th)) time\b|"
    r"\b(?:yet )?again\b|\bonce more\b|\bkeeps? \w+ing\b|"
    r"\bhow (?:much )?(?:long(?:er)?|many times) (?:do|must|should|will|am) i\b|"
    r"\bno (?:answer|reply|response)\b|\bnobody (?:answers|replies|cares)\b",
    re.IGNORECASE,
)
_CONTRADICTION = re.compile(
    r"\bnot what i (?:asked|said|meant|want(?:ed)?|need(?:ed)?)\b|"
    r"\bdidn'?t (?:ask|say|mean) (?:for )?that\b|"
    r"\b(?:that|this|it)(?:'s| is| was)? (?:not|isn'?t|wasn'?t) "
    r"(?:it|right|true|helpful|an answer)\b|"
    r"\b(?:that|this|it) (?:does|did)(?:n'?t| not) (?:help|answer)\b|"
    r"\bno,? (?:that'?s |this is |you'?re )?wrong\b|"
    r"\byou (?:don'?t|do not|didn'?t|did not) (?:understand|listen|read|get it|answer)\b|"
    r"\bi (?:just |already |have already )(?:said|told|asked|gave|wrote)\b|"
    r"\b(?:are you|do you) (?:even )?(?:listening|reading|read)\b",
    re.IGNORECASE,
)


def frustration_after(
    previous: float, text: str, sentiment: Sentiment, earlier_texts: Sequence[str] = ()
) -> float:
    """Return a conversation's frustration after one more message of the customer.

    An exponentially decayed mix: with s the signal of this message in [0, 1],
    `f' = 1 - (1 - DECAY * f) * (1 - s)`, so that anger adds up towards 1, calm messages let it
    fall by the factor `DECAY`, and the result never leaves [0, 1].

    Args:
        previous: frustration before the message, in [0, 1].
        text: the message.
        sentiment: its sentiment.
        earlier_texts: the customer's last few messages, to notice repetition.
    """
    text = text[:_MOST_CHARACTERS]
    signal = (
        NEGATIVE_WEIGHT * max(0.0, -sentiment.score)
        + CAPITALS_WEIGHT * capitals(text)
        + EXCLAMATION_WEIGHT * exclamation(text)
        + REPETITION_WEIGHT * repetition(text, earlier_texts)
        + WAITING_WEIGHT * waiting(text)
        + CONTRADICTION_WEIGHT * contradiction(text)
    )
    left = DECAY * min(max(previous, 0.0), 1.0)
    return round(1.0 - (1.0 - left) * (1.0 - min(signal, 1.0)), 4)


def capitals(text: str) -> float:
    """Return the share of shouted words among words of two letters or more, in [0, 1].

    One such word in a text of fewer than three says nothing (an order of size XXL).
    """
    words = [word for word in _WORD.findall(text) if len(word) >= 2]
    shouted = sum(word.isupper() for word in words)
    return shouted / len(words) if len(words) >= 3 and shouted >= 2 else 0.0


def exclamation(text: str) -> float:
    """Return the strength of exclamation in [0, 1): 0 for none, 0.5 for one mark, rising."""
    marks = sum(len(match) for match in _MARKS.findall(text))
    return 1.0 - math.pow(0.5, min(marks, 10))


def repetition(text: str, earlier_texts: Sequence[str]) -> float:
    """Return the likeness to the most similar earlier text in [0, 1] (Jaccard over words).

    Texts of fewer than three words ("yes", "104233") are never counted as repetition.
    """
    words = set(_TOKEN.findall(text.lower()))
    if len(words) < 3:
        return 0.0
    best = 0.0
    for earlier in earlier_texts:
        other = set(_TOKEN.findall(earlier[:_MOST_CHARACTERS].lower()))
        best = max(best, len(words & other) / len(words | other))
    return best if best >= 0.6 else 0.0


def waiting(text: str) -> float:
    """Return 1 when a text says that its writer has waited or tried before, else 0."""
    return float(bool(_WAITING.search(text.replace("’", "'"))))


def contradiction(text: str) -> float:
    """Return 1 when a text says that the last answer missed the question, else 0."""
    return float(bool(_CONTRADICTION.search(text.replace("’", "'"))))
