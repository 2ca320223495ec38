"""Questions about the shop's rules, answered in the words of the help articles.

Articles are ranked with BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework",
2009) over their titles, questions and sentences. An answer quotes whole sentences; below a
threshold there is none, because a wrong promise is worse than no answer.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from crm.articles import ANSWERS, Article, load_articles

_SATURATION, _LENGTH_WEIGHT = 1.2, 0.6
_QUESTION_WEIGHT = 2
_COVERED = 0.5
"""Part of what a question says, by weight, that an article has to speak of."""
_UNKNOWN = 1.8
"""Weight of a word that no article holds: customers say more than they ask."""
_SENTENCES = 2
_WORD = re.compile(r"[a-z]+|\d+")
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
    "import": "customs", "fix": "repair", "mend": "repair", "refund": "refund", "voucher": "gift",
    "cheaper": "match", "elsewhere": "match", "drop": "dropped", "valid": "valid",
    "expire": "valid", "recyclable": "packaging", "packing": "packaging", "old": "old",
}  # fmt: skip


@dataclass(frozen=True)
class Quote:
    """An answer from an article.

    Parameters
    ----------
    text:
        One or two whole sentences of the article, as they stand there.
    score:
        Part of the question's weight that the article speaks of, from 0 to 1.
    """

    text: str
    title: str
    article: str
    topic: str
    score: float


def find_answer(question: str, folder: Path = ANSWERS) -> Quote | None:
    """Return the sentences of the help centre that answer a question, or nothing.

    Parameters
    ----------
    question:
        As the customer wrote it.
    folder:
        Where the articles are.
    """
    return best_quote(question, load_articles(folder))


def best_quote(question: str, articles: tuple[Article, ...]) -> Quote | None:
    """Return the best quote from these articles, or nothing when none speaks of the question."""
    asked = list(dict.fromkeys(words(question)))
    if not asked or not articles:
        return None
    index = _index(articles)
    best = max(range(len(articles)), key=lambda i: index.score(asked, i))
    total = sum(index.weight(word) for word in asked)
    held = sum(index.weight(word) for word in asked if word in index.counts[best])
    if not total or held / total < _COVERED:
        return None
    article = articles[best]
    text = " ".join(_sentences(asked, article, index))
    return Quote(text, article.title, article.name, article.topic, held / total)


def words(text: str) -> list[str]:
    """Return the words of a text that say something, each in one form."""
    spoken = (word for word in _WORD.findall(text.casefold()) if word not in _EMPTY)
    stems = (_stem(word) for word in spoken)
    return [_SAME.get(stem, stem) for stem in stems if stem not in _EMPTY]


class _Index:
    """Weights of words in a set of articles."""

    def __init__(self, articles: tuple[Article, ...]) -> None:
        self.counts = [_counted(article) for article in articles]
        self._holders = Counter(word for counts in self.counts for word in counts)
        self._length = [sum(counts.values()) for counts in self.counts]
        self._mean = sum(self._length) / len(self._length)

    def weight(self, word: str) -> float:
        """Return how much a word tells: the fewer articles hold it, the more."""
        holders = self._holders.get(word, 0)
        if holders == 0:
            return _UNKNOWN
        return math.log(1 + (len(self.counts) - holders + 0.5) / (holders + 0.5))

    def score(self, asked: Sequence[str], article: int) -> float:
        """Return the BM25 score of an article."""
        counts = self.counts[article]
        norm = 1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * self._length[article] / self._mean
        return sum(
            self.weight(word)
            * counts[word]
            * (_SATURATION + 1)
            / (counts[word] + _SATURATION * norm)
            for word in asked
            if word in counts
        )


@lru_cache(maxsize=4)
def _index(articles: tuple[Article, ...]) -> _Index:
    return _Index(articles)


def _counted(article: Article) -> Counter[str]:
    counts = Counter(words(" ".join(article.sentences)))
    for _ in range(_QUESTION_WEIGHT):
        counts.update(words(" ".join((article.title, *article.questions))))
    return counts


def _sentences(asked: Sequence[str], article: Article, index: _Index) -> list[str]:
    """Return the sentences that say most about the question, in the order of the article."""
    wanted = {word: index.weight(word) for word in asked}
    # The article's own form of the question knows words that the customer did not use.
    nearest = max(article.questions, key=lambda one: _held(words(one), wanted))
    if _held(words(nearest), wanted) > 0:
        wanted = {**{word: index.weight(word) / 2 for word in words(nearest)}, **wanted}
    scores = [_held(words(sentence), wanted) for sentence in article.sentences]
    ranked = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    chosen = ranked[:1] + [i for i in ranked[1:_SENTENCES] if scores[i] >= scores[ranked[0]] / 2]
    return [article.sentences[i] for i in sorted(chosen)]


def _held(found: Sequence[str], wanted: dict[str, float]) -> float:
    return sum(weight for word, weight in wanted.items() if word in found)


def _stem(word: str) -> str:
    for ending, rest in (("ies", "y"), ("sses", "ss"), ("s", "")):
        if len(word) > 3 and word.endswith(ending) and not word.endswith(("ss", "us", "is")):
            return word[: -len(ending)] + rest
    for ending in ("ing", "ed"):
        if len(word) > 5 and word.endswith(ending):
            return word[: -len(ending)]
    return word
