"""The demo shop over HTTP: addresses of pages, lists, what a product tells, basket, account."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from crm.catalogue import Product
from crm.store import Store
from crm.tables.events import product_neighbours
from crm.visitors import known_customer
from gateway.demo import DemoShop
from tests.gateway.service import Service, settings_in
from tests.gateway.test_pages import Someone
from tests.gateway.turn_engine import FakeEngine
from tests.shop_goods import add_product
from tests.shop_orders import add_order
from tests.shop_rows import Person

CAST = (Someone("C-1", "Amelia", "loyal", False), Someone("C-2", "Ben", "new", False))
PAGES = ["/", "/category/tea", "/product/1", "/search?q=x", "/basket", "/account"]


def draw(product: Product) -> str:
    """Return a picture that names the first colour."""
    return f"<svg><title>{product.colours[0] if product.colours else ''}</title></svg>"


@pytest.fixture
async def shop(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> AsyncIterator[Service]:
    """Return a service with a small demo shop whose page is a file."""
    page = tmp_path / "dist" / "shop" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text("the shop")
    with sqlite_store.transaction() as unit:
        colours = {"colours": ["red", "blue"], "sizes": ["S", "M"], "material": "clay"}
        add_product(unit, "Teapot", 3000, category="tea", attributes=colours, stock=3)
        add_product(unit, "Tea cosy", 1500, category="tea", restock_expected_on="2026-07-01")
        add_product(unit, "Lamp", 9000, category="lighting", stock=0)
        add_product(unit, "Old lamp", 9000, category="lighting", active=False)
        unit.connection.execute(
            insert(product_neighbours).values(
                product_id=1, neighbour_id=2, rank=1, together=5, score=1.0
            )
        )
    service = Service(
        sqlite_store,
        fake_engine,
        settings_in(tmp_path, demo=True),
        demo_shop=DemoShop(CAST, draw),
        dist=tmp_path / "dist",
    )
    await service.start()
    yield service
    await service.stop()


async def get(shop: Service, path: str, token: str | None = None) -> tuple[int, Any]:
    """Return status and answer."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    async with shop.client.get(path, headers=headers) as response:
        if "json" in response.content_type:
            return response.status, await response.json()
        return response.status, await response.text()


@pytest.mark.parametrize("path", PAGES)
async def test_each_address_shows_the_page(shop: Service, path: str) -> None:
    """Every page of the shop can be opened and reloaded, under the strict policy."""
    async with shop.client.get(path) as response:
        assert (200, "the shop") == (response.status, await response.text())
        assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/product/99", "/product/4", "/product/x", "/product/1e9", "/category/Tea"]
)
async def test_a_dead_address_shows_the_page_and_says_404(shop: Service, path: str) -> None:
    """The page tells people, and the status tells machines."""
    assert (404, "the shop") == await get(shop, path)


@pytest.mark.parametrize(
    "path", ["/shop", "/basket/1", "/product/1/x", "/category/", "/index.html"]
)
async def test_nothing_else_becomes_a_page(shop: Service, path: str) -> None:
    """An address that is not the shop's is a problem in JSON."""
    status, answer = await get(shop, path)

    assert (404, "not_found") == (status, answer["code"])


@pytest.mark.parametrize("path", [*PAGES[1:], "/demo/shop", "/demo/products", "/demo/account"])
async def test_outside_the_demo_there_is_no_shop(service: Service, path: str) -> None:
    """A real shop's service has none of it."""
    assert 404 == (await get(service, path))[0]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("category=tea&sort=cheapest", ["Tea cosy", "Teapot"]),
        ("colour=blue&size=M", ["Teapot"]),
        ("above=2000&below=3000", ["Teapot"]),
        ("q=lamp&in_stock=1", []),
        ("q=%3Cscript%3E", []),
        ("q=tea%00pot", ["Teapot"]),
        ("q=%20%09teapot%0A", ["Teapot"]),
        ("q=lamp&page=999999999", ["Lamp"]),
    ],
)
async def test_lists_are_filtered(shop: Service, query: str, titles: list[str]) -> None:
    """The query decides what is listed; odd characters are only characters."""
    status, found = await get(shop, f"/demo/products?{query}")

    assert (200, sorted(titles)) == (status, sorted(one["title"] for one in found["products"]))
    assert {"colours", "sizes", "lowest_minor", "highest_minor"} == set(found["facets"])


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("sort=best", 422, "sort_unknown"),
        ("page=1.5", 422, "number_invalid"),
        ("page=9999999999", 422, "number_invalid"),
        ("above=-1", 422, "number_invalid"),
        ("below=%D9%A3", 422, "number_invalid"),
        ("q=" + "x" * 101, 422, "text_too_long"),
        ("category=cars", 404, "category_unknown"),
    ],
)
async def test_what_cannot_be_meant_is_refused(
    shop: Service, query: str, status: int, code: str
) -> None:
    """A wrong value is named in a problem."""
    answered, problem = await get(shop, f"/demo/products?{query}")

    assert (status, code) == (answered, problem["code"])


