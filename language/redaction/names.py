"""Names of people, by what leads to them, by a list of names, and by what else they could be.

There is no trained model here: a list, cues and the shape of words find names in short messages
of customers, and what is no everyday word, place or brand counts as a name where one may stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from language.redaction.name_cues import (
    CUES,
    GREETING,
    INTRODUCED,
    PERSON,
    SIGN_OFF,
    STRONG,
    VERB,
    WEAK,
)
from language.redaction.name_list import NameList, fold, name_list
from language.redaction.name_tokens import Token, Words
from language.redaction.spans import Span

_POSSESSIVE = re.compile(r"['’]s\Z")
_PARTICLES = frozenset(
    "van von de der den del della di da do dos das du la le el al bin ibn bint ben ter ten te "
    "zu zum zur af av y i e o ap mac mc st san santa abu ait ould dela delos af' v".split()
)
# Before these a capital word is a thing, a place or a brand: "the Kallax shelf", "in Sluis".
_THING_BEFORE = re.compile(
    r"\b(?:the|a|an|in|your|our|this|that|these|those|near|my|via|per|any|some|another|each|every|"
    r"no|new|on|at)\s[\"“]?\Z",
    re.IGNORECASE,
)
_LIST_BEFORE = re.compile(r"\b(?:the|a|an)\s\Z", re.IGNORECASE)
_MONTHS = frozenset(
    "may april june august jan jun monday tuesday wednesday thursday friday saturday sunday summer "
    "autumn winter spring".split()
)
# These follow a name and are none: "Anna Please".
_FUNCTION = frozenset(
    "please thanks thank order orders where when what why how is are was has have can could do "
    "does did will would not no yes and but or if the my your it its i you we they he she this "
    "that email mail phone call tel address hi hello here for from to on at in by with".split()
)
_MOST_WORDS = 6
# Of words in small letters that are hardly names, mistyped or not.
_ENDINGS = ("ed", "ing", "ly", "er", "est", "s", "ful")
_RANK = {WEAK: 1, PERSON: 2, GREETING: 3, STRONG: 4, SIGN_OFF: 5}
_STOPS_BEFORE = frozenset(
    "can could would will may shall should do does did is are was has".split()
)


class _Reader(Words):
    """Reads one text from left to right."""

    def __init__(self, text: str, names: NameList) -> None:
        super().__init__(text)
        self.names = names
        self.name_end = 0
        self.cues: dict[int, str] = {}
        for strength, pattern in CUES:
            for match in pattern.finditer(text):
                if _RANK[strength] > _RANK.get(self.cues.get(match.end(), ""), 0):
                    self.cues[match.end()] = strength

    def spans(self) -> Iterator[Span]:
        at = 0
        while at < len(self.tokens):
            end = self._name(at)
            if end > at:
                name = self.text[self.tokens[at].start : self.tokens[end - 1].end]
                self.name_end = self.tokens[end - 1].end
                length = len(_POSSESSIVE.sub("", name))
                yield Span(self.tokens[at].start, self.tokens[at].start + length, "NAME")
            at = max(end, at + 1)

    def _name(self, at: int) -> int:
        """Return the index after the last word of the name that begins at a word, or the word's."""
        return self._extend(at) if self._begins(at) else at

    def _begins(self, at: int) -> bool:
        token = self.tokens[at]
        cue = self.cues.get(token.start)
        word = token.folded
        if len(word) < 2:
            return self.is_initial(at) and self._is_surname_like(at + 1)
        if self.names.is_name(word):
            return token.is_capital or cue is not None or self._is_lone_small_name(token)
        if cue in (STRONG, SIGN_OFF):
            return self._after_sure_cue(at, cue)
        if self.is_followed(token) and not self.names.is_word(word):
            return not self.names.is_place(word)
        if self.is_title(at):
            return False
        if not token.is_capital:
            return self._is_introduced(token)
        if token.is_upper and self.is_shouted and cue is None:
            return False
        if self.names.may_be_name(word):
            return self._is_name_here(at, cue)
        if self.names.is_word(word) or self.names.is_place(word):
            return False
        return self._is_unknown_name(at, cue)

    def _after_sure_cue(self, at: int, cue: str) -> bool:
        token = self.tokens[at]
        if self.names.is_place(token.folded) and not self.names.may_be_name(token.folded):
            return False
        if not self.names.is_word(token.folded):
            return True
        if self.names.may_be_name(token.folded):
            return token.is_capital or self.ends_here(at) or self.is_followed(token)
        return token.is_capital and not token.is_upper and self._is_known_next(at)

    def _is_name_here(self, at: int, cue: str | None) -> bool:
        """Tell whether a capital word that is also an everyday one stands in a name's place."""
        token = self.tokens[at]
        if self._is_known_next(at):
            return True
        following = self.text[token.end : token.end + 40]
        starts = self.starts_sentence(token)
        before = self.before(token)
        if self._is_beside_name(at):
            return token.folded not in _MONTHS
        if cue in (PERSON, GREETING) and token.folded not in _MONTHS and token.folded != "will":
            return True
        if cue in (PERSON, GREETING) or (cue == WEAK and self._is_person_cue(at)):
            return bool(re.match(r"\s*(?:[,.!?;:)\n]|\Z)", following)) or bool(
                VERB.match(following)
            )
        if starts:
            if token.folded in _MONTHS or token.folded == "will":
                return False
            return bool(VERB.match(following)) or (following.strip() == "" and at == 0)
        return bool(re.search(r"[,(\"“]\s?\Z", before)) and bool(
            re.match(r"\s*(?:[.!?;)\"”\n]|\Z)", following)
        )

    def _is_beside_name(self, at: int) -> bool:
        """Tell whether "and" or a comma joins a word to a name: "Anna, Rose and Will"."""
        token = self.tokens[at]
        gap = self.text[self.name_end : token.start] if 0 < self.name_end <= token.start else None
        if gap in (", ", " and ", " & ", " or ", ",", " + ", "/"):
            return gap.strip() != "," or self.ends_here(at)
        if at + 2 >= len(self.tokens) or self.tokens[at + 1].folded not in ("and", "or"):
            return False
        other = self.tokens[at + 2]
        return other.is_capital and self.names.is_name(other.folded)

    def _is_introduced(self, token: Token) -> bool:
        """Tell whether a word in small letters that is in no list says who writes."""
        word = token.folded
        if len(word) < 3 or self.names.is_word(word) or self.names.is_place(word):
            return False
        if self.names.may_be_name(word):
            return False
        if word.endswith(_ENDINGS) or not INTRODUCED.search(self.before(token)):
            return False
        return (
            re.match(r"\s*(?:[,.!]|\Z)|\s(?:and|from|with)\b", self.text[token.end :]) is not None
        )

    def _is_unknown_name(self, at: int, cue: str | None) -> bool:
        """Tell whether a capital word that is in no list is a name."""
        token = self.tokens[at]
        if cue is not None:
            return not token.is_upper or cue != WEAK
        if token.is_upper and len(token.text) < 6:
            return False
        if _THING_BEFORE.search(self.before(token)):
            return self._is_known_next(at) and not _LIST_BEFORE.search(self.before(token))
        return True

    def _extend(self, at: int) -> int:
        """Return the index after the last word of a name that is sure to begin at `at`."""
        end = at + 1
        first = self.tokens[at]
        while end < len(self.tokens) and end - at < _MOST_WORDS:
            steps = self._next_words(end, first)
            if not steps:
                break
            end += steps
        return end

    def _next_words(self, at: int, first: Token) -> int:
        """Return how many words from `at` on belong to the name that precedes them."""
        token, before = self.tokens[at], self.tokens[at - 1]
        gap = self.text[before.end : token.start]
        initial = len(before.folded) < 3 or before.folded in _PARTICLES
        if gap not in (" ", "/", " & ") and not (gap in (". ", ".") and initial):
            return 0
        if _POSSESSIVE.search(before.text):
            return 0
        word = token.folded
        if word in _PARTICLES and self._is_surname_like(at + 1, first):
            return 2
        if word in _PARTICLES and at + 1 < len(self.tokens):
            if self.tokens[at + 1].folded in _PARTICLES and self._is_surname_like(at + 2, first):
                return 3
            return 0
        if len(word) == 1:
            return int((token.is_capital and word != "i") or self.is_initial(at))
        return int(self._is_surname_like(at, first))

    def _is_surname_like(self, at: int, first: Token | None = None) -> bool:
        """Tell whether a word can go on with a name that began before."""
        if at >= len(self.tokens):
            return False
        token = self.tokens[at]
        word = token.folded
        if self.names.is_name(word):
            return True
        if not token.is_capital:
            is_small = first is not None and not first.is_capital
            known = self.names.may_be_name(word) and word not in self.names.words
            other = self.names.is_word(word) or self.names.is_place(word)
            return is_small and (known or not other)
        if first is not None and token.is_upper and not first.is_upper and len(word) < 4:
            return False
        if self.names.may_be_name(word):
            return not self.is_shouted or not self.names.is_word(word)
        if self.names.is_word(word):
            return not self.is_shouted and self.ends_here(at) and word not in _FUNCTION
        return True

    def _is_known_next(self, at: int) -> bool:
        """Tell whether the next word, beside this one, makes both a name."""
        if at + 1 >= len(self.tokens):
            return False
        token, following = self.tokens[at], self.tokens[at + 1]
        gap = self.text[token.end : following.start]
        if gap != " " or not following.is_capital:
            return False
        if len(following.folded) == 1:
            return following.folded != "i" and self._is_surname_like(at + 2)
        if self.names.is_name(following.folded):
            return True
        if self.names.may_be_name(following.folded):
            if not self.names.may_be_name(token.folded):
                return False
            after = self.text[following.end : following.end + 20]
            sure = following.folded not in self.names.words or token.start in self.cues
            return sure or self.ends_here(at + 1) or VERB.match(after) is not None
        if self.names.is_word(following.folded):
            alone = at == 0 and at + 2 == len(self.tokens)
            return alone and self.names.may_be_name(token.folded)
        return not self.names.is_place(following.folded) and not following.is_upper

    def _is_lone_small_name(self, token: Token) -> bool:
        """Tell whether a name in small letters stands for itself; short ones may be typos."""
        return len(token.folded) > 3 or self.starts_sentence(token) or self.is_followed(token)

    def _is_person_cue(self, at: int) -> bool:
        return at == 0 or self.tokens[at - 1].folded not in _STOPS_BEFORE


def find_names(text: str) -> Iterator[Span]:
    """Yield names of people, without titles; what other rules found should be covered before."""
    yield from _Reader(text, name_list()).spans()


def is_known_name(word: str) -> bool:
    """Tell whether a word is a person's name, and hardly ever anything else."""
    return name_list().is_name(fold(word))


def is_everyday_word(word: str) -> bool:
    """Tell whether a word is an everyday one, hence hardly the name of a person or place."""
    return name_list().is_word(fold(word))
