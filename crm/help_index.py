"""One state of the help centre, ready to be asked: articles ranked by words and by meaning.

``a`` is the cosine of the question with the nearest of an article's title, questions and
sentences, ``s`` that with its nearest sentence (read with the title before it), ``w`` its BM25
score as a part of the highest possible one. Articles are ranked by ``0.55 a + 0.45 s + 0.5 w``;
whether the best one answers is decided by ``0.55 a + 0.45 s``: shared words help to choose, but
they do not tell whether there is an answer at all. The weights and the thresholds were chosen on
the part ``tune`` of ``tests/nlu_data/answers_questions.jsonl``; docs/answers.md has the figures.
Without an encoder words decide alone.

A sentence whose vector is not made yet counts for nothing. The sentences of the articles that come
first by titles, questions and words are compared all the same, since a question has theirs made.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Protocol

from crm.articles import Article
from crm.word_ranking import WordRanking, share_of, words

ANSWERS_FROM = 0.53
"""Score from which an article answers a question about the shop's rules."""
SURE_FROM = 0.62
"""Score from which an article answers a message of which nothing else is known."""
_COVERED = 0.5
"""The threshold without an encoder: the part of the question's words that an article holds."""
_ASKED, _SAID, _WORDS = 0.55, 0.45, 0.5
_SAME_WORDS = 0.2
"""What the words of a sentence count beside its meaning when it is chosen for a quote."""
_NEAR = 0.12
"""How far below the best sentence further ones of a quote may lie."""
_SENTENCES, _CHARACTERS = 3, 700
_AT_ONCE = 40
"""Sentences that are compared while the customer waits when their vectors are still to come."""
_NEAR_FROM, _NEAR_QUESTIONS = 0.4, 2


class Compared(Protocol):
    """Cosines of one question with all passages, which are in groups."""

    def best(self) -> Sequence[float]:
        """Return the highest cosine of each group."""

    def lacks(self) -> Sequence[int]:
        """Return how many passages of each group were not compared yet."""

    def complete(self, groups: Sequence[int]) -> None:
        """Compare what was not compared in groups."""

    def of(self, group: int) -> Sequence[float]:
        """Return the cosines of one group's passages."""


class MeaningIndex(Protocol):
    """Passages that questions can be compared with."""

    def compare(self, question: str) -> Compared:
        """Return how near each passage is to a question."""

    def take(self, vectors: Mapping[int, bytes]) -> None:
        """Take in vectors that were to come, by the numbers of their passages."""


@dataclass(frozen=True)
class Quote:
    """An answer from an article.

    Parameters
    ----------
    sentences:
        One to three whole sentences of the article, as they stand there and in its order.
    link:
        Where the article can be read, or nothing.
    score:
        How well the article fits; see the module.
    """

    sentences: tuple[str, ...]
    title: str
    article: str
    topic: str
    link: str
    score: float

    @property
    def text(self) -> str:
        """The sentences, one after the other."""
        return " ".join(self.sentences)


@dataclass(frozen=True)
class Ranked:
    """An article and how well it fits a question.

    Parameters
    ----------
    sentences:
        How well each of its sentences fits.
    question:
        The nearest of the questions that it answers, or nothing.
    """

    article: Article
    score: float
    sentences: tuple[float, ...]
    question: str = ""

    def quote(self) -> Quote:
        """Return the sentences that say most about the question."""
        best = max(self.sentences)
        near = [i for i, score in enumerate(self.sentences) if score >= best - _NEAR]
        chosen = sorted(near, key=lambda i: -self.sentences[i])[:_SENTENCES]
        article = self.article
        while len(chosen) > 1 and sum(len(article.sentences[i]) for i in chosen) > _CHARACTERS:
            chosen.pop()
        return Quote(
            tuple(article.sentences[i] for i in sorted(chosen)),
            article.title,
            article.name,
            article.topic,
            article.link,
            self.score,
        )


def passages_of(article: Article) -> tuple[list[str], list[str]]:
    """Return what an article is found by: what it answers, and what it says."""
    said = [f"{article.title}: {sentence}" for sentence in article.sentences]
    return [article.title, *article.questions], said


def _by_meaning(compared: Compared) -> list[float]:
    best = compared.best()
    return [
        _ASKED * max(asks, says) + _SAID * says
        for asks, says in zip(best[::2], best[1::2], strict=True)
    ]


