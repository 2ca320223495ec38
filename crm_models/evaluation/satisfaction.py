"""How satisfied the customers of a survey's file are, or those who wrote to the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import select

from crm.errors import Invalid
from crm.store import Unit
from crm.tables.conversations import conversations, readings
from crm_models.evaluation.tables import numbers, read_table
from crm_models.satisfaction import CSAT_SCALE, csat, net_sentiment, survey_index


def evaluate(
    file: Path,
    customer: str,
    score: str | None = None,
    dimensions: Sequence[str] = (),
    weights: Sequence[float] | None = None,
    scale: tuple[float, float] = CSAT_SCALE,
) -> dict[str, Any]:
    """Return the figures of a survey.

    Parameters
    ----------
    file:
        A table, one row an answer.
    customer, score:
        Its columns: who answered, and the satisfaction from 1 to 5.
    dimensions:
        Columns with the answers on each dimension of the index.
    weights:
        Of the dimensions; all the same without.
    scale:
        The lowest and the highest answer on a dimension.

    Raises
    ------
    Invalid
        If a column is missing or not of numbers, or an answer is not on its scale.
    """
    names = [customer, *([score] if score else []), *dimensions]
    frame = read_table(file, names, codes=[customer])
    who = frame[customer]
    notes = []
    if blank := int(who.isna().sum()):
        notes.append(f"{blank} rows without '{customer}' were left out")
        frame = frame[who.notna()]
    if frame.empty:
        raise Invalid("no_rows", f"column '{customer}' is blank in all rows of {file}")
    keys = frame[customer].astype(str).to_numpy()
    figures: dict[str, Any] = {"rows": len(frame), "customers": len(np.unique(keys))}
    if score:
        given = numbers(frame[score], score).to_numpy(np.float64)
        figures |= {
            "answers": int(np.isfinite(given).sum()),
            "csat": _named(score, lambda: csat(keys, given)),
        }
    if dimensions:
        columns = [numbers(frame[name], name).to_numpy(np.float64) for name in dimensions]
        answers = np.stack(columns, axis=1)
        figures["dimensions"] = [
            {"dimension": name, "index": _named(name, partial(survey_index, one, None, scale))}
            for name, one in zip(dimensions, np.split(answers, len(dimensions), 1), strict=True)
        ]
        figures["survey_index"] = survey_index(answers, weights, scale)
    return figures | {"notes": notes}


def _named(column: str, measure: Callable[[], float]) -> float:
    """Return a figure of one column; an error names it."""
    try:
        return measure()
    except Invalid as error:
        raise Invalid(error.code, f"column '{column}': {error.detail}") from error


def of_store(unit: Unit) -> dict[str, Any]:
    """Return the net sentiment of all messages of known customers that were read."""
    query = (
        select(conversations.c.customer_id, readings.c.sentiment_score)
        .join(conversations, conversations.c.id == readings.c.conversation_id)
        .where(conversations.c.customer_id.is_not(None))
    )
    rows = pd.DataFrame(unit.connection.execute(query), columns=["customer", "sentiment"])
    who, sentiment = rows["customer"].to_numpy(), rows["sentiment"].to_numpy(np.float64)
    return {
        "messages": len(rows),
        "customers": int(rows["customer"].nunique()),
        "net_sentiment": net_sentiment(who, sentiment),
        "notes": [],
    }
