"""The load: conversations held one at a time or many at once, the bots in turns."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

import aiohttp

from benchmarks.bots import EMPTY, UNREAD, Bot, BotError, Talk, fault
from benchmarks.conversations import Line, Script


@dataclass(frozen=True)
class Turn:
    """One measured turn: its seconds, and what was wrong with the answer if anything was."""

    text: str
    seconds: float
    fault: str | None = None
    failed: bool = False  # an error or no real answer, not only a misunderstanding


@dataclass
class Measured:
    """All turns of one bot under one load, and the seconds in which it alone was at work.

    ``cpu_seconds`` is what its processes computed meanwhile, where that is known.
    """

    turns: list[Turn] = field(default_factory=list)
    seconds: float = 0.0
    cpu_seconds: float | None = None


@dataclass(frozen=True)
class Contender:
    """A bot with its scripts, and the seconds that its processes have computed so far."""

    bot: Bot
    scripts: Sequence[Script]
    long_script: Script
    cpu_seconds: Callable[[], float | None] = lambda: None


def split(conversations: int, at_once: int, per_round: int = 2) -> list[int]:
    """Return how many conversations each round holds: a few times as many as go on at once.

    A round that is only as wide as the load would measure its stragglers; one that holds all
    conversations would let the machine's state drift between the bots.
    """
    full = at_once * per_round
    rounds, rest = divmod(conversations, full)
    return [full] * rounds + ([rest] if rest else [])


async def alternate(
    session: aiohttp.ClientSession,
    contenders: Sequence[Contender],
    conversations: int,
    at_once: int,
    tell: Callable[[str], None] = lambda note: None,
) -> dict[str, Measured]:
    """Hold the same number of conversations with each bot, in rounds that change who begins.

    Parameters
    ----------
    conversations:
        How many each bot holds in all.
    at_once:
        How many of them at the same time.
    tell:
        Called with a note on the progress.
    """
    measured = {contender.bot.name: Measured() for contender in contenders}
    queues = {c.bot.name: cycle(c.scripts) for c in contenders}
    order = list(contenders)
    rounds = split(conversations, at_once)
    for number, size in enumerate(rounds, start=1):
        tell(f"{at_once} at once: round {number} of {len(rounds)}")
        for contender in order:
            name = contender.bot.name
            scripts = list(islice(queues[name], size))
            await _measure(session, contender, scripts, at_once, measured[name])
        order.reverse()
    return measured


async def grow(
    session: aiohttp.ClientSession, contenders: Sequence[Contender], turns: int
) -> dict[str, list[Turn]]:
    """Hold one long conversation with each bot, a turn here and a turn there."""
    talks = [await c.bot.open(session, c.long_script.customer) for c in contenders]
    said: dict[str, list[Turn]] = {contender.bot.name: [] for contender in contenders}
    for number in range(turns):
        for contender, talk in zip(contenders, talks, strict=True):
            lines = contender.long_script.lines
            turn = await _turn(session, contender.bot, talk, lines[number % len(lines)])
            said[contender.bot.name].append(turn)
    return said


async def _measure(
    session: aiohttp.ClientSession,
    contender: Contender,
    scripts: Sequence[Script],
    at_once: int,
    measured: Measured,
) -> None:
    computed, began = contender.cpu_seconds(), time.perf_counter()
    measured.turns += await _round(session, contender.bot, scripts, at_once)
    measured.seconds += time.perf_counter() - began
    now = contender.cpu_seconds()
    if computed is not None and now is not None:
        measured.cpu_seconds = (measured.cpu_seconds or 0.0) + now - computed


async def _round(
    session: aiohttp.ClientSession, bot: Bot, scripts: Iterable[Script], at_once: int
) -> list[Turn]:
    waiting = iter(scripts)
    turns: list[Turn] = []

    async def customer() -> None:
        for script in waiting:
            turns.extend(await _conversation(session, bot, script))

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(customer())
    return turns


async def _conversation(session: aiohttp.ClientSession, bot: Bot, script: Script) -> list[Turn]:
    try:
        talk = await bot.open(session, script.customer)
    except BotError as error:
        return [Turn(line.text, 0.0, f"no conversation: {error}", True) for line in script.lines]
    return [await _turn(session, bot, talk, line) for line in script.lines]


async def _turn(session: aiohttp.ClientSession, bot: Bot, talk: Talk, line: Line) -> Turn:
    began = time.perf_counter()
    try:
        answer = await bot.say(session, talk, line.text)
    except BotError as error:
        return Turn(line.text, time.perf_counter() - began, str(error), True)
    seconds = time.perf_counter() - began
    wrong = fault(line, answer)
    return Turn(line.text, seconds, wrong, wrong in (EMPTY, UNREAD))
