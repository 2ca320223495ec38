"""The channel of the gateway: a turn in, replies, reading and state out."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import os
import time
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.requests import BadRequest, text_to_read, turn_of
from bot.dialogue.service_actions import ActionFailed, ServiceConnection
from bot.dialogue.state import DialogueState
from bot.dialogue.turns import TurnProcessor

TOKEN_VARIABLE = "ATTUNE_ENGINE_TOKEN"  # noqa: S105 - a name, not a token

logger = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[HTTPResponse]]


class NotReady(RuntimeError):
    """No model is loaded yet."""


class AttuneChannel(InputChannel):
    """Serves `/webhooks/attune/turn`, `/read` and `/ready`."""

    def __init__(self) -> None:
        """Take the token from the environment; without one nobody is served."""
        self._token = os.environ.get(TOKEN_VARIABLE, "")
        self._processor: TurnProcessor | None = None
        self._loaded: MessageProcessor | None = None
        self._connection: ServiceConnection | None = None
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @classmethod
    def name(cls) -> str:
        """Return the last part of the channel's address."""
        return "attune"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes; `on_new_message` is not used, for it gives no answer back."""
        blueprint = Blueprint("attune_channel")
        blueprint.add_route(self._guarded(self._ready, token=False), "/ready", methods=["GET"])
        blueprint.add_route(self._guarded(self._turn), "/turn", methods=["POST"])
        blueprint.add_route(self._guarded(self._read), "/read", methods=["POST"])
        blueprint.listener("after_server_stop")(self._close)
        return blueprint

    def _guarded(self, handler: Handler, token: bool = True) -> Handler:
        """Check the token and turn each exception into its answer."""

        @wraps(handler)
        async def guarded(request: Request) -> HTTPResponse:
            if token and not self._is_authorised(request):
                return _error(401, "the bearer token is missing or wrong")
            try:
                return await handler(request)
            except BadRequest as error:
                return _error(400, str(error))
            except NotReady as error:
                return _error(503, str(error))
            except ActionFailed as error:
                logger.error("%s", error)
                return _error(502, str(error))
            except Exception:
                logger.exception("A turn failed.")
                return _error(500, "the engine failed on this message; its log says why")

        return guarded

    def _is_authorised(self, request: Request) -> bool:
        given = request.headers.get("Authorization", "")
        expected = f"Bearer {self._token}"
        same = hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode())
        return same and bool(self._token)

    async def _ready(self, request: Request) -> HTTPResponse:
        processor = self._processor_of(request.app)
        return response.json({"model_version": processor.model_version})

    async def _turn(self, request: Request) -> HTTPResponse:
        turn, sent_state = turn_of(_body(request))
        processor = self._processor_of(request.app)
        state, was_reset = _state_of(sent_state)
        lock = self._locks.setdefault(turn.conversation_id, asyncio.Lock())
        async with lock:
            result = await processor.run_turn(turn, state)
        answer = {
            "replies": result.replies,
            "reading": result.reading,
            "state": result.state.as_json(),
            "state_reset": was_reset,
        }
        return response.json(answer)

    async def _read(self, request: Request) -> HTTPResponse:
        text, metadata = text_to_read(_body(request))
        processor = self._processor_of(request.app)
        started = time.perf_counter()
        parsed = await processor.read(text, metadata)
        processor.add_requests(parsed, metadata)
        return response.json(processor.reading(parsed, DialogueState.fresh(), started))

    def _processor_of(self, app: Sanic) -> TurnProcessor:
        agent = getattr(app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            raise NotReady("no model is loaded yet")
        if self._processor is None or self._loaded is not agent.processor:
            self._connection = self._connection or ServiceConnection(agent.action_endpoint)
            self._loaded = agent.processor
            self._processor = TurnProcessor(agent.processor, self._connection)
        return self._processor

    async def _close(self, app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        if self._connection is not None:
            await self._connection.close()


def _body(request: Request) -> Any:
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise BadRequest("the body must be valid JSON") from error


def _state_of(sent: Any) -> tuple[DialogueState, bool]:
    """Return the state, and whether a fresh one had to take its place."""
    if sent is None:
        return DialogueState.fresh(), False
    try:
        return DialogueState.from_json(sent), False
    except ValueError as error:
        logger.warning("A dialogue starts afresh, its state was not understood: %s", error)
        return DialogueState.fresh(), True


def _error(status: int, reason: str) -> HTTPResponse:
    return response.json({"error": reason}, status=status)
