"""The help centre as tests need it: the real encoder, and one that counts what it is asked for."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from crm.articles import load_articles
from crm.help_index import HelpIndex, passages_of
from crm.help_pages import HelpPage, Section
from crm.settings import load_settings
from crm.word_ranking import words
from language.passages import PassageEncoder, PassageIndex


class WordMeaning(PassageEncoder):
    """Passages that share words are near; counts the passages that it made vectors of."""

    def __init__(self, fingerprint: str = "words") -> None:
        self.fingerprint = fingerprint
        self.made: list[str] = []

    def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """Note the texts and return their vectors."""
        self.made += texts
        return super().vectors(texts)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one dimension a word, of 256, scaled to length one."""
        rows = np.zeros((len(texts), 256), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0] = 0.01
            for word in words(text):
                row[hashlib.sha256(word.encode()).digest()[0]] += 1
        scaled: npt.NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return scaled


def real_encoder() -> PassageEncoder:
    """Return the project's encoder, which `make test` makes before it runs these tests."""
    return PassageEncoder(load_settings(need_secrets=False).encoder_dir)


@functools.cache
def real_index() -> HelpIndex:
    """Return the project's articles, compared by the real encoder."""
    encoder, articles = real_encoder(), load_articles()
    texts: list[str] = []
    starts: list[int] = []
    for article in articles:
        for group in passages_of(article):
            starts.append(len(texts))
            texts += group
    meaning: PassageIndex = encoder.index(encoder.vectors(texts), starts)
    return HelpIndex(articles, meaning)


def a_page(source: str, *sentences: str, title: str = "Help", link: str = "") -> HelpPage:
    """Return a page of one section."""
    return HelpPage(source, title, link, (Section(title, "part", "", (), sentences),))
