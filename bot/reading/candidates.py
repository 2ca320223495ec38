"""The two intents between which a message lies: what "Did you mean …?" asks about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

# A choice between an intent and "nothing of the shop's" cannot be put to a customer.
_NEVER_OFFERED = frozenset({"out_of_scope", "nlu_fallback", "inform"})


def close_candidates(
    ranking: Sequence[dict[str, Any]], gap: float, together: float
) -> list[dict[str, Any]]:
    """Return the two best intents when it is one of them but hardly known which, else nothing.

    Args:
        ranking: `{"name", "confidence"}`, the likeliest first.
        gap: the two are close when their probabilities differ by less.
        together: it is one of them when their probabilities sum to at least this.
    """
    best = [dict(entry) for entry in ranking[:2]]
    if len(best) < 2 or any(entry["name"] in _NEVER_OFFERED for entry in best):
        return []
    first, second = (float(entry["confidence"]) for entry in best)
    return best if first - second < gap and first + second >= together else []
