"""A tiny engine that speaks the engine's protocol and behaves as its texts say."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from gateway.engine.state import EngineUnavailable

TOKEN = "an-engine-token-that-only-tests-know-01"

READING = {
    "intent": "track_order",
    "confidence": 0.9,
    "ranking": [{"intent": "track_order", "confidence": 0.9}],
    "entities": [],
    "sentiment": {"label": "neutral", "score": 0.1},
    "frustration": 0.3,
    "model_version": "fake-1",
    "milliseconds": 1.5,
}


class FakeEngine:
    """Answers "You said: TEXT"; texts that begin with a word below make it do something else.

    ``slow``: answers after ``gate`` is set. ``hang``: never answers. ``die``: breaks the connection
    as long as ``dying`` is set. ``flaky``: breaks it the first time. ``fail``: answers 500.
    ``nonsense``: answers no JSON. ``stopping``: as long as ``gate`` is not set, it fails once the
    service is gone, as an engine does whose actions nobody runs. ``person``: calls back for a
    handover first. ``count``: tells how many turns the state has seen.
    """

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.gate = asyncio.Event()
        self.arrived = asyncio.Event()
        self.dying = True
        self.up = True
        self.callback = ""
        app = web.Application()
        app.router.add_post("/webhooks/attune/turn", self._turn)
        app.router.add_get("/webhooks/attune/ready", self._ready)
        self.server = TestServer(app)

    # What the gateway asks of its engines.

    @property
    def ready(self) -> bool:
        """Whether it takes turns."""
        return self.up

    @property
    def reason(self) -> str:
        """Say how it is."""
        return "the fake engine is " + ("ready" if self.up else "down")

    def client_for(self, conversation_id: str) -> str:
        """Return its address."""
        if not self.up:
            raise EngineUnavailable(self.reason)
        return str(self.server.make_url("")).rstrip("/")

    async def start(self) -> None:
        """Do nothing: the fixture starts it."""

    async def stop(self) -> None:
        """Do nothing: the fixture stops it."""

    # What it does.

    @property
    def texts(self) -> list[str]:
        """The texts of all turns that came in, in their order."""
        return [body["text"] for body in self.asked]

    async def _ready(self, request: web.Request) -> web.Response:
        return web.json_response({"model_version": "fake-1"}, status=200 if self.up else 503)

    async def _turn(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.Response(status=401)
        body = await request.json()
        self.asked.append(body)
        self.arrived.set()
        word = body["text"].split(" ")[0]
        if word == "slow":
            await self.gate.wait()
        elif word == "hang":
            await asyncio.sleep(3600)
        elif (word == "die" and self.dying) or (word == "flaky" and self._first_time(body)):
            assert request.transport is not None
            request.transport.abort()
        elif word == "stopping" and not self.gate.is_set():
            await self._service_is_gone()
            return web.Response(status=502)
        elif word == "fail":
            return web.Response(status=500)
        elif word == "nonsense":
            return web.Response(text="<html>")
        elif word == "person":
            await self._ask_for_person(body)
        return web.json_response(self._answer(body))

    def _first_time(self, body: dict[str, Any]) -> bool:
        key = (body["conversation_id"], body["message_id"])
        return 1 == sum(key == (b["conversation_id"], b["message_id"]) for b in self.asked)

    def _answer(self, body: dict[str, Any]) -> dict[str, Any]:
        turns = (body["state"] or {}).get("turns", 0) + 1
        text = f"Turn {turns}" if body["text"] == "count" else f"You said: {body['text']}"
        reply = {
            "text": text,
            "quick_replies": [{"title": "Yes", "text": "Yes, please"}],
            "cards": [],
            "why": {"segment": "loyal"},
        }
        return {"replies": [reply], "reading": READING, "state": {"turns": turns}}

    async def _service_is_gone(self) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(self.callback):
                        await asyncio.sleep(0.01)
                except aiohttp.ClientError:
                    return

    async def _ask_for_person(self, body: dict[str, Any]) -> None:
        call = {
            "next_action": "action_hand_over",
            "sender_id": body["conversation_id"],
            "tracker": {"message_id": body["message_id"]},
        }
        headers = {"X-Attune-Engine": f"token:{TOKEN}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(self.callback, json=call) as response,
        ):
            response.raise_for_status()
