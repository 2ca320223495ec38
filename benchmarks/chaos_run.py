"""One run of chaos: everything started, harassed, settled, counted and ended."""

from __future__ import annotations

import asyncio
import random
import shutil
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import aiohttp
import psycopg
from sqlalchemy import make_url

from benchmarks import chaos_processes as processes
from benchmarks.chaos_counts import count, unanswered
from benchmarks.chaos_customer import PHRASES, Customer
from benchmarks.chaos_killer import Killer
from benchmarks.chaos_page import Page
from crm.migrations import upgrade
from crm.store import Store
from crm.vault import Vault
from gateway.engine.process import free_port

# Such a wait for a person is short here, so that handovers happen in a run of minutes.
PERSON_AFTER = {True: "6", False: "20"}
SETTLE_SECONDS = {True: 120.0, False: 300.0}
SECOND_TABS = 5


class Unsettled(Exception):
    """The run could not be brought to its end; the message says what it waited for."""


class Tell(Protocol):
    """Takes a note on the progress."""

    def __call__(self, note: str, *, now: bool = False) -> None:
        """Show it, at least now and then."""
        ...


@dataclass(frozen=True)
class Plan:
    """What a run does: so many kills, or for so many seconds.

    Parameters
    ----------
    stand_in:
        Whether the engine is the stand-in.
    database:
        ``sqlite``, or the URL of a PostgreSQL server.
    """

    kills: int | None
    seconds: float | None
    conversations: int
    seed: int
    stand_in: bool
    database: str
    folder: Path


async def run(plan: Plan, tell: Tell) -> dict[str, Any]:
    """Carry a plan out; return what was done and what was counted."""
    shutil.rmtree(plan.folder, ignore_errors=True)
    plan.folder.mkdir(parents=True)
    with _database(plan) as url:
        upgrade(url)
        async with AsyncExitStack() as stack:
            return await _run(plan, url, stack, tell)


async def _run(plan: Plan, database: str, stack: AsyncExitStack, tell: Tell) -> dict[str, Any]:
    chance = random.Random(plan.seed)  # noqa: S311 - no secret
    port, engine_port = free_port(), free_port()
    url = f"http://127.0.0.1:{port}"
    environment = processes.service_environment(
        plan.folder, database, port, ATTUNE_PERSON_AFTER=PERSON_AFTER[plan.stand_in]
    )
    if plan.stand_in:
        environment["ATTUNE_ENGINE_URL"] = f"http://127.0.0.1:{engine_port}"
    store = Store(database, Vault(environment["ATTUNE_DATA_KEY"]))
    stack.callback(store.close)
    connector = aiohttp.TCPConnector(limit=0, force_close=True)
    session = await stack.enter_async_context(
        aiohttp.ClientSession(trust_env=False, connector=connector)
    )
    service = processes.gateway(environment, plan.folder / "gateway.log")
    stack.push_async_callback(service.stop)
    engine = processes.stand_in_engine(
        environment, engine_port, plan.seed, plan.folder / "engine.log"
    )
    stack.push_async_callback(engine.stop)
    if plan.stand_in:
        await engine.start()
    await service.start()
    await service.answers(session, f"{url}/readyz")
    customers = [
        await _begin(session, url, number, chance, plan) for number in range(plan.conversations)
    ]
    for customer in customers:
        stack.push_async_callback(customer.leave)
    began = time.monotonic()

    def enough(kills: int) -> bool:
        if plan.seconds is not None:
            return time.monotonic() - began >= plan.seconds
        return kills >= (plan.kills or 0)

    # A long outage outlasts the wait for a person.
    killer = Killer(session, service, url, chance, enough, float(PERSON_AFTER[True]) + 4)
    tasks = _Tasks()
    stack.push_async_callback(tasks.cancel)
    for customer in customers:
        tasks.add("talk", customer.talk(1.5 if plan.stand_in else 6.0))
        tasks.add("suffer", customer.suffer(8.0 if plan.stand_in else 20.0))
        tasks.add("back", customer.go_back())
    if not store.is_sqlite:
        tasks.add("database", killer.harass_database(database, pace=3.0))
    await _harass(plan, killer, engine, customers, tasks, tell)
    took = time.monotonic() - began
    await tasks.cancel("talk", "suffer", "database")
    tell("the killing is over; waiting for the last answers", now=True)
    await _settle(plan, store, customers, tell)
    return {
        "benchmark": "chaos",
        "seed": plan.seed,
        "engine": "stand-in" if plan.stand_in else "real",
        "database": make_url(database).get_backend_name(),
        "done": _done(killer, customers, took),
        "counts": count(store, customers, plan.stand_in).as_dict(),
    }


