"""Who is refused gets no further, is logged without what identifies anybody, and is counted."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from crm.errors import Forbidden, Invalid
from crm.setting_kinds import Rate
from crm.store import Store
from gateway.identity import Identity, Unauthorized
from gateway.limits import TooMany
from gateway.metrics import Metrics
from gateway.refusals import LINES, Refusals
from tests.fixtures_store import Clock
from tests.gateway.keys import forged, unsigned
from tests.gateway.service import SHOP_SECRET, TOKEN_KEY, Service, settings_in
from tests.gateway.turn_engine import FakeEngine

CONVERSATION = "attune:conversation"
Make = Callable[[Identity, Clock, str], str]


def _replayed(identity: Identity, clock: Clock, conversation_id: str) -> str:
    token = identity.conversation_token(conversation_id)
    clock.advance(days=30, seconds=1)
    return token


def _swapped(identity: Identity, clock: Clock, conversation_id: str) -> str:
    token = identity.conversation_token(conversation_id)
    _, claims, signature = token.split(".")
    return ".".join((forged({"alg": "HS512"}, {}).split(".")[0], claims, signature))


# What is shown in place of the conversation's own token, and why it is refused.
TOKENS: dict[str, tuple[Make, str]] = {
    "replayed after its end": (_replayed, "token_expired"),
    "alg none": (
        lambda i, c, id_: unsigned({"aud": CONVERSATION, "sub": id_, "exp": 4_000_000_000}),
        "token_invalid",
    ),
    "another algorithm": (_swapped, "token_invalid"),
    "another key": (
        lambda i, c, id_: Identity("x" * 40, SHOP_SECRET, c).conversation_token(id_),
        "token_invalid",
    ),
    "the shop's secret": (
        lambda i, c, id_: Identity(SHOP_SECRET, SHOP_SECRET, c).conversation_token(id_),
        "token_invalid",
    ),
    "another audience": (
        lambda i, c, id_: Identity(TOKEN_KEY, TOKEN_KEY, c).server_token(id_),
        "token_invalid",
    ),
    "the shop's word": (lambda i, c, id_: i.customer_token(id_), "token_invalid"),
    "a server's token": (lambda i, c, id_: i.server_token(id_), "token_invalid"),
    "no token at all": (lambda i, c, id_: "nonsense", "token_invalid"),
}


def counted(service: Service, code: str) -> float:
    """Return how many refusals of a code the metrics show."""
    for line in service.gateway.metrics.page().decode().splitlines():
        if line.startswith(f'attune_refusals_total{{code="{code}"}}'):
            return float(line.split()[-1])
    return 0.0


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the warnings of refusals."""
    return [r.getMessage() for r in caplog.records if r.name == "gateway.refusals"]


@pytest.mark.parametrize("way", ["rest", "socket"])
@pytest.mark.parametrize("name", TOKENS)
async def test_a_wrong_token_opens_nothing(
    service: Service, clock: Clock, caplog: pytest.LogCaptureFixture, name: str, way: str
) -> None:
    """Over REST and over a socket: refused, told once, counted once, and no token in the log."""
    talk = await service.begin()
    await talk.say("m1", "My secret")
    caplog.clear()
    make, expected = TOKENS[name]
    token = make(service.gateway.identity, clock, talk.id)
    if way == "rest":
        headers = {"Authorization": f"Bearer {token}"}
        async with service.client.get(talk.path, headers=headers) as response:
            code, text = (await response.json())["code"], await response.text()
            assert 401 == response.status
    else:
        raw = await service.client.ws_connect("/api/v1/socket")
        await raw.send_json({"type": "hello", "token": token, "after": 0})
        error = await raw.receive_json(timeout=5)
        end = await raw.receive(timeout=5)
        code, text = error["code"], str(error)
        assert end.data == 1000
    lines = told(caplog)

    assert (expected, False) == (code, "My secret" in text)
    assert (1, 1) == (len(lines), counted(service, expected))
    assert [] == [part for part in (*token.split("."), "127.0.0.1") if part and part in caplog.text]
    assert lines[0].startswith(f"refused {expected}: address ")


