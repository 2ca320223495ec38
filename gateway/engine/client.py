"""Asks an engine to run a turn, over connections that stay open."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Protocol

import aiohttp

from crm.errors import AttuneError, Invalid
from crm.messages import Draft
from crm.readings import Reading
from crm.turns import Answer, WaitingTurn
from gateway.engine.state import EngineUnavailable

READY_TIMEOUT = 2.0


class EngineFailed(AttuneError):
    """The engine took the turn and made nothing usable of it: an error, or no answer in time."""


class EngineLost(AttuneError):
    """The engine went away while it had the turn."""


class Engines(Protocol):
    """The engines that there are: see :class:`gateway.engine.supervisor.Supervisor`."""

    @property
    def ready(self) -> bool:
        """Whether a turn can be taken now."""
        ...

    @property
    def reason(self) -> str:
        """Say in one line how the engines are."""
        ...

    def client_for(self, conversation_id: str) -> str:
        """Return the base URL of a conversation's engine, or raise ``EngineUnavailable``."""
        ...

    async def start(self) -> None:
        """Begin to start the engines."""
        ...

    async def stop(self) -> None:
        """Stop all of them."""
        ...


class EngineClient:
    """Runs turns on the engines.

    Parameters
    ----------
    engines:
        Says which engine a conversation has.
    token:
        Shared with the engines.
    timeout:
        Seconds that a turn may take.
    """

    def __init__(self, engines: Engines, token: str, timeout: float) -> None:
        self.engines = engines
        self._headers = {"Authorization": f"Bearer {token}"}
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._seconds = timeout
        self._session: aiohttp.ClientSession | None = None

    async def start(self) -> None:
        """Open the session."""
        self._session = aiohttp.ClientSession(
            headers=self._headers,
            timeout=self._timeout,
            trust_env=False,
            connector=aiohttp.TCPConnector(limit=256, keepalive_timeout=60),
        )

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def run(self, turn: WaitingTurn) -> Answer:
        """Return what the engine makes of a turn.

        Raises
        ------
        EngineUnavailable
            If no engine could take it.
        EngineLost
            If the engine went away meanwhile.
        EngineFailed
            If it answered with an error, with something else, or not in time.
        """
        if self._session is None:
            raise EngineUnavailable("the service is stopping")
        url = f"{self.engines.client_for(turn.conversation_id)}/webhooks/attune/turn"
        try:
            async with self._session.post(url, json=_body(turn)) as response:
                if response.status == 503:
                    raise EngineUnavailable("the engine is not ready")
                if response.status != 200:
                    raise EngineFailed("engine_error", f"the engine answered {response.status}")
                return _answer(await response.json(content_type=None))
        except aiohttp.ClientConnectorError as error:
            raise EngineUnavailable(f"no engine answers: {error.strerror}") from error
        except TimeoutError as error:
            detail = f"the engine took longer than {self._seconds:g} s"
            raise EngineFailed("engine_timeout", detail) from error
        except aiohttp.ClientError as error:
            raise EngineLost("engine_lost", f"the engine went away: {type(error).__name__}") from (
                error
            )
        except ValueError as error:
            raise EngineFailed("engine_error", "the engine answered no JSON") from error

    async def ready(self) -> bool:
        """Ask the engines whether one of them can take a turn now."""
        return self.engines.ready

    async def wait_until_ready(self, pause: float = 0.2) -> None:
        """Wait until an engine can take a turn."""
        while not await self.ready():
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, 2.0)


def _body(turn: WaitingTurn) -> dict[str, Any]:
    return {
        "conversation_id": turn.conversation_id,
        "message_id": turn.client_message_id,
        "text": turn.text,
        "customer": turn.customer,
        "sent_at": turn.sent_at.isoformat(),
        "state": turn.dialogue_state,
    }


def _answer(body: Any) -> Answer:
    try:
        replies = tuple(_draft(reply) for reply in body["replies"])
        return Answer(replies, Reading.from_json(body["reading"]), body["state"])
    except (KeyError, TypeError, ValueError, AttributeError, Invalid) as error:
        detail = f"the engine's answer lacks {error}"
        raise EngineFailed("engine_error", detail) from error


def _draft(reply: Mapping[str, Any]) -> Draft:
    return Draft(
        author="bot",
        text=str(reply["text"] or ""),
        quick_replies=tuple(
            {"title": str(one["title"]), "text": str(one["text"])}
            for one in reply.get("quick_replies") or ()
        ),
        cards=tuple(dict(card) for card in reply.get("cards") or ()),
        why=reply.get("why"),
    )
