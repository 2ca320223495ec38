"""The demo shop's own server: its pages, its products, and a sign-in that asks for no password.

None of it is there outside the demo.
"""

from __future__ import annotations

from aiohttp import web

from gateway import demo_account, demo_pages, demo_products
from gateway.demo_parts import DEMO, DemoShop, members, persona
from gateway.identity import SHOP_LIFETIME
from gateway.keys import GATEWAY
from gateway.requests import read_object

__all__ = ["DEMO", "DemoShop", "add_routes"]


def add_routes(app: web.Application) -> None:
    """Add the routes of the whole demo shop."""
    app.router.add_get("/demo/customers", list_customers)
    app.router.add_post("/demo/sign-in", sign_in)
    for room in (demo_products, demo_account, demo_pages):
        room.add_routes(app)


async def list_customers(request: web.Request) -> web.Response:
    """List the cast that has accounts."""
    cast = [
        {"reference": one.reference, "name": one.name, "note": one.note} for one in members(request)
    ]
    return web.json_response({"customers": cast})


async def sign_in(request: web.Request) -> web.Response:
    """Vouch for one of the cast, as the server of a real shop does for its signed-in customers."""
    one = persona(request, (await read_object(request)).get("reference"))
    token = request.app[GATEWAY].identity.customer_token(one.reference)
    lifetime = int(SHOP_LIFETIME.total_seconds())
    return web.json_response(
        {"customer_token": token, "expires_in": lifetime, "customer": {"name": one.name}}
    )
