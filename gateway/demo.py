"""The demo shop's own server: its products, and a sign-in that asks for no password.

None of it is there outside the demo.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aiohttp import web

from crm.catalogue import Product, card, product
from crm.errors import Invalid, NotFound
from crm.shelves import category_names, shelf
from crm.store import Unit
from gateway.keys import GATEWAY
from gateway.requests import read_object


class Persona(Protocol):
    """One of the demo shop's cast."""

    @property
    def reference(self) -> str:
        """The shop's reference."""
        ...

    @property
    def name(self) -> str:
        """The person's name."""
        ...

    @property
    def note(self) -> str:
        """One line on their situation."""
        ...

    @property
    def guest(self) -> bool:
        """Whether they have no account."""
        ...


@dataclass(frozen=True)
class DemoShop:
    """What the demo shop brings along: its cast, and pictures of its products as SVG."""

    personas: Sequence[Persona]
    picture: Callable[[Product], str]


DEMO: web.AppKey[DemoShop] = web.AppKey("demo", DemoShop)


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_get("/demo/customers", list_customers)
    app.router.add_post("/demo/sign-in", sign_in)
    app.router.add_get("/demo/products", list_products)
    app.router.add_get("/demo/products/{id}", show_product)
    app.router.add_get("/demo/images/{id}.svg", picture)


async def list_customers(request: web.Request) -> web.Response:
    """List the cast that has accounts."""
    cast = [
        {"reference": one.reference, "name": one.name, "note": one.note}
        for one in _members(request)
    ]
    return web.json_response({"customers": cast})


async def sign_in(request: web.Request) -> web.Response:
    """Vouch for one of the cast, as the server of a real shop does for its signed-in customers."""
    reference = (await read_object(request)).get("reference")
    if reference not in [one.reference for one in _members(request)]:
        raise NotFound("no_persona", "nobody of the demo's customers has this reference")
    token = request.app[GATEWAY].identity.customer_token(str(reference))
    return web.json_response({"customer_token": token})


async def list_products(request: web.Request) -> web.Response:
    """Show a page of products."""
    category = request.query.get("category") or None
    page = _number(request.query.get("page") or "1")

    def find(unit: Unit) -> dict[str, Any]:
        found = shelf(unit, category, page)
        return {
            "products": [card(one) for one in found.products],
            "categories": [{"id": slug, "name": name} for slug, name in category_names(unit)],
            "page": found.page,
            "pages": found.pages,
            "total": found.total,
        }

    return web.json_response(await request.app[GATEWAY].store.read(find))


async def show_product(request: web.Request) -> web.Response:
    """Show a product with its description."""
    found = await _product(request)
    attributes = {
        "material": found.material,
        "colours": list(found.colours),
        "sizes": list(found.sizes),
    }
    shown = {"description": found.description, "attributes": attributes}
    return web.json_response(card(found) | shown)


async def picture(request: web.Request) -> web.Response:
    """Show a product's picture."""
    drawn = request.app[DEMO].picture(await _product(request))
    headers = {"Cache-Control": "public, max-age=3600"}
    return web.Response(text=drawn, content_type="image/svg+xml", headers=headers)


def _members(request: web.Request) -> list[Persona]:
    return [one for one in request.app[DEMO].personas if not one.guest]


async def _product(request: web.Request) -> Product:
    key = _number(request.match_info["id"])
    return await request.app[GATEWAY].store.read(lambda unit: product(unit, key))


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Invalid("number_invalid", f"{text[:20]!r} is no number of a page or a product")
    return int(text)
