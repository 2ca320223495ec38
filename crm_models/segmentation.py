"""Segments: recency, frequency and monetary quintiles, their names, and k-means beside them.

The eleven names over a grid of recency and frequency quintiles are the usual ones of database
marketing; k-means runs on logged, standardised features, because a few very large customers would
otherwise make up clusters of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from crm_models.features import CustomerFeatures, Floats
from crm_models.model import Model, require_rows

# Rows are recency quintiles 1 to 5, columns frequency quintiles 1 to 5.
_NAMES = (
    ("lost", "hibernating", "at_risk", "at_risk", "cannot_lose"),
    ("hibernating", "hibernating", "at_risk", "at_risk", "cannot_lose"),
    ("about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"),
    ("promising", "potential_loyal", "potential_loyal", "loyal", "loyal"),
    ("new", "potential_loyal", "potential_loyal", "champion", "champion"),
)


class Segmentation(Model):
    """Names each customer's segment and puts them in one of ``k`` clusters.

    Parameters
    ----------
    k:
        Number of clusters.
    seed:
        Makes the clusters reproducible.
    """

    kind = "segment"

    def __init__(self, k: int = 5, seed: int = 0) -> None:
        self.k = k
        self.seed = seed
        self.mean: Floats = np.zeros(3)
        self.scale: Floats = np.ones(3)
        self.centres: Floats = np.zeros((0, 3))
        self.edges: Floats = np.zeros((3, 4))

    def fit(self, features: CustomerFeatures) -> Segmentation:
        """Learn quintile edges and cluster centres.

        Raises
        ------
        Invalid
            If there are fewer customers than clusters.
        """
        require_rows(self.kind, len(features), self.k)
        raw = _logged(features)
        self.mean = raw.mean(axis=0)
        self.scale = np.where(raw.std(axis=0) > 0, raw.std(axis=0), 1.0)
        standard = (raw - self.mean) / self.scale
        clusters = min(self.k, len(np.unique(standard, axis=0)))
        fitted = KMeans(n_clusters=clusters, n_init=10, random_state=self.seed).fit(standard)
        # Clusters are numbered by worth, so that a number means the same after each training.
        order = np.argsort(-fitted.cluster_centers_[:, 2], kind="stable")
        self.centres = fitted.cluster_centers_[order]
        columns = (features.recency, features.frequency, features.revenue)
        self.edges = np.array([np.quantile(c, [0.2, 0.4, 0.6, 0.8]) for c in columns])
        return self

    def clusters(self, features: CustomerFeatures) -> NDArray[np.int64]:
        """Return the number of the nearest cluster, 0 being the one that spends most."""
        standard = (_logged(features) - self.mean) / self.scale
        distance = ((standard[:, None, :] - self.centres[None]) ** 2).sum(axis=2)
        return distance.argmin(axis=1)

    def quintiles(self, features: CustomerFeatures) -> NDArray[np.int64]:
        """Return recency, frequency and monetary scores from 1 (worst) to 5, shape ``(n, 3)``."""
        recency = 5 - np.searchsorted(self.edges[0], features.recency, side="left")
        frequency = 1 + np.searchsorted(self.edges[1], features.frequency, side="left")
        monetary = 1 + np.searchsorted(self.edges[2], features.revenue, side="left")
        return np.stack([recency, frequency, monetary], axis=1).astype(np.int64)

    def score(self, features: CustomerFeatures) -> list[str]:
        """Return each customer's named segment."""
        scores = self.quintiles(features)
        return [_NAMES[r - 1][f - 1] for r, f in scores[:, :2].tolist()]

    def explain(self, features: CustomerFeatures, row: int) -> list[str]:
        """Return in words what put a customer in the segment."""
        count = int(features.frequency[row])
        orders = "1 order" if count == 1 else f"{count} orders"
        return [f"{orders}, the last {features.recency[row]:.0f} days ago"]

    def evaluate(self, features: CustomerFeatures) -> dict[str, float]:
        """Return sizes that tell whether the clusters are usable."""
        shares = np.bincount(self.clusters(features), minlength=len(self.centres)) / len(features)
        return {"largest_share": float(shares.max()), "smallest_share": float(shares.min())}

    def state(self) -> dict[str, Any]:
        """Return all that was learnt, as arrays."""
        return {
            "mean": self.mean,
            "scale": self.scale,
            "centres": self.centres,
            "edges": self.edges,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Segmentation:
        """Return the model that ``state`` was taken from."""
        model = cls(k=len(state["centres"]))
        for name in ("mean", "scale", "centres", "edges"):
            setattr(model, name, state[name])
        return model


def _logged(features: CustomerFeatures) -> Floats:
    columns = (features.recency, features.frequency, features.revenue)
    return np.log1p(np.maximum(np.stack(columns, axis=1), 0.0))
