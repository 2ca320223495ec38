"""The demo shop's products: pages of them, each one, their pictures, and what a basket holds."""

from __future__ import annotations

import dataclasses
from typing import Any

from aiohttp import web

from crm.catalogue import Product, Wishes, card, product, products_by_id
from crm.delivery import HOME_COUNTRY, quotes_for
from crm.errors import Invalid, NotFound
from crm.policy import SHOP_POLICY
from crm.recommendation import recommend
from crm.shelves import Asked, Shelf, Sort, category_names, shelf
from crm.store import Unit
from gateway.demo_parts import DEMO, number, optional_number, words
from gateway.keys import GATEWAY

MOST_IN_BASKET = 60
COMPANIONS = 4


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_get("/demo/shop", show_shop)
    app.router.add_get("/demo/products", list_products)
    app.router.add_get("/demo/products/{id}", show_product)
    app.router.add_get("/demo/basket", show_basket)
    app.router.add_get("/demo/images/{id}.svg", picture)


async def show_shop(request: web.Request) -> web.Response:
    """Say what the shop sells and promises: categories, delivery, returns."""
    country = words(request.query.get("country") or HOME_COUNTRY, "the country").upper()
    store = request.app[GATEWAY].store
    names = await store.read(category_names)
    quotes = quotes_for(country, store.store.clock())
    return web.json_response(
        {
            "name": SHOP_POLICY.shop_name,
            "currency": SHOP_POLICY.currency,
            "country": country,
            "countries": len(SHOP_POLICY.shipping_countries),
            "delivery": [
                {
                    "code": quote.code,
                    "price_minor": quote.price_minor,
                    "free_from_minor": quote.free_from_minor,
                    "earliest": quote.earliest.isoformat(),
                    "latest": quote.latest.isoformat(),
                }
                for quote in quotes
            ],
            "return_days": SHOP_POLICY.return_window_days,
            "gold_return_days": SHOP_POLICY.gold_return_window_days,
            "warranty_years": SHOP_POLICY.warranty_years,
            "categories": _categories(names),
        }
    )


async def list_products(request: web.Request) -> web.Response:
    """Show a page of products, filtered and sorted as the query says."""
    asked = _asked(request)

    def find(unit: Unit) -> dict[str, Any]:
        names = category_names(unit)
        category = asked.wishes.category
        if category is not None and category not in {slug for slug, *_ in names}:
            raise NotFound("category_unknown", f"there is no category {category!r}")
        return _shelf(shelf(unit, asked)) | {"categories": _categories(names)}

    return web.json_response(await request.app[GATEWAY].store.read(find))


async def show_product(request: web.Request) -> web.Response:
    """Show a product with its description and what goes with it."""
    key = number(request.match_info["id"])

    def find(unit: Unit) -> dict[str, Any]:
        found = product(unit, key)
        picks = recommend(unit, near=key, count=COMPANIONS)
        together = [pick for pick in picks if pick.source == "goes_with"]
        # Nothing is said to go together that nobody bought together.
        shown = together or picks
        attributes = {
            "material": found.material,
            "colours": list(found.colours),
            "sizes": list(found.sizes),
        }
        return card(found) | {
            "sku": found.sku,
            "category_id": found.category,
            "description": found.description,
            "attributes": attributes,
            "left": found.stock if found.availability == "low" else None,
            "restock_on": found.restock_on.isoformat() if found.restock_on else None,
            "bought_together": bool(together),
            "companions": [card(pick.product, pick.reason) for pick in shown],
        }

    return web.json_response(await request.app[GATEWAY].store.read(find))


async def show_basket(request: web.Request) -> web.Response:
    """Show the products that a basket names; what is no longer sold is missing."""
    listed = [one for one in request.query.get("products", "").split(",") if one]
    if len(listed) > MOST_IN_BASKET:
        raise Invalid(
            "basket_too_large", f"a basket holds {MOST_IN_BASKET} products, not {len(listed)}"
        )
    keys = [number(one, "a product") for one in listed]
    found = await request.app[GATEWAY].store.read(lambda unit: products_by_id(unit, keys))
    # Nobody can order more than there are; how many there are of what is plenty is not told.
    shown = [card(one) | {"most": min(one.stock, 99)} for one in found.values()]
    return web.json_response({"products": shown})


async def picture(request: web.Request) -> web.Response:
    """Show a product's picture, in one of its colours if that is asked for."""
    key = number(request.match_info["id"])
    found = await request.app[GATEWAY].store.read(lambda unit: product(unit, key))
    drawn = request.app[DEMO].picture(_in_colour(found, request.query.get("colour", "")))
    headers = {"Cache-Control": "public, max-age=3600"}
    return web.Response(text=drawn, content_type="image/svg+xml", headers=headers)


def _in_colour(found: Product, colour: str) -> Product:
    if colour not in found.colours:
        return found
    others = tuple(one for one in found.colours if one != colour)
    return dataclasses.replace(found, colours=(colour, *others))


def _asked(request: web.Request) -> Asked:
    query = request.query
    sort = query.get("sort") or Sort.FEATURED
    if sort not in set(Sort):
        known = ", ".join(Sort)
        raise Invalid("sort_unknown", f"{sort[:20]!r} is no way to sort; choose from {known}")
    wishes = Wishes(
        category=words(query.get("category", ""), "the category") or None,
        colour=words(query.get("colour", ""), "the colour") or None,
        size=words(query.get("size", ""), "the size") or None,
        above_minor=optional_number(query.get("above", ""), "minor units"),
        below_minor=optional_number(query.get("below", ""), "minor units"),
    )
    return Asked(
        wishes,
        words=words(query.get("q", ""), "the search"),
        in_stock=query.get("in_stock") == "1",
        sort=Sort(sort),
        page=number(query.get("page") or "1"),
    )


def _shelf(found: Shelf) -> dict[str, Any]:
    facets = found.facets
    return {
        "products": [
            card(one) | {"colours": list(one.colours), "category_id": one.category}
            for one in found.products
        ],
        "page": found.page,
        "pages": found.pages,
        "total": found.total,
        "facets": {
            "colours": [{"value": one, "count": count} for one, count in facets.colours],
            "sizes": [{"value": one, "count": count} for one, count in facets.sizes],
            "lowest_minor": facets.lowest_minor,
            "highest_minor": facets.highest_minor,
        },
    }


def _categories(names: list[tuple[str, str, int]]) -> list[dict[str, Any]]:
    return [{"id": slug, "name": name, "count": count} for slug, name, count in names]
