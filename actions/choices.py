"""Answers to a question with a choice: a button's text, or just the words of one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from actions.reply import QuickReply
from actions.turn import Turn

_WORDS = re.compile(r"[^\W_]+")
# Words that may stand beside a choice without asking for anything else.
_FILLERS = frozenset(
    "a an the my this that it its is one ones i id d s m would like want wish take have give me "
    "rather prefer just only please pls and then for of in to them make get thanks ok okay yes "
    "yeah sure well size colour color".split()
)


def choice_words(choices: Iterable[QuickReply], *more: str) -> list[str]:
    """Return the words of a question's answers, to be kept as ``choices`` with the question.

    Parameters
    ----------
    more:
        Further ways to say them, such as "money back" for a refund.
    """
    texts = (*(choice.text for choice in choices), *more)
    return sorted({word for text in texts for word in _stems(text)})


def chooses(turn: Turn) -> bool:
    """Return whether a turn holds nothing but words of the choices that the question offered.

    "The green one please" does when green was offered; "where is the green one" does not.
    """
    offered = set(turn.dialogue.data.get("choices") or ())
    said = _stems(turn.text[:200])
    named = (said & offered) - _FILLERS
    return bool(named) and said <= offered | _FILLERS


def _stems(text: str) -> set[str]:
    words = (word.casefold() for word in _WORDS.findall(text))
    return {word if len(word) < 4 else word.rstrip("s") for word in words}
