"""A second factor: set up, asked for at the sign-in, good once, and never a way around the lock."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from crm import second_factor
from crm.store import Store
from crm.tables.people import agents, audit_log
from crm.totp import code_of, step_at
from tests.fixtures_store import Clock
from tests.gateway.people import Person, add, enter
from tests.gateway.service import PASSWORD, Service, settings_in
from tests.gateway.turn_engine import FakeEngine


async def sign_in(service: Service, **given: Any) -> tuple[int, str | None]:
    """Try to sign Ana in; return status and the problem's code."""
    body = {"email": "ana@shop.example", "password": PASSWORD} | given
    async with service.client.post("/desk/api/session", json=body) as response:
        return response.status, (await response.json()).get("code")


@dataclasses.dataclass
class App:
    """An authenticator app."""

    secret: str
    clock: Clock

    def code(self, off: int = 0) -> str:
        """Return the code of this moment, or of steps beside it."""
        return code_of(self.secret, step_at(self.clock()) + off)

    def wrong(self) -> str:
        """Return a code that no near moment has."""
        near = {self.code(off) for off in range(-3, 4)}
        return next(code for code in ("000000", "111111", *"23456789") if code not in near)


@pytest.fixture
def ana(service: Service, sqlite_store: Store, password_hash: str) -> Person:
    """Return Ana at the desk."""
    return enter(service, sqlite_store, add(sqlite_store, password_hash=password_hash))


@pytest.fixture
async def app(ana: Person, clock: Clock) -> App:
    """Return Ana's app, whose second factor is on; its code of this moment is used."""
    _, begun = await ana.ask("POST", "me/totp")
    app = App(begun["secret"], clock)
    status, _ = await ana.ask("POST", "me/totp/confirm", code=app.code())
    assert 200 == status
    return app


async def test_a_second_factor_is_asked_for(service: Service, app: App, clock: Clock) -> None:
    """The password alone does not do, nor does a code that was used; the next one does."""
    without, used = await sign_in(service), await sign_in(service, code=app.code())
    clock.advance(seconds=30)
    right, again = [await sign_in(service, code=app.code()) for _ in range(2)]

    assert (401, "second_factor_needed") == without
    assert (401, "second_factor_wrong") == used
    assert (200, None) == right
    assert (401, "second_factor_wrong") == again


async def test_a_wrong_password_does_not_tell_of_the_second_factor(
    service: Service, app: App
) -> None:
    """Whoever guesses passwords learns nothing of the second factor."""
    assert (401, "sign_in_failed") == await sign_in(service, password="wrong", code=app.code(1))


async def test_wrong_codes_lock_the_account(service: Service, app: App, clock: Clock) -> None:
    """Five guesses of the code lock as five guesses of the password do."""
    guesses = [(await sign_in(service, code=app.wrong()))[0] for _ in range(6)]
    locked = await sign_in(service, code=app.code(1))
    clock.advance(seconds=31)

    assert [401] * 5 + [429] == guesses
    assert (429, "sign_in_locked") == locked
    assert (200, None) == await sign_in(service, code=app.code())


async def test_being_asked_for_the_code_counts_as_no_guess(
    service: Service, app: App, clock: Clock
) -> None:
    """Who signs in in two steps is not locked out by the first one."""
    asked = [await sign_in(service) for _ in range(10)]
    clock.advance(seconds=30)

    assert {(401, "second_factor_needed")} == set(asked)
    assert (200, None) == await sign_in(service, code=app.code())


async def test_what_is_not_confirmed_is_not_on(service: Service, ana: Person, clock: Clock) -> None:
    """A secret that nobody put into an app locks nobody out."""
    _, begun = await ana.ask("POST", "me/totp")
    app = App(begun["secret"], clock)
    wrong, _ = await ana.ask("POST", "me/totp/confirm", code=app.wrong())

    assert 422 == wrong
    assert begun["uri"].startswith("otpauth://totp/Attune:ana%40shop.example?secret=")
    assert (200, None) == await sign_in(service)


async def test_it_is_turned_off_with_a_code(
    service: Service, ana: Person, app: App, clock: Clock
) -> None:
    """An open desk alone is not enough, and guesses are counted here too."""
    clock.advance(seconds=30)
    begin, _ = await ana.ask("POST", "me/totp")
    wrong, _ = await ana.ask("DELETE", "me/totp", code=app.wrong())
    right, _ = await ana.ask("DELETE", "me/totp", code=app.code())

    assert (409, 422, 200) == (begin, wrong, right)
    assert (200, None) == await sign_in(service)


async def test_turning_it_off_cannot_be_guessed(ana: Person, app: App) -> None:
    """After five wrong codes one has to wait."""
    guesses = [(await ana.ask("DELETE", "me/totp", code=app.wrong()))[0] for _ in range(6)]

    assert [422] * 5 + [429] == guesses


async def test_the_secret_is_sealed_and_audited(sqlite_store: Store, ana: Person, app: App) -> None:
    """The store does not show the secret; the log tells when it was turned on and off."""
    with sqlite_store.transaction() as unit:
        kept = unit.connection.execute(select(agents.c.totp_encrypted)).scalar_one()
        second_factor.turn_off(unit, ana.agent.id, "system")
        log = unit.connection.scalars(select(audit_log.c.action).order_by(audit_log.c.id)).all()

    assert app.secret not in kept
    assert ["second_factor_on", "second_factor_off"] == list(log[-2:])


@pytest.fixture
async def strict(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> AsyncIterator[Service]:
    """Return a service at which admins need a second factor."""
    settings = settings_in(tmp_path, second_factor_roles=("admin",))
    running = Service(sqlite_store, fake_engine, settings)
    await running.start()
    yield running
    await running.stop()


async def test_a_role_may_need_one(strict: Service, sqlite_store: Store, clock: Clock) -> None:
    """Until it is on, an admin may do nothing but turn it on; agents are not asked."""
    admin = enter(strict, sqlite_store, add(sqlite_store, "admin", "Ada"))
    agent = enter(strict, sqlite_store, add(sqlite_store, "agent", "Ana"))
    refused, answer = await admin.ask("GET", "audit")
    _, session = await admin.ask("GET", "session")
    _, begun = await admin.ask("POST", "me/totp")
    app = App(begun["secret"], clock)
    await admin.ask("POST", "me/totp/confirm", code=app.code())
    allowed, _ = await admin.ask("GET", "audit")
    others, _ = await agent.ask("GET", "conversations")

    assert (403, 200, 200) == (refused, allowed, others)
    assert "needs a second factor" in answer["detail"]
    assert ([], {"on": False, "required": True}) == (session["rights"], session["second_factor"])
