"""Health, description, pages, the demo shop and the engine's way in."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import pytest
from sqlalchemy import insert

from crm.catalogue import Product
from crm.store import Store
from crm.tables.catalogue import categories, products
from gateway.demo import DemoShop
from gateway.limits import Buckets, Rate, TooMany
from gateway.openapi import description
from tests.gateway.service import SHOP_SECRET, Service, settings_in
from tests.gateway.turn_engine import TOKEN, FakeEngine


@dataclass(frozen=True)
class Someone:
    """One of a cast."""

    reference: str
    name: str
    note: str
    guest: bool


def draw(product: Product) -> str:
    """Return a picture of a product."""
    return f"<svg><title>{product.id}</title></svg>"


@pytest.fixture
async def demo(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> AsyncIterator[Service]:
    """Return a service with a demo shop of 30 products."""
    with sqlite_store.transaction() as unit:
        category = {"slug": "tea", "name": "Tea", "aliases": []}
        unit.connection.execute(insert(categories).values(category))
        for n in range(1, 31):
            row = {
                "sku": f"SKU-{n}",
                "name": f"Product {n}",
                "description": "Good",
                "category_id": 1 if n <= 5 else None,
                "price_minor": 100 * n,
                "currency": "EUR",
                "attributes": {"colours": ["red"]},
                "aliases": [],
                "stock": n,
                "created_at": unit.now,
            }
            unit.connection.execute(insert(products).values(row))
    cast = (Someone("C-1", "Amelia", "loyal", False), Someone("G-1", "Gus", "a guest", True))
    service = Service(
        sqlite_store,
        fake_engine,
        settings_in(tmp_path, demo=True),
        demo_shop=DemoShop(cast, draw),
    )
    await service.start()
    yield service
    await service.stop()


async def test_readiness_tells_the_truth(service: Service) -> None:
    """Ready while the engine is; else 503 with the reason, while the process still lives."""
    statuses = []
    for service.engine.up in (True, False, True):
        async with service.client.get("/readyz") as response:
            statuses.append((response.status, (await response.json()).get("detail")))
    async with service.client.get("/healthz") as response:
        alive = response.status

    assert [(200, None), (503, "the fake engine is down"), (200, None)] == statuses
    assert 200 == alive


async def test_an_old_schema_is_not_ready(service: Service, sqlite_store: Store) -> None:
    """A store that lacks a migration is named as the reason."""
    with sqlite_store.transaction() as unit:
        unit.connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    async with service.client.get("/readyz") as response:
        assert (503, "the customer store has an old schema: run `attune up`") == (
            response.status,
            (await response.json())["detail"],
        )


async def test_metrics_count(service: Service) -> None:
    """Turns, messages and sockets are counted for Prometheus."""
    talk = await service.begin()
    await talk.say("m1", "Hello")
    socket = await talk.connect()
    await socket.until(type="welcome")
    async with service.client.get("/metrics") as response:
        text = await response.text()

    expected = [
        'attune_turns_total{outcome="answered"} 1.0',
        "attune_messages_total 1.0",
        'attune_sockets{kind="customer"} 1.0',
        "attune_engine_ready 1.0",
        "attune_turn_seconds_count 1.0",
    ]
    assert [] == [line for line in expected if line not in text]


async def test_the_description_is_of_the_real_routes(service: Service) -> None:
    """Every public route is described, and nothing else."""
    async with service.client.get("/openapi.json") as response:
        described = await response.json()
    assert service.client.app is not None
    routes = {
        (route.method, route.resource.canonical)
        for route in service.client.app.router.routes()
        if route.method != "HEAD" and route.resource is not None
    }
    api = re.compile(r"/(api|desk/api|healthz|readyz|metrics|openapi\.json)(/|$)")
    expected = {(method, path) for method, path in routes if api.match(path)}
    actual = {
        (method.upper(), path)
        for path, operations in described["paths"].items()
        for method in operations
    }

    assert expected == actual


def references(node: Any) -> Iterator[str]:
    """Yield all references in a description."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_the_description_is_whole() -> None:
    """Every reference leads to something, and every schema is used."""
    described = description()
    used = set(references(described))
    held = {
        f"#/components/{kind}/{name}"
        for kind in ("schemas", "responses")
        for name in described["components"][kind]
    }

    assert held == used


async def test_answers_fit_the_description(service: Service) -> None:
    """A real turn has exactly the properties that the description names."""
    talk = await service.begin()
    _, answer = await talk.say("m1", "Hello")
    schemas = description()["components"]["schemas"]

    for name, value in (
        ("Turn", answer),
        ("Message", answer["message"]),
        ("Message", answer["replies"][0]),
        ("Reading", answer["reading"]),
    ):
        schema = schemas[name]
        assert set(schema["required"]) <= value.keys() <= schema["properties"].keys()


