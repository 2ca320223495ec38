"""What can be learnt from past days: what was known on each, and what followed it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

import numpy as np
import pandas as pd

from crm.errors import Invalid
from crm_models.arrays import Floats
from crm_models.classification.choosing import Folds
from crm_models.classification.classifier import FEWEST_OF_A_CLASS, FEWEST_ROWS
from crm_models.feature_tables.features import Features
from crm_models.history import History
from crm_models.kinds.contract import require_rows
from crm_models.kinds.inputs import inputs

# The newest day whose outcome is known, and so many thirds of a horizon before it.
_THIRDS = 6
# Customers of a snapshot; more of them hardly change a model of some forty columns.
MOST = 10_000
# What is known after less than a month of orders says little.
_FEWEST_DAYS = 30

Label = Callable[[History, Features], Floats]


class Lessons(NamedTuple):
    """Rows to learn from, the newest snapshot last.

    Parameters
    ----------
    folds:
        Settings are chosen on the newest snapshot by models of those whose outcomes were known
        on its day; none where there are no such.
    """

    frame: pd.DataFrame
    labels: Floats
    folds: Folds | None


def newest_day(as_of: datetime, horizon: float) -> datetime:
    """Return the newest day whose outcomes were known at ``as_of``."""
    return as_of - timedelta(days=horizon)


def days_to_learn_from(history: History, as_of: datetime, horizon: float) -> list[datetime]:
    """Return the days of snapshots, oldest first, each followed by a horizon before ``as_of``.

    Raises
    ------
    Invalid
        If the orders began too lately, with the days that there are and that are needed.
    """
    first = history.first_order()
    newest = newest_day(as_of, horizon)
    needed = timedelta(days=_FEWEST_DAYS + horizon)
    if first is None:
        require_rows("customer", 0, FEWEST_ROWS)
    elif as_of - first < needed:
        raise Invalid(
            "too_short",
            f"there are orders of {max((as_of - first).days, 0)} days; {needed.days} are needed",
        )
    found = [newest - timedelta(days=horizon * part / 3) for part in range(_THIRDS)]
    earliest = first + timedelta(days=_FEWEST_DAYS) if first else newest
    return sorted(day for day in found if day >= earliest)


def lessons(history: History, as_of: datetime, horizon: float, label: Label) -> Lessons:
    """Return what followed on past days; nothing at ``as_of`` or after it is looked at.

    Parameters
    ----------
    horizon:
        Days until all labels of a snapshot are known.
    label:
        What was to be foretold, 0 or 1 for each of the features' customers.

    Raises
    ------
    Invalid
        If there are too few days or customers.
    """
    days = days_to_learn_from(history, as_of, horizon)
    views = [history.features(day, MOST) for day in days]
    require_rows("customer", len(views[-1]), FEWEST_ROWS)
    labels = [label(history, view) for view in views]
    # On the newest day the outcomes of these were already there.
    known = [day <= days[-1] - timedelta(days=horizon) for day in days]
    earlier = np.repeat(known, [len(view) for view in views])
    newest = np.repeat([day == days[-1] for day in days], [len(view) for view in views])
    truth = np.concatenate(labels)
    if _learnable(truth[earlier]) and _learnable(truth[newest]):
        frame = pd.concat([inputs(view) for view in views], ignore_index=True)
        return Lessons(frame, truth, [(np.flatnonzero(earlier), np.flatnonzero(newest))])
    # The same customer on two days would be on both sides of a drawn split: one day it is.
    return Lessons(inputs(views[-1]), labels[-1], None)


def _learnable(truth: Floats) -> bool:
    fewer = min(truth.sum(), len(truth) - truth.sum()) if len(truth) else 0
    return len(truth) >= FEWEST_ROWS and fewer >= FEWEST_OF_A_CLASS
