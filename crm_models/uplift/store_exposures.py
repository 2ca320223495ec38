"""Who was shown an offer or held back from it, as the store knows; guests are left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import select

from crm.errors import Invalid
from crm.offers import POINTS_CODE, VOUCHER_CODE, Offer, offer_of
from crm.store import Unit
from crm.tables.events import offer_exposures, offers
from crm_models.arrays import Floats, Keys
from crm_models.feature_tables.features import Features
from crm_models.feature_tables.schema import microseconds
from crm_models.kinds.inputs import inputs

_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Exposures:
    """All exposures of the store's known customers.

    Parameters
    ----------
    offers:
        By code, with the audience of each: those that somebody was exposed to and that were asked
        for.
    frame:
        One row each, by time: ``code``, ``customer_id``, ``treated`` (0 for who was held back),
        ``shown_at`` and ``redeemed_at`` in microseconds since 1970, the latter the largest integer
        for never.
    """

    offers: Mapping[str, tuple[Offer, Mapping[str, Any]]]
    frame: pd.DataFrame

    def known(self, features: Features) -> pd.DataFrame:
        """Return what a learner looks at, one row a customer of ``features``.

        The features, and how often the customer had been shown an offer, of whatever code, and
        redeemed one, strictly before the features' instant.
        """
        at = microseconds(features.as_of)
        shown = self.frame[(self.frame["shown_at"] < at) & (self.frame["treated"] == 1)]
        redeemed = shown[shown["redeemed_at"] < at]
        seen, used = (_count(rows, features.customer) for rows in (shown, redeemed))
        columns = {
            "offers_shown": seen,
            "offers_redeemed": used,
            "offers_redeemed_share": used / (seen + 1),
        }
        return inputs(features).assign(**columns)


def read_exposures(unit: Unit, codes: Sequence[str] = ()) -> Exposures:
    """Return the exposures of the store.

    Parameters
    ----------
    codes:
        The offers to look at; without any all but goodwill, which is an answer to a complaint.

    Raises
    ------
    Invalid
        If there is no offer of a code, or nobody was ever exposed to one.
    """
    rows = {row.id: row for row in unit.connection.execute(select(offers)).all()}
    by_code = {row.code: key for key, row in rows.items()}
    for code in codes:
        if code not in by_code:
            there = ", ".join(sorted(by_code)) or "none at all"
            raise Invalid("no_such_offer", f"there is no offer {code!r}; there are: {there}")
    frame = _frame(unit, {key: row.code for key, row in rows.items()})
    exposed = set(frame["code"])
    wanted = list(codes) or sorted(exposed - {POINTS_CODE, VOUCHER_CODE})
    if not exposed & set(wanted):
        raise Invalid(
            "no_exposures",
            f"no known customer was ever exposed to {', '.join(wanted) or 'an offer'}: let the bot "
            "show offers that are meant for some customers (it holds back one in ten), or import "
            "who was mailed and who was held back",
        )
    found = {code: rows[by_code[code]] for code in wanted}
    return Exposures(
        {code: (offer_of(row), row.audience or {}) for code, row in found.items()}, frame
    )


def _frame(unit: Unit, codes: Mapping[int, str]) -> pd.DataFrame:
    e = offer_exposures.c
    query = (
        select(e.offer_id, e.customer_id, e.treated, e.shown_at, e.redeemed_at)
        .where(e.customer_id.is_not(None))
        .order_by(e.shown_at, e.id)
    )
    columns: dict[str, list[Any]] = {
        name: [] for name in ("code", "customer_id", "treated", "shown_at", "redeemed_at")
    }
    for offer_id, customer_id, treated, shown_at, redeemed_at in unit.connection.execute(query):
        columns["code"].append(codes[offer_id])
        columns["customer_id"].append(customer_id)
        columns["treated"].append(int(treated))
        columns["shown_at"].append(microseconds(shown_at))
        redeemed = _NEVER if redeemed_at is None else microseconds(redeemed_at)
        columns["redeemed_at"].append(redeemed)
    frame = pd.DataFrame(columns)
    return frame.astype({name: np.int64 for name in columns if name != "code"})


def _count(rows: pd.DataFrame, customers: Keys) -> Floats:
    counts = rows.groupby("customer_id").size().reindex(customers, fill_value=0)
    return counts.to_numpy(np.float64)
