"""Sessions end by themselves, everywhere at once if one wants, and what is done leaves lines."""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from crm import agents as accounts
from crm.store import Store
from crm.tables.people import agents
from tests.fixtures_store import Clock
from tests.gateway.people import Person, add, enter
from tests.gateway.service import PASSWORD, Service


async def sign_in(service: Service, **given: Any) -> tuple[int, str | None]:
    """Try to sign Ana in; return status and the problem's code."""
    body = {"email": "ana@shop.example", "password": PASSWORD} | given
    async with service.client.post("/desk/api/session", json=body) as response:
        return response.status, (await response.json()).get("code")


@pytest.fixture
def ana(service: Service, sqlite_store: Store, password_hash: str) -> Person:
    """Return Ana at the desk."""
    return enter(service, sqlite_store, add(sqlite_store, password_hash=password_hash))


async def test_old_hashes_grow_with_the_parameters(service: Service, sqlite_store: Store) -> None:
    """Whoever signs in under a weak hash of before has a strong one afterwards."""
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    add(sqlite_store, password_hash=weak)
    first, second = await sign_in(service), await sign_in(service)
    with sqlite_store.reading() as unit:
        kept = unit.connection.execute(select(agents.c.password_hash)).scalar_one()

    assert [(200, None)] * 2 == [first, second]
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in kept


async def test_unused_sessions_end(
    service: Service, sqlite_store: Store, clock: Clock, ana: Person
) -> None:
    """Two hours without a request end a session; each request makes it last, up to 12 hours."""
    for _ in range(6):
        clock.advance(minutes=110)
        assert 200 == (await ana.ask("GET", "session"))[0]
    clock.advance(minutes=61)
    over = (await ana.ask("GET", "session"))[0]
    other = enter(service, sqlite_store, ana.agent)
    clock.advance(minutes=121)
    idle = (await other.ask("GET", "session"))[0]

    assert (401, 401) == (over, idle)


async def test_one_signs_out_everywhere(service: Service, sqlite_store: Store, ana: Person) -> None:
    """All sessions of the account end, nobody else's does."""
    elsewhere = enter(service, sqlite_store, ana.agent)
    ben = enter(service, sqlite_store, add(sqlite_store, name="Ben"))
    status, _ = await ana.ask("DELETE", "me/sessions")
    left = [(await one.ask("GET", "session"))[0] for one in (ana, elsewhere, ben)]

    assert (204, [401, 401, 200]) == (status, left)


@pytest.mark.parametrize(
    ("headers", "secure"), [({}, False), ({"X-Forwarded-Proto": "https"}, True)]
)
async def test_the_cookie_is_for_tls_alone_behind_tls(
    service: Service, ana: Person, headers: dict[str, str], secure: bool
) -> None:
    """Behind a TLS proxy, browsers never send the cookie in clear."""
    body = {"email": ana.agent.email, "password": PASSWORD}
    async with service.client.post("/desk/api/session", json=body, headers=headers) as response:
        assert secure == ("Secure" in response.headers["Set-Cookie"])


async def test_looks_and_deeds_are_audited(service: Service, sqlite_store: Store) -> None:
    """Who opens a conversation, takes it, writes and hands it back leaves a line each."""
    talk = await service.begin()
    ana = enter(service, sqlite_store, add(sqlite_store))
    admin = enter(service, sqlite_store, add(sqlite_store, "admin", "Ada"))
    await ana.ask("GET", f"conversations/{talk.id}")
    await ana.ask("POST", f"conversations/{talk.id}/take")
    await ana.ask("POST", f"conversations/{talk.id}/messages", client_message_id="a1", text="Hello")
    await ana.ask("POST", f"conversations/{talk.id}/hand-back")
    nothing, _ = await ana.ask("GET", "conversations/unknown")
    _, log = await admin.ask("GET", "audit")
    _, older = await admin.ask("GET", f"audit?after={log['rows'][3]['id']}")
    lines = [
        (row["actor_name"], row["action"])
        for row in reversed(log["rows"])
        if row["subject"] == f"conversation:{talk.id}"
    ]

    assert 404 == nothing
    assert [("Ana", action) for action in ("looked", "take", "wrote", "hand-back")] == lines
    assert log["rows"][4:] == older["rows"]
    assert log["next"] is None


def test_an_agent_is_found_by_address(sqlite_store: Store) -> None:
    """However it is written."""
    agent = add(sqlite_store)
    with sqlite_store.transaction() as unit:
        assert agent == accounts.find_agent(unit, " ANA@shop.example ")
