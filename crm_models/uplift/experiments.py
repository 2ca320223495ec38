"""What came of past offers: who was exposed, what was known of them then, and what followed.

Only the first exposure of a customer to an offer counts: what came later may be its effect. An
exposure of a customer who had never ordered tells nothing that could be learnt from; one whose days
are not over has no outcome yet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from crm.offers import Offer
from crm_models.arrays import Floats, Keys
from crm_models.feature_tables.schema import DAY, EPOCH, microseconds
from crm_models.history import History
from crm_models.uplift.store_exposures import Exposures

MOST = 50_000
"""Customers of an offer that are learnt from; more hardly change what is found."""
_WEEK = 7 * DAY
_EXPOSED = "attune_exposed_customers"


@dataclass(frozen=True)
class Experiment:
    """What came of one offer, one row a customer who was exposed to it.

    Parameters
    ----------
    customer, shown_at:
        Keys, and microseconds since 1970, shape ``(n,)``.
    known:
        ``n`` rows, see `Exposures.known`.
    treated, ordered:
        1 or 0, shape ``(n,)``.
    revenue_minor:
        Of the orders that followed, shape ``(n,)``.
    left_out:
        How many exposures were not used, by the reason.
    """

    offer: Offer
    customer: Keys
    shown_at: Keys
    known: pd.DataFrame
    treated: Floats
    ordered: Floats
    revenue_minor: Floats
    left_out: Mapping[str, int]


def experiments(history: History, exposures: Exposures, days: int) -> list[Experiment]:
    """Return what followed each offer within so many days.

    Features are those of the first exposure of a week, so that a week needs one query: nothing in
    them is later than an exposure, and what they miss is younger than a week.
    """
    first = exposures.frame[exposures.frame["code"].isin(list(exposures.offers))]
    repeated = first.duplicated(["code", "customer_id"])
    over = first["shown_at"] + days * DAY <= microseconds(history.now)
    used = first[~repeated & over].reset_index()
    drawn = used.sample(frac=1.0, random_state=0).groupby("code").head(MOST)
    beyond = first.index.isin(used["index"]) & ~first.index.isin(drawn["index"])
    used = drawn.sort_index().reset_index(drop=True)
    known = _known_then(history, exposures, used)
    used = used.loc[known.index].reset_index(drop=True)
    known = known.reset_index(drop=True)
    followed = _outcomes(history, used, days)
    reason = np.select(
        [repeated, ~over, beyond, ~first.index.isin(used["index"])],
        ["of who had been exposed before", f"shown less than {days} days ago",
         f"beyond {MOST} that were drawn", "of who had not ordered before"], "",
    )  # fmt: skip
    return [
        _experiment(
            offer,
            reason[first["code"] == code],
            *(
                rows[used["code"] == code].reset_index(drop=True)
                for rows in (used, known, followed)
            ),
        )
        for code, (offer, _) in exposures.offers.items()
    ]


def _experiment(
    offer: Offer,
    reason: NDArray[np.str_],
    used: pd.DataFrame,
    known: pd.DataFrame,
    followed: pd.DataFrame,
) -> Experiment:
    return Experiment(
        offer,
        used["customer_id"].to_numpy(np.int64),
        used["shown_at"].to_numpy(np.int64),
        known,
        used["treated"].to_numpy(np.float64),
        (followed["orders"].to_numpy() > 0).astype(np.float64),
        followed["revenue_minor"].to_numpy(np.float64),
        {str(name): int(count) for name, count in Counter(reason[reason != ""].tolist()).items()},
    )


def _known_then(history: History, exposures: Exposures, used: pd.DataFrame) -> pd.DataFrame:
    """Return what was known at the exposures, by their places; without who had not ordered."""
    exposed = _of_customers(history, used["customer_id"].unique())
    parts = []
    for _, week in used.groupby(used["shown_at"] // _WEEK):
        as_of = EPOCH + pd.Timedelta(int(week["shown_at"].min()), "us").to_pytimedelta()
        features = exposed.features(as_of)
        place = pd.Index(features.customer).get_indexer(week["customer_id"])
        there = place >= 0
        rows = exposures.known(features).iloc[place[there]]
        parts.append(rows.set_index(week.index[there]))
    return pd.concat(parts).sort_index() if parts else pd.DataFrame()


def _of_customers(history: History, keys: Keys) -> History:
    """Return the history of these customers alone, which is computed sooner."""
    table = pa.table({"customer_id": pa.array(keys, pa.int64())})
    history.backend.con.execute(f"drop table if exists {_EXPOSED}")
    history.backend.con.from_arrow(table).create(_EXPOSED)
    wanted = history.backend.table(_EXPOSED)
    kept = {
        name: rows.semi_join(wanted, "customer_id")
        for name, rows in vars(history.inputs).items()
        if "customer_id" in rows.columns
    }
    return History(history.backend, replace(history.inputs, **kept), history.now)


def _outcomes(history: History, used: pd.DataFrame, days: int) -> pd.DataFrame:
    """Return ``orders`` and ``revenue_minor`` of the days after each exposure.

    Orders that were cancelled within the same days do not count, as in `History.outcomes`.
    """
    exposed = pa.table(
        {
            "place": np.arange(len(used)),
            "customer_id": used["customer_id"].to_numpy(np.int64),
            "start": used["shown_at"].to_numpy(np.int64),
            "end": used["shown_at"].to_numpy(np.int64) + days * DAY,
        }
    )
    orders = history.inputs.orders.join(ibis.memtable(exposed), "customer_id")
    cancelled = orders.cancelled_at.notnull() & (orders.cancelled_at < orders.end)
    inside = (orders.placed_at >= orders.start) & (orders.placed_at < orders.end)
    standing = orders.filter(inside & ~cancelled)
    sums = standing.group_by("place").agg(
        orders=standing.count(), revenue_minor=standing.total_minor.sum().cast("int64")
    )
    found = history.backend.to_pyarrow(sums).to_pandas().set_index("place")
    return found.reindex(range(len(used)), fill_value=0)
