"""How satisfied customers are: shares, indices and nets, as the field defines them.

In shares and nets each customer counts once, however many answers they gave: the mean is taken
over customers of the mean of their own answers. Otherwise whoever writes most decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm.errors import Invalid
from crm_models.arrays import Floats

# From 1 to 5; satisfied is who gives one of the upper two.
CSAT_SCALE, SATISFIED = (1.0, 5.0), 4.0
# From 0 to 10; promoters give 9 or 10, detractors 6 or less.
NPS_SCALE, PROMOTER, DETRACTOR = (0.0, 10.0), 9.0, 6.0
SENTIMENT_SCALE, NEUTRAL = (-1.0, 1.0), 0.05
"""Sentiments nearer to 0 than this count as neither (Hutto and Gilbert, "VADER", ICWSM 2014)."""


def csat(customer: NDArray[Any], score: Floats) -> float:
    """Return the customer satisfaction score: the share of answers of 4 or 5 of 5, 0 to 1.

    The "top two boxes" (Farris, Bendle, Pfeifer and Reibstein, "Marketing Metrics", 2010), each
    customer counting once.

    Parameters
    ----------
    customer:
        Who answered, shape ``(n,)``.
    score:
        From 1 to 5, ``nan`` for no answer, shape ``(n,)``.

    Returns
    -------
    ``nan`` without any answer.

    Raises
    ------
    Invalid
        If a score is not on the scale.
    """
    _require(score, CSAT_SCALE)
    return mean_by_customer(customer, _where_known(score, score >= SATISFIED))


def net_promoter_score(customer: NDArray[Any], score: Floats) -> float:
    """Return the share of promoters less that of detractors, -100 to 100.

    Reichheld, "The One Number You Need to Grow" (Harvard Business Review 81, 2003).

    Parameters
    ----------
    customer, score:
        As for `csat`, with scores from 0 to 10.

    Raises
    ------
    Invalid
        If a score is not on the scale.
    """
    _require(score, NPS_SCALE)
    sides = (score >= PROMOTER).astype(np.float64) - (score <= DETRACTOR)
    return 100.0 * mean_by_customer(customer, _where_known(score, sides))


def net_sentiment(customer: NDArray[Any], sentiment: Floats) -> float:
    """Return the share of positive messages less that of negative ones, -100 to 100.

    Parameters
    ----------
    customer, sentiment:
        As for `csat`, with sentiments from -1 to 1; those within 0.05 of 0 are neither.

    Raises
    ------
    Invalid
        If a sentiment is not on the scale.
    """
    _require(sentiment, SENTIMENT_SCALE)
    sides = (sentiment > NEUTRAL).astype(np.float64) - (sentiment < -NEUTRAL)
    return 100.0 * mean_by_customer(customer, _where_known(sentiment, sides))


def survey_index(
    answers: Floats,
    weights: Sequence[float] | Floats | None = None,
    scale: tuple[float, float] = (1.0, 10.0),
) -> float:
    """Return the weighted mean of the dimensions' means, on a scale from 0 to 100.

    (Sum of w x - lowest sum of w) / ((highest - lowest) sum of w) times 100, with the mean x and
    the weight w of each dimension (Fornell, Johnson, Anderson, Cha and Bryant, "The American
    Customer Satisfaction Index", Journal of Marketing 60, 1996).

    Parameters
    ----------
    answers:
        A row an answer, a column a dimension, ``nan`` for no answer, shape ``(n, d)``.
    weights:
        Of the dimensions, not negative, shape ``(d,)``; all the same without.
    scale:
        The lowest and the highest answer that can be given.

    Returns
    -------
    ``nan`` if a dimension that counts has no answer.

    Raises
    ------
    Invalid
        If an answer is not on the scale, or the weights do not fit the dimensions.
    """
    _require(answers, scale)
    dimensions = answers.shape[1]
    counting = np.ones(dimensions) if weights is None else np.asarray(weights, dtype=np.float64)
    fits = counting.shape == (dimensions,) and (counting >= 0).all()
    if not fits or not 0 < counting.sum() < np.inf:
        raise Invalid(
            "wrong_weights",
            f"{dimensions} dimensions need as many weights of 0 or more, not all 0; "
            f"given were {counting.tolist()}",
        )
    used = counting > 0
    means = [_mean(column) for column in answers[:, used].T]
    lowest, highest = scale
    level = float(np.average(means, weights=counting[used]))
    return 100.0 * (level - lowest) / (highest - lowest)


def mean_by_customer(customer: NDArray[Any], values: Floats) -> float:
    """Return the mean over customers of the mean of their values; ``nan`` values do not count."""
    known = np.isfinite(values)
    numbers = pd.factorize(customer[known])[0]
    counts = np.bincount(numbers)
    return _mean(np.bincount(numbers, weights=values[known]) / counts)


def _where_known(score: Floats, values: NDArray[Any]) -> Floats:
    return np.where(np.isfinite(score), values, np.nan)


def _mean(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")


def _require(scores: Floats, scale: tuple[float, float]) -> None:
    lowest, highest = scale
    outside = scores[(scores < lowest) | (scores > highest)]
    if len(outside):
        raise Invalid(
            "outside_scale",
            f"{outside[0]:g} is not on the scale from {lowest:g} to {highest:g}; "
            "give answers on that scale, or say which one they are on",
        )
