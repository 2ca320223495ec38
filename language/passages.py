"""Passages compared with a question by meaning: packed vectors, and the best of each group."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

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

    def index(
        self,
        vectors: Sequence[bytes],
        starts: Sequence[int],
        later: Mapping[int, str] | None = None,
    ) -> PassageIndex:
        """Return an index of packed vectors.

        Parameters
        ----------
        vectors:
            One for each passage; empty for those that are to come.
        starts:
            Number of the first passage of each group, ascending and without empty groups.
        later:
            The passages whose vectors are to come, by their numbers.
        """
        known = next((packed for packed in vectors if packed), b"")
        packed = b"".join(one or bytes(len(known)) for one in vectors)
        rows = np.frombuffer(packed, dtype=np.float16)
        matrix = rows.reshape(len(vectors), -1).astype(np.float32)
        return PassageIndex(self, matrix, np.asarray(starts, dtype=np.intp), later or {})


class PassageIndex:
    """Vectors of passages (n, dimension) in groups; those that are to come are zero until then."""

    def __init__(
        self,
        encoder: PassageEncoder,
        matrix: Floats,
        starts: npt.NDArray[np.intp],
        later: Mapping[int, str],
    ) -> None:
        self._encoder = encoder
        self._matrix = matrix
        self.starts = starts
        self._later = dict(later)

    def compare(self, question: str) -> Compared:
        """Return how near each passage is to a question."""
        vector = self._encoder.encode([question])[0]
        return Compared(self, vector, self._matrix @ vector)

    def rows(self, group: int) -> range:
        """Return the numbers of a group's passages."""
        last = group + 1 == len(self.starts)
        end = len(self._matrix) if last else int(self.starts[group + 1])
        return range(int(self.starts[group]), end)

    def take(self, vectors: Mapping[int, bytes]) -> None:
        """Take in packed vectors that were to come, by the numbers of their passages."""
        for row, packed in vectors.items():
            self._matrix[row] = np.frombuffer(packed, dtype=np.float16)
            self._later.pop(row, None)

    def complete(self, groups: Sequence[int], vector: Floats, cosines: Floats) -> None:
        """Make the vectors of groups that are to come, and write the groups' cosines (n,)."""
        rows = [row for group in groups for row in self.rows(group)]
        texts = {row: text for row in rows if (text := self._later.get(row)) is not None}
        if texts:
            self.take(dict(zip(texts, self._encoder.vectors(list(texts.values())), strict=True)))
        cosines[rows] = self._matrix[rows] @ vector


class Compared:
    """Cosines (n,) of all passages with one question's vector, between -1 and 1.

    That of a passage whose vector is to come is zero.
    """

    def __init__(self, index: PassageIndex, vector: Floats, cosines: Floats) -> None:
        self._index = index
        self._vector = vector
        self._cosines = cosines

    def best(self) -> list[float]:
        """Return the highest cosine of each group."""
        starts = self._index.starts
        found: list[float] = (
            np.maximum.reduceat(self._cosines, starts).tolist() if len(starts) else []
        )
        return found

    def lacks(self) -> list[int]:
        """Return how many passages of each group were not compared yet."""
        return self._each_group(np.add, (self._cosines == 0).astype(np.intp))

    def _each_group(self, reduce: np.ufunc, values: npt.NDArray[Any]) -> list[Any]:
        starts = self._index.starts
        found: list[Any] = reduce.reduceat(values, starts).tolist() if len(starts) else []
        return found

    def complete(self, groups: Sequence[int]) -> None:
        """Compare what was not compared in groups; a passage takes some milliseconds."""
        self._index.complete(groups, self._vector, self._cosines)

    def of(self, group: int) -> list[float]:
        """Return the cosines of one group's passages."""
        rows = self._index.rows(group)
        found: list[float] = self._cosines[rows.start : rows.stop].tolist()
        return found


def passage_encoder(folder: Path, threads: int = 1) -> PassageEncoder | None:
    """Return the encoder in a folder; without one, say so once in the log and return nothing."""
    try:
        return PassageEncoder(folder, threads)
    except (EncoderMissing, OSError, ValueError, KeyError) as error:
        log.warning("questions about the shop's rules are matched by their words alone: %s", error)
        return None
