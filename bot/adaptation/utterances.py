"""Labelled utterances: those that can be learnt from, and a part of them held out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MINIMUM_PER_INTENT = 4
MINIMUM_INTENTS = 2


class AdaptationError(ValueError):
    """The encoder cannot be adapted with what was given; the message says what to do."""


@dataclass(frozen=True)
class Utterances:
    """Texts, masked as the engine masks them, and the intent of each."""

    texts: list[str]
    intents: list[str]

    def __post_init__(self) -> None:
        """Raise ValueError when there are not as many intents as texts."""
        if len(self.texts) != len(self.intents):
            raise ValueError(f"{len(self.texts)} texts have {len(self.intents)} intents")

    def __len__(self) -> int:
        return len(self.texts)

    def rows(self, numbers: Sequence[int]) -> Utterances:
        """Return some of the utterances, by their numbers."""
        return Utterances([self.texts[i] for i in numbers], [self.intents[i] for i in numbers])


def distinct(utterances: Utterances) -> Utterances:
    """Leave out repeated texts, so that none is both learnt from and judged by."""
    first: dict[str, int] = {}
    for number, text in enumerate(utterances.texts):
        first.setdefault(" ".join(text.lower().split()), number)
    return utterances.rows(list(first.values()))


def check(utterances: Utterances) -> None:
    """Raise AdaptationError unless there are two intents, each with four utterances or more.

    Fewer could not be told apart, or not be held out without leaving nothing to pair.
    """
    counts = Counter(sorted(utterances.intents))
    if len(counts) < MINIMUM_INTENTS:
        found = f"only the intent {next(iter(counts))!r}" if counts else "no utterances"
        raise AdaptationError(
            f"There is {found}. Adapting draws intents apart: give {MINIMUM_INTENTS} or more."
        )
    few = [f"{intent} ({n})" for intent, n in counts.items() if n < MINIMUM_PER_INTENT]
    if few:
        raise AdaptationError(
            f"Too few different utterances: {', '.join(few)}. "
            f"Each intent needs {MINIMUM_PER_INTENT}; add some, or leave the intent out."
        )


def split(utterances: Utterances, share: float, seed: int) -> tuple[Utterances, Utterances]:
    """Hold out a share of each intent's utterances: at least one, and at most half of them.

    Returns:
        What to learn from, and what is held out.
    """
    generator = np.random.default_rng(seed)
    learnt: list[int] = []
    held_out: list[int] = []
    labels = np.array(utterances.intents)
    for intent in sorted(set(utterances.intents)):
        members = generator.permutation(np.flatnonzero(labels == intent)).tolist()
        count = min(max(1, round(share * len(members))), len(members) // 2)
        held_out += members[:count]
        learnt += members[count:]
    return utterances.rows(sorted(learnt)), utterances.rows(sorted(held_out))