async def test_a_stolen_token_opens_its_own_conversation_only(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """A guest's token in another conversation's address: 403, and the log names what was wanted."""
    mine, other = await service.begin(), await service.begin()
    await other.say("m1", "My secret")
    caplog.clear()
    body = {"client_message_id": "m2", "text": "Mine now"}
    statuses = []
    for method, path in (
        ("GET", f"/api/v1/conversations/{other.id}"),
        ("GET", other.path),
        ("POST", other.path),
    ):
        async with service.client.request(
            method, path, headers=mine.headers, json=body
        ) as response:
            statuses.append((response.status, (await response.json())["code"]))
    digest = service.gateway.store.store.vault.index_network("127.0.0.1")[:16]

    assert [(403, "another_conversation")] * 3 == statuses
    line = f"refused another_conversation: address {digest}, conversation {other.id}"
    assert [line] * 3 == told(caplog)
    assert (3, 2) == (counted(service, "another_conversation"), len(await other.messages()))


@pytest.mark.parametrize("name", ["token", "access_token", "authorization", "jwt"])
async def test_a_token_in_the_address_counts_for_nothing(service: Service, name: str) -> None:
    """Addresses are logged on the way and kept in histories: no token is read from there."""
    talk = await service.begin()
    params = {name: talk.token}
    async with service.client.get(talk.path, params=params) as response:
        assert (401, "token_missing") == (response.status, (await response.json())["code"])
    raw = await service.client.ws_connect(f"/api/v1/socket?{name}={talk.token}")
    await raw.send_json({"type": "hello", "after": 0})
    assert "hello_missing" == (await raw.receive_json(timeout=5))["code"]


async def test_cookies_and_bodies_are_no_tokens(service: Service) -> None:
    """Only the header counts, so that no page of another site can send it along."""
    talk = await service.begin()
    body = {"client_message_id": "m1", "text": "Hello", "token": talk.token}
    cookies = {"Cookie": f"token={talk.token}; Authorization={talk.token}"}
    async with service.client.post(talk.path, json=body, headers=cookies) as response:
        assert 401 == response.status


async def test_a_huge_header_is_refused(service: Service) -> None:
    """A header longer than any token ends the request, and the service goes on."""
    talk = await service.begin()
    headers = {"Authorization": f"Bearer {'x' * 100_000}"}
    async with service.client.get(talk.path, headers=headers) as response:
        assert 400 <= response.status < 500

    assert 201 == (await talk.say("m1", "Hello"))[0]


async def test_what_clients_call_a_conversation_is_not_logged(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """A name that no conversation can have may be anything, a person's as well."""
    for name in ("anna@example.org", "x" * 200, "a%0Ab", "a%20b"):
        async with service.client.get(f"/api/v1/conversations/{name}") as response:
            assert 401 == response.status

    assert {True} == {line.endswith("conversation -") for line in told(caplog)}
    assert 4 == len(told(caplog))


@pytest.fixture
async def narrow(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> AsyncIterator[Service]:
    """Return a service that takes one message of a conversation."""
    settings = settings_in(tmp_path, messages_per_conversation=Rate(1, 1 / 3600))
    running = Service(sqlite_store, fake_engine, settings)
    await running.start()
    yield running
    await running.stop()


async def test_limits_are_counted_and_told(
    narrow: Service, caplog: pytest.LogCaptureFixture
) -> None:
    """Who is slowed down shows in the metrics; on a socket the page learns for how long."""
    talk = await narrow.begin()
    await talk.say("m1", "Hello")
    status, _ = await talk.say("m2", "Hello")
    socket = await talk.connect()
    await socket.until(type="welcome")
    await socket.send(type="message", client_message_id="m3", text="Hello")
    error = await socket.until(type="error")

    assert (429, "rate_limited", "m3") == (status, error["code"], error["client_message_id"])
    assert 3500 < error["retry_after"] <= 3600
    assert (2, 2) == (counted(narrow, "rate_limited"), len(told(caplog)))


def test_a_flood_does_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """So many lines and then one a second, which says how many were left out; all are counted."""
    now = 0.0
    metrics = Metrics()
    refusals = Refusals(metrics, lambda address: "digest", lambda: now)
    for _ in range(1000):
        refusals.tell(Unauthorized("token_invalid", "no"), "192.0.2.1", "c1")
    now = 1.0
    refusals.tell(Forbidden("another_conversation", "no"), "192.0.2.1")
    untold = 1000 - int(LINES.burst)

    assert LINES.burst + 1 == len(told(caplog))
    assert told(caplog)[-1].endswith(f"conversation - ({untold} more were not told)")
    assert 'code="token_invalid"} 1000.0' in metrics.page().decode()


def test_only_refusals_are_told(caplog: pytest.LogCaptureFixture) -> None:
    """A mistake in a request is no refusal, and a desk that asks who is signed in no news."""
    caplog.set_level(logging.DEBUG)
    metrics = Metrics()
    refusals = Refusals(metrics, lambda address: "digest")
    refusals.tell(Invalid("malformed_json", "no"), "192.0.2.1")
    refusals.tell(Unauthorized("not_signed_in", "no"), "192.0.2.1")
    refusals.tell(TooMany("no", 1), "192.0.2.1")

    assert ["refused rate_limited: address digest, conversation -"] == told(caplog)
    assert 'code="not_signed_in"} 1.0' in metrics.page().decode()
