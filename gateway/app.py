"""The composition root: everything is made and wired here, and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web
from sqlalchemy.exc import DatabaseError

from actions.registry import all_topics, executor
from crm.data_key import check_data_key
from crm.errors import NotFound
from crm.help_centre import HelpCentre
from crm.house_rules import rules_of
from crm.sending import Sender
from crm.settings import MissingSetting, Settings
from crm.store import Store
from crm.vault import Vault
from gateway import (
    attachments,
    code_courier,
    customer_socket,
    demo,
    desk_api,
    desk_people,
    desk_session,
    desk_socket,
    health,
    internal_actions,
    openapi,
    opening,
    predicting,
    ratings,
    rest,
    senders,
    static,
    transcripts,
)
from gateway.assigning import Assigning
from gateway.database import AsyncStore
from gateway.demo import DEMO, DemoShop
from gateway.desk_doors import DESK_DOORS, DeskDoors
from gateway.desk_feed import DeskFeed
from gateway.desk_guard import guard_middleware
from gateway.desk_socket import DESK_FEED
from gateway.engine.client import EngineClient, Engines
from gateway.engine.command import plan
from gateway.engine.external import ExternalEngine
from gateway.engine.supervisor import Supervisor
from gateway.housekeeping import Housekeeping
from gateway.hub import Hub
from gateway.identity import Identity
from gateway.keys import GATEWAY, Gateway, RunAction
from gateway.metrics import Metrics
from gateway.predictions import Predictions
from gateway.problems import problem_middleware
from gateway.queue_board import QueueBoard
from gateway.rate_limits import rate_limits
from gateway.refusals import Refusals
from gateway.relay import WEBHOOK, Relay
from gateway.requests import origin_middleware
from gateway.shop_keys import ShopKeys
from gateway.sockets import SOCKETS, SocketLimits, Sockets
from gateway.turns import PATIENCE, Turns
from language.passages import passage_encoder

if TYPE_CHECKING:
    from crm_models.predictor import Kinds

ROOMS = (
    rest,
    attachments,
    ratings,
    transcripts,
    opening,
    customer_socket,
    desk_session,
    desk_people,
    desk_api,
    desk_socket,
    internal_actions,
    predicting,
    health,
    openapi,
    static,
)


@dataclass(frozen=True)
class Parts:
    """What a test, or another root, brings instead of what the settings lead to.

    Parameters
    ----------
    store:
        The customer store; closed by the application.
    engines:
        Those who run turns.
    run_action:
        Runs a custom action for an engine.
    demo_shop:
        What the demo shows; without it there is no demo.
    patience:
        Seconds until a customer is told that an answer takes longer.
    dist:
        Folder of the built pages.
    kinds:
        Classes of the customer models that are served; none: all.
    sender:
        Brings mails to customers.
    """

    store: Store | None = None
    engines: Engines | None = None
    run_action: Callable[[AsyncStore], RunAction] | None = None
    demo_shop: DemoShop | None = None
    patience: float = PATIENCE
    dist: Path = static.DIST
    kinds: Kinds | None = None
    sender: Sender | None = None


def create_app(settings: Settings, port: int, parts: Parts | None = None) -> web.Application:
    """Return the service, wired but not started.

    Parameters
    ----------
    port:
        Where the service listens, for engines that call back.

    Raises
    ------
    MissingSetting
        If events are to be delivered and no key is there to sign them.
    """
    parts = parts or Parts()
    if settings.webhook_url and not settings.webhook_secret:
        raise MissingSetting("ATTUNE_WEBHOOK_SECRET")
    store = AsyncStore(parts.store or _store(settings))
    store.store.rules = rules_of(settings)
    hub, metrics = Hub(), Metrics()
    engines = parts.engines or _engines(settings, port)
    engine = EngineClient(engines, settings.engine_token, settings.turn_timeout)
    turns = Turns(store, engine, hub, metrics, parts.patience, settings.person_after)
    identity = Identity(
        settings.token_key,
        settings.shop_secret,
        store.store.clock,
        settings.shop_secret_before,
        ShopKeys(settings.shop_keys),
    )
    app = web.Application(
        middlewares=[
            static.header_middleware,
            problem_middleware,
            origin_middleware,
            guard_middleware,
        ]
    )
    app[GATEWAY] = Gateway(
        settings=settings,
        store=store,
        engine=engine,
        identity=identity,
        hub=hub,
        queue=QueueBoard(store, hub),
        turns=turns,
        limits=rate_limits(settings),
        metrics=metrics,
        refusals=Refusals(metrics, store.store.vault.index_network),
        predictions=Predictions(store, parts.kinds),
        run_action=(parts.run_action or _actions)(store),
    )
    most = settings.sockets, settings.sockets_per_address, settings.sockets_per_conversation
    app[SOCKETS] = Sockets(identity, SocketLimits(*most))
    senders.put_in(app, parts.sender or senders.sender_of(settings, store.store), store.store)
    app[DESK_FEED] = DeskFeed(store, hub)
    app[DESK_DOORS] = DeskDoors(store, settings)
    app[static.DIST_KEY] = parts.dist
    for room in ROOMS:
        room.add_routes(app)
    if settings.demo and parts.demo_shop is not None:
        app[DEMO] = parts.demo_shop
        demo.add_routes(app)
    app.cleanup_ctx.append(_life)
    app.cleanup_ctx.append(code_courier.life)
    app.on_shutdown.append(_leave)
    return app


async def _leave(app: web.Application) -> None:
    """Let go of what would keep the server waiting for open connections to end."""
    await app[GATEWAY].turns.pause()
    await app[SOCKETS].close()


async def _life(app: web.Application) -> AsyncIterator[None]:
    """Start the parts in their order, and stop them in the opposite one."""
    gateway = app[GATEWAY]
    settings, store = gateway.settings, gateway.store
    async with AsyncExitStack() as stack:
        stack.push_async_callback(store.close)
        stack.push_async_callback(gateway.predictions.close)
        stack.push_async_callback(gateway.limits.close)
        # The store may not be ready yet; but one under another key must not be served.
        with suppress(DatabaseError):
            await store.write(check_data_key)
        housekeeping = Housekeeping(
            store, gateway.hub, gateway.turns, settings.catalogue_file, app[DESK_FEED]
        )
        # The engine reads the catalogue when it starts.
        await housekeeping.prepare()
        await gateway.engine.engines.start()
        stack.push_async_callback(gateway.engine.engines.stop)
        await gateway.engine.start()
        stack.push_async_callback(gateway.engine.close)
        stack.push_async_callback(gateway.turns.close)
        await app[SOCKETS].start()
        stack.push_async_callback(app[SOCKETS].stop)
        await gateway.queue.start()
        stack.push_async_callback(gateway.queue.stop)
        await app[DESK_FEED].start()
        stack.push_async_callback(app[DESK_FEED].stop)
        await app[DESK_DOORS].start()
        stack.push_async_callback(app[DESK_DOORS].stop)
        assigning = Assigning(store, gateway.hub)
        await assigning.start()
        stack.push_async_callback(assigning.stop)
        await housekeeping.start()
        stack.push_async_callback(housekeeping.stop)
        if settings.webhook_url:
            relay = Relay(store, settings.webhook_url, settings.webhook_secret)
            await relay.start()
            stack.push_async_callback(relay.stop)
        yield


def _store(settings: Settings) -> Store:
    destinations = (WEBHOOK,) if settings.webhook_url else ()
    return Store(
        settings.database_url,
        Vault(settings.data_key),
        destinations=destinations,
        help_centre=HelpCentre(passage_encoder(settings.encoder_dir)),
    )


def _engines(settings: Settings, port: int) -> Engines:
    headers = {"Authorization": f"Bearer {settings.engine_token}"}
    if settings.engine_url:
        return ExternalEngine(settings.engine_url, headers)
    return Supervisor(settings.engines, plan(settings, port), headers)


def _actions(store: AsyncStore) -> RunAction:
    found = executor(all_topics(), store.write)

    async def run(call: dict[str, Any]) -> dict[str, Any] | None:
        name = call["next_action"]
        if name not in found.actions:
            raise NotFound("unknown_action", f"there is no action {name!r}; train the engine anew")
        done: dict[str, Any] | None = await found.run(call)
        return done

    return run
