"""Learners find whom a treatment changes, measures say so, and budgets are kept."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm_models.evaluation import uplift
from crm_models.uplift.learners import CANDIDATES, Uplift, choose
from crm_models.uplift.measures import auuc, effect, qini
from crm_models.uplift.offers import NO_OFFER, best_within_budget

MONEY = st.integers(0, 9)


def experiment(rows: int = 3_000, seed: int = 1) -> pd.DataFrame:
    """Return an experiment in which an e-mail brings back those who live near, and nobody else."""
    random = np.random.default_rng(seed)
    near = random.random(rows) < 0.5
    mailed = random.random(rows) < 0.5
    age = random.normal(size=rows)
    chance = 0.2 + 0.4 * (near & mailed) + 0.05 * (age > 0)
    return pd.DataFrame(
        {
            "place": np.where(near, "near", "far"),
            "age": age,
            "mail": np.where(mailed, "spring", "none"),
            "visit": (random.random(rows) < chance).astype(int),
        }
    )


def arrays(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return its columns as numbers: what was known, who was treated, what came of it."""
    known = np.column_stack([(frame["place"] == "near") - 0.5, frame["age"]])
    return known, (frame["mail"] == "spring").to_numpy(float), frame["visit"].to_numpy(float)


def test_qini_of_four_customers() -> None:
    """Areas that were drawn by hand: 3, 2 and -1.5 of 3 that are possible, over a line at 0."""
    outcome, treated = [1, 0, 0, 1], [1, 0, 1, 0]
    orders = ([4, 3, 2, 1], [3, 4, 2, 1], [1, 2, 3, 4], [5, 5, 5, 5])

    assert pytest.approx([1, 2 / 3, -0.5, 0]) == [qini(outcome, treated, u) for u in orders]


@pytest.mark.parametrize("measure", [qini, auuc])
def test_measures_know_order_alone(measure) -> None:  # type: ignore[no-untyped-def]
    """The knowing order is better than chance, and only the order of predictions counts."""
    frame = experiment()
    known, treated, outcome = arrays(frame)
    uplift_of = 0.4 * (known[:, 0] > 0) + 0.001 * known[:, 1]
    chance = np.mean(
        [measure(outcome, treated, np.random.default_rng(i).random(3_000)) for i in range(30)]
    )

    assert measure(outcome, treated, uplift_of) > 0.1
    assert abs(chance) < 0.03
    assert measure(outcome, treated, uplift_of) == measure(outcome, treated, np.exp(uplift_of))


def test_no_outcome_has_no_qini() -> None:
    """Without any outcome there is no better order: the figure is not a number."""
    assert np.isnan(qini([0, 0, 0], [1, 0, 1], [3, 2, 1]))


def test_effect_is_the_difference_of_means() -> None:
    """Means of 3 and 1, variances of 2 over two rows each."""
    ate, error = effect([2, 4, 0, 2], [1, 1, 0, 0])

    assert (2.0, pytest.approx(np.sqrt(2.0))) == (ate, error)


@pytest.mark.parametrize("name", CANDIDATES)
@pytest.mark.parametrize("amount", [False, True])
def test_learners_find_who_is_changed(name: str, amount: bool) -> None:
    """Predicted effects are near the true ones, for a yes and no and for amounts."""
    known, treated, outcome = arrays(experiment(6_000))
    if amount:
        outcome = outcome * 10.0 + known[:, 1]
    found = Uplift(name, seed=3).fit(known, treated, outcome).score(known)
    again = Uplift(name, seed=3).fit(known, treated, outcome).score(known)
    near = known[:, 0] > 0

    np.testing.assert_array_equal(found, again)
    # A linear S-learner has one effect for all; the others must tell the two groups apart.
    if name != "S-learner, linear":
        scale = 10.0 if amount else 1.0
        assert found[near].mean() == pytest.approx(0.4 * scale, abs=0.12 * scale)
        assert found[~near].mean() == pytest.approx(0.0, abs=0.12 * scale)


