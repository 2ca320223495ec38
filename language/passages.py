"""Passages compared with a question by meaning: packed vectors, and the best of each group."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from language.encoder import Encoder, EncoderMissing, read_description

log = logging.getLogger(__name__)

Floats = npt.NDArray[np.float32]


class PassageEncoder:
    """Makes vectors of passages and indexes of such vectors; loads its model when first needed.

    Parameters
    ----------
    folder:
        Where `python -m bot.encoder_setup` wrote the encoder.
    threads:
        Threads of one run of the encoder.

    Raises
    ------
    EncoderMissing
        If the folder holds no usable encoder.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        self.fingerprint: str = read_description(folder)["sha256"]
        self._folder = folder
        self._threads = threads
        self._encoder: Encoder | None = None
        self._lock = threading.Lock()

    def vectors(self, texts: Sequence[str]) -> list[bytes]:
        """Return each passage's vector, packed: half the bytes at no loss that counts."""
        return [row.tobytes() for row in self.encode(texts).astype(np.float16)]

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return the vectors (n, dimension) of texts, each of length one."""
        with self._lock:
            if self._encoder is None:
                # What is compared is kept elsewhere, and questions seldom come twice.
                self._encoder = Encoder.load(self._folder, self._threads, cache_size=64)
        return self._encoder.encode(texts)

    def index(self, vectors: Sequence[bytes], starts: Sequence[int]) -> PassageIndex:
        """Return an index of packed vectors.

        Parameters
        ----------
        starts:
            Number of the first passage of each group, ascending and without empty groups.
        """
        rows = np.frombuffer(b"".join(vectors), dtype=np.float16)
        matrix = rows.reshape(len(vectors), -1).astype(np.float32)
        return PassageIndex(self, matrix, np.asarray(starts, dtype=np.intp))


class PassageIndex:
    """Vectors of passages (n, dimension) in groups."""

    def __init__(self, encoder: PassageEncoder, matrix: Floats, starts: npt.NDArray[np.intp]):
        self._encoder = encoder
        self._matrix = matrix
        self._starts = starts

    def compare(self, question: str) -> Compared:
        """Return how near each passage is to a question."""
        vector = self._encoder.encode([question])[0]
        return Compared(self._matrix @ vector, self._starts)


class Compared:
    """Cosines of all passages with one question, between -1 and 1."""

    def __init__(self, cosines: Floats, starts: npt.NDArray[np.intp]) -> None:
        self._cosines = cosines
        self._starts = starts

    def best(self) -> list[float]:
        """Return the highest cosine of each group."""
        if not len(self._starts):
            return []
        found: list[float] = np.maximum.reduceat(self._cosines, self._starts).tolist()
        return found

    def of(self, group: int) -> list[float]:
        """Return the cosines of one group's passages."""
        last = group + 1 == len(self._starts)
        end = len(self._cosines) if last else self._starts[group + 1]
        found: list[float] = self._cosines[self._starts[group] : end].tolist()
        return found


def passage_encoder(folder: Path, threads: int = 1) -> PassageEncoder | None:
    """Return the encoder in a folder; without one, say so once in the log and return nothing."""
    try:
        return PassageEncoder(folder, threads)
    except (EncoderMissing, OSError, ValueError, KeyError) as error:
        log.warning("questions about the shop's rules are matched by their words alone: %s", error)
        return None
