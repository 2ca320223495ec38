"""The REST API of conversations."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from crm import conversations, messages, ratings
from crm.acceptance import Accepted
from crm.errors import Invalid
from crm.messages import Message
from crm.ownership import Owner
from crm.readings import Reading, kept_reading
from crm.store import Unit
from crm.visitors import WIDGET, begin
from gateway.keys import GATEWAY
from gateway.requests import address_of, bearer_conversation, read_object, sequence_number

# A little more than a turn may take, so that its own end is told if there is one.
MARGIN = 3.0


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_post("/api/v1/conversations", start_conversation)
    app.router.add_get("/api/v1/conversations/{id}", show_conversation)
    app.router.add_get("/api/v1/conversations/{id}/messages", list_messages)
    app.router.add_post("/api/v1/conversations/{id}/messages", post_message)


async def start_conversation(request: web.Request) -> web.Response:
    """Begin a conversation, or go on with the open one of a customer whom the shop vouches for."""
    gateway = request.app[GATEWAY]
    address = address_of(request)
    await gateway.limits.conversations_by_address.take(address)
    body = await read_object(request)
    customer_token = _token(body, "customer_token", "the shop's token of its customer")
    guest_token = _token(body, "conversation_token", "the token of a guest's conversation")
    if guest_token is not None and customer_token is None:
        raise Invalid(
            "customer_token_missing",
            "a conversation is joined to a customer: send their customer_token beside it",
        )
    identity = gateway.identity
    reference = identity.customer_of(customer_token) if customer_token is not None else None
    guest = identity.conversation_of(guest_token) if guest_token is not None else None
    channel = WIDGET if request.headers.get("Sec-Fetch-Mode") else "rest"
    begun = await gateway.store.write(lambda unit: begin(unit, channel, reference, guest, address))
    conversation = begun.conversation
    if begun.joined:
        # Desks show whose conversation it is from now on.
        gateway.hub.publish_owner(conversation)
    made = {"token": identity.conversation_token(conversation.public_id)}
    return web.json_response(_shown(conversation) | made, status=201 if begun.fresh else 200)


def _token(body: dict[str, Any], name: str, what: str) -> str | None:
    token = body.get(name)
    if token is None or (isinstance(token, str) and token.strip()):
        return token
    raise Invalid(f"{name}_invalid", f"{name} must be {what}; leave it out for a guest")


async def show_conversation(request: web.Request) -> web.Response:
    """Say how a conversation stands."""
    conversation_id = bearer_conversation(request)
    gateway = request.app[GATEWAY]

    def find(unit: Unit) -> tuple[conversations.Conversation, dict[str, int] | None]:
        conversation = conversations.find(unit, conversation_id)
        return conversation, ratings.to_rate(unit, conversation)

    conversation, rating = await gateway.store.read(find)
    place = None
    if conversation.owner is Owner.QUEUED:
        place = await gateway.queue.place_of(conversation_id)
    stands = {
        "last_seq": conversation.last_seq,
        "queue": place.shown() if place is not None else None,
        "rating": rating,
    }
    return web.json_response(_shown(conversation) | stands)


async def list_messages(request: web.Request) -> web.Response:
    """List the messages after a sequence number."""
    conversation_id = bearer_conversation(request)
    after = sequence_number(request.query.get("after", ""))

    def find(unit: Unit) -> dict[str, Any]:
        conversation = conversations.find(unit, conversation_id)
        found = messages.listed(unit, conversation.id, after)
        return {"messages": [message.public() for message in found]} | _owner(conversation)

    return web.json_response(await request.app[GATEWAY].store.read(find))


async def post_message(request: web.Request) -> web.Response:
    """Take a message and return its answer; the same message again gets the same answer."""
    gateway = request.app[GATEWAY]
    conversation_id = bearer_conversation(request)
    await gateway.limits.messages_by_address.take(address_of(request))
    await gateway.limits.messages_by_conversation.take(conversation_id)
    body = await read_object(request)
    accepted = await gateway.turns.accept(
        conversation_id,
        body.get("client_message_id"),
        body.get("text"),
        body.get("attachments"),
    )
    try:
        async with asyncio.timeout(gateway.settings.turn_timeout + MARGIN):
            recorded = await gateway.turns.end_of(accepted)
    except TimeoutError:
        recorded = None
    if accepted.fresh and recorded is not None:
        answer = _answer(accepted, recorded.messages, recorded.reading, recorded.conversation)
    else:
        answer = await gateway.store.read(lambda unit: _stored_answer(unit, accepted))
    return web.json_response(answer, status=201 if accepted.fresh else 200)


def _stored_answer(unit: Unit, accepted: Accepted) -> dict[str, Any]:
    said = messages.answers(unit, accepted.message_key)
    reading = kept_reading(unit, accepted.message_key)
    conversation = conversations.find(unit, accepted.conversation.public_id)
    return _answer(accepted, said, reading, conversation)


def _answer(
    accepted: Accepted,
    said: list[Message] | tuple[Message, ...],
    reading: Reading | None,
    conversation: conversations.Conversation,
) -> dict[str, Any]:
    return {
        "message": accepted.message.public(),
        "replies": [message.public() for message in said],
        "reading": reading.to_json() if reading is not None else None,
    } | _owner(conversation)


def _shown(conversation: conversations.Conversation) -> dict[str, Any]:
    return {"conversation_id": conversation.public_id} | _owner(conversation)


def _owner(conversation: conversations.Conversation) -> dict[str, Any]:
    shown: dict[str, Any] = {"owner": conversation.owner.value}
    if conversation.agent_name is not None:
        shown["agent_name"] = conversation.agent_name
    return shown
