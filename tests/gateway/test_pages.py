"""The pages, and the demo shop's own server."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import jwt
import pytest
from sqlalchemy import insert

from crm.catalogue import Product
from crm.store import Store
from crm.tables.catalogue import categories, products
from gateway.demo import DemoShop
from tests.gateway.service import SHOP_SECRET, Service, settings_in
from tests.gateway.turn_engine import FakeEngine


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
    assert ([1, 2, 3, 4, 5], [{"id": "tea", "name": "Tea", "count": 5}]) == (
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
