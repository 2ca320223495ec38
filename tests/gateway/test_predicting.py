"""Predictions over the REST API: only for the shop's programs, with scores and reasons."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from crm import privacy
from crm.complaints import complain
from crm.requester import requester_for
from crm.store import Store
from crm.tables.catalogue import products
from crm.tables.events import customer_scores
from crm.tables.people import customers
from crm_models.kinds.recommend import Recommend
from crm_models.product_texts import read_products
from crm_models.purchase_lines import read_purchases
from crm_models.registry import register
from tests.gateway.predicting import ask
from tests.gateway.service import Service, settings_in
from tests.gateway.turn_engine import FakeEngine
from tests.models.small_kind import SmallChurn, SmallSegment, use
from tests.project_tree import PROJECT
from tests.shop import Person, add_conversation, add_customer, add_order, add_product
from tests.tailored_shop import add_recommendations, add_scores

KINDS = {"segment": SmallSegment, "churn": SmallChurn}


@pytest.fixture
async def serving(store: Store, fake_engine: FakeEngine, tmp_path: Path) -> AsyncIterator[Service]:
    """Return a running service that serves small models, once on each database."""
    running = Service(store, fake_engine, settings_in(tmp_path), kinds=KINDS)
    await running.start()
    yield running
    await running.stop()


def scored(store: Store, **values: Any) -> Person:
    """Add a customer whom the models have scored."""
    with store.transaction() as unit:
        person = add_customer(unit)
        add_scores(unit, person)
        versions = {"model_versions": dict.fromkeys(("segment", "churn", "recommend"), "v1")}
        unit.connection.execute(update(customer_scores).values(versions | values))
    return person


def reference_of(store: Store, person: Person) -> str:
    """Return the shop's reference of a customer."""
    with store.reading() as unit:
        query = select(customers.c.reference).where(customers.c.id == person.id)
        return str(unit.connection.scalar(query))


async def test_rows_are_clustered(serving: Service, store: Store, tmp_path: Path) -> None:
    """Rows given in full get their clusters, segments and reasons, in order."""
    use(store, tmp_path, SmallSegment(), "a")

    assert (
        200,
        {
            "segment": ["loyal", "promising"],
            "cluster": [1, 0],
            "reasons": [["has ordered 5 times"], ["has ordered 1 times"]],
            "model": "a",
        },
    ) == await ask(serving, "segment")


async def test_stored_customers_have_adjusted_scores(serving: Service, store: Store) -> None:
    """Who is stored is told of as the store knows them; who is not is neutral."""
    anna = scored(store, churn_probability=0.5)
    with store.transaction() as unit:
        talk = add_conversation(unit, anna)
        complain(unit, requester_for(unit, talk.public_id, anna.opaque_id), "It broke")
    asked = {"customers": [reference_of(store, anna), "nobody"]}
    _, answer = await ask(serving, "churn", asked)

    assert [pytest.approx(2 / 3), 0.5] == answer["churn_probability"]
    assert [True, False] == answer["known"]
    assert [["complained on 15 June 2026", "has not ordered for 90 days"], []] == answer["reasons"]
    assert ("v1", None) == (answer["model"], answer["scored_at"][1])


async def test_stored_customers_have_products(serving: Service, store: Store) -> None:
    """What is recommended is named with what speaks for it."""
    anna = scored(store)
    with store.transaction() as unit:
        register(unit, "recommend", "r1", Path("recommend.npz"), {})
        kettle, pot = add_product(unit, "Kettle"), add_product(unit, "Pot")
        add_recommendations(unit, anna, [(kettle, pot), (pot, None)])
    _, answer = await ask(serving, "recommend", {"customers": [reference_of(store, anna), "x"]})

    assert [["Kettle", "Pot"], []] == [[p["title"] for p in one] for one in answer["products"]]
    assert [["Kettle: because they bought the Pot"], []] == answer["reasons"]
    assert ("r1", [True, False]) == (answer["model"], answer["known"])