def test_the_choice_is_the_best_of_all() -> None:
    """The learner with the largest cross-validated Qini is fitted on all rows."""
    model, figures = choose(*arrays(experiment()), folds=3)

    assert set(CANDIDATES) == set(figures)
    assert max(figures.values()) == figures[model.name]


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(
            st.tuples(st.tuples(MONEY, MONEY), st.tuples(MONEY, MONEY)), min_size=n, max_size=n
        )
    ),
    st.integers(0, 30),
)
def test_offers_keep_the_budget_and_lose_little(
    customers: list[tuple[tuple[int, int], tuple[int, int]]], budget: int
) -> None:
    """At most one step's gain is lost against the best of all choices, and nothing is overspent."""
    gain = np.array([pair[0] for pair in customers], dtype=float)
    cost = np.array([pair[1] for pair in customers])
    chosen, spent = best_within_budget(gain, cost, budget)
    picked = [(i, k) for i, k in enumerate(chosen.tolist()) if k != NO_OFFER]
    best = max(
        sum(gain[i, k] for i, k in enumerate(choice) if k != NO_OFFER)
        for choice in product([NO_OFFER, 0, 1], repeat=len(customers))
        if sum(cost[i, k] for i, k in enumerate(choice) if k != NO_OFFER) <= budget
    )
    reached = sum(gain[i, k] for i, k in picked)

    assert spent == sum(cost[i, k] for i, k in picked) <= budget
    assert best - gain.max() <= reached <= best
    assert all(gain[i, k] > 0 for i, k in picked)


def test_offers_that_harm_are_not_made() -> None:
    """Nobody gets an offer that is expected to lose, however large the budget."""
    gain = np.array([[-1.0, -2.0], [3.0, 5.0], [0.0, 1.0]])
    chosen, spent = best_within_budget(gain, np.array([10, 20]), 1_000)

    assert ([NO_OFFER, 1, 1], 40) == (chosen.tolist(), spent)
    with pytest.raises(Invalid, match="-1"):
        best_within_budget(gain, np.array([10, 20]), -1)


def write(folder: Path, frame: pd.DataFrame) -> Path:
    """Return the file that a table is written to."""
    frame.to_csv(folder / "experiment.csv", index=False)
    return folder / "experiment.csv"


def test_an_experiment_is_evaluated(tmp_path: Path) -> None:
    """The effect and the ranking are found, a third arm and blanks are left out and counted."""
    frame = experiment(1_500)
    frame["visit"] = frame["visit"].map({1: "yes", 0: "no"})
    frame.loc[:9, "mail"] = "summer"
    frame.loc[10:14, "visit"] = None
    file = write(tmp_path, frame)
    found = uplift.evaluate(file, "mail", "visit", "spring", "none", folds=2, seed=5)

    assert 1_485 == found["rows"] == found["treated"] + found["control"]
    assert found["ate_low"] < 0.2 < found["ate_high"]
    assert found["qini"] > 0.1 > abs(found["qini_random"])
    assert found["auuc"] > 0.05
    assert found["model"] in CANDIDATES
    assert "10 rows with another or no mail were left out" in found["notes"]
    assert "5 rows without visit were left out" in found["notes"]
    assert found == uplift.evaluate(file, "mail", "visit", "spring", "none", folds=2, seed=5)


def test_columns_that_are_dropped_are_not_learnt_from(tmp_path: Path) -> None:
    """Only the columns that are left are named."""
    frame = experiment(400).assign(after=lambda table: table["visit"])
    found = uplift.evaluate(write(tmp_path, frame), "mail", "visit", drop=["after"], folds=2)

    assert ["place", "age"] == found["columns"]


@pytest.mark.parametrize(
    ("change", "options", "said"),
    [
        ({"mail": ["a", "b", "c"] * 100}, {}, r"'a' \(100\).*--treated VALUE and --control VALUE"),
        ({"mail": ["a", "b", "c"] * 100}, {"treated": "a", "control": "x"}, "no value 'x'"),
        ({"mail": "a"}, {}, "two arms"),
        ({"visit": 0}, {}, "column 'visit' is 0 in all"),
        ({"visit": [1] * 12 + [0] * 288}, {}, "other than 0 in . of .* 20 are needed"),
        ({"visit": "perhaps"}, {}, "300 of 300 values are not numbers, such as 'perhaps'"),
        ({"mail": ["none"] * 290 + ["spring"] * 10}, {}, "'spring' is in 10 rows"),
        ({}, {"outcome": "visits"}, "no column 'visits'"),
        ({}, {"drop": ["place", "age"]}, "no column is left"),
    ],
)
def test_bad_experiments_are_refused(
    tmp_path: Path, change: dict[str, object], options: dict[str, object], said: str
) -> None:
    """One sentence names the column and what was found."""
    file = write(tmp_path, experiment(300).assign(**change))
    with pytest.raises(Invalid, match=said):
        uplift.evaluate(file, **{"treatment": "mail", "outcome": "visit", **options})  # type: ignore[arg-type]
