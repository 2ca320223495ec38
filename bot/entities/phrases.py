"""Closed lists of phrases (cities, countries, payment methods ...) found by spaCy's matcher."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.entities.found import Found
from bot.entities.people import with_surname
from bot.entities.things_in_talk import is_of_another_kind, is_verb_here
from bot.entities.words import Word, split_words

# Words like "free" or "gold" name an account only beside a word for one.
_ACCOUNT_AFTER = frozenset(
    "account acount accont acct membership member profile plan tier subscription user login "
    "version one".split()
)
_ACCOUNT_BEFORE = _ACCOUNT_AFTER - {"one"} | frozenset(
    "upgrade upgrading upgraded downgrade downgrading downgraded move moving going".split()
)
_ACCOUNT_LINKS = frozenset("to from into a an as is be than the or and with on for".split())
_ACCOUNT_REACH = 7
# Ranks of the loyalty programme: a gold member has an account of the common kind.
_RANKS = frozenset({"gold", "silver", "bronze"})
# Words for nothing else in a shop.
_ONLY_ACCOUNTS = frozenset({"premium", "freemium", "platinum"})
_ACCOUNT_TURNS = frozenset("to from into".split())
_OF_ACCOUNTS = frozenset("account acount accont profile plan subscription".split())
# Listed phrases that are everyday words when written small.
_EVERYDAY = frozenset({"ideal", "wise", "affirm", "eps", "discover"})
# Places that are other words as well: they need a capital and a word that leads to a place.
_AMBIGUOUS_PLACES = frozenset(
    "cork bath reading nice split mobile orange bergen essen tours phoenix buffalo brest bari "
    "jordan georgia chad turkey guinea lima halle perth niger mali york".split()
)
_TO_PLACES = frozenset("in to from near at into around within outside".split())
# Things to buy that are a way to pay only where something is paid with them.
_ALSO_GOODS = frozenset({"gift card", "gift voucher", "store credit"})
_PAYING = re.compile(
    r"\b(?:pay|pays|paid|paying|payments?|accept\w*|redeem\w*|checkout|method|use|using|"
    r"(?:with|by|via)\s+(?:an?\s+|my\s+|the\s+)?(?:gift|store))\b",
    re.IGNORECASE,
)
# Words that are a size only near a word for what has such sizes.
_BED_SIZES = frozenset("single double king queen twin regular tall mini petite".split())
_BED_WORDS = frozenset(
    "size bed bedding duvet sheet mattress blanket quilt fit fitted sleeping frame pillow".split()
)
_NO_SIZE_AFTER = frozenset("time day thing item order charge payment point check".split())
_BED_REACH = 12
_ONE_SIZE_MORE = frozenset("up down bigger smaller larger too".split())


# The live catalogue knows better than a list what these are.
WEAK = frozenset({"product", "category"})
_PLACES = frozenset({"delivery_city", "delivery_country"})


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

    def find(self, words: Sequence[Word], text: str = "") -> Iterator[Found]:
        """Yield the listed phrases in a text's words; the value is the phrase as listed."""
        if not self._values or not words:
            return
        lowered = [word.text.lower().replace("’", "'") for word in words]
        for key_id, start, end in self._matcher(Doc(self._vocab, words=lowered)):
            entity, value = self._values[self._vocab.strings[key_id]]
            if not _is_meant(entity, words, lowered, start, end, text):
                continue
            if entity == "person_name":
                end = with_surname(words, end)
                value = " ".join(word.text for word in words[start:end])
            yield Found(
                entity,
                words[start].start,
                words[end - 1].end,
                value,
                rank=_rank(entity, lowered[start]),
            )


def _rank(entity: str, first: str) -> int:
    if entity in WEAK:
        return 0
    # What the words around it showed to be meant.
    if first in _AMBIGUOUS_PLACES and entity in _PLACES:
        return 7
    return 6 if entity == "account_type" else 2


def _lower_words(phrase: str) -> list[str]:
    return [word.text.lower().replace("’", "'") for word in split_words(phrase)]


def _is_meant(
    entity: str, words: Sequence[Word], lowered: Sequence[str], start: int, end: int, text: str
) -> bool:
    """Tell whether a listed phrase is meant in its listed sense here."""
    phrase = " ".join(lowered[start:end])
    if entity in WEAK and end - start == 1:
        return not is_verb_here(words, start, text) and not is_of_another_kind(words, start, text)
    if entity == "account_type":
        return _is_account(words, lowered, start, end)
    if entity == "size":
        return _is_size(words, lowered, start, end)
    if entity == "payment_method" and phrase in _ALSO_GOODS:
        return bool(_PAYING.search(text))
    if entity == "delivery_country" and words[end : end + 1] and words[end].normal == "size":
        return False
    if entity in _PLACES and lowered[start] in _AMBIGUOUS_PLACES and end - start == 1:
        return _is_place(words, lowered, start, text)
    if entity == "person_name" or phrase in _EVERYDAY:
        return any(character.isupper() for character in words[start].text)
    return True


def _is_account(words: Sequence[Word], lowered: Sequence[str], start: int, end: int) -> bool:
    after = [word.normal for word in words[end : end + 2]]
    alone = len(words) == end - start
    turned = start > 0 and lowered[start - 1] in _ACCOUNT_TURNS
    if (alone or turned) and lowered[start] in _ONLY_ACCOUNTS:
        return True
    if lowered[start] in _RANKS:
        return bool(_OF_ACCOUNTS.intersection(after[:1]))
    if _ACCOUNT_AFTER.intersection(after[:1]) or _OF_ACCOUNTS.intersection(after):
        return True
    if start > 0 and words[start - 1].normal in _OF_ACCOUNTS:
        return True
    later = {word.normal for word in words[end : end + _ACCOUNT_REACH]}
    if lowered[end : end + 1] in (["to"], ["or"], ["and"]) and _ACCOUNT_BEFORE & later:
        return True
    before = {word.normal for word in words[max(0, start - _ACCOUNT_REACH) : start]}
    linked = start > 0 and lowered[start - 1] in _ACCOUNT_LINKS
    return linked and end - start == 1 and bool(_ACCOUNT_BEFORE & before) and after[:1] != ["name"]


def _is_size(words: Sequence[Word], lowered: Sequence[str], start: int, end: int) -> bool:
    after = words[end].normal if end < len(words) else ""
    if lowered[start:end] == ["one", "size"]:
        return after not in _ONE_SIZE_MORE
    if end - start > 1 or lowered[start] not in _BED_SIZES:
        return True
    if after in _NO_SIZE_AFTER:
        return False
    nearby = {word.normal for word in words[max(0, start - _BED_REACH) : end + _BED_REACH]}
    return bool(_BED_WORDS & nearby)


def _is_place(words: Sequence[Word], lowered: Sequence[str], start: int, text: str) -> bool:
    if not words[start].text[0].isupper():
        return False
    led = start > 0 and lowered[start - 1] in _TO_PLACES
    listed = start > 0 and "," in text[words[start - 1].end : words[start].start]
    return led or listed
