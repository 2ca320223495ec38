"""Closed lists of phrases (cities, countries, payment methods ...) found by spaCy's matcher."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.entities.found import Found
from bot.entities.words import Word, split_words

# Words like "free" or "standard" name an account only beside a word for one.
_ACCOUNT_WORDS = frozenset(
    "account membership member profile plan tier subscription user customer login".split()
)
_ACCOUNT_DISTANCE = 4
_NAME_CUE = re.compile(
    r"\b(?:my\s+name\s+is|my\s+name['’]s|name\s*:|i\s+am\s+called|call\s+me|this\s+is|signed,?|"
    r"speak(?:ing)?\s+(?:to|with)|talk(?:ed|ing)?\s+(?:to|with)|colleague|agent|named|"
    r"mr\.?|mrs\.?|ms\.?)\s+",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:[-'’][^\W\d_]+)*")
_NOT_NAMES = frozenset(
    "i a the my your it an not urgent regarding about for order please ridiculous unacceptable "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)


class Phrases:
    """Finds listed phrases, whole words only, whatever their case."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        """Index lists of phrases by entity name. A first listing of a phrase wins."""
        self._vocab = spacy.blank("en").vocab
        self._matcher = PhraseMatcher(self._vocab)
        self._values: dict[str, tuple[str, str]] = {}
        for entity in sorted(lists):
            for phrase in lists[entity]:
                words = _lower_words(phrase)
                key = f"{entity} {' '.join(words)}"
                if words and key not in self._values:
                    self._values[key] = (entity, phrase.strip())
                    self._matcher.add(key, [Doc(self._vocab, words=words)])

    def find(self, words: Sequence[Word]) -> Iterator[Found]:
        """Yield the listed phrases in a text's words; the value is the phrase as listed."""
        if not self._values or not words:
            return
        lowered = [word.text.lower().replace("’", "'") for word in words]
        for key_id, start, end in self._matcher(Doc(self._vocab, words=lowered)):
            entity, value = self._values[self._vocab.strings[key_id]]
            if entity == "account_type" and not _near_account(lowered, start, end):
                continue
            # A listed first name is a name only when it is written as one.
            if entity == "person_name" and not words[start].text[0].isupper():
                continue
            yield Found(entity, words[start].start, words[end - 1].end, value, rank=2)


def find_names(text: str) -> Iterator[Found]:
    """Yield capitalised names after a cue such as "my name is"."""
    for cue in _NAME_CUE.finditer(text):
        end = cue.end()
        for _ in range(3):
            word = _CAPITALISED.match(text, end)
            if not word or word.group().lower() in _NOT_NAMES:
                break
            end = word.end()
            if not text.startswith(" ", end):
                break
            end += 1
        name = text[cue.end() : end].rstrip()
        if len(name) > 1 and not name.isupper():
            yield Found("person_name", cue.end(), cue.end() + len(name), name, rank=3)


def _lower_words(phrase: str) -> list[str]:
    return [word.text.lower().replace("’", "'") for word in split_words(phrase)]


def _near_account(words: Sequence[str], start: int, end: int) -> bool:
    nearby = words[max(0, start - _ACCOUNT_DISTANCE) : end + _ACCOUNT_DISTANCE]
    return any(word.rstrip("s") in _ACCOUNT_WORDS for word in nearby)
