"""How a word for a thing is used: as a verb, for one thing, or for a kind of things."""

from __future__ import annotations

from collections.abc import Sequence

from bot.entities.words import Word

_SUBJECTS = frozenset("i you we they u it he she who".split())
_BEFORE_VERBS = frozenset(
    "to please can could will would should do does did must may might don't doesn't didn't won't "
    "can't cannot couldn't wouldn't not".split()
)
_DEFINITE = frozenset("the my this that these those his her our same".split())
_INDEFINITE = frozenset("a an another any some which what your".split())
_AFTER_GERUNDS = frozenset("a an the to you about with".split())
# How many words may stand between a determiner and its noun ("the brand new blue sheets").
_REACH = 3
_NOT_OF_THE_SHOP = {
    "desk": frozenset("service help front information reception".split()),
    "kid": frozenset("my our the two three your".split()),
    "light": frozenset("turn red green traffic".split()),
    "match": frozenset("the a".split()),
    "game": frozenset("a the play".split()),
}
_OF_A_SCREEN = frozenset("icon button symbol emoji".split())
_CONTAINERS = frozenset("bag box bottle pot cup glass tin jar".split())
# "Basics" and "games" are kinds of goods, "basic" and "a game" are not.
_ONLY_PLURAL = frozenset("basic kid game".split())


def is_verb_here(words: Sequence[Word], place: int, text: str) -> bool:
    """Tell whether a word that may name a thing is a verb, by the word before it.

    "Do you match prices" and "it throws errors" name no matches and no throws.
    """
    before = _before(words, place, text)
    if before in _SUBJECTS:
        return True
    if before in _BEFORE_VERBS:
        return not _is_plural(words[place])
    after = _after(words, place, text)
    return words[place].normal.endswith("ing") and after in _AFTER_GERUNDS


def is_of_another_kind(words: Sequence[Word], place: int, text: str) -> bool:
    """Tell whether a word for a thing is meant otherwise ("service desk", "my kids")."""
    word, before = words[place].normal, _before(words, place, text)
    after = _after(words, place, text)
    if after in _OF_A_SCREEN or (word in _CONTAINERS and after == "of"):
        return True
    if word in _ONLY_PLURAL and not _is_plural(words[place]):
        return True
    return before in _NOT_OF_THE_SHOP.get(word, ())


def is_generic(words: Sequence[Word], first: int, behind: int) -> bool:
    """Tell whether words mean a kind of things ("lamps", "a lamp") and not a thing ("my lamp").

    Args:
        words: the words of the text.
        first: the place of the first of them.
        behind: the place behind the last of them.
    """
    plural = _is_plural(words[behind - 1])
    for place in range(first - 1, max(-1, first - 2 - _REACH), -1):
        before = words[place].text.lower()
        if before in _DEFINITE:
            return False
        if before == "your":
            return plural
        if before in _INDEFINITE:
            return True
        if before == "one" and not plural:
            return False
    # "Lamp doesn't turn on" speaks of a lamp that somebody has.
    return plural or first > 0


def _is_plural(word: Word) -> bool:
    return word.normal != word.text.lower()


def _before(words: Sequence[Word], place: int, text: str) -> str:
    if place == 0 or text[words[place - 1].end : words[place].start].strip():
        return ""
    return words[place - 1].text.lower().replace("’", "'")


def _after(words: Sequence[Word], place: int, text: str) -> str:
    if place + 1 == len(words) or text[words[place].end : words[place + 1].start].strip():
        return ""
    return words[place + 1].text.lower()
