"""Passages are compared by packed vectors, in groups."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from language.passages import PassageEncoder, passage_encoder

DIRECTIONS = {"north": (0.0, 1.0), "east": (1.0, 0.0), "north-east": (0.6, 0.8)}


class Compass(PassageEncoder):
    """Knows a few directions instead of a language."""

    def __init__(self) -> None:
        self.fingerprint = "compass"

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the directions."""
        return np.array([DIRECTIONS[text] for text in texts], dtype=np.float32)


def test_the_best_of_each_group_is_found() -> None:
    """Groups lie one after the other; each gives its highest cosine, and all of them in order."""
    compass = Compass()
    packed = compass.vectors(["north", "east", "north-east", "east"])
    compared = compass.index(packed, [0, 1, 3]).compare("north")

    assert [1.0, 0.8, 0.0] == [round(value, 2) for value in compared.best()]
    assert [0.0, 0.8] == [round(value, 2) for value in compared.of(1)]
    assert [0.0] == [round(value, 2) for value in compared.of(2)]


def test_vectors_may_come_later() -> None:
    """A passage without one counts for nothing until it comes or a question needs it."""
    compass = Compass()
    north, east = compass.vectors(["north", "east"])
    index = compass.index([east, b"", b"", north], [0, 1, 2, 3], {1: "north", 2: "north-east"})
    before = index.compare("north")
    seen = [before.lacks(), [round(value, 2) for value in before.best()]]
    before.complete([1])
    index.take({2: compass.vectors(["north-east"])[0]})
    after = index.compare("north")

    assert [[1, 1, 1, 0], [0.0, 0.0, 0.0, 1.0]] == seen
    assert [0.0, 1.0, 0.0, 1.0] == [round(value, 2) for value in before.best()]
    assert [0.0, 1.0, 0.8, 1.0] == [round(value, 2) for value in after.best()]


def test_vectors_are_packed_in_two_bytes_a_number() -> None:
    """Thousands of passages are kept in a table."""
    assert [4, 4] == [len(packed) for packed in Compass().vectors(["north", "east"])]


def test_a_missing_encoder_is_no_error(tmp_path: Path) -> None:
    """Words then decide alone."""
    assert passage_encoder(tmp_path) is None
