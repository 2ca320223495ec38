"""The help centre of a running process: its articles in memory, kept up to date with the store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from crm.articles import ANSWERS, Article, file_stamps, load_articles
from crm.help_index import HelpIndex, MeaningIndex, Quote, passages_of
from crm.help_pages import HelpState, articles_of, help_state, stored_pages
from crm.help_vectors import load_vectors, passage_digest, save_vectors

if TYPE_CHECKING:
    from crm.store import Store, Unit

Tell = Callable[[str, float, float], None]

_AT_ONCE = 256


def _silent(note: str, done: float, total: float) -> None:
    """Tell nobody."""


class Meaning(Protocol):
    """Makes vectors of passages, and indexes of vectors."""

    @property
    def fingerprint(self) -> str:
        """Name of the encoder: vectors of two encoders cannot be compared."""

    def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """Return the packed vector of each text."""

    def index(
        self, vectors: Sequence[bytes], starts: Sequence[int], later: Mapping[int, str]
    ) -> MeaningIndex:
        """Return an index of packed vectors in groups that begin at ``starts``.

        Vectors that are to come are empty, and ``later`` names their passages.
        """


@dataclass(frozen=True)
class _Stamp:
    """What an index was made from."""

    state: HelpState
    files: tuple[tuple[str, int], ...]


class HelpCentre:
    """Answers questions from the articles of the project and the pages of the shop.

    Parameters
    ----------
    meaning:
        Compares by meaning; without, words decide.
    folder:
        Where the project's own articles are.
    """

    def __init__(self, meaning: Meaning | None = None, folder: Path = ANSWERS) -> None:
        self._meaning = meaning
        self._folder = folder
        self._lock = threading.Lock()
        self._closed = False
        self._stamp: _Stamp | None = None
        self._index: HelpIndex | None = None
        self._vectors: MeaningIndex | None = None
        self._later: list[tuple[int, str]] = []

    def find(self, unit: Unit, question: str, sure: bool = False) -> Quote | None:
        """Return the sentences that answer a question, or nothing; see :meth:`HelpIndex.find`."""
        return self.index(unit).find(question, sure)

    def index(self, unit: Unit) -> HelpIndex:
        """Return the index at hand; before the first :meth:`refresh` it knows words alone."""
        index = self._index
        if index is None:
            index = self._index = HelpIndex(self._articles(unit, help_state(unit)))
        return index

    def refresh(self, store: Store, most: int = _AT_ONCE) -> bool:
        """Take in what has changed in the files and in the store; return whether anything had.

        What articles answer is compared by meaning at once. The vectors of their sentences, which
        take minutes for thousands of pages, are made some at each call, and those that a question
        needs before, when it is asked.

        Parameters
        ----------
        most:
            How many vectors of sentences to make.
        """
        with self._lock:
            changed = self._take_in(store)
            part, self._later = self._later[:most], self._later[most:]
            if part and self._vectors is not None and not self._closed:
                made = self._make(store, [text for _, text in part])
                self._vectors.take({row: made[text] for row, text in part if text in made})
            return changed or bool(part)

    def make_vectors(self, store: Store, articles: Sequence[Article], tell: Tell = _silent) -> int:
        """Make and keep the vectors of what articles answer, before these are stored; count them.

        A service that is running then need not make them itself.

        Parameters
        ----------
        tell:
            Called with a note, how many are made and how many there will be.
        """
        with store.reading() as unit:
            known = self._known(unit)
        return len(self._make(store, _unknown(known, _asks(articles)), tell))

    def _take_in(self, store: Store) -> bool:
        with store.reading() as unit:
            stamp = _Stamp(help_state(unit), file_stamps(self._folder))
            if stamp == self._stamp or self._closed:
                return False
            articles = self._articles(unit, stamp.state)
            known = self._known(unit)
        index = HelpIndex(articles)
        if self._index is None:
            self._index = index
        self._later = []
        self._vectors = self._compared(store, articles, known)
        if self._closed:
            return False
        self._index, self._stamp = index.with_meaning(self._vectors), stamp
        return True

    def close(self) -> None:
        """Give up what is being made."""
        self._closed = True

    def _articles(self, unit: Unit, state: HelpState) -> tuple[Article, ...]:
        imported = tuple(article for page in stored_pages(unit) for article in articles_of(page))
        own = () if state.own_only else load_articles(self._folder)
        return tuple(article for article in (*own, *imported) if article.sentences)

    def _known(self, unit: Unit) -> dict[str, bytes]:
        return load_vectors(unit, self._meaning.fingerprint) if self._meaning else {}

    def _compared(
        self, store: Store, articles: Sequence[Article], known: dict[str, bytes]
    ) -> MeaningIndex | None:
        if self._meaning is None or not articles:
            return None
        made = self._make(store, _unknown(known, _asks(articles)))
        if self._closed:
            return None
        vectors: list[bytes] = []
        starts: list[int] = []
        later: dict[int, str] = {}
        for article in articles:
            for group in passages_of(article):
                starts.append(len(vectors))
                for text in group:
                    vector = made.get(text) or known.get(passage_digest(text), b"")
                    if not vector:
                        later[len(vectors)] = text
                    vectors.append(vector)
        self._later = sorted(later.items(), key=lambda row: len(row[1]))
        return self._meaning.index(vectors, starts, later)

    def _make(self, store: Store, texts: Sequence[str], tell: Tell = _silent) -> dict[str, bytes]:
        """Make the vectors of texts, keep them, and return them."""
        made: dict[str, bytes] = {}
        ordered = sorted(dict.fromkeys(texts), key=len)
        for start in range(0, len(ordered), _AT_ONCE):
            if self._meaning is None or self._closed:
                break
            part = ordered[start : start + _AT_ONCE]
            new = dict(zip(part, self._meaning.vectors(part), strict=True))
            with store.transaction() as unit:
                named = {passage_digest(text): vector for text, vector in new.items()}
                save_vectors(unit, self._meaning.fingerprint, named)
            made |= new
            tell(part[-1], len(made), len(ordered))
        return made


def used_vectors(articles: Sequence[Article]) -> frozenset[str]:
    """Return the digests of all passages of articles."""
    return frozenset(
        passage_digest(text)
        for article in articles
        for group in passages_of(article)
        for text in group
    )


def _asks(articles: Sequence[Article]) -> list[str]:
    return [text for article in articles for text in passages_of(article)[0]]


def _unknown(known: Mapping[str, bytes], texts: Sequence[str]) -> list[str]:
    return [text for text in texts if passage_digest(text) not in known]
