"""Past exposures say whom an offer wins; campaigns find them and keep to their budget."""

from __future__ import annotations

import csv
import json
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import delete, insert, update

from crm.errors import Invalid, Refused
from crm.migrations import upgrade
from crm.store import Store
from crm.tables.events import customer_scores, offer_exposures, offers
from crm.tables.orders import orders
from crm.tables.people import customers
from crm.vault import Vault
from crm_models.history import history_of
from crm_models.uplift.experiments import Experiment, experiments
from crm_models.uplift.store_campaign import make_campaign
from crm_models.uplift.store_exposures import read_exposures
from tests.cli.conftest import Attune, attune, environment
from tests.models.exposed_shop import (
    CODE,
    CUSTOMERS,
    FIRST,
    SHOWN_DAYS_AGO,
    add_offer,
    add_orders,
    exposure,
    fill,
)

__all__ = ["attune", "environment"]


def read(store: Store, days: int = 30) -> Experiment:
    """Return the experiment of the only offer."""
    with store.reading() as unit:
        exposures = read_exposures(unit)
    with history_of(store) as history:
        return experiments(history, exposures, days)[0]


def test_a_campaign_finds_the_half_that_an_offer_wins(store: Store) -> None:
    """Who orders seldom gets it, not who would most likely buy; the budget lasts for fifty."""
    fill(store)
    made = make_campaign(store, 50 * 400)
    won = [int(reference[2:]) % 2 == 0 for reference, *_ in made.rows]

    assert made.offers[0].measured.better_than_random
    assert (50, 20_000) == (len(won), made.plan.ours.cost_minor)
    assert sum(won) >= 48
    assert made.plan.ours.orders > made.plan.at_random.orders > made.plan.to_likeliest.orders
    assert pytest.approx(50 * 0.7, abs=10) == made.plan.ours.orders


def test_an_offer_without_an_effect_is_refused_but_for_anyway(sqlite_store: Store) -> None:
    """Nothing better than random is known: it is said with the figures, and again in the list."""
    fill(sqlite_store, effect=0.0, seed=1)
    with pytest.raises(Refused, match=rf"{CODE}: Qini .* by chance up to .* --anyway") as caught:
        make_campaign(sqlite_store, 20_000)
    made = make_campaign(sqlite_store, 20_000, anyway=True)

    assert "no_better_than_random" == caught.value.code
    assert not made.offers[0].measured.better_than_random
    assert made.plan.ours.cost_minor <= 20_000
    figures = made.notes[0].removeprefix("no better than random is known of ")
    # The same seed: both times the same was found.
    assert figures in str(caught.value)


def test_features_know_nothing_of_what_came_after_the_exposure(sqlite_store: Store) -> None:
    """Orders and redemptions after it change what is learnt, not what it is learnt from."""
    fill(sqlite_store)
    before = read(sqlite_store)
    with sqlite_store.transaction() as unit:
        planted = [(key, days, 90_000) for key in range(FIRST, FIRST + 40) for days in (60.0, 59.0)]
        add_orders(unit, planted, first=100_000)
        late = {"redeemed_at": unit.now - timedelta(days=50)}
        unit.connection.execute(update(offer_exposures).values(late))
    after = read(sqlite_store)

    pd.testing.assert_frame_equal(before.known, after.known)
    assert [1.0] * 40 == after.ordered[after.customer < FIRST + 40].tolist()
    assert before.ordered.sum() < after.ordered.sum()


def test_a_feature_as_of_a_later_day_would_be_seen(sqlite_store: Store) -> None:
    """The same comparison tells when features leak: those of two weeks later do change."""
    fill(sqlite_store)
    honest = read(sqlite_store)
    with sqlite_store.reading() as unit:
        exposures = read_exposures(unit)
    with history_of(sqlite_store) as history:
        features = history.features(history.now - timedelta(days=46))
        leaking = exposures.known(features)

    assert not honest.known["recency_days"].equals(leaking["recency_days"])


def test_exposures_of_one_week_share_features_that_are_older_than_all(sqlite_store: Store) -> None:
    """Of two days of one week the later one does not know of the order between them."""
    with sqlite_store.transaction() as unit:
        add_offer(unit, 1, CODE)
        since = unit.now - timedelta(days=400)
        people = [
            {"id": key, "reference": f"C-{key}", "opaque_id": f"o-{key}", "created_at": since}
            for key in (1, 2, 3)
        ]
        unit.connection.execute(insert(customers), people)
        # Weeks since 1970 begin on Thursdays, and 60 days ago was one.
        add_orders(unit, [(1, 200, 1_000), (2, 200, 1_000), (2, 59, 1_000), (2, 40, 1_000)])
        rows = [exposure(unit, 1, 1, True, 60), exposure(unit, 1, 2, False, 58)]
        rows += [exposure(unit, 1, 2, True, 50), exposure(unit, 1, 3, True, 58)]
        rows += [exposure(unit, 1, 1, True, 3), exposure(unit, 1, 3, True, 2)]
        unit.connection.execute(insert(offer_exposures), rows)
    found = read(sqlite_store)

    assert [1, 2] == found.customer.tolist()
    assert ([1.0, 0.0], [0.0, 1.0]) == (found.treated.tolist(), found.ordered.tolist())
    assert [0.0, 1_000.0] == found.revenue_minor.tolist()
    assert found.known["orders"].nunique() == 1
    assert {"of who had been exposed before": 3, "of who had not ordered before": 1} == dict(
        found.left_out
    )


