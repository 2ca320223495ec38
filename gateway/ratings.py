"""The question how satisfied a customer was, after their conversation was closed."""

from __future__ import annotations

from aiohttp import web

from crm import ratings
from gateway.hub import Rated
from gateway.keys import GATEWAY
from gateway.requests import address_of, bearer_conversation, read_object


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_post("/api/v1/conversations/{id}/rating", rate)


async def rate(request: web.Request) -> web.Response:
    """Keep an answer, or that there is none; the same again gets the same answer."""
    gateway = request.app[GATEWAY]
    conversation_id = bearer_conversation(request)
    await gateway.limits.messages_by_address.take(address_of(request))
    await gateway.limits.messages_by_conversation.take(conversation_id)
    body = await read_object(request)
    if "score" not in body:
        raise ratings.score_invalid()
    rating = ratings.checked(body.get("closing"), body["score"], body.get("comment"))
    kept, fresh = await gateway.store.write(
        lambda unit: ratings.rate(unit, conversation_id, rating)
    )
    if fresh:
        gateway.hub.publish(Rated(conversation_id))
    return web.json_response({"rating": kept.shown()})
