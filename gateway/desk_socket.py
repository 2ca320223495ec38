"""The desk's socket: all conversations in a line each, watched ones message by message."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any

from aiohttp import web

from crm import leases
from crm.agents import Agent
from crm.conversations import find
from crm.errors import AttuneError, Forbidden, Invalid
from crm.ownership import LEASE
from crm.rights import Right
from gateway.asking import asks
from gateway.desk_doors import DESK_DOORS
from gateway.desk_feed import DeskFeed
from gateway.desk_session import COOKIE, session_of
from gateway.hub import Said, Subscription, Typing
from gateway.keys import GATEWAY, Gateway
from gateway.requests import from_own_page, parse_frame
from gateway.sockets import SOCKETS

log = logging.getLogger(__name__)

HEARTBEAT = 20.0
LARGEST_COMMAND = 16 * 1024
MOST_WATCHED = 50
RENEW_EVERY = LEASE.total_seconds() / 4

DESK_FEED: web.AppKey[DeskFeed] = web.AppKey("desk_feed", DeskFeed)


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_get("/desk/api/socket", open_socket)


@asks(Right.SEE_CONVERSATIONS)
async def open_socket(request: web.Request) -> web.WebSocketResponse:
    """Serve one desk until it goes away; while it is there, its agent's leases run on."""
    # Cookies come with a socket from any site, and only the browser says truly which one it is.
    if not from_own_page(request):
        raise Forbidden("origin_not_allowed", "the desk's own page only may connect here")
    session = await session_of(request)
    gateway = request.app[GATEWAY]
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=LARGEST_COMMAND)
    await socket.prepare(request)
    desk = _Desk(gateway, socket, session.agent)
    with (
        request.app[SOCKETS].open(socket),
        request.app[DESK_DOORS].open(socket, request.cookies[COOKIE]),
        gateway.hub.listening_to_all() as happenings,
        request.app[DESK_FEED].desk() as summaries,
    ):
        beside = [
            asyncio.create_task(work)
            for work in (desk.push(happenings), desk.list_changes(summaries), desk.stay())
        ]
        try:
            await desk.listen()
        except ConnectionError:
            log.debug("a desk's socket was lost")
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            await socket.close()
    return socket


class _Desk:
    """One open desk."""

    def __init__(self, gateway: Gateway, socket: web.WebSocketResponse, agent: Agent) -> None:
        self._gateway = gateway
        self._socket = socket
        self._agent = agent
        # The newest last; the oldest is forgotten when there are too many.
        self._watched: dict[str, None] = {}

    async def listen(self) -> None:
        """Take what the desk sends, until it goes away."""
        async for message in self._socket:
            try:
                await self._obey(parse_frame(message))
            except AttuneError as error:
                event = {"type": "error", "code": error.code, "detail": error.detail}
                await self._send(json.dumps(event))

    async def push(self, happenings: Subscription) -> None:
        """Send what is said and who writes in the watched conversations."""
        while (happening := await happenings.get()) is not None:
            conversation_id = happening.conversation_id
            if conversation_id not in self._watched:
                continue
            event: dict[str, Any] | None = None
            if isinstance(happening, Said):
                event = {"type": "message", "message": happening.message.internal()}
            elif isinstance(happening, Typing):
                event = {"type": "typing", "author": happening.author, "on": happening.on}
            if event is not None:
                await self._send(json.dumps(event | {"conversation_id": conversation_id}))
        await self._socket.close(code=1013, message=b"too slow, come again")

    async def list_changes(self, summaries: asyncio.Queue[str]) -> None:
        """Send the summaries of conversations that changed."""
        while True:
            await self._send(await summaries.get())

    async def stay(self) -> None:
        """Renew the agent's leases while the desk is open."""
        while True:
            try:
                await self._gateway.store.write(
                    lambda unit: leases.renew_leases(unit, self._agent.id)
                )
            except Exception:
                log.exception("the leases of agent %d could not be renewed", self._agent.id)
            await asyncio.sleep(RENEW_EVERY)

    async def _obey(self, command: dict[str, Any]) -> None:
        kind = command.get("type")
        conversation_id = command.get("conversation_id")
        if kind == "ping":
            await self._send('{"type": "pong"}')
        elif kind not in ("watch", "unwatch", "typing"):
            raise Invalid("unknown_type", "type must be watch, unwatch, typing or ping")
        elif not isinstance(conversation_id, str):
            raise Invalid("conversation_id_missing", "conversation_id must be a string")
        elif kind == "watch":
            self._watched.pop(conversation_id, None)
            self._watched[conversation_id] = None
            if len(self._watched) > MOST_WATCHED:
                del self._watched[next(iter(self._watched))]
        elif kind == "unwatch":
            self._watched.pop(conversation_id, None)
        else:
            await self._typing(conversation_id, command.get("on") is True)

    async def _typing(self, conversation_id: str, on: bool) -> None:
        """Show the customer that their agent writes; what others type is nobody's concern."""
        conversation = await self._gateway.store.read(lambda unit: find(unit, conversation_id))
        if conversation.ownership.agent_id == self._agent.id:
            self._gateway.hub.publish(Typing(conversation_id, "agent", on))

    async def _send(self, event: str) -> None:
        if not self._socket.closed:
            with suppress(ConnectionError):
                await self._socket.send_str(event)
