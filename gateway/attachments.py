"""Files that customers send: uploaded before their message, fetched by both sides."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from aiohttp import web

from crm import attachments
from crm.attachments import Opened, Sealed
from crm.conversations import find
from crm.errors import Invalid
from crm.file_kinds import sniff
from crm.file_names import clean_name
from crm.rights import Right
from crm.store import Unit
from gateway.asking import asks
from gateway.desk_session import session_of
from gateway.files import read_file, send_file
from gateway.keys import GATEWAY
from gateway.requests import address_of, bearer_conversation
from gateway.slots import Slots

_LONGEST_HEADER = 2000

# A file is held twice in memory for a moment, once sealed: so many at once bound the memory.
UPLOADS: web.AppKey[Slots] = web.AppKey("uploads", Slots)
DOWNLOADS: web.AppKey[Slots] = web.AppKey("downloads", Slots)


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app[UPLOADS] = Slots(total=8, each=4, line=120, patience=30.0)
    app[DOWNLOADS] = Slots(total=32, each=8, line=200, patience=30.0)
    app.router.add_post("/api/v1/conversations/{id}/attachments", upload)
    app.router.add_get("/api/v1/conversations/{id}/attachments/{attachment_id}", download)
    app.router.add_get("/desk/api/attachments/{attachment_id}", download_at_desk)


async def upload(request: web.Request) -> web.Response:
    """Take a file that a message will name."""
    gateway, address = request.app[GATEWAY], address_of(request)
    conversation_id = bearer_conversation(request)
    await gateway.limits.messages_by_address.take(address)
    await gateway.limits.messages_by_conversation.take(conversation_id)
    size = min(request.content_length or 0, gateway.settings.largest_attachment)

    def check(unit: Unit) -> None:
        attachments.check_room(unit, find(unit, conversation_id), size)

    # What has no room anyway need not be read.
    await gateway.store.read(check)
    async with request.app[UPLOADS].taken(address):
        content = await read_file(request, gateway.settings.largest_attachment)
        media_type = await asyncio.to_thread(sniff, content)
        if media_type is None:
            raise Invalid(
                "attachment_type",
                "this is no PNG, JPEG, WebP, GIF or PDF file as far as its content tells",
            )
        name = clean_name(_given_name(request), media_type)
        sealed = await asyncio.to_thread(gateway.store.store.vault.seal_bytes, content)
        file = Sealed(name, media_type, len(content), sealed)
        kept = await gateway.store.write(lambda unit: attachments.keep(unit, conversation_id, file))
    return web.json_response({"attachment": kept}, status=201)


async def download(request: web.Request) -> web.StreamResponse:
    """Give a customer a file of their own conversation."""
    conversation_id = bearer_conversation(request)
    attachment_id = request.match_info["attachment_id"]
    return await _send(request, lambda unit: attachments.read(unit, conversation_id, attachment_id))


@asks(Right.SEE_PERSONAL_DATA)
async def download_at_desk(request: web.Request) -> web.StreamResponse:
    """Give an agent a file that a customer sent, and keep that they opened it."""
    agent = (await session_of(request)).agent
    attachment_id = request.match_info["attachment_id"]
    await request.app[GATEWAY].store.write(
        lambda unit: attachments.log_access(unit, attachment_id, agent.id)
    )
    return await _send(request, lambda unit: attachments.read_at_desk(unit, attachment_id))


async def _send(request: web.Request, read: Callable[[Unit], Opened]) -> web.StreamResponse:
    async with request.app[DOWNLOADS].taken(address_of(request)):
        opened = await request.app[GATEWAY].store.read(read)
        return await send_file(request, opened.content, opened.media_type, opened.name)


def _given_name(request: web.Request) -> str:
    """Return the name as the page gave it; letters that are none are replaced."""
    given = request.headers.get("X-File-Name", "")[:_LONGEST_HEADER]
    # Header values come as Latin-1 or with halves of characters; percent-encoded ones are ASCII.
    return unquote_to_bytes(given.encode("utf-8", "surrogateescape")).decode("utf-8", "replace")
