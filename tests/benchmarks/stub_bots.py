"""Stand-ins for both bots' REST channels, on real sockets."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web


class Stub:
    """Answers like both APIs; ``broken`` maps a text to the answer that it gets instead."""

    def __init__(self) -> None:
        self.broken: dict[str, web.Response | dict[str, Any] | list[Any]] = {}
        self.signed_in: list[str] = []
        self.heard: list[str] = []
        self.busy = 0
        self.most_busy = 0

    def app(self) -> web.Application:
        """Return the application."""
        app = web.Application()
        app.router.add_post("/demo/sign-in", self._sign_in)
        app.router.add_post("/api/v1/conversations", self._start)
        app.router.add_post("/api/v1/conversations/{id}/messages", self._message)
        app.router.add_post("/webhooks/rest/webhook", self._rasa)
        return app

    async def _sign_in(self, request: web.Request) -> web.Response:
        self.signed_in.append((await request.json())["reference"])
        return web.json_response({"customer_token": "signed"})

    async def _start(self, request: web.Request) -> web.Response:
        return web.json_response({"conversation_id": "c1", "token": "t1"}, status=201)

    async def _message(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != "Bearer t1":
            return web.json_response({"title": "Unauthorized"}, status=401)
        text = (await request.json())["text"]
        whole = {
            "replies": [{"text": "Here it is:", "cards": [{"kind": "order", "number": "990097"}]}],
            "reading": {"intent": "greet"},
        }
        return await self._answer(text, whole)

    async def _rasa(self, request: web.Request) -> web.Response:
        return await self._answer((await request.json())["message"], [{"text": "Hey!"}])

    async def _answer(self, text: str, whole: Any) -> web.Response:
        self.heard.append(text)
        self.busy += 1
        self.most_busy = max(self.busy, self.most_busy)
        await asyncio.sleep(0.005)
        self.busy -= 1
        answer = self.broken.get(text, whole)
        return answer if isinstance(answer, web.Response) else web.json_response(answer)
