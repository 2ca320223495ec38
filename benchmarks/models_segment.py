"""Segments of Online Retail's customers: how apart five of them lie, and how firm they are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score, silhouette_samples

from benchmarks.models_exchange import Answers, Job
from benchmarks.models_peers import Peers, Tell
from benchmarks.models_retail import bought_lines
from benchmarks.models_verdicts import OURS, Found, compare, joined, over_customers
from crm_models.evaluation.segment import customers_of
from crm_models.segments.clusters import k_means, standardised_logs

_SEGMENTS = 5
_ROUNDS = 20


def online_retail(data: Path, peers: Peers, tell: Tell) -> Found:
    """Compare clusters on the same logged, standardised recency, frequency and revenue."""
    path = peers.folder / "segment-lines.parquet"
    bought_lines(data).to_parquet(path)
    table, _ = customers_of(path, "CustomerID", "InvoiceDate", "Amount", "InvoiceNo")
    columns = [table[name].to_numpy(np.float64) for name in ("recency", "frequency", "revenue")]
    points = standardised_logs(*columns)
    random = np.random.default_rng(0)
    drawn = random.integers(0, len(points), (_ROUNDS, len(points)))
    tell(f"segments: {OURS}")
    ours = Answers()
    with ours.timed(OURS):
        model = k_means(points, _SEGMENTS, 0)
    ours.put(OURS, "whole", model.predict(points))
    for number, rows in enumerate(drawn):
        ours.put(OURS, number, k_means(points[rows], _SEGMENTS, number).predict(points))
    raw = pd.DataFrame(dict(zip(("recency", "frequency", "revenue"), columns, strict=True)))
    job = Job({"rfm": raw}, {"drawn": drawn}, {"segments": _SEGMENTS, "rounds": _ROUNDS})
    both = joined(ours, theirs := peers.run("models_peer_segment", "segments", job))
    apart = {name: silhouette_samples(points, one["whole"]) for name, one in both.items()}
    again = {name: _again(one) for name, one in both.items() if "0" in one}

    def error(peer: str) -> float:
        return float((again[OURS] - again[peer]).std(ddof=1) / np.sqrt(_ROUNDS))

    firm = {name: float(found.mean()) for name, found in again.items()}
    rows = [
        over_customers(f"silhouette of {_SEGMENTS}", apart),
        compare(f"adjusted Rand over {_ROUNDS} bootstraps", firm, error),
        # Either alone is easily had: two clumps lie apart, and one clump is always found again.
        compare(
            "silhouette x adjusted Rand",
            {name: float(apart[name].mean()) * value for name, value in firm.items()},
            lambda peer: float(apart[peer].mean()) * error(peer),
        ),
    ]
    largest = ", ".join(
        f"{name} {np.bincount(one['whole']).max() / len(points):.0%}" for name, one in both.items()
    )
    return Found(
        "Segments, Online Retail",
        f"{len(points):,} customers, {_SEGMENTS} segments",
        rows,
        {**ours.cpu_seconds, **theirs.cpu_seconds},
        notes=[f"share of the largest segment: {largest}"],
    )


def _again(labels: dict[str, np.ndarray]) -> np.ndarray:
    """Return how alike the segments learnt from each bootstrap sample are to those of all."""
    found = [adjusted_rand_score(labels["whole"], labels[str(n)]) for n in range(_ROUNDS)]
    return np.array(found)
