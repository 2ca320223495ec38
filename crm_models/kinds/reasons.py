"""What columns add to a score, turned into two or three plain sentences.

SHAP values add up, so those of columns that speak of one thing may be added: a topic. A topic has
one sentence, or none where its columns have nothing to say, so that no two sentences say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_models.feature_tables.features import Features
from crm_models.kinds.topics import TOPICS

Bools = NDArray[np.bool_]
MOST = 3
# In log-odds; what adds less is no reason.
_LEAST = 0.05


def reasons(features: Features, parts: pd.DataFrame, raises: Bools, away: Bools) -> list[list[str]]:
    """Return for each customer the reasons, weightiest first.

    Parameters
    ----------
    parts:
        What each column adds to the log-odds; customers by columns.
    raises:
        Whether to say what makes the score high, or what makes it low; shape ``(n,)``.
    away:
        Whether that speaks for a customer who is leaving, or for one who buys; shape ``(n,)``.
    """
    if not len(features):
        return []
    sign = np.where(raises, 1.0, -1.0)
    weights = np.empty((len(TOPICS), len(features)))
    for place, topic in enumerate(TOPICS):
        columns = [name for name in topic.columns if name in parts.columns]
        weight = sign * parts[columns].to_numpy(np.float64).sum(axis=1)
        told = np.where(away, topic.away(features), topic.buys(features))
        weights[place] = np.where(told & (weight >= _LEAST), weight, 0.0)
    return _sentences(features, weights, away)


def of_buyers(features: Features, tell: Callable[[Features], list[list[str]]]) -> list[list[str]]:
    """Return what is told of customers who have ordered, and nothing of the others."""
    known = features.numbers("orders") > 0
    found: list[list[str]] = [[] for _ in range(len(features))]
    if known.any():
        told = tell(features.rows(known))
        for place, sentences in zip(np.flatnonzero(known).tolist(), told, strict=True):
            found[place] = sentences
    return found


def _sentences(features: Features, weights: NDArray[np.float64], away: Bools) -> list[list[str]]:
    """Return the sentences of the weightiest topics; ``weights`` are topics by customers."""
    order = np.argsort(-weights, axis=0, kind="stable")[:MOST]
    counts = np.sum(np.take_along_axis(weights, order, axis=0) > 0, axis=0)
    found = np.full((len(features), MOST), "", dtype=object)
    for number, topic in enumerate(TOPICS):
        rank, rows = np.nonzero((order == number) & (np.arange(MOST)[:, None] < counts))
        if len(rows):
            found[rows, rank] = _texts(topic.say(features.rows(rows), away[rows]))
    return [row[:count] for row, count in zip(found.tolist(), counts.tolist(), strict=True)]


def _texts(sentences: Sequence[str]) -> NDArray[np.object_]:
    return np.array(sentences, dtype=object)
