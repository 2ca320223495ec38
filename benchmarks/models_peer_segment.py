"""The peers that divide customers into segments, in the peers' environment: labels.

Each does the same to recency, frequency and revenue first: log1p, then standardising.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.cluster import AgglomerativeClustering, KMeans
from sklearn.mixture import GaussianMixture
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from benchmarks.models_exchange import Answers, Job, say

PACKAGES = ("scikit-learn",)


def main(folder: Path) -> None:
    """Label all customers by what was learnt from all, and by what each bootstrap teaches."""
    job, answers = Job.read(folder), Answers()
    rfm, k = job.tables["rfm"], job.options["segments"]
    points = make_pipeline(FunctionTransformer(np.log1p), StandardScaler()).fit_transform(rfm)
    models: dict[str, Any] = {
        "k-means, scikit-learn": lambda seed: KMeans(k, n_init=10, random_state=seed),
        "Gaussian mixture": lambda seed: GaussianMixture(k, n_init=3, random_state=seed),
    }
    for name, make in models.items():
        say(name)
        with answers.timed(name):
            fitted = make(0).fit(points)
        answers.put(name, "whole", fitted.predict(points))
        for number, rows in enumerate(job.arrays["drawn"]):
            answers.put(name, number, make(number).fit(points[rows]).predict(points))
    say("Ward")
    with answers.timed("Ward"):
        labels = AgglomerativeClustering(k, linkage="ward").fit_predict(points)
    answers.put("Ward", "whole", labels)
    say("RFM bands")
    with answers.timed("RFM bands"):
        bands = _bands(rfm, k)
    answers.put("RFM bands", "whole", bands)
    answers.write(folder, PACKAGES)


def _bands(rfm: pd.DataFrame, k: int) -> np.ndarray:
    """Return equal groups by the sum of three quintiles: what shops do by hand."""
    signs = {"recency": -1.0, "frequency": 1.0, "revenue": 1.0}
    ranks = [(sign * rfm[name]).rank(method="first", pct=True) for name, sign in signs.items()]
    score = sum(np.ceil(rank * 5) for rank in ranks)
    return np.ceil(score.rank(method="first", pct=True) * k).to_numpy().astype(int) - 1


if __name__ == "__main__":
    main(Path(sys.argv[1]))
