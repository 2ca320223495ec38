"""The peer: a bare aiohttp service with sockets, `python -m benchmarks.sockets_floor PORT`.

No store, no tokens, no order, no replay, no engine: what is left is what sockets cost at least.
It greets who says hello on `/socket`, and hands what is sent there to all on `/desk`.
"""

from __future__ import annotations

import json
import sys

from aiohttp import WSMsgType, web

HEARTBEAT = 30.0
DESKS: set[web.WebSocketResponse] = set()


async def page(request: web.Request) -> web.WebSocketResponse:
    """Greet a page, acknowledge what it sends, and tell the desks."""
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT, compress=False)
    await socket.prepare(request)
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            continue
        event = json.loads(message.data)
        if event["type"] == "hello":
            await socket.send_str(json.dumps({"type": "welcome", "messages": []}))
            continue
        told = json.dumps({"type": "message", "message": event})
        for desk in DESKS:
            await desk.send_str(told)
        ack = {"type": "ack", "client_message_id": event["client_message_id"]}
        await socket.send_str(json.dumps(ack))
    return socket


async def desk(request: web.Request) -> web.WebSocketResponse:
    """Let a desk listen."""
    socket = web.WebSocketResponse(heartbeat=HEARTBEAT)
    await socket.prepare(request)
    DESKS.add(socket)
    try:
        async for _ in socket:
            pass
    finally:
        DESKS.discard(socket)
    return socket


async def echo(request: web.Request) -> web.Response:
    """Answer with what was sent."""
    return web.json_response(await request.json())


async def alive(request: web.Request) -> web.Response:
    """Say that the process lives."""
    return web.json_response({"status": "alive"})


def main(port: int) -> None:
    """Serve until killed."""
    app = web.Application()
    app.router.add_get("/socket", page)
    app.router.add_get("/desk", desk)
    app.router.add_post("/echo", echo)
    app.router.add_get("/healthz", alive)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None, backlog=4096)


if __name__ == "__main__":
    main(int(sys.argv[1]))
