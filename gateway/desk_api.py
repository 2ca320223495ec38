"""The desk's API: whom to help, what is known, take over, answer, hand back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

from crm import agent_messages, audit, conversations, handovers, messages, ratings
from crm.agents import Agent
from crm.errors import Invalid
from crm.handovers import Change
from crm.message_rules import clean_text
from crm.panel import handover_trace, panel
from crm.rights import Right
from crm.store import Unit
from crm.summaries import summaries, summaries_of
from gateway.asking import asks
from gateway.desk_guard import note_look
from gateway.desk_session import changing_session_of, session_of
from gateway.hub import Hub, Said
from gateway.keys import GATEWAY
from gateway.requests import read_object


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_get("/desk/api/conversations", list_conversations)
    app.router.add_get("/desk/api/conversations/{id}", show_conversation)
    app.router.add_post("/desk/api/conversations/{id}/take", take)
    app.router.add_post("/desk/api/conversations/{id}/messages", post_message)
    app.router.add_post("/desk/api/conversations/{id}/hand-back", hand_back)
    app.router.add_post("/desk/api/conversations/{id}/close", close)


@asks(Right.SEE_CONVERSATIONS)
async def list_conversations(request: web.Request) -> web.Response:
    """List the conversations of a view."""
    session = await session_of(request)
    view = request.query.get("view", "all")
    store = request.app[GATEWAY].store
    found = await store.read(lambda unit: summaries(unit, view, session.agent.id))
    return web.json_response({"conversations": found})


@asks(Right.SEE_PERSONAL_DATA)
async def show_conversation(request: web.Request) -> web.Response:
    """Show a conversation with everything that is known of it and of its customer."""
    conversation_id = request.match_info["id"]
    await note_look(request, "looked", conversation_id)
    store = request.app[GATEWAY].store
    return web.json_response(await store.read(lambda unit: _room(unit, conversation_id)))


@asks(Right.ANSWER)
async def take(request: web.Request) -> web.Response:
    """Take a conversation over, from the queue or from the bot."""
    conversation_id = request.match_info["id"]
    return await _move(request, lambda unit, agent: handovers.take(unit, conversation_id, agent.id))


@asks(Right.ANSWER)
async def hand_back(request: web.Request) -> web.Response:
    """Give a conversation back to the bot."""
    conversation_id = request.match_info["id"]
    body = await read_object(request)
    note = body.get("note")
    if note is not None and not isinstance(note, str):
        raise Invalid("note_invalid", "note must be a string")
    kept = clean_text(note) if note and note.strip() else None
    return await _move(
        request,
        lambda unit, agent: handovers.hand_back(
            unit, conversation_id, agent.id, kept, body.get("facts")
        ),
    )


@asks(Right.ANSWER)
async def close(request: web.Request) -> web.Response:
    """End a conversation."""
    conversation_id = request.match_info["id"]
    return await _move(
        request, lambda unit, agent: handovers.close(unit, conversation_id, agent.id)
    )


@asks(Right.ANSWER)
async def post_message(request: web.Request) -> web.Response:
    """Write to the customer; the same message again is stored once."""
    agent = (await changing_session_of(request)).agent
    gateway = request.app[GATEWAY]
    conversation_id = request.match_info["id"]
    body = await read_object(request)
    client_id, text = body.get("client_message_id"), body.get("text")
    message, fresh = await gateway.store.write(
        lambda unit: agent_messages.send(unit, conversation_id, agent, client_id, text)
    )
    if fresh:
        gateway.hub.publish(Said(conversation_id, message))
    return web.json_response({"message": message.internal()}, status=201 if fresh else 200)


async def _move(request: web.Request, move: Callable[[Unit, Agent], Change]) -> web.Response:
    """Change the owner of a conversation, push what came of it, and show it."""
    agent = (await changing_session_of(request)).agent
    gateway = request.app[GATEWAY]

    def write(unit: Unit) -> tuple[Change, list[dict[str, Any]]]:
        change = move(unit, agent)
        _note(unit, agent, request.path.rpartition("/")[2], change)
        return change, summaries_of(unit, [change.conversation.public_id])

    change, (summary,) = await gateway.store.write(write)
    publish_change(gateway.hub, change)
    return web.json_response({"conversation": summary})


def _note(unit: Unit, agent: Agent, action: str, change: Change) -> None:
    if change.changed:
        one = change.conversation
        subject = f"conversation:{one.public_id}"
        audit.log(unit, f"agent:{agent.id}", action, subject, customer_id=one.customer_id)


def publish_change(hub: Hub, change: Change) -> None:
    """Push a change of owner to everybody who watches."""
    if not change.changed:
        return
    hub.publish_owner(change.conversation)
    for message in change.messages:
        hub.publish(Said(change.conversation.public_id, message))


def _room(unit: Unit, conversation_id: str) -> dict[str, Any]:
    conversation = conversations.find(unit, conversation_id)
    (summary,) = summaries_of(unit, [conversation_id])
    customer_id = conversation.customer_id
    return {
        "conversation": summary,
        "messages": [m.internal() for m in messages.transcript(unit, conversation.id)],
        "customer": panel(unit, customer_id) if customer_id is not None else None,
        "handovers": handover_trace(unit, conversation.id),
        "rating": ratings.rating_of(unit, conversation.id),
    }
