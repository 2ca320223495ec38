"""The peers that rank items, in the peers' environment: the first items of each customer.

ALS, BPR and item-kNN are those of `implicit`; EASE (Steck, 2019, WWW) and TIFU-kNN (Hu et al.,
2020, SIGIR), which have no kept-up package, are written after their papers.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from implicit.als import AlternatingLeastSquares
from implicit.bpr import BayesianPersonalizedRanking
from implicit.nearest_neighbours import BM25Recommender
from scipy.sparse import csr_matrix, diags

from benchmarks.models_exchange import Answers, Job, say

PACKAGES = ("implicit", "scipy")
_CHUNK = 512
_RECENT_DAYS = 30
# The inverse of a matrix of items by items: hours and gigabytes beyond this many.
_MOST_ITEMS_OF_EASE = 6_000
Scores = Callable[[np.ndarray], np.ndarray]


class Past:
    """The training purchases, once a day each."""

    def __init__(self, job: Job) -> None:
        options = job.options
        self.shape = (options["customers"], options["items"])
        self.as_of = options["as_of"]
        rows = np.column_stack([job.arrays["customer"], job.arrays["item"]])
        table = np.unique(np.column_stack([rows, np.floor(job.arrays["day"])]), axis=0)
        self.customer, self.item = table[:, 0].astype(int), table[:, 1].astype(int)
        self.day = table[:, 2]
        self.counts = self.matrix(np.ones(len(table)))
        recent = self.matrix((self.day >= self.as_of - _RECENT_DAYS).astype(float)) > 0
        self.popular = np.asarray(recent.sum(axis=0)).ravel() + 1e-4 * np.asarray(
            (self.counts > 0).sum(axis=0)
        ).ravel().astype(float)

    def matrix(self, weights: np.ndarray) -> csr_matrix:
        """Return weights added up by customer and item."""
        return csr_matrix((weights, (self.customer, self.item)), shape=self.shape)


def main(folder: Path) -> None:
    """Fit each model and rank the items of the test's customers."""
    warnings.simplefilter("ignore")
    job, answers = Job.read(folder), Answers()
    past, users = Past(job), job.arrays["users"]
    for name, fit in MODELS.items():
        if name.startswith("EASE") and past.shape[1] > _MOST_ITEMS_OF_EASE:
            answers.notes.append(f"EASE is left out: {past.shape[1]:,} items are too many for it")
            continue
        if job.options["new_only"] and name.startswith("own frequency"):
            continue
        say(name)
        with answers.timed(name):
            scores = fit(past)
        ranked = _ranked(scores, users, past, job.options["new_only"], job.options["ranked"])
        answers.put(name, "ranked", ranked)
    answers.write(folder, PACKAGES)


def _ranked(scores: Scores, users: np.ndarray, past: Past, new_only: bool, k: int) -> np.ndarray:
    found = []
    for start in range(0, len(users), _CHUNK):
        chunk = users[start : start + _CHUNK]
        values = np.array(scores(chunk), dtype=float)
        if new_only:
            values[past.counts[chunk].nonzero()] = -np.inf
        found.append(np.argsort(-values, axis=1, kind="stable")[:, :k])
    return np.concatenate(found)


def _popularity(past: Past) -> Scores:
    return lambda users: np.tile(past.popular, (len(users), 1))


def _own_frequency(past: Past) -> Scores:
    return lambda users: past.counts[users].toarray()


def _own_with_ties(past: Past) -> Scores:
    ties = past.popular / (past.popular.max() + 1)
    return lambda users: past.counts[users].toarray() + 0.5 * ties


def _factors(
    model: AlternatingLeastSquares | BayesianPersonalizedRanking, rows: csr_matrix
) -> Scores:
    model.fit(rows.astype(np.float32), show_progress=False)
    return lambda users: model.user_factors[users] @ model.item_factors.T


def _als(past: Past) -> Scores:
    model = AlternatingLeastSquares(
        64, regularization=0.05, alpha=4.0, iterations=15, num_threads=1, random_state=0
    )
    return _factors(model, past.counts)


def _bpr(past: Past) -> Scores:
    model = BayesianPersonalizedRanking(
        64, learning_rate=0.05, regularization=0.01, iterations=150, num_threads=1, random_state=0
    )
    return _factors(model, past.counts)


def _item_knn(past: Past, b: float = 0.75) -> Scores:
    model = BM25Recommender(K=100, K1=1.2, B=b, num_threads=1)
    model.fit(past.counts, show_progress=False)
    return lambda users: (past.counts[users] @ model.similarity).toarray()


def _ease(past: Past) -> Scores:
    seen = (past.counts > 0).astype(float)
    gram = (seen.T @ seen).toarray()
    gram[np.diag_indices_from(gram)] += 300.0
    inverse = np.linalg.inv(gram)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return lambda users: np.asarray(seen[users] @ weights)


def _tifu(past: Past) -> Scores:
    """Own purchases that fade basket by basket, mixed with those of the nearest customers."""
    fading, groups, neighbours, own_part = 0.9, 7, 300, 0.3
    basket = np.unique(np.column_stack([past.customer, past.day]), axis=0, return_inverse=True)
    owner = basket[0][:, 0].astype(int)
    last = np.searchsorted(owner, np.arange(past.shape[0]), side="right") - 1
    # Baskets since, and how many baskets there are, of each line's customer.
    back = last[past.customer] - basket[1].ravel()
    count = np.bincount(owner, minlength=past.shape[0])[past.customer]
    size = np.maximum(np.ceil(count / groups), 1)
    vectors = past.matrix(fading ** (back % size) * 0.7 ** (back // size) / count)
    norms = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    units = diags(1 / np.maximum(norms, 1e-12)) @ vectors

    def scores(users: np.ndarray) -> np.ndarray:
        like = (units[users] @ units.T).toarray()
        like[np.arange(len(users)), users] = -1.0
        nearest = np.argpartition(-like, neighbours, axis=1)[:, :neighbours]
        rows = np.repeat(np.arange(len(users)), neighbours)
        mean = csr_matrix(
            (np.full(len(rows), 1 / neighbours), (rows, nearest.ravel())),
            shape=(len(users), past.shape[0]),
        )
        mixed = own_part * vectors[users] + (1 - own_part) * (mean @ vectors)
        return mixed.toarray() + 1e-9 * past.popular

    return scores


MODELS: dict[str, Callable[[Past], Scores]] = {
    "popularity, 30 days": _popularity,
    "own frequency": _own_frequency,
    "own frequency, popularity at ties": _own_with_ties,
    "item-kNN, BM25": _item_knn,
    "item-kNN, BM25, b .2": lambda past: _item_knn(past, 0.2),
    "ALS, 64 factors": _als,
    "BPR, 64 factors": _bpr,
    "EASE": _ease,
    "TIFU-kNN": _tifu,
}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
