"""The peer: the bot that `rasa init` writes, untouched, on its REST channel."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from benchmarks.bots import BotError, DefaultBot
from benchmarks.programs import Running, finish, running, surroundings
from crm.settings import PROJECT
from gateway.engine.command import ENGINE_PYTHON
from gateway.engine.process import free_port

INIT_SECONDS, START_SECONDS = 900.0, 300.0
COMPLETE = "complete"


@asynccontextmanager
async def default_bot(
    build: Path, session: aiohttp.ClientSession, tell: Callable[[str], None]
) -> AsyncIterator[tuple[DefaultBot, Running]]:
    """Make the bot if need be, start it on a free port, yield it when it answers, stop it."""
    folder = await made(build, tell)
    tell("default bot: starting")
    port = free_port()
    bot = DefaultBot(f"http://127.0.0.1:{port}")

    async def ready() -> bool:
        try:
            talk = await bot.open(session, None)
            return bool((await bot.say(session, talk, "hello")).words)
        except BotError:
            return False

    command = (*rasa(), "run", "--interface", "127.0.0.1", "--port", str(port))
    log = build / "log" / "default-bot.log"
    async with running(command, _environment(), folder, log, ready, START_SECONDS) as program:
        yield bot, program


async def made(build: Path, tell: Callable[[str], None]) -> Path:
    """Return the bot's folder, written and trained by `rasa init` unless that was done before."""
    folder = build / "default-bot"
    if not (folder / COMPLETE).exists():
        tell("default bot: rasa init writes and trains it, once (about a minute)")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        log = build / "log" / "default-bot-init.log"
        await finish((*rasa(), "init", "--no-prompt"), _environment(), folder, log, INIT_SECONDS)
        if "\nrest:" not in (folder / "credentials.yml").read_text("utf-8"):
            with (folder / "credentials.yml").open("a", encoding="utf-8") as credentials:
                credentials.write("\nrest:\n")
        (folder / COMPLETE).touch()
    return folder


def rasa() -> tuple[str, ...]:
    """Return the command of the engine's own Rasa."""
    return (str(PROJECT / ENGINE_PYTHON), "-m", "rasa")


def _environment() -> dict[str, str]:
    # No more than that: its threads and all else stay as a newcomer would have them.
    return surroundings(RASA_TELEMETRY_ENABLED="false", CUDA_VISIBLE_DEVICES="")
