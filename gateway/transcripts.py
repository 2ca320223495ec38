"""A conversation to keep: its transcript as a download."""

from __future__ import annotations

import json

from aiohttp import web

from crm import transcripts
from crm.errors import Invalid
from crm.store import Unit
from gateway.files import disposition
from gateway.keys import GATEWAY
from gateway.requests import address_of, bearer_conversation


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_get("/api/v1/conversations/{id}/transcript", transcript)


async def transcript(request: web.Request) -> web.Response:
    """Give a customer their conversation as a text, or as JSON."""
    gateway = request.app[GATEWAY]
    conversation_id = bearer_conversation(request)
    form = request.query.get("format", "text")
    if form not in ("text", "json"):
        raise Invalid("format_invalid", f"format must be text or json, not {form[:20]!r}")
    await gateway.limits.messages_by_address.take(address_of(request))
    await gateway.limits.messages_by_conversation.take(conversation_id)

    def write(unit: Unit) -> str:
        if form == "json":
            return json.dumps(transcripts.as_json(unit, conversation_id), ensure_ascii=False)
        # A mark of its encoding, for editors that would guess another one.
        return "\ufeff" + transcripts.as_text(unit, conversation_id)

    text = await gateway.store.read(write)
    name = f"conversation-{conversation_id}.{'json' if form == 'json' else 'txt'}"
    return web.Response(
        text=text,
        content_type="application/json" if form == "json" else "text/plain",
        charset="utf-8",
        headers={
            "Content-Disposition": disposition(name),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cache-Control": "private, no-store",
        },
    )
