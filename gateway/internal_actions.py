"""Where the engine runs the custom actions: in this process, next to the store."""

from __future__ import annotations

import hmac

from aiohttp import web

from crm.errors import Invalid
from gateway.identity import Unauthorized
from gateway.keys import GATEWAY
from gateway.requests import read_object

HEADER = "X-Attune-Engine"
LARGEST_CALL = 4 * 1024 * 1024


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_post("/internal/actions/webhook", run_action)


async def run_action(request: web.Request) -> web.Response:
    """Run the action that an engine asks for, as an action server of Rasa does."""
    gateway = request.app[GATEWAY]
    expected = f"token:{gateway.settings.engine_token}".encode()
    if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), expected):
        raise Unauthorized("engine_token_wrong", "only the service's own engines may call this")
    call = await read_object(request, LARGEST_CALL)
    if not isinstance(call.get("next_action"), str) or not isinstance(call.get("tracker"), dict):
        raise Invalid("action_call_invalid", "next_action and tracker are needed")
    return web.json_response(await gateway.run_action(call))
