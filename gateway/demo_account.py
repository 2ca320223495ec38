"""What the demo shop shows to the customer who is signed in: who they are and what they ordered."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from actions.wording import order_card
from crm.orders import recent_orders
from crm.requester import Requester
from crm.store import Unit
from crm.visitors import known_customer
from gateway.demo_parts import signed_in
from gateway.keys import GATEWAY

MOST_ORDERS = 12


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_get("/demo/account", show_account)


async def show_account(request: web.Request) -> web.Response:
    """Show the signed-in customer's newest orders."""
    one = signed_in(request)

    def find(unit: Unit) -> dict[str, Any]:
        # Orders hang on the customer alone here: there is no conversation yet.
        requester = Requester(0, "", customer_id=known_customer(unit, one.reference))
        found = recent_orders(unit, requester, limit=MOST_ORDERS)
        return {
            "name": one.name,
            "orders": [
                order_card(order)
                | {
                    "expected_at": order.expected_at.isoformat() if order.expected_at else None,
                    "products": [line.product_id for line in order.lines],
                    "payment_failed": order.payment_status == "failed",
                }
                for order in found
            ],
        }

    return web.json_response(await request.app[GATEWAY].store.write(find))
