"""The peers that find itemsets and rules, in the peers' environment: counts and seconds.

Rules to one item on the right are counted. Where a library gives sets alone, or rules to several
items too, it is said which.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
import pandas as pd
from efficient_apriori import apriori as efficient
from mlxtend import frequent_patterns as mlxtend
from mlxtend.preprocessing import TransactionEncoder

from benchmarks.models_exchange import Answers, Job, say

PACKAGES = ("mlxtend", "efficient-apriori")
Baskets = list[tuple[str, ...]]
Way = Callable[[Baskets, pd.DataFrame, float, float], tuple[list[float], list[int]]]


def main(folder: Path) -> None:
    """Measure each library on each pair of support and confidence."""
    warnings.simplefilter("ignore")
    job, answers = Job.read(folder), Answers()
    lines = job.tables["lines"]
    baskets = [tuple(items) for _, items in lines.groupby("basket")["item"]]
    encoder = TransactionEncoder()
    table = pd.DataFrame(encoder.fit_transform(baskets), columns=encoder.columns_)
    for number, (support, confidence, _) in enumerate(job.options["asked"]):
        for name, way in ways(answers).items():
            say(f"{name}, support {support:g}")
            runs = [way(baskets, table, support, confidence) for _ in range(job.options["repeats"])]
            answers.put(name, f"seconds{number}", [seconds for seconds, _ in runs])
            answers.put(name, f"counts{number}", runs[-1][1])
    answers.write(folder, PACKAGES)


def ways(answers: Answers) -> dict[str, Way]:
    """Return the libraries that are there."""
    found: dict[str, Way] = {
        f"mlxtend {name}": _mlxtend(getattr(mlxtend, name))
        for name in ("apriori", "fpgrowth", "hmine")
    }
    found["efficient-apriori"] = _efficient
    try:
        import fim
    except ImportError:
        return found
    for name in ("eclat", "fpgrowth"):
        found[f"pyfim {name}"] = _pyfim(getattr(fim, name))
    return found


def _mlxtend(find: Callable[..., pd.DataFrame]) -> Way:
    def way(
        baskets: Baskets, table: pd.DataFrame, support: float, confidence: float
    ) -> tuple[list[float], list[int]]:
        began = process_time()
        sets = find(table, min_support=support, use_colnames=True)
        middle = process_time()
        rules = mlxtend.association_rules(
            sets, metric="confidence", min_threshold=confidence, num_itemsets=len(table)
        )
        rules = rules[rules["consequents"].map(len) == 1]
        return [middle - began, process_time() - began], [len(sets), len(rules)]

    return way


def _efficient(
    baskets: Baskets, table: pd.DataFrame, support: float, confidence: float
) -> tuple[list[float], list[int]]:
    """It finds rules with several items on the right too, which are not counted."""
    began = process_time()
    sets, rules = efficient(baskets, min_support=support, min_confidence=confidence)
    spent = process_time() - began
    to_one = sum(len(rule.rhs) == 1 and len(rule.lhs) > 0 for rule in rules)
    return [np.nan, spent], [sum(len(level) for level in sets.values()), to_one]


def _pyfim(find: Callable[..., Any]) -> Way:
    def way(
        baskets: Baskets, table: pd.DataFrame, support: float, confidence: float
    ) -> tuple[list[float], list[int]]:
        # Supports are in per cent there.
        began = process_time()
        sets = find(baskets, target="s", supp=100 * support, zmin=1)
        middle = process_time()
        # "o": the support of a rule is that of both its sides. Sets and rules come in one call.
        asked = {"supp": 100 * support, "conf": 100 * confidence, "zmin": 2, "mode": "o"}
        rules = find(baskets, target="r", **asked)
        return [middle - began, process_time() - middle], [len(sets), len(rules)]

    return way


if __name__ == "__main__":
    main(Path(sys.argv[1]))