async def _begin(
    session: aiohttp.ClientSession, url: str, number: int, chance: random.Random, plan: Plan
) -> Customer:
    async with session.post(f"{url}/api/v1/conversations", json={}) as response:
        response.raise_for_status()
        made = await response.json()
    talk = (made["conversation_id"], made["token"])
    tabs = 2 if number % SECOND_TABS == 0 else 1
    own = random.Random(chance.random())  # noqa: S311 - no secret
    pages = [Page(session, url, talk, own) for _ in range(tabs)]
    return Customer(pages, own, () if plan.stand_in else PHRASES)


async def _harass(
    plan: Plan,
    killer: Killer,
    engine: processes.Killed,
    customers: list[Customer],
    tasks: _Tasks,
    tell: Tell,
) -> None:
    if plan.stand_in:
        killing = asyncio.create_task(killer.harass_gateway(pace=4.0))
        tasks.add("engine", killer.harass_stand_in(engine, pace=4.0))
    else:
        killing = asyncio.create_task(killer.harass_gateway(pace=30.0, ready="/readyz"))
        tasks.add("engine", killer.harass_real(pace=40.0))
    try:
        while not killing.done():
            await asyncio.wait((killing,), timeout=1.0)
            tasks.check()
            acknowledged = sum(len(c.page.acknowledged) for c in customers)
            tell(f"{killer.total} kills, {acknowledged} messages acknowledged")
        await killing
    finally:
        killing.cancel()


async def _settle(plan: Plan, store: Store, customers: list[Customer], tell: Tell) -> None:
    """Wait until everybody has heard everything, or long enough for it to count as never."""
    deadline = time.monotonic() + SETTLE_SECONDS[plan.stand_in]
    quiet = 0
    while quiet < 3 and time.monotonic() < deadline:
        await asyncio.sleep(1.0)
        unsent = sum(len(page.outbox) for c in customers for page in c.pages)
        left = await asyncio.to_thread(unanswered, store)
        waiting = sum(c.page.owner == "queued" for c in customers)
        links = sum(not page.link.ready for c in customers for page in c.pages)
        # A page that just came back may still be hearing: a few quiet seconds make sure.
        quiet = quiet + 1 if not (unsent or left or links) else 0
        tell(f"{unsent} unsent, {left} unanswered, {waiting} in line, {links} pages away")


def _done(killer: Killer, customers: list[Customer], took: float) -> dict[str, Any]:
    pages = [page for customer in customers for page in customer.pages]
    refused = Counter(code for page in pages for code in page.seen.refused)
    return {
        "seconds": round(took),
        "conversations": len(customers),
        "kills": killer.total,
        **{f"kills: {name}": times for name, times in sorted(killer.kills.items())},
        "sockets cut": sum(page.link.cuts for page in pages),
        "sockets opened": sum(page.link.opened for page in pages),
        "messages written": sum(len(customer.written) for customer in customers),
        "messages acknowledged": sum(len(customer.page.acknowledged) for customer in customers),
        "ways back from the line": sum(customer.withdrawals for customer in customers),
        **{f"refused: {code}": times for code, times in sorted(refused.items())},
        **{f"seen: {what}": n for page in pages for what, n in page.seen.faults.items()},
    }


class _Tasks:
    """What goes on beside, by kind; a failure is not overlooked."""

    def __init__(self) -> None:
        self._tasks: dict[str, list[asyncio.Task[None]]] = {}

    def add(self, kind: str, work: Any) -> None:
        """Begin a work."""
        self._tasks.setdefault(kind, []).append(asyncio.create_task(work))

    def check(self) -> None:
        """Raise the error of a work that failed."""
        for task in (one for group in self._tasks.values() for one in group):
            if task.done() and not task.cancelled():
                task.result()

    async def cancel(self, *kinds: str) -> None:
        """End the works of some kinds; none named: all."""
        chosen = [t for kind in kinds or list(self._tasks) for t in self._tasks.pop(kind, [])]
        for task in chosen:
            task.cancel()
        await asyncio.gather(*chosen, return_exceptions=True)


@contextmanager
def _database(plan: Plan) -> Iterator[str]:
    """Yield the URL of an empty database of its own."""
    if plan.database == "sqlite":
        yield f"sqlite:///{plan.folder.resolve()}/attune.db"
        return
    server = make_url(plan.database)
    dsn = server.set(drivername="postgresql").render_as_string(hide_password=False)
    name = f"attune_chaos_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(dsn, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
