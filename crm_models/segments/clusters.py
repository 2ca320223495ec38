"""Clusters of customers by recency, frequency and revenue, and how many of them there should be.

Silhouette alone prefers two clusters, high and low, which tell a shop little; more clusters are
only of use when another sample of the same customers gives them again. So k is the number from 3
to 8 with the largest product of silhouette and stability, the latter being the mean adjusted Rand
index between the clusters and those learnt from bootstrap samples (Hennig, 2007, "Cluster-wise
assessment of cluster stability").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from crm_models.arrays import Floats

Labels = NDArray[np.int64]

TRIED = range(3, 9)
# Beyond these numbers of customers a sample tells as much: the time does not grow with the shop.
_TO_FIT = 10_000
_TO_MEASURE = 5_000
_TO_JOIN = 2_000
_ROUNDS = 20
_STARTS = 10


@dataclass(frozen=True)
class Quality:
    """How apart clusters lie and how surely they are found again."""

    silhouette: float
    stability: float


@dataclass(frozen=True)
class Scale:
    """Mean and deviation of the logarithms of recency, frequency and revenue, shape ``(3,)``."""

    mean: Floats
    spread: Floats

    def points(self, recency: Floats, frequency: Floats, revenue: Floats) -> Floats:
        """Return the logarithms of the three on this scale, shape ``(n, 3)``."""
        return (_logs(recency, frequency, revenue) - self.mean) / self.spread


def scale_of(recency: Floats, frequency: Floats, revenue: Floats) -> Scale:
    """Return the scale on which the logarithms have mean 0 and deviation 1."""
    logs = _logs(recency, frequency, revenue)
    spread = logs.std(axis=0)
    return Scale(logs.mean(axis=0), np.where(spread > 0, spread, 1.0))


def standardised_logs(recency: Floats, frequency: Floats, revenue: Floats) -> Floats:
    """Return log1p of the three, each with mean 0 and deviation 1, shape ``(n, 3)``.

    Without logarithms a handful of very large customers make clusters of their own.
    """
    return scale_of(recency, frequency, revenue).points(recency, frequency, revenue)


def nearest(points: Floats, centres: Floats) -> Labels:
    """Return the number of the centre nearest to each point, shape ``(n,)``."""
    # |p - c|^2 without |p|^2, which is the same for all centres.
    return np.asarray(((centres**2).sum(axis=1) - 2 * points @ centres.T).argmin(axis=1))


def k_means(points: Floats, k: int, seed: int = 0) -> KMeans:
    """Return k-means with the best of ten starts on at most 10,000 points, settled on all."""
    sample = _sample(points, _TO_FIT, seed)
    found = KMeans(n_clusters=k, n_init=_STARTS, random_state=seed).fit(sample)
    if len(sample) == len(points):
        return found
    return KMeans(n_clusters=k, init=found.cluster_centers_, n_init=1).fit(points)


def quality(points: Floats, centres: Floats, seed: int = 0, rounds: int = _ROUNDS) -> Quality:
    """Return the figures of clusters, on at most 5,000 points.

    Parameters
    ----------
    points:
        On the scale of the centres, shape ``(n, 3)``.
    centres:
        Those of k-means, shape ``(k, 3)``.
    rounds:
        Number of bootstrap samples.
    """
    sample = _sample(points, _TO_MEASURE, seed)
    own, random = nearest(sample, centres), np.random.default_rng(seed)
    again = []
    for start in range(rounds):
        drawn = sample[random.integers(0, len(sample), len(sample))]
        other = KMeans(n_clusters=len(centres), n_init=_STARTS, random_state=start).fit(drawn)
        again.append(adjusted_rand_score(own, other.predict(sample)))
    return Quality(_silhouette(sample, own), float(np.mean(again)))


def choose_k(points: Floats, seed: int = 0) -> tuple[int, dict[int, Quality]]:
    """Return the number of clusters with the largest silhouette × stability, and all figures."""
    sample = _sample(points, _TO_FIT, seed)
    most = len(np.unique(sample, axis=0)) - 1
    tried = {
        k: quality(sample, k_means(sample, k, seed).cluster_centers_, seed, _ROUNDS // 2)
        for k in TRIED
        if k <= most
    }
    if not tried:
        return max(1, most), {}
    return max(tried, key=lambda k: tried[k].silhouette * tried[k].stability), tried


def ward(points: Floats, labels: Labels, k: int, seed: int = 0) -> tuple[float, float]:
    """Return the silhouette of Ward's clusters of a sample, and their agreement with ``labels``.

    Agreement is the adjusted Rand index: 1 for the same clusters, 0 for chance.
    """
    rows = _rows(len(points), _TO_JOIN, seed)
    joined = AgglomerativeClustering(n_clusters=k, linkage="ward").fit_predict(points[rows])
    return _silhouette(points[rows], joined), float(adjusted_rand_score(labels[rows], joined))


def by_worth(labels: Labels, revenue: Floats) -> Labels:
    """Number clusters anew, 0 being the one whose customers bring most on average."""
    numbers = np.unique(labels)
    means = [revenue[labels == number].mean() for number in numbers]
    place = np.empty(labels.max() + 1, dtype=np.int64)
    place[numbers[np.argsort(-np.array(means), kind="stable")]] = np.arange(len(numbers))
    return place[labels]


def explained(values: Floats, labels: Labels) -> float:
    """Return eta squared, the part of the variance of ``values`` that lies between clusters.

    ``nan`` where the values do not vary (Cohen, "Eta-squared and partial eta-squared in fixed
    factor ANOVA designs", Educational and Psychological Measurement 33, 1973).
    """
    from_mean = values - values.mean() if len(values) else values
    whole = float(from_mean @ from_mean)
    if whole == 0:
        return float("nan")
    sizes = np.bincount(labels)
    sums = np.bincount(labels, weights=from_mean)
    return float((sums**2 / np.maximum(sizes, 1)).sum()) / whole


def _logs(recency: Floats, frequency: Floats, revenue: Floats) -> Floats:
    return np.log1p(np.maximum(np.column_stack([recency, frequency, revenue]), 0.0))


def _silhouette(points: Floats, labels: Labels) -> float:
    if not 1 < len(np.unique(labels)) < len(points):
        return float("nan")
    return float(silhouette_score(points, labels))


def _sample(points: Floats, most: int, seed: int) -> Floats:
    return points[_rows(len(points), most, seed)]


def _rows(rows: int, most: int, seed: int) -> Labels:
    if rows <= most:
        return np.arange(rows)
    return np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))
