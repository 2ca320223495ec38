"""The REST API of conversations."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web

from crm import conversations, messages
from crm.acceptance import Accepted
from crm.errors import Invalid
from crm.messages import Message
from crm.readings import Reading, kept_reading
from crm.store import Unit
from crm.visitors import known_customer
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
    """Begin a conversation, of a customer when the shop's token says so."""
    gateway = request.app[GATEWAY]
    address = address_of(request)
    gateway.limits.conversations_by_address.take(address)
    body = await read_object(request)
    token = body.get("customer_token")
    if token is not None and (not isinstance(token, str) or not token.strip()):
        raise Invalid(
            "customer_token_invalid",
            "customer_token must be the shop's token of its customer; leave it out for a guest",
        )
    reference = gateway.identity.customer_of(token) if token is not None else None
    channel = "widget" if request.headers.get("Sec-Fetch-Mode") else "rest"

    def begin(unit: Unit) -> conversations.Conversation:
        customer = known_customer(unit, reference) if reference is not None else None
        return conversations.create(unit, channel, customer, origin=address)

    conversation = await gateway.store.write(begin)
    made = {"token": gateway.identity.conversation_token(conversation.public_id)}
    return web.json_response(_shown(conversation) | made, status=201)


async def show_conversation(request: web.Request) -> web.Response:
    """Say how a conversation stands."""
    conversation_id = bearer_conversation(request)
    store = request.app[GATEWAY].store
    conversation = await store.read(lambda unit: conversations.find(unit, conversation_id))
    return web.json_response(_shown(conversation) | {"last_seq": conversation.last_seq})


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
    gateway.limits.messages_by_address.take(address_of(request))
    gateway.limits.messages_by_conversation.take(conversation_id)
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
