"""Which segment a customer is in: one of eleven names by the grid, and a cluster of k-means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_models.arrays import Floats
from crm_models.feature_tables.features import Features
from crm_models.history import History
from crm_models.kinds.contract import CustomerModel, require_rows
from crm_models.segments.clusters import (
    TRIED,
    Labels,
    Quality,
    Scale,
    by_worth,
    choose_k,
    explained,
    k_means,
    nearest,
    quality,
    scale_of,
)
from crm_models.segments.profiles import profiles
from crm_models.segments.rfm import (
    named_segments,
    plain_score,
    quintile_edges,
    quintiles,
)
from crm_models.segments.words import describe, typical
from crm_models.segments.worth import value_groups

_FEWEST_CUSTOMERS = 20
_MOST_CUSTOMERS = 50_000
# With fewer customers than these for each cluster, silhouettes and samples tell nothing.
_CUSTOMERS_A_CLUSTER = 10
_FEW_CLUSTERS = 3
_ROUNDS = 10
# Whole units of money in the words, as people say them.
_MINOR = 100.0


class Segment(CustomerModel):
    """Scores each customer's recency, frequency and money, and names the segment.

    Parameters
    ----------
    clusters:
        How many; chosen from 3 to 8 by silhouette and stability without.
    seed:
        The same gives the same clusters.
    """

    kind = "segment"
    neutral: ClassVar[Mapping[str, Any]] = {
        "recency_days": 0,
        "frequency": 0,
        "monetary_minor": 0,
        "rfm": "",
        "rfm_score": 0,
        "segment": "unknown",
        "cluster": -1,
    }
    measure = "eta_squared"
    """Silhouette prefers few clusters and stability rough ones; neither sees what comes."""
    horizon_days = 90

    def __init__(self, clusters: int | None = None, seed: int = 0) -> None:
        self.wanted = clusters
        self.seed = seed
        self.edges: Floats = np.zeros((3, 4))
        self.scale = Scale(np.zeros(3), np.ones(3))
        self.centres: Floats = np.zeros((1, 3))
        self.described: list[dict[str, Any]] = []
        """Each cluster in words, with its parts of customers and revenue."""
        self.groups: list[dict[str, Any]] = []
        """High, middle and low value, with their parts of customers and revenue."""
        self.tried: dict[int, Quality] = {}
        """The figures of each number of clusters that was tried."""

    def fit(self, history: History, as_of: datetime) -> Self:
        """Learn the limits of the fifths and the clusters.

        Raises
        ------
        Invalid
            If there are fewer than 20 customers with orders.
        """
        columns = _columns(history.features(as_of, most=_MOST_CUSTOMERS).buyers())
        require_rows(self.kind, len(columns[0]), _FEWEST_CUSTOMERS)
        self.edges = quintile_edges(*columns)
        self.scale = scale_of(*columns)
        points = self.scale.points(*columns)
        k = self._number_of_clusters(points)
        found = k_means(points, k, self.seed)
        labels = found.labels_.astype(np.int64)
        # Numbered by worth, so that a number means much the same after each training.
        places = by_worth(labels, columns[2])
        order = [labels[places == place][0] for place in range(len(np.unique(labels)))]
        self.centres = found.cluster_centers_[order]
        self._describe(columns, nearest(points, self.centres))
        return self

    def score(self, features: Features) -> pd.DataFrame:
        """Return the columns of `neutral`; who never ordered has the neutral values."""
        recency, frequency, revenue = _columns(features)
        scores = quintiles(self.edges, recency, frequency, revenue)
        found = pd.DataFrame({
            "recency_days": np.nan_to_num(recency).astype(np.int64),
            "frequency": frequency.astype(np.int64),
            "monetary_minor": revenue.astype(np.int64),
            "rfm": (scores @ (100, 10, 1)).astype(str).astype(object),
            "rfm_score": plain_score(scores),
            "segment": named_segments(features, scores),
            "cluster": self.clusters(features),
        })  # fmt: skip
        strangers = ~_ordered(features)
        if strangers.any():
            found.loc[strangers, list(self.neutral)] = list(self.neutral.values())
        return found

    def explain(self, features: Features) -> list[list[str]]:
        """Return in words what put each customer in the segment."""
        recency, frequency, revenue = _columns(features)
        scores = quintiles(self.edges, recency, frequency, revenue)
        rows = zip(
            _ordered(features).tolist(),
            np.nan_to_num(recency).astype(np.int64).tolist(),
            frequency.astype(np.int64).tolist(),
            scores.tolist(),
            plain_score(scores).tolist(),
            strict=True,
        )
        return [
            [
                f"{n} {'order' if n == 1 else 'orders'}, the last {days} days ago",
                f"recency {r}, frequency {f}, money {m} of 5 each: {total} of 15",
            ]
            if known
            else ["has not ordered yet"]
            for known, days, n, (r, f, m), total in rows
        ]

    def clusters(self, features: Features) -> Labels:
        """Return the number of the nearest cluster, 0 being the one that brings most."""
        return nearest(np.nan_to_num(self.scale.points(*_columns(features))), self.centres)

    def evaluate(self, history: History, as_of: datetime) -> dict[str, float]:
        """Return how firm the clusters are, and how much they tell of what came.

        Returns
        -------
        ``silhouette`` and ``stability``; the parts of the customers in the ``largest_share`` and
        ``smallest_share``; ``eta_squared``, the part of the variance of the logarithm of the next
        90 days' revenue that lies between the clusters.
        """
        features = history.features(as_of, most=_MOST_CUSTOMERS).buyers()
        labels = self.clusters(features)
        points = self.scale.points(*_columns(features))
        found = quality(points, self.centres, self.seed, _ROUNDS)
        shares = np.bincount(labels, minlength=len(self.centres)) / max(1, len(labels))
        brought = history.outcomes(features, self.horizon_days)["revenue_minor"]
        return {
            "silhouette": found.silhouette,
            "stability": found.stability,
            "largest_share": float(shares.max()),
            "smallest_share": float(shares.min()),
            "eta_squared": explained(np.log1p(brought.to_numpy(np.float64)), labels),
        }

    def facts(self) -> dict[str, Any]:
        """Return what the card says beside the measures: clusters in words, groups by value."""
        tried = {str(k): asdict(figures) for k, figures in self.tried.items()}
        return {"clusters": self.described, "value_groups": self.groups, "tried": tried}

    def state(self) -> dict[str, Any]:
        """Return all that was learnt, as arrays and texts."""
        return {
            "seed": np.int64(self.seed),
            "edges": self.edges,
            "mean": self.scale.mean,
            "spread": self.scale.spread,
            "centres": self.centres,
            "facts": np.array(json.dumps(self.facts())),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        """Return the model that ``state`` was taken from."""
        made = cls(len(state["centres"]), int(state["seed"]))
        made.edges, made.centres = state["edges"], state["centres"]
        made.scale = Scale(state["mean"], state["spread"])
        facts = json.loads(str(state["facts"]))
        made.described, made.groups = facts["clusters"], facts["value_groups"]
        made.tried = {int(k): Quality(**figures) for k, figures in facts["tried"].items()}
        return made

    def _number_of_clusters(self, points: Floats) -> int:
        different = len(np.unique(points, axis=0))
        if self.wanted is not None:
            return min(self.wanted, different)
        if min(len(points), different) < _CUSTOMERS_A_CLUSTER * max(TRIED):
            return min(_FEW_CLUSTERS, different)
        k, self.tried = choose_k(points, self.seed)
        return k

    def _describe(self, columns: tuple[Floats, Floats, Floats], labels: Labels) -> None:
        recency, frequency, revenue = columns
        in_units = (recency, frequency, revenue / _MINOR)
        rules, usual = describe(*in_units, labels, self.seed), typical(in_units, labels)
        self.described = [
            asdict(one) | {"typical": usual[one.cluster]} | asdict(rules[one.cluster])
            for one in profiles(*in_units, labels)
        ]
        self.groups = [asdict(band) for band in value_groups(in_units[2])]


def _columns(features: Features) -> tuple[Floats, Floats, Floats]:
    names = ("recency_days", "orders", "revenue_minor")
    recency, frequency, revenue = (features.numbers(name) for name in names)
    return recency, frequency, revenue


def _ordered(features: Features) -> NDArray[np.bool_]:
    return (features.numbers("orders") > 0) & np.isfinite(features.numbers("recency_days"))