@pytest.fixture
def pages(sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path) -> Service:
    """Return a service whose pages are small files."""
    folder = tmp_path / "dist"
    for name in ("shop/index.html", "desk/index.html", "widget/frame.html", "widget/loader.js"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    for bundle in ("shop", "desk", "widget"):
        (folder / bundle / "assets" / bundle).mkdir(parents=True)
        (folder / bundle / "assets" / bundle / "index-a1.js").write_text(bundle)
    (tmp_path / "secret.js").write_text("secret")
    return Service(sqlite_store, fake_engine, settings_in(tmp_path), dist=folder)


@pytest.mark.parametrize(
    ("path", "text", "ancestors"),
    [
        ("/desk", "desk/index.html", "frame-ancestors 'none'"),
        ("/desk/", "desk/index.html", "frame-ancestors 'none'"),
        ("/widget/frame", "widget/frame.html", "frame-ancestors 'self' https://shop.example"),
        ("/widget/frame?host=x", "widget/frame.html", "frame-ancestors 'self'"),
        ("/widget/loader.js", "widget/loader.js", "frame-ancestors 'none'"),
        ("/assets/shop/index-a1.js", "shop", "frame-ancestors 'none'"),
        ("/assets/desk/index-a1.js", "desk", "frame-ancestors 'none'"),
    ],
)
async def test_pages_are_sent_with_strict_headers(
    pages: Service, path: str, text: str, ancestors: str
) -> None:
    """Each page comes with a policy that allows only what it needs, and says who may frame it."""
    pages.settings = dataclasses.replace(pages.settings, allowed_origins=("https://shop.example",))
    await pages.start()
    async with pages.client.get(path) as response:
        body, headers = await response.text(), response.headers
    await pages.stop()

    assert text == body
    assert ancestors in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert ("nosniff", "no-referrer") == (
        headers["X-Content-Type-Options"],
        headers["Referrer-Policy"],
    )


@pytest.mark.parametrize(
    "path",
    [
        "/assets/shop/none.js",
        "/assets/other/index-a1.js",
        "/assets/shop/..%2f..%2f..%2f..%2fsecret.js",
        "/assets/shop/.hidden",
        "/widget/../secret.js",
        "/widget/index.html",
    ],
)
async def test_nothing_else_is_sent(pages: Service, path: str) -> None:
    """Files outside the pages, hidden ones and unknown ones are not found."""
    await pages.start()
    async with pages.client.get(path) as response:
        status = response.status
    await pages.stop()

    assert 404 == status


async def test_outside_the_demo_the_start_leads_to_the_desk(service: Service) -> None:
    """A real shop has no demo page at the start."""
    async with service.client.get("/", allow_redirects=False) as response:
        assert (302, "/desk") == (response.status, response.headers["Location"])


async def test_the_demo_shows_its_products(demo: Service) -> None:
    """Products come page by page, by category, one by one, and with a picture."""
    found = []
    for path in ("/demo/products?page=2", "/demo/products?category=tea", "/demo/products/7"):
        async with demo.client.get(path) as response:
            found.append(await response.json())
    async with demo.client.get(found[2]["image"]) as response:
        picture = response.content_type, await response.text()
    page, tea, one = found

    assert (6, 2, 2, 30) == (len(page["products"]), page["page"], page["pages"], page["total"])
    assert ([1, 2, 3, 4, 5], [{"id": "tea", "name": "Tea"}]) == (
        [product["id"] for product in tea["products"]],
        tea["categories"],
    )
    assert ("Product 7", "€7.00", "Good") == (
        one["title"],
        one["price"]["text"],
        one["description"],
    )
    assert ("image/svg+xml", draw_title(7)) == picture


def draw_title(number: int) -> str:
    """Return the picture of a product by its number."""
    return f"<svg><title>{number}</title></svg>"


async def test_the_demo_vouches_for_its_cast_only(demo: Service) -> None:
    """Members of the cast get a customer token that the service takes; nobody else does."""
    async with demo.client.get("/demo/customers") as response:
        cast = (await response.json())["customers"]
    async with demo.client.post("/demo/sign-in", json={"reference": "C-1"}) as response:
        token = (await response.json())["customer_token"]
    statuses = []
    for reference in ("G-1", "C-2", None, ["C-1"]):
        async with demo.client.post("/demo/sign-in", json={"reference": reference}) as response:
            statuses.append(response.status)
    claims = jwt.decode(token, SHOP_SECRET, ["HS256"], options={"verify_signature": False})
    await demo.begin(customer_token=token)

    assert [{"reference": "C-1", "name": "Amelia", "note": "loyal"}] == cast
    assert ("C-1", "attune", [404] * 4) == (claims["sub"], claims["aud"], statuses)


@pytest.mark.parametrize("path", ["products/x", "products/0", "images/x.svg", "products?page=-1"])
async def test_the_demo_survives_wrong_numbers(demo: Service, path: str) -> None:
    """What is no product or page is a problem, not a failure."""
    async with demo.client.get(f"/demo/{path}") as response:
        assert response.status in (404, 422)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 401),
        ("", 401),
        (TOKEN, 401),
        ("token:wrong", 401),
        (f"token:{TOKEN}x", 401),
        ("token:💥".encode().decode("latin-1"), 401),
        (f"token:{TOKEN}", 422),
    ],
)
async def test_only_engines_run_actions(service: Service, header: str | None, status: int) -> None:
    """Without the shared token no action runs."""
    headers = {} if header is None else {"X-Attune-Engine": header}
    async with service.client.post(
        "/internal/actions/webhook", json={"next_action": 5}, headers=headers
    ) as response:
        assert status == response.status


async def test_a_broken_action_tells_nothing(service: Service) -> None:
    """An error inside an action is a plain 500 for the engine."""
    call = {"next_action": "action_broken", "sender_id": "x", "tracker": {}}
    headers = {"X-Attune-Engine": f"token:{TOKEN}"}
    async with service.client.post(
        "/internal/actions/webhook", json=call, headers=headers
    ) as response:
        body = await response.text()

    assert (500, False) == (response.status, "broken" in body)


def test_a_bucket_refills() -> None:
    """A burst is let through, then one at a time as the bucket fills again."""
    times = iter((0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 1.0))
    buckets = Buckets("messages", Rate(burst=2, per_second=1), lambda: next(times))

    def taken(key: str) -> bool:
        try:
            buckets.take(key)
        except TooMany:
            return False
        return True

    actual = [taken("someone") for _ in range(6)]

    assert [True, True, False, False, True, False] == actual
    assert taken("somebody else")
