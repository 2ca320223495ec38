"""Articles ranked by the words that they share with a question.

BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) over titles, questions
and sentences. What each word adds to the score of each article is reckoned once, so that a
question costs no more than the articles that share its words.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from crm.articles import Article

_SATURATION, _LENGTH_WEIGHT = 1.2, 0.6
_QUESTION_WEIGHT = 2
_UNKNOWN = 1.8
"""Weight of a word that no article holds: customers say more than they ask."""
_WORD = re.compile(r"[^\W\d_]+|\d+")
_EMPTY = frozenset(
    "a an and any are as at be been but by can could do does for from get got had has have he her "
    "him his how i if im in into is it its kindly know like may me my not of on one or our out "
    "please pls so some tell than that the their them then there they thing this to too u up us "
    "want was we were what whats when where which who will with without would you your ur s t ll "
    "use write become apply see goods about after also anything much many should need inform long "
    "often".split()
)
_SAME = {
    "guarantee": "warranty", "garanty": "warranty", "guaranty": "warranty", "guarante": "warranty",
    "wrapping": "wrap", "present": "gift", "shipping": "delivery", "ship": "delivery",
    "deliver": "delivery", "shipment": "delivery", "price": "price", "cost": "price",
    "environmental": "environment", "ecological": "environment", "sustainable": "environment",
    "sustainability": "environment", "company": "business", "corporate": "business",
    "bulk": "large", "walk": "visit", "showroom": "store", "branch": "store", "phone": "telephone",
    "call": "telephone", "mail": "email", "vat": "tax", "duty": "customs", "duties": "customs",
    "import": "customs", "fix": "repair", "mend": "repair", "voucher": "gift",
    "cheaper": "match", "elsewhere": "match", "drop": "dropped", "expire": "valid",
    "recyclable": "packaging", "packing": "packaging",
}  # fmt: skip


@lru_cache(maxsize=65536)
def _form(word: str) -> str | None:
    """Return the one form of a word, or nothing when it says nothing."""
    if word in _EMPTY:
        return None
    stem = _stem(word)
    return None if stem in _EMPTY else _SAME.get(stem, stem)


def words(text: str) -> list[str]:
    """Return the words of a text that say something, each in one form."""
    return [form for word in _WORD.findall(text.casefold()) if (form := _form(word)) is not None]


class WordRanking:
    """Weights of words in a set of articles, and the articles that hold each word."""

    def __init__(self, articles: Sequence[Article]) -> None:
        counted = [_counted(article) for article in articles]
        self.size = len(counted)
        self._holders = Counter(word for counts in counted for word in counts)
        lengths = [sum(counts.values()) for counts in counted]
        mean = sum(lengths) / len(lengths) if lengths else 1.0
        self._shares: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, counts in enumerate(counted):
            norm = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * lengths[number] / (mean or 1.0)
            for word, count in counts.items():
                share = count * (_SATURATION + 1) / (count + _SATURATION * norm)
                self._shares[word].append((number, share * self.weight(word)))

    def weight(self, word: str) -> float:
        """Return how much a word tells: the fewer articles hold it, the more."""
        holders = self._holders.get(word, 0)
        if holders == 0:
            return _UNKNOWN
        return math.log(1 + (self.size - holders + 0.5) / (holders + 0.5))

    def scores(self, asked: Iterable[str]) -> dict[int, float]:
        """Return the BM25 scores of the articles that share a word with the question.

        Parameters
        ----------
        asked:
            Each word once, as :func:`words` gives them.
        """
        found: dict[int, float] = {}
        for word in asked:
            for number, share in self._shares.get(word, ()):
                found[number] = found.get(number, 0.0) + share
        return found

    def most(self, asked: Iterable[str]) -> float:
        """Return the score of an article that would hold nothing but the question."""
        return sum(self.weight(word) for word in asked) * (_SATURATION + 1)

    def covered(self, asked: Sequence[str], number: int) -> float:
        """Return the part of the question, by weight, that an article speaks of."""
        total = sum(self.weight(word) for word in asked)
        held = sum(
            self.weight(word)
            for word in asked
            if any(holder == number for holder, _ in self._shares.get(word, ()))
        )
        return held / total if total else 0.0


def share_of(asked: Sequence[str], text: str, ranking: WordRanking) -> float:
    """Return the part of the question, by weight, whose words a text holds."""
    total = sum(ranking.weight(word) for word in asked)
    found = set(words(text))
    held = sum(ranking.weight(word) for word in asked if word in found)
    return held / total if total else 0.0


def _counted(article: Article) -> Counter[str]:
    counts = Counter(words(" ".join(article.sentences)))
    for _ in range(_QUESTION_WEIGHT):
        counts.update(words(" ".join((article.title, *article.questions))))
    return counts


def _stem(word: str) -> str:
    for ending, rest in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if len(word) > 3 and word.endswith(ending) and not word.endswith(("ss", "us", "is")):
            return word[: -len(ending)] + rest
    for ending in ("ing", "ed"):
        if len(word) > 5 and word.endswith(ending):
            return word[: -len(ending)]
    return word
