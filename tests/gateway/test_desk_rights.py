"""Each route of the desk asks for a right, and each role gets what the table says and no more."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import WSMsgType, web

from crm import agents
from crm.rights import RIGHTS, ROLES, Right
from crm.store import Store
from gateway.asking import OPEN, SIGNED_IN, asked_by
from gateway.desk_guard import COOKIE
from tests.gateway.people import add, enter
from tests.gateway.service import Service

UNKNOWN = "0000000000"


def desk_routes(app: web.Application) -> list[tuple[str, str, Any]]:
    """Return method, path and handler of all that is registered for the desk."""
    return [
        (route.method, route.resource.canonical, route.handler)
        for route in app.router.routes()
        if route.resource is not None and route.resource.canonical.startswith("/desk")
    ]


async def test_each_route_names_a_right(service: Service) -> None:
    """None is forgotten; what is open to all is the page and the sign-in alone."""
    assert service.client.app is not None
    routes = desk_routes(service.client.app)
    unnamed = [(method, path) for method, path, handler in routes if asked_by(handler) is None]
    free = {(m, path) for m, path, handler in routes if asked_by(handler) == OPEN and m != "HEAD"}

    assert [] == unnamed
    assert {("GET", "/desk"), ("GET", "/desk/"), ("POST", "/desk/api/session")} == free


@pytest.mark.parametrize("role", [*ROLES, "dismissed"])
async def test_each_role_gets_what_the_table_says(
    service: Service, sqlite_store: Store, role: str
) -> None:
    """Over HTTP: 403 where the role has no right, something else where it has."""
    assert service.client.app is not None
    agent = add(sqlite_store, "agent" if role == "dismissed" else role)
    if role == "dismissed":
        with sqlite_store.transaction() as unit:
            unit.connection.exec_driver_sql("UPDATE agents SET role = 'dismissed'")
    wrong = []
    for method, path, handler in desk_routes(service.client.app):
        asked = asked_by(handler)
        if asked == OPEN or method == "HEAD":
            continue
        # Some routes end the session: each request has one of its own.
        one = enter(service, sqlite_store, agent)
        place = path.removeprefix("/desk/api/").replace("{", "").replace("}", UNKNOWN)
        status, answer = await one.ask(method, place)
        refused = (status, answer.get("code")) == (403, "no_right")
        allowed = asked == SIGNED_IN or asked in RIGHTS.get(role, ())
        if refused == allowed or status == 500:
            wrong.append((method, path, status, answer.get("code")))

    assert [] == wrong


async def test_a_route_that_names_no_right_is_open_to_nobody(
    sqlite_store: Store, service: Service
) -> None:
    """Even an admin is refused: whoever adds a route has to say for whom it is."""
    running: Any = service.client.app
    forgotten = web.Application(middlewares=list(running.middlewares))
    for key in running:
        forgotten[key] = running[key]

    async def show(request: web.Request) -> web.Response:
        return web.Response(text="secret")

    forgotten.router.add_get("/desk/api/forgotten", show)
    runner = web.AppRunner(forgotten)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    token = enter(service, sqlite_store, add(sqlite_store, "admin")).token
    async with (
        aiohttp.ClientSession(headers={"Cookie": f"{COOKIE}={token}"}) as session,
        session.get(f"http://127.0.0.1:{port}/desk/api/forgotten") as response,
    ):
        status, answer = response.status, await response.json(content_type=None)
    await runner.cleanup()

    assert (403, "no_right_named") == (status, answer["code"])


async def test_the_session_tells_the_page_its_rights(service: Service, sqlite_store: Store) -> None:
    """The page shows what the routes would allow: both read the same table."""
    lead = enter(service, sqlite_store, add(sqlite_store, "lead"))
    status, answer = await lead.ask("GET", "session")

    assert 200 == status
    assert sorted(RIGHTS["lead"]) == answer["rights"]
    assert 25000 == answer["order_limit_minor"]


async def test_an_admin_changes_roles_at_once(service: Service, sqlite_store: Store) -> None:
    """The next request of the one who was changed is refused, and their open desk closes."""
    admin = enter(service, sqlite_store, add(sqlite_store, "admin", "Ada"))
    lead = enter(service, sqlite_store, add(sqlite_store, "lead", "Leo"))
    desk = await service.client.ws_connect(
        "/desk/api/socket", headers={"Cookie": f"{COOKIE}={lead.token}"}
    )
    status, _ = await admin.ask("PUT", f"agents/{lead.agent.id}", role="analyst")
    last = await desk.receive(timeout=5)
    after, _ = await lead.ask("GET", "conversations")
    again = enter(service, sqlite_store, lead.agent)
    _, answer = await again.ask("GET", "session")

    assert (200, 401, WSMsgType.CLOSE, 4401) == (status, after, last.type, last.data)
    assert sorted(RIGHTS["analyst"]) == answer["rights"]


async def test_a_role_that_is_changed_elsewhere_closes_the_desk(
    service: Service, sqlite_store: Store
) -> None:
    """Another process, or a hand in the store: within a second or two the socket is closed."""
    lead = enter(service, sqlite_store, add(sqlite_store, "lead"))
    desk = await service.client.ws_connect(
        "/desk/api/socket", headers={"Cookie": f"{COOKIE}={lead.token}"}
    )
    with sqlite_store.transaction() as unit:
        unit.connection.exec_driver_sql("UPDATE agents SET role = 'analyst'")
    refused, _ = await lead.ask("GET", "conversations")
    async with asyncio.timeout(5):
        last = await desk.receive()

    assert (403, WSMsgType.CLOSE, 4401) == (refused, last.type, last.data)


@pytest.mark.parametrize("change", [{"role": "lead"}, {"active": False}])
async def test_the_last_admin_stays(
    service: Service, sqlite_store: Store, change: dict[str, Any]
) -> None:
    """Nobody can lock everybody out by mistake."""
    admin = enter(service, sqlite_store, add(sqlite_store, "admin"))
    status, answer = await admin.ask("PUT", f"agents/{admin.agent.id}", **change)

    assert (409, "last_admin") == (status, answer["code"])


@pytest.mark.parametrize(
    ("number", "body", "status"),
    [
        ("x", {}, 422),
        ("9" * 30, {}, 422),
        ("999", {}, 404),
        ("1", {"role": "owner"}, 422),
        ("1", {"role": 7}, 422),
        ("1", {"active": "no"}, 422),
    ],
)
async def test_malformed_changes_of_accounts_are_refused(
    service: Service, sqlite_store: Store, number: str, body: dict[str, Any], status: int
) -> None:
    """Whatever is sent, no account is changed by it."""
    admin = enter(service, sqlite_store, add(sqlite_store, "admin"))
    actual, _ = await admin.ask("PUT", f"agents/{number}", **body)
    with sqlite_store.reading() as unit:
        left = agents.list_agents(unit)

    assert (status, [admin.agent]) == (actual, left)


async def test_only_admins_see_addresses(service: Service, sqlite_store: Store) -> None:
    """Colleagues see names and who is available."""
    add(sqlite_store, "agent", "Ben")
    people = [
        enter(service, sqlite_store, add(sqlite_store, role, name))
        for role, name in (("agent", "Ana"), ("admin", "Ada"))
    ]
    seen = [(await one.ask("GET", "agents"))[1]["agents"] for one in people]

    assert [["Ada", "Ana", "Ben"]] * 2 == [[one["name"] for one in found] for found in seen]
    assert [False, True] == ["email" in found[0] for found in seen]


async def test_one_tells_what_one_can_take(service: Service, sqlite_store: Store) -> None:
    """What is given is changed, the rest stays, and nonsense is refused."""
    ana = enter(service, sqlite_store, add(sqlite_store))
    _, first = await ana.ask("PUT", "me", skills=["returns", "returns"], capacity=3)
    _, second = await ana.ask("PUT", "me", available=False, languages=["de"])
    bad = [
        (await ana.ask("PUT", "me", **body))[0]
        for body in (
            {"capacity": 0},
            {"capacity": True},
            {"available": "yes"},
            {"skills": "returns"},
            {"languages": [""]},
            {"skills": ["x" * 61]},
        )
    ]

    assert (["returns"], 3, True) == tuple(
        first["me"][name] for name in ("skills", "capacity", "available")
    )
    assert (["returns"], ["de"], 3, False) == tuple(
        second["me"][name] for name in ("skills", "languages", "capacity", "available")
    )
    assert [422] * 6 == bad


def test_admins_may_do_everything() -> None:
    """There is no right that nobody has."""
    assert frozenset(Right) == RIGHTS["admin"]
