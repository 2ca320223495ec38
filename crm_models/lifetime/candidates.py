"""The models of value that are tried: three of leaving, boosted trees on one, one's own rate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np

from crm.errors import Invalid
from crm_models.arrays import Floats
from crm_models.lifetime.boosted import Boosted, fit_boosted
from crm_models.lifetime.history import Histories, Past
from crm_models.lifetime.leaving import MODELS, Leaving, fit_leaving

BOOSTED = "boosted correction"
OWN_RATE = "own rate"
_MINIMUM_LEARNT = 200
_STEPS = 3


@dataclass(frozen=True)
class Candidates:
    """Fitted models: those of leaving by their names, and the trees if there are some."""

    leaving: dict[str, Leaving]
    boosted: Boosted | None

    @property
    def names(self) -> list[str]:
        """All that can forecast; one's own rate always can."""
        return [*self.leaving, *([BOOSTED] if self.boosted else []), OWN_RATE]

    def revenue(self, name: str, seen: Histories, weeks: float) -> Floats:
        """Return the expected revenue in the coming ``weeks`` by one of them, shape ``(n,)``."""
        if name == OWN_RATE:
            return _own_rate_orders(seen, weeks) * seen.mean
        if name == BOOSTED and self.boosted is not None:
            return self.boosted.revenue(seen, weeks)
        return self.leaving[name].revenue(seen, weeks)

    def counting(self, parts: list[str]) -> list[Leaving]:
        """Return the models that count orders for a mean of ``parts``: all, if none of them do."""
        return [self.leaving[name] for name in parts if name in self.leaving] or [
            *self.leaving.values()
        ]

    def orders(self, parts: list[str], seen: Histories, weeks: float) -> Floats:
        """Return the expected orders in the coming ``weeks``, shape ``(n,)``."""
        counting = self.counting(parts)
        if not counting:
            return _own_rate_orders(seen, weeks)
        return np.asarray(np.mean([model.orders(seen, weeks) for model in counting], axis=0))

    def state(self) -> dict[str, Any]:
        """Return the fitted models as arrays and texts."""
        state: dict[str, Any] = {"leaving": np.array(list(self.leaving), dtype="U20")}
        for number, model in enumerate(self.leaving.values()):
            state |= {f"purchase_{number}": model.purchase, f"spend_{number}": model.spend}
        if self.boosted:
            state["trees"] = np.array(self.boosted.trees.model_to_string())
            state["trees_base"] = np.array(self.boosted.base.name)
            state["trees_weeks"] = np.float64(self.boosted.weeks)
        return state

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Candidates:
        """Return the models that ``state`` was taken from."""
        leaving = {
            name: Leaving(name, state[f"purchase_{number}"], state[f"spend_{number}"])
            for number, name in enumerate(state["leaving"].tolist())
        }
        if "trees" not in state:
            return cls(leaving, None)
        trees = lightgbm.Booster(model_str=str(state["trees"]))
        base = leaving[str(state["trees_base"])]
        return cls(leaving, Boosted(trees, base, float(state["trees_weeks"])))


def fit_candidates(
    past: Past, as_of: float, learning_days: float, seed: int, notes: list[str]
) -> Candidates:
    """Fit all candidates on what was before ``as_of``; what cannot be fitted is noted.

    Parameters
    ----------
    learning_days:
        The trees learn from what so many days brought that ended at ``as_of`` or earlier.
    """
    seen = past.seen(as_of)
    leaving: dict[str, Leaving] = {}
    for name in MODELS:
        try:
            leaving[name] = fit_leaving(name, seen)
        except Invalid as error:
            notes.append(error.detail)
    days = [as_of - learning_days - step * (as_of - past.first) / 12 for step in range(_STEPS)]
    days = [day for day in days if len(past.seen(day)) >= _MINIMUM_LEARNT]
    boosted = None
    if leaving and days:
        base = leaving.get("Pareto/NBD") or next(iter(leaving.values()))
        try:
            boosted = fit_boosted(past, base, days, learning_days, seed)
        except Invalid as error:
            notes.append(error.detail)
    elif leaving:
        notes.append(f"trees need {_MINIMUM_LEARNT} customers to learn from: left out")
    return Candidates(leaving, boosted)


def _own_rate_orders(seen: Histories, weeks: float) -> Floats:
    # One more week than seen: who came yesterday has not shown a rate of one order a day.
    return seen.orders / (seen.age + 1) * weeks
