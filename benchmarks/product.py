"""The product, served as `make run` serves it, beside a developer's own store."""

from __future__ import annotations

import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp

from benchmarks.bots import Attune, BotError
from benchmarks.programs import Running, finish, running, surroundings
from crm.env_file import add_generated_secrets
from crm.settings import PROJECT, SECRETS, SECRETS_FILE, load_settings, read_environment
from gateway.engine.process import free_port

PREPARE_SECONDS, START_SECONDS = 600.0, 240.0
COMMAND = (sys.executable, "-P", "-m", "cli")


@asynccontextmanager
async def product(
    build: Path, session: aiohttp.ClientSession, tell: Callable[[str], None]
) -> AsyncIterator[tuple[Attune, Running]]:
    """Fill a demo shop of its own, start the product on a free port, yield it, stop it.

    The shop is filled anew each time, because the states of its orders depend on the day.
    """
    var, log = build / "product", build / "log"
    shutil.rmtree(var, ignore_errors=True)
    port = free_port()
    environment = _environment(var, port)
    add_generated_secrets(var / SECRETS_FILE, SECRETS)
    for name, words in (("demo shop", ("demo",)), ("customer models", ("train", "models"))):
        tell(f"Attune: {name}")
        file = log / f"product-{words[-1]}.log"
        await finish((*COMMAND, *words), environment, PROJECT, file, PREPARE_SECONDS)
    tell("Attune: starting")
    url = f"http://127.0.0.1:{port}"
    bot = Attune(url)

    async def ready() -> bool:
        return await answers(session, bot, url)

    command, file = (*COMMAND, "serve"), log / "product.log"
    async with running(command, environment, PROJECT, file, ready, START_SECONDS) as program:
        yield bot, program


async def answers(session: aiohttp.ClientSession, bot: Attune, url: str) -> bool:
    """Return whether the product is ready and answers a first line."""
    with suppress(aiohttp.ClientError, TimeoutError, BotError):
        async with session.get(f"{url}/readyz", timeout=aiohttp.ClientTimeout(5)) as response:
            if response.status != 200:
                return False
        talk = await bot.open(session, None)
        return bool((await bot.say(session, talk, "hello")).words)
    return False


def _environment(var: Path, port: int) -> dict[str, str]:
    """Return the variables of a product that shares only what is trained with the developer's."""
    # What is asked here holds no secret, but settings are read whole.
    absent = dict.fromkeys(SECRETS, "-" * 32)
    own = load_settings({**absent, **read_environment()})
    return surroundings(
        ATTUNE_VAR=str(var),
        ATTUNE_DATABASE_URL="sqlite:///{ATTUNE_VAR}/attune.db",
        ATTUNE_CATALOGUE_FILE="{ATTUNE_VAR}/catalogue.json",
        ATTUNE_ENCODER_DIR=str(own.encoder_dir),
        ATTUNE_ENGINE_MODELS=str(own.engine_models),
        ATTUNE_DEMO="1",
        ATTUNE_HOST="127.0.0.1",
        ATTUNE_ENGINE_URL="",
        ATTUNE_WEBHOOK_URL="",
        PORT=str(port),
    )
