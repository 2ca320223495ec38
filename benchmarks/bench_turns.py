"""`make bench-turns`: turns over REST, the product beside the default bot of `rasa init`."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console

from benchmarks import conversations as spoken
from benchmarks import figure_files, figures, report
from benchmarks.bots import Attune, BotError
from benchmarks.default_bot import default_bot
from benchmarks.load import Contender, alternate, grow
from benchmarks.machine import commit, machine, versions
from benchmarks.memory import by_role, cpu_seconds, listener
from benchmarks.product import answers, product
from benchmarks.programs import ProgramFailed
from crm.settings import PROJECT

BUILD = PROJECT / "build" / "bench"
WHOLE_RUN_SECONDS = 2400.0
WARM_UP = 4


@dataclass(frozen=True)
class Size:
    """How much is measured: conversations by how many go on at once, and the long one's turns."""

    conversations: dict[int, int]
    long_turns: int


FULL = Size({1: 30, 16: 96}, 200)
QUICK = Size({1: 4, 16: 32}, 40)


@dataclass(frozen=True)
class Started:
    """A contender with what is known about its processes."""

    contender: Contender
    pid: int | None
    role: str
    start_seconds: float | None


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; return 1 when a turn of either bot failed, 2 when one did not start."""
    options = _options(arguments)
    console = Console(highlight=False, soft_wrap=True)
    if options.result is not None:
        result = json.loads(options.result.read_text("utf-8"))
    else:
        try:
            result = asyncio.run(_guarded(options))
        except (ProgramFailed, BotError, TimeoutError) as error:
            print(f"bench-turns: {error or 'the run took too long'}", file=sys.stderr)
            return 2
        except (KeyboardInterrupt, asyncio.CancelledError):
            print("bench-turns: interrupted; everything it started has ended", file=sys.stderr)
            return 130
        figure_files.write(result, options.out)
    report.show(result, console)
    if options.markdown is not None:
        page = options.markdown.read_text("utf-8")
        options.markdown.write_text(report.put_into(page, report.markdown(result)), "utf-8")
    if failures := report.failed(result):
        print(f"bench-turns: {failures} turns failed", file=sys.stderr)
        return 1
    return 0


async def _guarded(options: argparse.Namespace) -> dict[str, Any]:
    task = asyncio.current_task()
    if task is not None:
        # Ctrl-C also where a shell starts its background jobs deaf to it.
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    async with asyncio.timeout(WHOLE_RUN_SECONDS):
        return await measure(
            options.url and options.url.rstrip("/"), QUICK if options.quick else FULL
        )


async def measure(url: str | None, size: Size) -> dict[str, Any]:
    """Start what is not running, put both bots under the same loads, and return all figures."""
    before = machine()
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(
            aiohttp.ClientSession(trust_env=False, connector=aiohttp.TCPConnector(limit=0))
        )
        if url is not None and not await answers(session, Attune(url), url):
            raise BotError(f"no product is ready at {url}")
        # One after the other, so that each start has the machine for itself.
        peer = await _start_peer(stack, session)
        ours = await _start_ours(stack, session, url)
        started = [ours, peer]
        contenders = [each.contender for each in started]
        tell("warming up")
        await alternate(session, contenders, WARM_UP, 1)
        loads = {
            at_once: await alternate(session, contenders, count, at_once, tell)
            for at_once, count in size.conversations.items()
        }
        tell(f"one conversation of {size.long_turns} turns")
        grown = await grow(session, contenders, size.long_turns)
        bots = {}
        for each in started:
            name = each.contender.bot.name
            bots[name] = {
                "start_seconds": each.start_seconds,
                "memory": by_role(each.pid, each.role) if each.pid else [],
                "loads": {str(n): figures.summary(load[name]) for n, load in loads.items()},
                "growth": figures.growth(grown[name]),
            }
    return {
        "benchmark": "turns",
        "command": "make bench-turns" + (" ARGS=--quick" if size == QUICK else ""),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": before,
        "versions": versions(),
        "conversations": {str(n): count for n, count in size.conversations.items()},
        "bots": bots,
    }


async def _start_peer(stack: AsyncExitStack, session: aiohttp.ClientSession) -> Started:
    bot, program = await stack.enter_async_context(default_bot(BUILD, session, tell))
    scripts, long_script = spoken.DEFAULT_BOT, spoken.DEFAULT_BOT_LONG
    contender = Contender(bot, scripts, long_script, partial(cpu_seconds, program.pid))
    return Started(contender, program.pid, "engine", program.start_seconds)


async def _start_ours(
    stack: AsyncExitStack, session: aiohttp.ClientSession, url: str | None
) -> Started:
    if url is not None:
        pid, took = listener(url), None
        bot = Attune(url)
    else:
        bot, program = await stack.enter_async_context(product(BUILD, session, tell))
        pid, took = program.pid, program.start_seconds
    computed = partial(cpu_seconds, pid) if pid else lambda: None
    return Started(Contender(bot, spoken.OURS, spoken.OURS_LONG, computed), pid, "gateway", took)


def tell(note: str) -> None:
    """Say on standard error what is going on."""
    print(f"  {note} ...", file=sys.stderr, flush=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench-turns", description=__doc__)
    parser.add_argument("--url", help="a product in demo mode that runs already")
    parser.add_argument("--quick", action="store_true", help="a small load, as a smoke test")
    parser.add_argument(
        "--out", type=Path, default=BUILD / "turns.json", help="where all figures go (JSON)"
    )
    parser.add_argument(
        "--markdown", type=Path, help="a page whose marked place gets the table, too"
    )
    parser.add_argument(
        "--from", dest="result", type=Path, help="report these figures (JSON), measure nothing"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