async def test_baskets_get_products(serving: Service, store: Store, tmp_path: Path) -> None:
    """What was bought leads to what goes with it; who bought nothing known gets what is popular."""
    with store.transaction() as unit:
        goods = [add_product(unit, name) for name in ("Kettle", "Pot", "Lamp", "Bulb")]
        for number in range(24):
            pair = goods[:2] if number % 3 else goods[2:]
            person = add_customer(unit, email=f"person{number}@example.org")
            add_order(unit, person, [(item, 1) for item in pair], placed_days_ago=number + 1)
        model = Recommend().fit(read_purchases(unit), read_products(unit), unit.now)
        skus = dict(unit.connection.execute(select(products.c.name, products.c.sku)).all())
    use(store, tmp_path, model, "r1")
    rows = [
        {"products": [skus["Lamp"]]},
        {"products": [{"sku": skus["Kettle"], "days_ago": 3}, "unknown"]},
        {"recency": 5},
    ]
    status, answer = await ask(serving, "recommend", {"data": rows})
    titles = [[product["title"] for product in one] for one in answer["products"]]

    assert (200, "r1") == (status, answer["model"])
    assert ["Bulb", "Pot"] == [one[0] for one in titles[:2]]
    assert ["Bulb: because they bought the Lamp"] == answer["reasons"][0][:1]
    assert {"Kettle", "Pot", "Lamp", "Bulb"} == set(titles[2])
    assert "popular at the moment" in answer["reasons"][2][0]


async def test_baskets_without_a_model_get_nothing(service: Service) -> None:
    """Until a recommender is trained the lists are empty, with a note."""
    _, answer = await ask(service, "recommend", {"data": [{"products": ["TEA-1"]}, {}]})

    assert ([[], []], None) == (answer["products"], answer["model"])
    assert "not trained" in answer["note"]


async def test_an_erased_customer_is_unknown(serving: Service, store: Store) -> None:
    """After erasure neither the old reference nor the new one leads to scores."""
    anna = scored(store)
    old = reference_of(store, anna)
    with store.transaction() as unit:
        privacy.erase(unit, anna.id)
    _, answer = await ask(serving, "churn", {"customers": [old, reference_of(store, anna)]})

    assert ([False, False], None) == (answer["known"], answer["model"])


async def test_a_thousand_rows_are_answered(serving: Service, store: Store, tmp_path: Path) -> None:
    """The most that may be asked for is answered in full."""
    use(store, tmp_path, SmallSegment(), "a")
    _, given = await ask(serving, "segment", {"data": [{"orders": 4}] * 1000})
    _, stored = await ask(serving, "segment", {"customers": ["x"] * 1000})

    assert (1000, 1000) == (len(given["cluster"]), len(stored["segment"]))


async def test_models_may_be_missing(serving: Service, store: Store, tmp_path: Path) -> None:
    """The service is ready all the same, says which are missing, and answers neutrally."""
    use(store, tmp_path, SmallSegment(), "a")
    churn = use(store, tmp_path, SmallChurn(), "b")
    churn.path.write_bytes(b"PK")
    async with serving.client.get("/readyz") as response:
        ready = await response.json()
        status = response.status
    _, answer = await ask(serving, "churn")

    assert (200, "ready") == (status, ready["status"])
    assert {"churn", "value", "need", "recommend"} == set(ready["models_missing"])
    assert "not the one that was trained" in ready["models_missing"]["churn"]
    assert (["middle", "middle"], None) == (answer["churn_risk"], answer["model"])
    assert "not the one that was trained" in answer["note"]


async def test_a_promoted_model_answers_at_once(
    serving: Service, store: Store, tmp_path: Path
) -> None:
    """A model that comes into use is served without a restart."""
    answers = []
    for version, limit in (("a", 3), ("b", 9)):
        use(store, tmp_path, SmallSegment(limit), version)
        answers.append((await ask(serving, "segment"))[1])

    assert [("a", [1, 0]), ("b", [0, 0])] == [(a["model"], a["cluster"]) for a in answers]


def test_a_service_that_predicts_nothing_loads_no_models() -> None:
    """The libraries of the models wait until somebody asks for a prediction."""
    look = "import sys, gateway.app; print({'pandas', 'sklearn', 'duckdb'} & sys.modules.keys())"
    command = [sys.executable, "-c", look]
    found = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT)

    assert "set()" == found.stdout.strip()