async def test_a_product_tells_what_one_asks_before_buying(shop: Service) -> None:
    """Choices, what is left, when more come, and what is bought together with it."""
    _, pot = await get(shop, "/demo/products/1")
    _, cosy = await get(shop, "/demo/products/2")

    assert ("tea", 3, True) == (pot["category_id"], pot["left"], pot["bought_together"])
    assert {"material": "clay", "colours": ["red", "blue"], "sizes": ["S", "M"]} == (
        pot["attributes"]
    )
    assert [("Tea cosy", "/product/2")] == [(one["title"], one["url"]) for one in pot["companions"]]
    assert (None, "2026-07-01", False) == (
        cosy["left"],
        cosy["restock_on"],
        cosy["bought_together"],
    )


async def test_pictures_come_in_the_colours_of_the_product(shop: Service) -> None:
    """A colour that it comes in is drawn; any other leaves the picture as it is."""
    found = [
        (await get(shop, f"/demo/images/1.svg{query}"))[1]
        for query in ("", "?colour=blue", "?colour=pink", "?colour=%3Cscript%3E")
    ]

    assert [f"<svg><title>{one}</title></svg>" for one in ("red", "blue", "red", "red")] == found


async def test_the_shop_tells_its_rules(shop: Service) -> None:
    """Delivery, returns and categories come from the rules of the house, by country."""
    _, facts = await get(shop, "/demo/shop")
    status, problem = await get(shop, "/demo/shop?country=us")
    _, swiss = await get(shop, "/demo/shop?country=ch")

    assert {"pickup_point", "standard", "express"} == {one["code"] for one in facts["delivery"]}
    assert (30, "EUR", {"tea": 2, "lighting": 1}) == (
        facts["return_days"],
        facts["currency"],
        {one["id"]: one["count"] for one in facts["categories"]},
    )
    assert (409, "country_not_served") == (status, problem["code"])
    assert {"standard", "express"} == {one["code"] for one in swiss["delivery"]}


async def test_a_basket_is_checked(shop: Service) -> None:
    """What is on sale comes with how many there are; what is not, is missing."""
    _, basket = await get(shop, "/demo/basket?products=1,3,4,99,1")
    many = await get(shop, "/demo/basket?products=" + ",".join(["1"] * 61))
    wrong = await get(shop, "/demo/basket?products=1,x")
    empty = await get(shop, "/demo/basket")

    assert [(1, 3), (3, 0)] == [(one["id"], one["most"]) for one in basket["products"]]
    assert (422, "basket_too_large") == (many[0], many[1]["code"])
    assert (422, "number_invalid") == (wrong[0], wrong[1]["code"])
    assert (200, {"products": []}) == empty


async def test_an_account_shows_its_own_orders_only(shop: Service, sqlite_store: Store) -> None:
    """The token decides whose orders are shown; without one of the cast's, nothing is."""
    with sqlite_store.transaction() as unit:
        mine, theirs = (
            Person(known_customer(unit, one), one, one, f"{one}@example.org", "10115")
            for one in ("C-1", "C-2")
        )
        first = add_order(unit, mine)
        add_order(unit, theirs)
    tokens = {}
    for reference in ("C-1", "C-2"):
        async with shop.client.post("/demo/sign-in", json={"reference": reference}) as response:
            signed_in = await response.json()
            tokens[reference] = signed_in["customer_token"]
            assert 3600 == signed_in["expires_in"]
    stranger = shop.gateway.identity.customer_token("C-3")
    _, account = await get(shop, "/demo/account", tokens["C-1"])
    _, other = await get(shop, "/demo/account", tokens["C-2"])

    assert ("Amelia", [first.number]) == (
        account["name"],
        [order["number"] for order in account["orders"]],
    )
    assert first.number not in [order["number"] for order in other["orders"]]
    assert [401, 401, 404] == [
        (await get(shop, "/demo/account", token))[0] for token in (None, "x.y.z", stranger)
    ]
