"""What is measured of a side: pages held, messages to desks, and the storm after a kill."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from typing import Any

import aiohttp
import psutil

from benchmarks.figures import percentile
from benchmarks.programs import ProgramFailed, surroundings
from benchmarks.sockets_sides import Side, Socket
from crm.settings import PROJECT

HOLDERS = 2
CONNECT_SECONDS, STORM_SECONDS = 180.0, 180.0
SETTLE_SECONDS = 3.0
MESSAGES, PACE = 200, 0.05
ASK_EVERY = 0.1
ASK_BY = 30.0
LINE = 65_536
TO_DESKS = "desk"

Tell = Callable[[str], None]


class Holders:
    """The processes that hold the idle pages."""

    def __init__(self) -> None:
        self._processes: list[asyncio.subprocess.Process] = []

    async def start(self, side: Side, tokens: list[str], stack: AsyncExitStack) -> None:
        """Let each open its share of the pages."""
        for number in range(HOLDERS):
            arguments = ("127.0.0.1", str(side.port), side.path, f"127.0.0.{number + 2}")
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "benchmarks.sockets_holder", *arguments),
                str(number),
                cwd=PROJECT,
                env=surroundings(PYTHONPATH=str(PROJECT)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=LINE,
            )
            stack.push_async_callback(_end, process)
            self._processes.append(process)
            share = tokens[number::HOLDERS]
            assert process.stdin is not None  # noqa: S101 - for the type checker
            process.stdin.write("".join(f"{token}\n" for token in (*share, "")).encode())
            await process.stdin.drain()

    async def state(self) -> dict[str, Any]:
        """Return how the pages of all are."""
        told = await asyncio.gather(*(_ask(process) for process in self._processes))
        return {
            "ready": sum(one["ready"] for one in told),
            "of": sum(one["of"] for one in told),
            "last_ready_at": max(one["last_ready_at"] for one in told),
            "tries": sum(one["tries"] for one in told),
        }

    async def all_ready(self, seconds: float, since: float = 0.0) -> dict[str, Any]:
        """Wait until each page is greeted, after an instant, and return the state.

        Raises
        ------
        ProgramFailed
            If that takes too long.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            state = await self.state()
            if state["ready"] == state["of"] and state["last_ready_at"] > since:
                return state
            await asyncio.sleep(0.2)
        raise ProgramFailed(f"only {state['ready']} of {state['of']} pages were greeted")


async def measure(
    side: Side, connections: int, desks: int, session: aiohttp.ClientSession, tell: Tell
) -> dict[str, Any]:
    """Return all figures of one side."""
    async with AsyncExitStack() as stack:
        tell(f"{side.name}: starting, {connections} conversations")
        await side.start(stack, session)
        tokens = await side.tokens(connections)
        start_seconds = await _restart(side, session)
        # The first turns load what later ones share.
        for number in range(20):
            await side.turn(f"warm{number}")
        holders = Holders()
        memory, began = rss(side), time.time()
        tell(f"{side.name}: {connections} pages connect")
        await holders.start(side, tokens, stack)
        held = await holders.all_ready(CONNECT_SECONDS)
        await asyncio.sleep(SETTLE_SECONDS)
        grown = rss(side) - memory
        tell(f"{side.name}: {MESSAGES} messages to {desks} desks")
        delivered = await _deliver(side, desks, stack)
        idle = (await holders.state())["ready"]
        await side.end()
        tell(f"{side.name}: killed and started, all come back")
        storm = await _storm(side, holders)
    return {
        "held": idle,
        "connect_seconds": round(held["last_ready_at"] - began, 1),
        "start_seconds": start_seconds,
        "kilobytes_each": round(grown / connections / 1000, 1),
        "rss_mb": round((memory + grown) / 1e6),
        "to_all_desks_ms": delivered,
        **storm,
    }


def rss(side: Side) -> int:
    """Return the memory that a side's service holds now."""
    return int(psutil.Process(side.service.pid).memory_info().rss)


async def _deliver(side: Side, count: int, stack: AsyncExitStack) -> dict[str, float]:
    sockets = await side.desks(stack, count)
    arrived: dict[str, list[float]] = {}
    listening = [asyncio.create_task(_listen(socket, arrived)) for socket in sockets]
    sent: dict[str, float] = {}
    for number in range(MESSAGES):
        client_id = f"{TO_DESKS}{number}"
        sent[client_id] = time.perf_counter()
        await side.say(client_id)
        await asyncio.sleep(PACE)
    await asyncio.sleep(1.0)
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    await asyncio.gather(*(socket.close() for socket in sockets))
    whole = [
        (max(arrived[one]) - began) * 1000
        for one, began in sent.items()
        if len(arrived.get(one, ())) == count
    ]
    if len(whole) < MESSAGES:
        raise ProgramFailed(f"{MESSAGES - len(whole)} messages did not reach all desks")
    return {f"p{rank}": round(percentile(whole, rank), 2) for rank in (50, 95, 99)}


async def _listen(socket: Socket, arrived: dict[str, list[float]]) -> None:
    known = set()
    async for message in socket:
        event = json.loads(message.data)
        client_id = event["message"]["client_message_id"] if event["type"] == "message" else ""
        # A message comes again to the desk together with its reading.
        if client_id.startswith(TO_DESKS) and client_id not in known:
            known.add(client_id)
            arrived.setdefault(client_id, []).append(time.perf_counter())


async def _restart(side: Side, session: aiohttp.ClientSession) -> float:
    """Return the seconds from a kill to the first answer, with nobody who comes back."""
    killed = time.time()
    await side.service.kill()
    await side.service.start()
    await side.service.answers(session, f"http://127.0.0.1:{side.port}/healthz")
    return round(time.time() - killed, 1)


async def _storm(side: Side, holders: Holders) -> dict[str, Any]:
    tries = (await holders.state())["tries"]
    killed = time.time()
    await side.service.kill()
    await side.service.start()
    turns: list[float] = []
    asking = asyncio.create_task(_ask_turns(side, turns))
    try:
        state = await holders.all_ready(STORM_SECONDS, since=killed)
    finally:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    return {
        "storm_seconds": round(state["last_ready_at"] - killed, 1),
        "storm_tries_each": round((state["tries"] - tries) / state["of"], 2),
        "storm_turn_ms": {
            f"p{rank}": round(percentile(turns, rank), 1) if turns else None
            for rank in (50, 95, 100)
        },
        "storm_turns": len(turns),
    }


async def _ask_turns(side: Side, turns: list[float]) -> None:
    """Have one turn after the other, as a customer would meanwhile, until cancelled.

    One that is not even taken, because nobody listens yet, does not count.
    """
    number = 0
    while True:
        number += 1
        began = time.perf_counter()
        with suppress(aiohttp.ClientError, OSError):
            async with asyncio.timeout(ASK_BY):
                await side.turn(f"storm{number}")
            turns.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(ASK_EVERY)


async def _ask(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdin is not None  # noqa: S101 - for the type checker
    assert process.stdout is not None  # noqa: S101 - for the type checker
    process.stdin.write(b"?\n")
    await process.stdin.drain()
    told: dict[str, Any] = json.loads(await process.stdout.readline())
    return told


async def _end(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