class HelpIndex:
    """The articles of one moment.

    Parameters
    ----------
    meaning:
        Two groups of passages for each article, in the order of :func:`passages_of`; or nothing.
    """

    def __init__(self, articles: Sequence[Article], meaning: MeaningIndex | None = None) -> None:
        self.articles = tuple(articles)
        self._words = WordRanking(self.articles)
        self._meaning = meaning if self.articles else None

    def with_meaning(self, meaning: MeaningIndex | None) -> HelpIndex:
        """Return the same articles, compared by meaning too."""
        same = copy(self)
        same._meaning = meaning if self.articles else None
        return same

    @property
    def by_meaning(self) -> bool:
        """Whether questions are compared by meaning too."""
        return self._meaning is not None

    def rank(self, question: str, most: int = 5) -> list[Ranked]:
        """Return the articles that fit a question best, best first.

        Parameters
        ----------
        question:
            As the customer wrote it.
        """
        asked = list(dict.fromkeys(words(question)))
        if self._meaning is None:
            return self._by_words(asked, most)
        compared = self._meaning.compare(question)
        shared = self._shared_words(asked)
        self._complete(compared, shared)
        scores = _by_meaning(compared)
        both = [score + word for score, word in zip(scores, shared, strict=True)]
        first = heapq.nlargest(most, range(len(both)), key=both.__getitem__)
        return [self._ranked(asked, compared, number, scores[number]) for number in first]

    def _shared_words(self, asked: Sequence[str]) -> list[float]:
        """Return what the words that it shares with the question add to each article's score."""
        highest = self._words.most(asked)
        found = [0.0] * len(self.articles)
        for number, score in self._words.scores(asked).items():
            found[number] = _WORDS * score / highest
        return found

    def _complete(self, compared: Compared, shared: Sequence[float]) -> None:
        """Have the sentences compared that are not yet, of the articles that look best."""
        lacks = compared.lacks()[1::2]
        if not any(lacks):
            return
        asks = compared.best()[::2]
        likely = [_ASKED * cosine + word for cosine, word in zip(asks, shared, strict=True)]
        found, total = [], 0
        for number in heapq.nlargest(_AT_ONCE, range(len(likely)), key=likely.__getitem__):
            # What is compared already counts too: the same question costs less the next time.
            total += len(self.articles[number].sentences)
            if lacks[number] and total <= _AT_ONCE:
                found.append(2 * number + 1)
        if found:
            compared.complete(found)

    def _ranked(
        self, asked: Sequence[str], compared: Compared, number: int, score: float
    ) -> Ranked:
        article = self.articles[number]
        forms = list(zip(compared.of(2 * number)[1:], article.questions, strict=True))
        said = zip(compared.of(2 * number + 1), article.sentences, strict=True)
        sentences = tuple(
            cosine + _SAME_WORDS * share_of(asked, sentence, self._words)
            for cosine, sentence in said
        )
        return Ranked(article, score, sentences, max(forms)[1] if forms else "")

    def find(self, question: str, sure: bool = False) -> Quote | None:
        """Return the sentences that answer a question, or nothing when no article fits.

        Parameters
        ----------
        sure:
            Whether only an article that fits very well will do.
        """
        found = self.rank(question, 1) if words(question) else []
        least = SURE_FROM if sure else ANSWERS_FROM
        if not self.by_meaning:
            least = math.inf if sure else _COVERED
        return found[0].quote() if found and found[0].score >= least else None

    def near(self, question: str) -> tuple[str, ...]:
        """Return what articles answer that come near to a question; without an encoder, nothing."""
        found = self.rank(question, _NEAR_QUESTIONS) if self.by_meaning else []
        return tuple(one.question for one in found if one.question and one.score >= _NEAR_FROM)

    def _by_words(self, asked: Sequence[str], most: int) -> list[Ranked]:
        scores = self._words.scores(asked)
        first = sorted(scores, key=lambda number: (-scores[number], number))[:most]
        return [
            Ranked(
                self.articles[number],
                self._words.covered(asked, number),
                self._worded(asked, self.articles[number]),
            )
            for number in first
        ]

    def _worded(self, asked: Sequence[str], article: Article) -> tuple[float, ...]:
        """Return how well each sentence fits, by words alone."""
        # The article's own form of the question knows words that the customer did not use.
        forms = (article.title, *article.questions)
        nearest = words(max(forms, key=lambda form: share_of(asked, form, self._words)))
        return tuple(
            share_of(asked, sentence, self._words) + share_of(nearest, sentence, self._words) / 2
            for sentence in article.sentences
        )
