"""The customer's socket: messages both ways, in order, the gap replayed after a reconnection."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web
from sqlalchemy.exc import InterfaceError, OperationalError

from crm import conversations, messages, ratings
from crm.errors import AttuneError, Invalid
from crm.messages import Message
from crm.ownership import Owner
from crm.store import Unit
from gateway.hub import Happening, Owned, Placed, Rated, Said, Subscription, Typing
from gateway.identity import Opened, Unauthorized
from gateway.keys import GATEWAY, Gateway
from gateway.limits import TooMany
from gateway.requests import LARGEST_BODY, address_of, parse_frame, parse_object
from gateway.sockets import SOCKETS, Sockets, expire

log = logging.getLogger(__name__)

HELLO_WITHIN = 10.0
HEARTBEAT = 30.0


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_get("/api/v1/socket", open_socket)


async def open_socket(request: web.Request) -> web.WebSocketResponse:
    """Serve one customer's page until it goes away."""
    gateway = request.app[GATEWAY]
    sockets, address = request.app[SOCKETS], address_of(request)
    with sockets.admitted(address):
        # Browsers offer compression: it would save little on short messages, and cost each
        # connection more memory than all the rest of it.
        socket = web.WebSocketResponse(
            heartbeat=HEARTBEAT, max_msg_size=LARGEST_BODY, compress=False
        )
        await socket.prepare(request)
        await _serve(gateway, sockets, socket, address)
    return socket


async def _serve(
    gateway: Gateway, sockets: Sockets, socket: web.WebSocketResponse, address: str
) -> None:
    """Let a page in that shows a token, and end with it."""
    opened, code = None, WSCloseCode.OK
    with sockets.open(socket):
        try:
            opened, after = await _hello(gateway, socket)
            with (
                sockets.speaking(socket, opened),
                gateway.hub.listening(opened.conversation_id) as subscription,
            ):
                session = _Session(gateway, socket, opened, address)
                await session.welcome(after)
                async with _beside(session.push(subscription)):
                    await session.listen()
        except AttuneError as error:
            gateway.refusals.tell(error, address, opened.conversation_id if opened else None)
            await _send(socket, _error(error))
            code = WSCloseCode.TRY_AGAIN_LATER if isinstance(error, TooMany) else code
        except (ConnectionError, TimeoutError):
            log.debug("a customer's socket was lost")
        finally:
            await socket.close(code=code)


async def _hello(gateway: Gateway, socket: web.WebSocketResponse) -> tuple[Opened, int]:
    """Return the conversation that the first message opens, and what is known of it already."""
    async with asyncio.timeout(HELLO_WITHIN):
        message = await socket.receive()
    if message.type is not WSMsgType.TEXT:
        raise Unauthorized("hello_missing", 'the first message must be {"type": "hello", ...}')
    hello = parse_object(message.data)
    token, after = hello.get("token"), hello.get("after", 0)
    if hello.get("type") != "hello" or not isinstance(token, str):
        raise Unauthorized("hello_missing", "say hello with the conversation's token first")
    if not isinstance(after, int) or isinstance(after, bool) or not 0 <= after < 10**9:
        raise Invalid("after_invalid", "after must be a sequence number, 0 or more")
    return gateway.identity.opened_by(token), after


