"""A service that is stopped politely spoils nothing that it has begun."""

from __future__ import annotations

import asyncio

import aiohttp

from tests.gateway.service import Service, eventually


async def test_a_turn_in_flight_is_answered_after_the_restart(service: Service) -> None:
    """Nobody runs the engine's actions while the service stops: the turn waits, unspoilt."""
    talk = await service.begin()
    address = service.client.make_url(talk.path)
    body = {"client_message_id": "m1", "text": "stopping now"}

    async def ask() -> None:
        async with (
            aiohttp.ClientSession(headers=talk.headers) as session,
            session.post(address, json=body) as response,
        ):
            await response.read()

    asking = asyncio.create_task(ask())
    await service.engine.arrived.wait()
    await service.stop()
    await asyncio.gather(asking, return_exceptions=True)
    service.engine.gate.set()
    await service.start()
    await eventually(lambda: not service.gateway.turns.busy)

    assert [
        (1, "customer", "stopping now"),
        (2, "bot", "You said: stopping now"),
    ] == await talk.lines()


async def test_a_stopping_service_takes_messages_but_no_turns(service: Service) -> None:
    """What is accepted while the turns have stopped is kept for the next start."""
    talk = await service.begin()
    await service.gateway.turns.pause()
    status, answer = await talk.say("m1", "Hello")
    asked = list(service.engine.texts)
    await service.stop()
    await service.start()
    await eventually(lambda: not service.gateway.turns.busy)

    assert (201, [], []) == (status, answer["replies"], asked)
    assert ["Hello", "You said: Hello"] == [text for _, _, text in await talk.lines()]
