"""Custom actions, called in the service over one kept connection."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from typing import Any

import aiohttp
import rasa
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import OutputChannel
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

CONNECT_SECONDS = 2.0
# Above the gateway's own limit of one turn (10 s), which ends the turn first.
TOTAL_SECONDS = 15.0
EVENTS_SENT = 8

logger = logging.getLogger(__name__)


class ActionFailed(RuntimeError):
    """A custom action could not be run; the message says which and why."""


class ServiceConnection:
    """Posts action calls to the service.

    Rasa opens a connection for each call, checks the answer against a JSON schema that it
    compiles anew each time, and turns a failure into silence. Here the connection is kept, the
    answer is checked by reading it, and a failure is an exception.
    """

    def __init__(self, endpoint: EndpointConfig | None) -> None:
        """Take the `action_endpoint` of `endpoints.yml`; nothing is opened yet."""
        self._endpoint = endpoint
        self._session: aiohttp.ClientSession | None = None

    async def call(self, action: str, body: dict[str, Any]) -> dict[str, Any]:
        """Post one call and return the answer `{"events", "responses"}`.

        Raises:
            ActionFailed: no connection, no answer in time, or an answer that is an error.
        """
        if self._endpoint is None or not self._endpoint.url:
            raise ActionFailed(f"{action}: endpoints.yml names no action_endpoint")
        try:
            try:
                return await self._post(action, body)
            except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
                # A kept connection may have been closed meanwhile; the service answers a
                # repeated call with the recorded answer, so once more is safe.
                return await self._post(action, body)
        except aiohttp.ClientConnectionError as error:
            reason = f"the service does not answer at {self._endpoint.url} ({error})"
            raise ActionFailed(f"{action}: {reason}") from error
        except (asyncio.TimeoutError, TimeoutError) as error:
            raise ActionFailed(f"{action}: no answer in {TOTAL_SECONDS:.0f} s") from error
        except (aiohttp.ClientError, ValueError) as error:
            raise ActionFailed(f"{action}: unreadable answer ({error})") from error

    async def close(self) -> None:
        """Close the connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _post(self, action: str, body: dict[str, Any]) -> dict[str, Any]:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(total=TOTAL_SECONDS, connect=CONNECT_SECONDS)
            headers = {**(self._endpoint.headers or {}), "Content-Type": "application/json"}
            self._session = aiohttp.ClientSession(headers=headers, timeout=timeout)
        data = json.dumps(body).encode()
        async with self._session.post(self._endpoint.url, data=data) as response:
            content = await response.read()
            if response.status != 200:
                detail = content[:300].decode("utf-8", "replace")
                raise ActionFailed(f"{action}: the service answered {response.status} {detail}")
        answer = json.loads(content)
        if not isinstance(answer, dict):
            raise ActionFailed(f"{action}: the service's answer is no object")
        return answer


class ServiceAction(RemoteAction):
    """A custom action that sends what actions need of the tracker, and no more."""

    def __init__(self, name: str, connection: ServiceConnection) -> None:
        """Take the action's name and the connection to the service."""
        super().__init__(name, None)
        self._connection = connection

    async def run(
        self,
        output_channel: OutputChannel,
        nlg: NaturalLanguageGenerator,
        tracker: DialogueStateTracker,
        domain: Domain,
    ) -> list[Event]:
        """Run the action and return the bot's messages and the events.

        Raises:
            ActionFailed: see `ServiceConnection.call`.
        """
        answer = await self._connection.call(self.name(), action_call(self.name(), tracker))
        try:
            events = deserialise_events(answer.get("events") or [])
            messages = await self._utter_responses(
                answer.get("responses") or [], output_channel, nlg, tracker
            )
        except (ValueError, TypeError, AttributeError, KeyError, RasaException) as error:
            raise ActionFailed(f"{self.name()}: unreadable answer ({error})") from error
        return [*messages, *events]


def action_call(action: str, tracker: DialogueStateTracker) -> dict[str, Any]:
    """Return the body of an action call: rasa-sdk's form, with the last few events only."""
    events = list(tracker.events)[-EVENTS_SENT:]
    message = tracker.latest_message
    return {
        "next_action": action,
        "sender_id": tracker.sender_id,
        "version": rasa.__version__,
        "tracker": {
            "sender_id": tracker.sender_id,
            "slots": tracker.current_slot_values(),
            "latest_message": dict(message.parse_data) if message else {},
            "latest_event_time": events[-1].timestamp if events else time.time(),
            "followup_action": tracker.followup_action,
            "paused": False,
            "events": [_slim(event) for event in events],
            "latest_input_channel": message.input_channel if message else None,
            "active_loop": {},
            "latest_action": tracker.latest_action or {},
            "latest_action_name": tracker.latest_action_name,
        },
    }


def _slim(event: Event) -> dict[str, Any]:
    data: dict[str, Any] = event.as_dict()
    # The reading stands in latest_message already.
    data.pop("parse_data", None)
    return data
