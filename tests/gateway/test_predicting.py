"""Predictions over the REST API: only for the shop's programs, with scores and reasons."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from sqlalchemy import select, update

from crm import privacy
from crm.complaints import complain
from crm.requester import requester_for
from crm.setting_kinds import Rate
from crm.store import Store
from crm.tables.catalogue import products
from crm.tables.events import customer_scores
from crm.tables.people import customers
from crm_models.kinds.recommend import Recommend
from crm_models.product_texts import read_products
from crm_models.purchase_lines import read_purchases
from crm_models.registry import register
from tests.gateway.service import SHOP_SECRET, TOKEN_KEY, Service, SignIn, settings_in
from tests.gateway.turn_engine import FakeEngine
from tests.models.small_kind import SmallChurn, SmallSegment, use
from tests.project_tree import PROJECT
from tests.shop import Person, add_conversation, add_customer, add_order, add_product
from tests.tailored_shop import add_recommendations, add_scores

LATER = {"sku": "x", "days_ago": -1}
KINDS = {"segment": SmallSegment, "churn": SmallChurn}
ROWS = {"data": [{"recency": 3, "frequency": 5, "monetary": 120.5}, {"orders": 1}]}


@pytest.fixture
async def serving(store: Store, fake_engine: FakeEngine, tmp_path: Path) -> AsyncIterator[Service]:
    """Return a running service that serves small models, once on each database."""
    running = Service(store, fake_engine, settings_in(tmp_path), kinds=KINDS)
    await running.start()
    yield running
    await running.stop()


async def ask(
    service: Service, kind: str, body: Any = ROWS, token: str | None = None
) -> tuple[int, dict[str, Any]]:
    """Ask for a prediction, as a program of the shop unless another token is given."""
    token = service.gateway.identity.server_token("reports") if token is None else token
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with service.client.post(
        f"/api/v1/predict/{kind}", json=body, headers=headers
    ) as response:
        return response.status, await response.json()


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

    assert [pytest.approx(2 / 3), None] == answer["churn_probability"]
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


async def test_only_programs_of_the_shop_may_ask(service: Service, sign_in: SignIn) -> None:
    """No token, a customer's, a conversation's, a desk's session: none opens it."""
    identity = service.gateway.identity
    talk = await service.begin()
    exp = service.gateway.store.store.clock().timestamp()
    claims = {"aud": "attune:server", "sub": "reports", "exp": exp + 600}
    refused = [
        "",
        "x",
        talk.token,
        identity.customer_token("C-1"),
        jwt.encode(claims, TOKEN_KEY, "HS256"),
        jwt.encode(claims | {"exp": exp - 1}, SHOP_SECRET, "HS256"),
        jwt.encode(claims | {"exp": exp + 7200}, SHOP_SECRET, "HS256"),
        jwt.encode(claims | {"sub": " "}, SHOP_SECRET, "HS256"),
        jwt.encode(claims, "", "none"),
    ]
    desk = await sign_in("Dora")
    async with desk.session.post(
        "/api/v1/predict/segment", json=ROWS, headers=desk.csrf
    ) as response:
        at_desk = response.status
    good = jwt.encode(claims, SHOP_SECRET, "HS256")

    assert [401] * len(refused) == [(await ask(service, "segment", token=t))[0] for t in refused]
    assert 401 == at_desk
    assert 200 == (await ask(service, "segment", token=good))[0]
    async with service.client.post(
        "/api/v1/conversations", json={"customer_token": good}
    ) as response:
        assert 401 == response.status


@pytest.mark.parametrize(
    ("kind", "body", "status", "code"),
    [
        ("horoscope", ROWS, 404, "no_such_kind"),
        ("segment", {}, 422, "customers_or_data"),
        ("segment", {"data": [{}], "customers": ["x"]}, 422, "customers_or_data"),
        ("segment", {"data": [{}], "extra": 1}, 422, "customers_or_data"),
        ("segment", [], 422, "not_an_object"),
        ("segment", {"data": []}, 422, "rows_invalid"),
        ("segment", {"data": [{}] * 1001}, 422, "rows_invalid"),
        ("segment", {"data": [{"orders": "many"}]}, 422, "wrong_value"),
        ("segment", {"data": [{"shoe_size": 41}]}, 422, "no_such_feature"),
        ("recommend", {"data": [{"shoe_size": 41}]}, 422, "no_such_feature"),
        ("recommend", {"data": [{"products": "TEA-1"}]}, 422, "products_invalid"),
        ("recommend", {"data": [{"products": [5]}]}, 422, "products_invalid"),
        ("recommend", {"data": [{"products": ["a\0b"]}]}, 422, "products_invalid"),
        ("recommend", {"data": [{"products": ["x"] * 201}]}, 422, "products_invalid"),
        ("recommend", {"data": [{"products": ["x"] * 200}] * 101}, 422, "products_invalid"),
        ("recommend", {"data": [{"products": [LATER]}]}, 422, "products_invalid"),
        (
            "recommend",
            {"data": [{"products": [LATER | {"days_ago": 0, "x": 1}]}]},
            422,
            "products_invalid",
        ),
        ("segment", {"customers": []}, 422, "customers_invalid"),
        ("segment", {"customers": "C-1"}, 422, "customers_invalid"),
        ("segment", {"customers": [1]}, 422, "customers_invalid"),
        ("segment", {"customers": ["a\0b"]}, 422, "customers_invalid"),
        ("segment", {"customers": ["x"] * 1001}, 422, "customers_invalid"),
    ],
)
async def test_bad_requests_are_named(
    service: Service, kind: str, body: Any, status: int, code: str
) -> None:
    """What cannot be answered is a problem with a code, never a 500."""
    got, answer = await ask(service, kind, body)

    assert (status, code) == (got, answer["code"])


async def test_a_body_has_an_end(service: Service) -> None:
    """More bytes than a thousand rows take are refused, not read."""
    headers = {"Authorization": f"Bearer {service.gateway.identity.server_token('reports')}"}
    body = io.BytesIO(b'{"data": [' + b" " * 3_000_000 + b"{}]}")
    async with service.client.post(
        "/api/v1/predict/segment", data=body, headers=headers
    ) as response:
        assert (413, "too_large") == (response.status, (await response.json())["code"])


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
    assert (["low", "low"], None) == (answer["churn_risk"], answer["model"])
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


async def test_askers_are_limited(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> None:
    """An address that asks too often waits, whether its tokens are good or not."""
    settings = settings_in(tmp_path, predictions_per_address=Rate(2, 1 / 3600))
    running = Service(sqlite_store, fake_engine, settings)
    await running.start()
    statuses = [(await ask(running, "segment", token=token))[0] for token in ("x", None, None)]
    await running.stop()

    assert [401, 200, 429] == statuses


def test_a_service_that_predicts_nothing_loads_no_models() -> None:
    """The libraries of the models wait until somebody asks for a prediction."""
    look = "import sys, gateway.app; print({'pandas', 'sklearn', 'duckdb'} & sys.modules.keys())"
    command = [sys.executable, "-c", look]
    found = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT)

    assert "set()" == found.stdout.strip()
