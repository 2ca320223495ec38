"""Measures of satisfaction are those of the field, and each customer counts once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.acceptance import accept
from crm.errors import Invalid
from crm.readings import Reading, keep_reading
from crm.store import Store
from crm_models.evaluation.satisfaction import evaluate, of_store
from crm_models.satisfaction import (
    csat,
    mean_by_customer,
    net_promoter_score,
    net_sentiment,
    survey_index,
)
from tests.shop import add_conversation, add_customer

ANSWERS = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 5)), min_size=1, max_size=60)


def columns(rows: list[tuple[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    """Return who answered, and what."""
    return np.array([row[0] for row in rows]), np.array([row[1] for row in rows], dtype=np.float64)


def test_whoever_answers_most_does_not_decide() -> None:
    """Nine bad answers of one customer and a good one of another are half satisfied."""
    customer, score = columns([(1, 1.0)] * 9 + [(2, 5.0)])

    assert 0.5 == csat(customer, score)


@pytest.mark.parametrize(("expected", "score"), [(0, 1), (0, 3), (1, 4), (1, 5)])
def test_four_and_five_of_five_are_satisfied(expected: float, score: float) -> None:
    """The upper two of five; a blank is no answer."""
    assert expected == csat(np.array([1, 1]), np.array([score, np.nan]))


@pytest.mark.parametrize(
    ("expected", "score"), [(-100, 0), (-100, 6), (0, 7), (0, 8), (100, 9), (100, 10)]
)
def test_promoters_and_detractors(expected: float, score: float) -> None:
    """Nine and ten are for the shop, six and less against it, the others neither."""
    assert expected == net_promoter_score(np.array([1]), np.array([float(score)]))


@given(ANSWERS)
def test_csat_is_the_plain_share_when_each_answers_once(rows: list[tuple[int, int]]) -> None:
    """Of different customers it is the number of 4 and 5 among all."""
    _, score = columns(rows)

    assert (score >= 4).mean() == pytest.approx(csat(np.arange(len(rows)), score))


@given(ANSWERS, st.integers(1, 5))
def test_the_same_answers_again_change_nothing(rows: list[tuple[int, int]], times: int) -> None:
    """Neither does their order: it is the customers that count."""
    customer, score = columns(rows)
    expected = csat(customer, score)

    assert 0 <= expected <= 1
    assert expected == pytest.approx(csat(np.tile(customer, times), np.tile(score, times)))
    assert expected == pytest.approx(csat(customer[::-1], score[::-1]))


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(-1, 1)), min_size=1, max_size=60))
def test_opposite_sentiments_have_the_opposite_net(rows: list[tuple[int, float]]) -> None:
    """From -100 to 100, with messages that are neither in the middle."""
    customer, sentiment = columns(rows)
    found = net_sentiment(customer, sentiment)

    assert -100 <= found <= 100
    assert -found == pytest.approx(net_sentiment(customer, -sentiment))
    assert 0 == net_sentiment(customer, np.zeros(len(rows)))


@given(
    st.lists(st.tuples(st.integers(1, 10), st.integers(1, 10)), min_size=1, max_size=40),
    st.floats(0.1, 9),
)
def test_an_index_lies_between_those_of_its_dimensions(
    rows: list[tuple[int, int]], weight: float
) -> None:
    """Whatever the weights; only their ratio counts, and all the highest answers are 100."""
    answers = np.array(rows, dtype=np.float64)
    both = survey_index(answers, [weight, 1.0])
    alone = sorted(survey_index(answers[:, [column]]) for column in (0, 1))

    assert alone[0] - 1e-9 <= both <= alone[1] + 1e-9
    assert both == pytest.approx(survey_index(answers, [3 * weight, 3.0]))
    assert 100 == survey_index(np.full((2, 2), 10.0))
    assert 0 == survey_index(np.ones((2, 2)))


def test_an_index_by_hand() -> None:
    """Means 8 and 5 with weights 3 and 1 are 7.25 on a scale from 1 to 10: 69.4 of 100."""
    answers = np.array([[7.0, 5.0], [9.0, np.nan]])

    assert 100 * 6.25 / 9 == pytest.approx(survey_index(answers, [3, 1]))
    assert 100 * 6.25 / 9 == pytest.approx(
        survey_index(np.column_stack([answers, [np.nan, np.nan]]), [3, 1, 0])
    )


def test_without_answers_there_is_no_figure() -> None:
    """It is missing rather than nothing."""
    nobody, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)

    assert np.isnan([
        csat(nobody, nothing), net_promoter_score(nobody, nothing), net_sentiment(nobody, nothing),
        mean_by_customer(nobody, nothing), survey_index(np.zeros((0, 1))),
    ]).all()  # fmt: skip


def test_what_is_not_on_the_scale_is_refused() -> None:
    """The error has the answer and the scale; weights must fit."""
    with pytest.raises(Invalid, match="7 is not on the scale from 1 to 5"):
        csat(np.array([1]), np.array([7.0]))
    with pytest.raises(Invalid, match="-2 is not on the scale from -1 to 1"):
        net_sentiment(np.array([1]), np.array([-2.0]))
    for weights in ([1.0], [0.0, 0.0], [1.0, -1.0], [1.0, float("nan")]):
        with pytest.raises(Invalid, match="2 dimensions need as many weights"):
            survey_index(np.ones((1, 2)), weights)


def test_figures_of_a_survey_s_file(tmp_path: Path) -> None:
    """Rows without a customer are left out and told; each dimension has its own index."""
    table = pd.DataFrame({
        "who": ["a", "a", "b", None], "csat": [5, 1, 4, 1], "price": [5, 5, 5, 1],
        "help": [1, 1, None, 5],
    })  # fmt: skip
    table.to_csv(tmp_path / "survey.csv", index=False)
    found = evaluate(tmp_path / "survey.csv", "who", "csat", ["price", "help"])

    assert {
        "rows": 3, "customers": 2, "answers": 3, "csat": 0.75, "survey_index": 50.0,
        "dimensions": [
            {"dimension": "price", "index": 100.0}, {"dimension": "help", "index": 0.0},
        ],
        "notes": ["1 rows without 'who' were left out"],
    } == found  # fmt: skip


def test_the_store_s_messages_have_a_net_sentiment(store: Store) -> None:
    """Two angry messages of one customer and a happy one of another are even; guests count not."""
    with store.transaction() as unit:
        people = (add_customer(unit), add_customer(unit, email="b@example.org"), None)
        for person, scores in zip(people, ((-0.9, -0.4), (0.8,), (-1.0,)), strict=True):
            talk = add_conversation(unit, person)
            for score in scores:
                key = accept(unit, talk.public_id, f"m{score}", "well").message_key
                keep_reading(unit, key, talk.id, reading(score))
        found = of_store(unit)

    assert {"messages": 3, "customers": 2, "net_sentiment": 0.0, "notes": []} == found


def reading(score: float) -> Reading:
    """Return what was read of a message with a sentiment."""
    return Reading.from_json({
        "intent": "other", "confidence": 0.9, "ranking": [], "entities": [],
        "sentiment": {"label": "neutral", "score": score}, "frustration": 0.0,
        "model_version": "one", "milliseconds": 5.0,
    })  # fmt: skip
