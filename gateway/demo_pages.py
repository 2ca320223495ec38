"""The addresses of the demo shop's pages: each shows the one page that draws them all."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from crm.catalogue import category_slug, product
from crm.errors import AttuneError
from crm.store import Unit
from gateway.demo_parts import number
from gateway.keys import GATEWAY
from gateway.static import start_page


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    for path in ("/search", "/basket", "/account"):
        app.router.add_get(path, start_page)
    app.router.add_get("/category/{slug}", category_page)
    app.router.add_get("/product/{id}", product_page)


async def category_page(request: web.Request) -> web.StreamResponse:
    """Show a category's page, which says so itself when there is no such category."""
    slug = request.match_info["slug"]
    # A title or a number leads to a category too, but is not its address.
    return await _page(request, lambda unit: category_slug(unit, slug) == slug)


async def product_page(request: web.Request) -> web.StreamResponse:
    """Show a product's page, which says so itself when the product is not sold."""
    key = request.match_info["id"]
    return await _page(request, lambda unit: product(unit, number(key)).id > 0)


async def _page(request: web.Request, is_there: Callable[[Unit], bool]) -> web.StreamResponse:
    """Return the page, with the status that a machine needs to know that nothing is there."""
    response = await start_page(request)
    try:
        found = await request.app[GATEWAY].store.read(is_there)
    except AttuneError:
        found = False
    if not found:
        response.set_status(404)
    return response