class _Session:
    """One open socket of one conversation.

    ``_last`` is the number up to which this page has everything. A message that comes with a
    greater one than the next makes the store be read, so that nothing is missed or out of order.
    """

    def __init__(
        self,
        gateway: Gateway,
        socket: web.WebSocketResponse,
        opened: Opened,
        address: str,
    ) -> None:
        self._gateway = gateway
        self._socket = socket
        self._opened = opened
        self._id = opened.conversation_id
        self._address = address
        self._last = 0
        self._key = 0
        # Ids of messages that this page sent: it gets an acknowledgement instead of an echo.
        self._own: set[str] = set()

    async def welcome(self, after: int) -> None:
        """Say how the conversation stands, with all messages that the page lacks."""

        def find(
            unit: Unit,
        ) -> tuple[conversations.Conversation, list[Message], dict[str, int] | None]:
            conversation = conversations.find(unit, self._id)
            rating = ratings.to_rate(unit, conversation)
            # Most pages that come back after a restart lack nothing.
            lacks = conversation.last_seq > after
            found = messages.listed(unit, conversation.id, after) if lacks else []
            return conversation, found, rating

        conversation, found, rating = await self._gateway.store.read(find)
        self._key = conversation.id
        self._last = max(after, found[-1].seq) if found else min(after, conversation.last_seq)
        await _send(
            self._socket,
            {
                "type": "welcome",
                "conversation_id": self._id,
                "owner": conversation.owner.value,
                "agent_name": conversation.agent_name,
                "queue": await self._place(conversation.owner),
                "rating": rating,
                "messages": [message.public() for message in found],
            },
        )

    async def listen(self) -> None:
        """Take what the page sends, until it goes away."""
        async for message in self._socket:
            if not self._gateway.identity.lasts(self._opened):
                await expire(self._socket)
                return
            client_id = None
            try:
                command = parse_frame(message)
                client_id = command.get("client_message_id")
                await self._obey(command)
            except AttuneError as error:
                self._gateway.refusals.tell(error, self._address, self._id)
                await _send(self._socket, _error(error, client_id))
            except (OperationalError, InterfaceError) as error:
                # What the page has not got acknowledged, it sends again when it is back.
                log.warning("the store is away: %s", type(error.orig).__name__)
                await self._socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
                return
            except Exception:
                log.exception("a command on %s failed", self._id)
                failure = AttuneError("internal_error", "Something went wrong on our side.")
                await _send(self._socket, _error(failure, client_id))

    async def push(self, subscription: Subscription) -> None:
        """Send what happens, until the page goes away or falls too far behind."""
        while (happening := await subscription.get()) is not None:
            await self._tell(happening)
        await self._socket.close(code=1013, message=b"too slow, come again")

    async def _obey(self, command: dict[str, Any]) -> None:
        kind = command.get("type")
        if kind == "message":
            await self._message(command)
        elif kind == "typing":
            on = command.get("on") is True
            self._gateway.hub.publish(Typing(self._id, "customer", on))
        elif kind == "ping":
            await _send(self._socket, {"type": "pong"})
        else:
            raise Invalid("unknown_type", "type must be message, typing or ping")

    async def _message(self, command: dict[str, Any]) -> None:
        limits = self._gateway.limits
        await limits.messages_by_address.take(self._address)
        await limits.messages_by_conversation.take(self._id)
        client_id = command.get("client_message_id")
        new = isinstance(client_id, str) and client_id not in self._own
        if new:
            self._own.add(str(client_id))
        try:
            accepted = await self._gateway.turns.accept(
                self._id, client_id, command.get("text"), command.get("attachments")
            )
        except BaseException:
            if new:
                self._own.discard(str(client_id))
            raise
        ack = {"type": "ack", "client_message_id": client_id, "seq": accepted.message.seq}
        await _send(self._socket, ack)

    async def _tell(self, happening: Happening) -> None:
        if isinstance(happening, Said):
            if not happening.only_desk:
                await self._say(happening.message)
        elif isinstance(happening, Owned):
            await self._tell_owner(happening)
        elif isinstance(happening, Placed):
            await _send(self._socket, {"type": "queue", "queue": happening.place.shown()})
        elif isinstance(happening, Rated):
            # Another page of the same customer may still ask.
            await self._tell_owner(Owned(self._id, Owner.CLOSED, None))
        elif happening.author != "customer":
            typing = {"author": happening.author, "on": happening.on}
            await _send(self._socket, {"type": "typing"} | typing)

    async def _tell_owner(self, now: Owned) -> None:
        event = {
            "type": "owner",
            "owner": now.owner,
            "agent_name": now.agent_name,
            "queue": await self._place(now.owner),
            "rating": {"closing": now.closing} if now.closing is not None else None,
        }
        await _send(self._socket, event)

    async def _place(self, owner: str) -> dict[str, Any] | None:
        if owner != Owner.QUEUED:
            return None
        place = await self._gateway.queue.place_of(self._id)
        return place.shown() if place is not None else None

    async def _say(self, message: Message) -> None:
        if message.seq <= self._last:
            return
        due = [message]
        if message.seq > self._last + 1:
            due = await self._gateway.store.read(
                lambda unit: messages.listed(unit, self._key, self._last)
            )
        for one in due:
            self._last = one.seq
            if one.client_message_id not in self._own:
                await _send(self._socket, {"type": "message", "message": one.public()})


@asynccontextmanager
async def _beside(work: Any) -> AsyncIterator[None]:
    """Run a coroutine for as long as the block lasts."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError, ConnectionError):
            await task


def _error(error: AttuneError, client_id: object = None) -> dict[str, Any]:
    shown: dict[str, Any] = {"type": "error", "code": error.code, "detail": error.detail}
    if isinstance(error, TooMany):
        shown["retry_after"] = error.retry_after
    return shown | ({"client_message_id": client_id} if client_id is not None else {})


async def _send(socket: web.WebSocketResponse, event: dict[str, Any]) -> None:
    if not socket.closed:
        with suppress(ConnectionError):
            await socket.send_str(json.dumps(event))
