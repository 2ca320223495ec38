"""Many customers at once, with connections that break and engines that die."""

from __future__ import annotations

import asyncio
import random
from contextlib import suppress

import aiohttp

from tests.gateway.service import Service, Socket, Talk, eventually

CUSTOMERS, MESSAGES = 12, 6


async def send_until_acknowledged(talk: Talk, texts: list[str], chance: random.Random) -> None:
    """Say each text as the widget does: again after each broken connection until it is acked."""
    socket: Socket | None = None
    for number, text in enumerate(texts):
        acknowledged = False
        while not acknowledged:
            if socket is None:
                socket = await talk.connect()
            client_id = f"m{number}"
            with suppress(TypeError, ConnectionError, aiohttp.ClientError):
                await socket.send(type="message", client_message_id=client_id, text=text)
                if chance.random() < 0.4:
                    await asyncio.sleep(chance.random() * 0.01)
                    await socket.close()
                    socket = None
                    continue
                await socket.until(type="ack", client_message_id=client_id)
                acknowledged = True
    if socket is not None:
        await socket.close()


async def test_nothing_is_lost_doubled_or_swapped(service: Service) -> None:
    """Every acknowledged message is stored once and answered once, in its order."""
    chance = random.Random(7)  # noqa: S311 - no secret
    talks = [await service.begin() for _ in range(CUSTOMERS)]
    texts = [
        [f"{chance.choice(('hello', 'flaky', 'count'))} {n}" for n in range(MESSAGES)]
        for _ in talks
    ]
    await asyncio.gather(
        *(
            send_until_acknowledged(talk, said, random.Random(n))  # noqa: S311 - no secret
            for n, (talk, said) in enumerate(zip(talks, texts, strict=True))
        )
    )
    await eventually(lambda: not service.gateway.turns.busy, seconds=20)

    for talk, said in zip(talks, texts, strict=True):
        lines = await talk.lines()
        assert list(range(1, 2 * MESSAGES + 1)) == [seq for seq, _, _ in lines]
        assert said == [text for _, author, text in lines if author == "customer"]
        assert [f"You said: {text}" for text in said] == [
            text for _, author, text in lines if author == "bot"
        ]
