"""Recommendation on Online Retail and Ta-Feng: the same customers rank the same items."""

from __future__ import annotations

from pathlib import Path

from benchmarks import recommend_files
from benchmarks.models_exchange import Answers, Job
from benchmarks.models_peers import Peers, Tell
from benchmarks.models_verdicts import OURS, Found, joined, over_customers
from crm_models.evaluation.ranking import figures_by_customer, ranking_figures
from crm_models.evaluation.recommend import Columns, Split, purchases, split_by_time, start_of_test
from crm_models.recommenders.blend import Blend
from crm_models.recommenders.recommender import recommend

_RANKED = 20


def online_retail(data: Path, peers: Peers, tell: Tell) -> Found:
    """Purchases from 15 October 2011 on, of all items and of new ones."""
    path = peers.folder / "online_retail.csv"
    recommend_files.online_retail(data, peers.folder)
    columns = Columns("CustomerID", "StockCode", "InvoiceDate", ("Quantity", "UnitPrice"))
    found = Found("Recommendation, Online Retail", "", [])
    for new_only, words in ((False, ""), (True, ", new items")):
        split = _split(path, columns, "2011-10-15", new_only)
        _measure(found, "online_retail", split, new_only, words, peers, tell)
    return found


def tafeng(data: Path, peers: Peers, tell: Tell) -> Found:
    """The next basket of a grocer's customers."""
    recommend_files.tafeng(data, peers.folder)
    columns = Columns("customer", "item", "day")
    split = _split(peers.folder / "tafeng.csv", columns, "2020-01-01", False)
    found = Found("Next basket, Ta-Feng", "", [])
    _measure(found, "tafeng", split, False, "", peers, tell)
    return found


def _split(path: Path, columns: Columns, start: str, new_only: bool) -> Split:
    lines, _ = purchases(path, columns)
    return split_by_time(lines, start_of_test(lines["time"], start, 0.0), new_only)


def _measure(
    found: Found, name: str, split: Split, new_only: bool, words: str, peers: Peers, tell: Tell
) -> None:
    tell(f"{name}: {OURS}{words}")
    ours = Answers()
    with ours.timed(OURS):
        model = Blend(new_only=new_only, seed=0).fit(split.train, split.as_of)
    bought = split.train.matrix() if new_only else None
    ours.put(OURS, "ranked", recommend(model, split.users, _RANKED, bought))
    train = split.train
    arrays = {
        "customer": train.customer,
        "item": train.item,
        "day": train.day,
        "users": split.users,
    }
    options = {
        "customers": train.customers,
        "items": train.items,
        "as_of": split.as_of,
        "new_only": new_only,
        "ranked": _RANKED,
    }
    theirs = peers.run("models_peer_recommend", name, Job({}, arrays, options))
    rankings = {model: one["ranked"] for model, one in joined(ours, theirs).items()}
    each = {
        model: figures_by_customer(ranked, split.relevant) for model, ranked in rankings.items()
    }
    for measure in ("recall@10", "recall@20", "ndcg@10", "mrr"):
        one = {model: figures[measure] for model, figures in each.items()}
        found.rows.append(over_customers(f"{measure}{words}", one))
    whole = {model: ranking_figures(ranked, split.relevant) for model, ranked in rankings.items()}
    covered = {model: figures["coverage"] for model, figures in whole.items()}
    found.notes.append(
        f"coverage@10{words}: "
        + ", ".join(f"{model} {part:.3f}" for model, part in covered.items())
    )
    found.notes += [note for note in theirs.notes if note not in found.notes]
    found.cpu_seconds |= {
        f"{model}{words}": spent
        for model, spent in {**ours.cpu_seconds, **theirs.cpu_seconds}.items()
    }
    size = f"{len(split.users):,} customers{words}"
    found.size = f"{found.size}; {size}" if found.size else f"{train.items:,} items; {size}"
