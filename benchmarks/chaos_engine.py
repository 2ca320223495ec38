"""A stand-in for the engine: `python -m benchmarks.chaos_engine PORT SEED [steady]`.

It answers each turn with a text derived from the question, now and then late, and now and then it
dies in the middle of one, unless it is steady. Nothing it does depends on the text, so that no
message is poison.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from typing import Any

from aiohttp import web

TOKEN_VARIABLE = "ATTUNE_ENGINE_TOKEN"  # noqa: S105 - a name, not a token
SLOW, SLOWEST, DIES = 0.05, 1.5, 0.002
READING = {
    "intent": "help",
    "confidence": 1.0,
    "ranking": [{"intent": "help", "confidence": 1.0}],
    "entities": [],
    "sentiment": {"label": "neutral", "score": 0.0},
    "frustration": 0.0,
    "model_version": "stand-in",
    "milliseconds": 1.0,
}


def answer_to(text: str) -> str:
    """Return the one right answer to a question."""
    return f"Answer to {text}"


def main(port: int, seed: int, steady: bool = False) -> None:
    """Serve until killed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    expected = f"Bearer {os.environ[TOKEN_VARIABLE]}"

    async def ready(request: web.Request) -> web.Response:
        return web.json_response({"model_version": "stand-in"})

    async def turn(request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != expected:
            return web.Response(status=401)
        body: dict[str, Any] = await request.json()
        if not steady:
            await asyncio.sleep(chance.random() * (SLOWEST if chance.random() < SLOW else 0.02))
            if chance.random() < DIES:
                os.kill(os.getpid(), signal.SIGKILL)
        turns = (body["state"] or {}).get("turns", 0) + 1
        reply = {"text": answer_to(body["text"]), "quick_replies": [], "cards": [], "why": None}
        return web.json_response(
            {"replies": [reply], "reading": READING, "state": {"turns": turns}}
        )

    app = web.Application()
    app.router.add_get("/webhooks/attune/ready", ready)
    app.router.add_post("/webhooks/attune/turn", turn)
    web.run_app(app, host="127.0.0.1", port=port, print=None, reuse_address=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), "steady" in sys.argv[3:])
