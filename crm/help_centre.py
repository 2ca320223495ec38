"""The help centre of a running process: its articles in memory, kept up to date with the store."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from crm.articles import ANSWERS, Article, file_stamps, load_articles
from crm.help_index import HelpIndex, MeaningIndex, Quote, passages_of
from crm.help_pages import HelpState, articles_of, help_state, stored_pages
from crm.help_vectors import load_vectors, passage_digest, save_vectors

if TYPE_CHECKING:
    from crm.store import Store, Unit

_AT_ONCE = 256


class Meaning(Protocol):
    """Makes vectors of passages, and indexes of vectors."""

    @property
    def fingerprint(self) -> str:
        """Name of the encoder: vectors of two encoders cannot be compared."""

    def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """Return the packed vector of each text."""

    def index(self, vectors: Sequence[bytes], starts: Sequence[int]) -> MeaningIndex:
        """Return an index of packed vectors in groups that begin at ``starts``."""


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

    def find(self, unit: Unit, question: str, sure: bool = False) -> Quote | None:
        """Return the sentences that answer a question, or nothing; see :meth:`HelpIndex.find`."""
        return self.index(unit).find(question, sure)

    def index(self, unit: Unit) -> HelpIndex:
        """Return the index at hand; before the first :meth:`refresh` it knows words alone."""
        index = self._index
        if index is None:
            index = self._index = HelpIndex(self._articles(unit, help_state(unit)))
        return index

    def refresh(self, store: Store) -> bool:
        """Take in what has changed in the files and in the store; return whether anything had.

        Vectors that are missing are made and kept. This may take a minute for thousands of pages;
        until it is done, questions are answered from the state before.
        """
        with self._lock:
            with store.reading() as unit:
                stamp = _Stamp(help_state(unit), file_stamps(self._folder))
                if stamp == self._stamp or self._closed:
                    return False
                articles = self._articles(unit, stamp.state)
                known = self._known(unit)
            index = HelpIndex(articles)
            if self._index is None:
                self._index = index
            meaning = self._compared(store, articles, known)
            if self._closed:
                return False
            self._index, self._stamp = index.with_meaning(meaning), stamp
            return True

    def make_vectors(self, store: Store, articles: Sequence[Article]) -> int:
        """Make and keep the vectors of articles that are about to be stored; return how many.

        A service that is running then need not make them itself.
        """
        with store.reading() as unit:
            known = self._known(unit)
        return self._make(store, _texts(articles), known)

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
        self._make(store, _texts(articles), known)
        if self._closed:
            return None
        vectors: list[bytes] = []
        starts: list[int] = []
        for article in articles:
            for group in passages_of(article):
                starts.append(len(vectors))
                vectors += [known[passage_digest(text)] for text in group]
        return self._meaning.index(vectors, starts)

    def _make(self, store: Store, texts: Sequence[str], known: dict[str, bytes]) -> int:
        """Make the vectors that are not known, keep them, and add them to ``known``."""
        if self._meaning is None:
            return 0
        missing: Mapping[str, str] = {
            digest: text for text in texts if (digest := passage_digest(text)) not in known
        }
        names = sorted(missing, key=lambda digest: len(missing[digest]))
        for start in range(0, len(names), _AT_ONCE):
            if self._closed:
                return start
            part = names[start : start + _AT_ONCE]
            made = self._meaning.vectors([missing[name] for name in part])
            new = dict(zip(part, made, strict=True))
            with store.transaction() as unit:
                save_vectors(unit, self._meaning.fingerprint, new)
            known.update(new)
        return len(names)


def used_vectors(articles: Sequence[Article]) -> frozenset[str]:
    """Return the digests of all passages of articles."""
    return frozenset(map(passage_digest, _texts(articles)))


def _texts(articles: Sequence[Article]) -> list[str]:
    return [text for article in articles for group in passages_of(article) for text in group]
