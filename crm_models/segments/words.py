"""What a cluster is, in words: the limits that a small decision tree draws around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from crm_models.arrays import Floats
from crm_models.segments.clusters import Labels

_RECENCY, _FREQUENCY, _REVENUE = range(3)
_LEAVES_A_CLUSTER = 2


@dataclass(frozen=True)
class Words:
    """A cluster's rule.

    Parameters
    ----------
    rule:
        A sentence such as "last order at most 30 days ago, 3 orders or more".
    found:
        Part of the cluster's customers that the rule holds for.
    right:
        Part of the customers for whom the rule holds that are in the cluster.
    """

    rule: str
    found: float
    right: float


def describe(
    recency: Floats, frequency: Floats, revenue: Floats, labels: Labels, seed: int = 0
) -> list[Words]:
    """Return the rule that tells most of each cluster's customers from the others.

    Parameters
    ----------
    recency, frequency, revenue:
        Days since the last order, number of orders and what they brought, shape ``(n,)``.
    labels:
        Clusters from 0, shape ``(n,)``.
    """
    columns = np.column_stack([recency, frequency, revenue])
    clusters = int(labels.max()) + 1
    tree = DecisionTreeClassifier(
        max_leaf_nodes=max(2, _LEAVES_A_CLUSTER * clusters),
        min_samples_leaf=max(1, len(labels) // 200),
        random_state=seed,
    ).fit(columns, labels)
    leaves = tree.apply(columns)
    limits = _limits(tree)
    said = []
    for cluster in range(clusters):
        inside = labels == cluster
        leaf = int(np.bincount(leaves[inside]).argmax())
        held = leaves == leaf
        both = float((held & inside).sum())
        said.append(Words(_sentence(*limits[leaf]), both / inside.sum(), both / held.sum()))
    return said


def _limits(tree: DecisionTreeClassifier) -> dict[int, tuple[Floats, Floats]]:
    """Return what each leaf's columns lie above, and at most at."""
    nodes = tree.tree_
    found: dict[int, tuple[Floats, Floats]] = {}
    waiting = [(0, np.full(3, -np.inf), np.full(3, np.inf))]
    while waiting:
        node, low, high = waiting.pop()
        if nodes.children_left[node] < 0:
            found[node] = (low, high)
            continue
        column, at = nodes.feature[node], nodes.threshold[node]
        left, right = high.copy(), low.copy()
        left[column], right[column] = min(high[column], at), max(low[column], at)
        waiting += [
            (nodes.children_left[node], low, left),
            (nodes.children_right[node], right, high),
        ]
    return found


def _sentence(low: Floats, high: Floats) -> str:
    parts = [
        _days(low[_RECENCY], high[_RECENCY]),
        _orders(low[_FREQUENCY], high[_FREQUENCY]),
        _spent(low[_REVENUE], high[_REVENUE]),
    ]
    return ", ".join(part for part in parts if part) or "all customers"


def _days(low: float, high: float) -> str:
    if np.isfinite(low) and np.isfinite(high):
        return f"last order {_round(low)} to {_round(high)} days ago"
    if np.isfinite(high):
        return f"last order at most {_round(high)} days ago"
    return f"last order more than {_round(low)} days ago" if np.isfinite(low) else ""


def _orders(low: float, high: float) -> str:
    fewest = int(np.floor(low)) + 1 if np.isfinite(low) else 1
    if not np.isfinite(high):
        return f"{fewest} orders or more" if fewest > 1 else ""
    most = int(np.floor(high))
    if fewest == most:
        return "1 order" if most == 1 else f"{most} orders"
    return f"{fewest} to {most} orders" if fewest > 1 else f"at most {most} orders"


def _spent(low: float, high: float) -> str:
    if np.isfinite(low) and np.isfinite(high):
        return f"spent {_round(low)} to {_round(high)}"
    if np.isfinite(high):
        return f"spent at most {_round(high)}"
    return f"spent more than {_round(low)}" if np.isfinite(low) else ""


def _round(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 10 else f"{value:,.2g}"


def typical(columns: Sequence[Floats], labels: Labels) -> list[str]:
    """Return what is usual in each cluster, by medians, in the words of the rules."""
    said = []
    for cluster in range(int(labels.max()) + 1):
        days, orders, spent = (np.median(column[labels == cluster]) for column in columns)
        word = "order" if orders == 1 else "orders"
        said.append(f"{orders:g} {word}, the last {_round(days)} days ago, {_round(spent)} in all")
    return said