def test_redeemed_offers_of_the_past_are_known(sqlite_store: Store) -> None:
    """Shown twice and redeemed once before the day; what is redeemed later is not counted."""
    fill(sqlite_store)
    with sqlite_store.transaction() as unit:
        add_offer(unit, 2, "OLD")
        used = ((120, unit.now - timedelta(days=110)), (110, unit.now))
        rows = [exposure(unit, 2, FIRST, True, days) | {"redeemed_at": at} for days, at in used]
        unit.connection.execute(insert(offer_exposures), rows)
    found = read(sqlite_store)
    columns = ["offers_shown", "offers_redeemed", "offers_redeemed_share"]

    assert [2.0, 1.0, 1 / 3] == found.known[columns].iloc[0].tolist()
    assert 0.0 == found.known[columns].iloc[1:].to_numpy().sum()


def test_an_offer_is_given_only_to_whom_it_is_meant_for(sqlite_store: Store) -> None:
    """Its audience is looked up in the scores; who has none gets nothing, nor does who is gone."""
    fill(sqlite_store)
    with sqlite_store.transaction() as unit:
        unit.connection.execute(update(offers).values(audience={"churn_risk": ["high"]}))
        score = {
            "recency_days": 1, "frequency": 1, "monetary_minor": 1, "rfm": "111", "segment": "new",
            "cluster": 0, "value_band": "low", "lifetime_value_minor": 1, "churn_probability": 0.9,
            "reasons": {}, "model_versions": {}, "scored_at": unit.now,
        }  # fmt: skip
        scores = [score | {"customer_id": FIRST + 2 * n, "churn_risk": "high" if n < 9 else "low"}
                  for n in range(20)]  # fmt: skip
        unit.connection.execute(insert(customer_scores), scores)
        gone = customers.c.id == FIRST
        unit.connection.execute(update(customers).where(gone).values(erased_at=unit.now))
    made = make_campaign(sqlite_store, 1_000_000)

    assert {f"C-{FIRST + 2 * n}" for n in range(1, 9)} == {row[0] for row in made.rows}
    assert CUSTOMERS - 1 == made.customers


def test_too_little_to_learn_from_is_said_with_numbers(sqlite_store: Store) -> None:
    """Each error says what was found, what is needed and the way out."""
    with sqlite_store.reading() as unit:
        assert _code(lambda: read_exposures(unit)) == "no_exposures"
        assert _code(lambda: read_exposures(unit, ["GONE"])) == "no_such_offer"
    fill(sqlite_store, control=False)
    with pytest.raises(Invalid, match="none of 480 customers was held back") as caught:
        make_campaign(sqlite_store, 100)
    with pytest.raises(Invalid, match="480 shown less than 90 days ago") as early:
        make_campaign(sqlite_store, 100, days=90)
    with sqlite_store.transaction() as unit:
        seldom = offer_exposures.c.customer_id % 2 == 0
        unit.connection.execute(update(offer_exposures).where(seldom).values(treated=False))
        month = unit.now - timedelta(days=SHOWN_DAYS_AGO)
        unit.connection.execute(delete(orders).where(orders.c.placed_at > month))
    with pytest.raises(Invalid, match="0 of 240 customers who were shown it ordered; 20") as few:
        make_campaign(sqlite_store, 100)

    codes = [caught.value.code, early.value.code, few.value.code]
    assert ["no_control_group", "too_few_exposures", "too_few_outcomes"] == codes


def test_the_command_answers_in_json_and_writes_references(
    attune: Attune, environment: dict[str, str], tmp_path: Path
) -> None:
    """The list has no names and no e-mails, and costs what the answer says."""
    url = f"sqlite:///{tmp_path}/attune.db"
    upgrade(url)
    store = Store(url, Vault(environment["ATTUNE_DATA_KEY"]))
    fill(store)
    store.close()
    arguments = ("models", "offers", "--budget", "100", "--out", "list.csv", "--json")
    done = attune(*arguments, ATTUNE_DATABASE_URL=url)
    found = json.loads(done.stdout)
    with (tmp_path / "list.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert ["customer", "offer", "cost_minor", "effect"] == list(rows[0])
    assert (25, 10_000, 10_000) == (
        found["chosen"]["customers"], found["budget_minor"], sum(int(r["cost_minor"]) for r in rows)
    )  # fmt: skip
    assert [(CODE, 25, True)] == [
        (one["offer"], one["customers"], one["better_than_random"]) for one in found["offers"]
    ]
    assert {CODE} == {row["offer"] for row in rows}


def test_the_command_refuses_what_it_cannot_use(attune: Attune) -> None:
    """An amount that is none, a folder that is not there, a shop without exposures."""
    amount = attune("models", "offers", "--budget", "nan")
    folder = attune("models", "offers", "--budget", "5", "--out", "nowhere/list.csv")
    empty = attune("models", "offers", "--budget", "5", "--json")

    assert [1, 1, 1] == [done.returncode for done in (amount, folder, empty)]
    assert "--budget must be an amount from 0, not nan" in amount.stderr
    assert "there is no folder nowhere" in folder.stderr
    assert ("", True) == (empty.stdout, "no known customer was ever exposed" in empty.stderr)


def _code(do) -> str:  # type: ignore[no-untyped-def]
    with pytest.raises(Invalid) as caught:
        do()
    return caught.value.code
