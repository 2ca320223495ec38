"""Nothing of the desk without a session, and no session without the password."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable

import aiohttp
import pytest
from aiohttp import WSMsgType
from sqlalchemy import update

from crm import agents
from crm.store import Store, Unit
from crm.tables.people import agents as agents_table
from tests.fixtures_store import Clock
from tests.gateway.service import PASSWORD, Service, SignIn


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "session"),
        ("DELETE", "session"),
        ("GET", "conversations"),
        ("GET", "conversations/x"),
        ("POST", "conversations/x/take"),
        ("POST", "conversations/x/messages"),
        ("POST", "conversations/x/hand-back"),
        ("POST", "conversations/x/close"),
        ("GET", "socket"),
    ],
)
async def test_the_desk_needs_a_session(service: Service, method: str, path: str) -> None:
    """Nothing of the desk is shown or done without signing in."""
    async with service.client.request(method, f"/desk/api/{path}") as response:
        assert (401, "not_signed_in") == (response.status, (await response.json())["code"])


@pytest.mark.parametrize("token", [None, "", "wrong"])
async def test_changes_need_the_csrf_token(
    service: Service, sign_in: SignIn, token: str | None
) -> None:
    """A cookie alone changes nothing: another site could make the browser send it."""
    talk, ana = await service.begin(), await sign_in("Ana")
    headers = {} if token is None else {"X-CSRF-Token": token}
    stranger = dataclasses.replace(ana, csrf=headers)
    status, problem = await stranger.post(f"conversations/{talk.id}/take")

    assert (403, "csrf_token_wrong") == (status, problem["code"])


async def test_other_sites_cannot_use_the_desk(service: Service, sign_in: SignIn) -> None:
    """Requests and sockets that a foreign page makes the browser send are refused."""
    talk, ana = await service.begin(), await sign_in("Ana")
    foreign = {"Origin": "https://evil.example"}
    own = dataclasses.replace(ana, csrf=ana.csrf | foreign)
    status, _ = await own.post(f"conversations/{talk.id}/take")
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await ana.session.ws_connect("/desk/api/socket", headers=foreign)

    assert (403, 403) == (status, refused.value.status)


async def test_the_cookie_is_out_of_reach(service: Service, sign_in: SignIn) -> None:
    """Scripts cannot read it, and other sites' requests do not bring it along."""
    await sign_in("Ana")
    credentials = {"email": "ANA@shop.example ", "password": PASSWORD}
    async with service.client.post("/desk/api/session", json=credentials) as response:
        cookie = response.headers["Set-Cookie"]

    assert [] == [
        part for part in ("HttpOnly", "SameSite=Strict", "Path=/desk") if part not in cookie
    ]


async def test_signing_out_ends_the_session(service: Service, sign_in: SignIn) -> None:
    """After signing out, the cookie opens nothing."""
    ana = await sign_in("Ana")
    cookies = {c.key: c.value for c in ana.session.cookie_jar}
    async with ana.session.delete("/desk/api/session", headers=ana.csrf) as response:
        signed_out = response.status
    async with service.client.get("/desk/api/session", cookies=cookies) as response:
        assert (204, 401) == (signed_out, response.status)


async def test_signing_out_closes_the_open_desk(service: Service, sign_in: SignIn) -> None:
    """The socket of an ended session closes and hears nothing of what is said afterwards."""
    talk, ana, ben = await service.begin(), await sign_in("Ana"), await sign_in("Ben")
    gone, stays = await ana.connect(), await ben.connect()
    for desk in (gone, stays):
        await desk.send(type="watch", conversation_id=talk.id)
        await desk.send(type="ping")
        await desk.until(type="pong")
    async with ana.session.delete("/desk/api/session", headers=ana.csrf) as response:
        assert 204 == response.status
    await talk.say("m1", "A secret")
    heard = await stays.until(type="message")
    last = await gone.raw.receive(timeout=5)
    await stays.close()

    assert (WSMsgType.CLOSE, 4401) == (last.type, last.data)
    assert "A secret" == heard["message"]["text"]


def end_by_reset(unit: Unit) -> None:
    """Give Ana another password."""
    agents.reset_password(unit, "ana@shop.example", "another hash")


def end_by_closing_the_account(unit: Unit) -> None:
    """Close Ana's account."""
    account = update(agents_table).where(agents_table.c.email == "ana@shop.example")
    unit.connection.execute(account.values(active=False))


@pytest.mark.parametrize("end", [end_by_reset, end_by_closing_the_account])
async def test_another_process_ends_the_session_of_an_open_desk(
    service: Service, sqlite_store: Store, sign_in: SignIn, end: Callable[[Unit], None]
) -> None:
    """Whoever loses the account loses the open desk too, without asking for anything."""
    ana = await sign_in("Ana")
    desk = await ana.connect()
    with sqlite_store.transaction() as unit:
        end(unit)
    last = await desk.raw.receive(timeout=5)

    assert (WSMsgType.CLOSE, 4401) == (last.type, last.data)


async def test_guessing_locks_the_account(service: Service, sign_in: SignIn, clock: Clock) -> None:
    """After five wrong passwords even the right one has to wait; then it works again."""
    await sign_in("Ana")

    async def attempt(password: str) -> int:
        body = {"email": "ana@shop.example", "password": password}
        async with service.client.post("/desk/api/session", json=body) as response:
            return response.status

    wrong = await asyncio.gather(*(attempt("wrong") for _ in range(8)))
    locked = await attempt(PASSWORD)
    clock.advance(seconds=31)
    later = await attempt(PASSWORD)

    assert [401] * 5 + [429] * 3 == sorted(wrong)
    assert (429, 200) == (locked, later)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"email": "ana@shop.example"}, 422),
        ({"email": 1, "password": 2}, 422),
        ({"email": "nobody@shop.example", "password": PASSWORD}, 401),
        ({"email": "nobody@shop.example", "password": "x" * 100_000}, 401),
    ],
)
async def test_bad_credentials_are_refused(
    service: Service, body: dict[str, object], status: int
) -> None:
    """What is no sign-in, and what is nobody's, is refused without telling which."""
    async with service.client.post("/desk/api/session", json=body) as response:
        assert status == response.status
