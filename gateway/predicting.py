"""The REST API of the customer models, for programs of the shop."""

from __future__ import annotations

from aiohttp import web

from gateway.keys import GATEWAY
from gateway.requests import address_of, bearer_server, read_object

# A thousand rows with all features.
LARGEST_ROWS = 2 * 1024 * 1024


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_post("/api/v1/predict/{kind}", predict)


async def predict(request: web.Request) -> web.Response:
    """Say what a model makes of stored customers, or of customers given in full."""
    gateway = request.app[GATEWAY]
    await gateway.limits.predictions_by_address.take(address_of(request))
    bearer_server(request)
    body = await read_object(request, LARGEST_ROWS)
    return web.json_response(await gateway.predictions.answer(request.match_info["kind"], body))
