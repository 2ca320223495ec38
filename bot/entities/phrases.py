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
    r"\b(?:(?:sur)?name\s+is(?:\s+now)?|name['’]s|name\s*:|under\s+the\s+name|"
    r"name\b[^.?!\n]{0,30}\bto|i\s+am\s+called|call\s+me|this\s+is|signed,?|"
    r"(?:speak|talk)(?:ing|ed)?\s+(?:to|with)|spoke\s+(?:to|with)|colleague|agent|named|"
    r"mr\.?|mrs\.?|ms\.?)\s+",
    re.IGNORECASE,
)
# Listed phrases that are everyday words when written small.
_EVERYDAY = frozenset({"ideal", "wise", "affirm"})
# Words that are a size only near a word for what has such sizes.
_BED_SIZES = frozenset("single double king queen twin regular tall mini petite".split())
_BED_WORDS = frozenset(
    "size bed bedding duvet sheet mattress blanket quilt fit fitted sleeping frame".split()
)
_NEAR = 3
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:[-'’][^\W\d_]+)*")
_NOT_NAMES = frozenset(
    "i a the my your it an not urgent regarding about for order please ridiculous unacceptable "
    "can could this that please there thanks hello hi what where when why how if "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)


# The live catalogue knows better than a list what these are.
WEAK = frozenset({"product", "category"})


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
            if not _is_meant(entity, words, lowered, start, end):
                continue
            if entity == "person_name":
                end = _with_surname(words, end)
                value = " ".join(word.text for word in words[start:end])
            # An account's type was found by the words around it as well.
            rank = 0 if entity in WEAK else 6 if entity == "account_type" else 2
            yield Found(entity, words[start].start, words[end - 1].end, value, rank=rank)


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


def _is_meant(
    entity: str, words: Sequence[Word], lowered: Sequence[str], start: int, end: int
) -> bool:
    """Tell whether a listed phrase is meant in its listed sense here."""
    if entity == "account_type":
        return _near(lowered, start, end, _ACCOUNT_WORDS, _ACCOUNT_DISTANCE)
    if entity == "size" and lowered[start] in _BED_SIZES and end - start == 1:
        return _near(lowered, start, end, _BED_WORDS, _NEAR)
    if entity == "person_name" or lowered[start] in _EVERYDAY:
        return any(character.isupper() for character in words[start].text)
    return True


def _with_surname(words: Sequence[Word], end: int) -> int:
    """Return the end of a name that goes on with one capitalised word after a space."""
    if end < len(words) and words[end].start == words[end - 1].end + 1:
        following = words[end].text
        if following[0].isupper() and following.lower() not in _NOT_NAMES:
            return end + 1
    return end


def _near(
    words: Sequence[str], start: int, end: int, wanted: frozenset[str], distance: int
) -> bool:
    nearby = [*words[max(0, start - distance) : start], *words[end : end + distance]]
    return any(word.rstrip("s") in wanted or word in wanted for word in nearby)
