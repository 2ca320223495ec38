"""Randomness that can be repeated: one generator for each stage."""

from __future__ import annotations

import numpy as np

STAGES = (
    *("rhythms", "tastes", "orders", "reactions", "exposures", "effects", "gather", "numbers"),
    *("lines", "journeys", "money", "returns", "people", "members", "ledger", "memberships"),
    *("consents", "shipments", "tickets", "stock", "channels", "opaque", "options", "staples"),
)


class Dice:
    """Hands out one generator a stage, each with its own stream of the same seed.

    Parameters
    ----------
    seed:
        Any whole number that is not negative.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def __getitem__(self, stage: str) -> np.random.Generator:
        """Return a fresh generator for a stage; the same one gives the same numbers again."""
        return np.random.default_rng([self._seed, STAGES.index(stage)])
