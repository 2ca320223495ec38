"""Tokens: what was signed by the right hand, for this purpose, now; and nothing else."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest

from crm.store import Store
from gateway.identity import Identity, Unauthorized
from tests.fixtures_store import Clock
from tests.gateway.keys import MINUTE, claims_for, unsigned
from tests.gateway.service import SHOP_SECRET, TOKEN_KEY, Service


@pytest.fixture
def identity(clock: Clock) -> Identity:
    """Return an identity service with the tests' keys."""
    return Identity(TOKEN_KEY, SHOP_SECRET, clock)


def test_a_conversation_token_opens_its_conversation(identity: Identity, clock: Clock) -> None:
    """It opens the one it was made for, until 30 days later."""
    token = identity.conversation_token("c1")
    clock.advance(days=29, hours=23)

    assert "c1" == identity.conversation_of(token)


def test_a_conversation_token_ends(identity: Identity, clock: Clock) -> None:
    """After 30 days the token is refused as expired."""
    token = identity.conversation_token("c1")
    clock.advance(days=30)

    with pytest.raises(Unauthorized) as refused:
        identity.conversation_of(token)
    assert "token_expired" == refused.value.code


def test_the_shop_vouches_for_a_customer(identity: Identity, clock: Clock) -> None:
    """A good token leads to the shop's reference."""
    assert "C-1" == identity.customer_of(identity.customer_token("C-1"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"exp": None}, "token_invalid"),
        ({"sub": None}, "token_invalid"),
        ({"aud": None}, "token_invalid"),
        ({"aud": "another-service"}, "token_invalid"),
        ({"exp": 1_000_000_000}, "token_expired"),
        ({"exp": 10**15}, "token_invalid"),
        ({"exp": "soon"}, "token_invalid"),
        ({"sub": ""}, "token_invalid"),
        ({"sub": "x" * 81}, "token_invalid"),
        ({"sub": 7}, "token_invalid"),
        ({"sub": "C-1\u200b"}, "token_invalid"),
        ({"sub": "C-\ud800"}, "token_invalid"),
        ({"sub": "Kundin Zo\u00eb \u5f20"}, None),
        ({"exp": "4000000000"}, "token_invalid"),
        ({"exp": True}, "token_invalid"),
        ({"exp": [4_000_000_000]}, "token_invalid"),
        ({"exp": float("inf")}, "token_invalid"),
        ({"exp": float("nan")}, "token_invalid"),
        ({"exp": -(10**400)}, "token_invalid"),
        ({"nbf": "now"}, "token_invalid"),
        ({"nbf": 1_000_000_000}, None),
        ({"nbf": 4_000_000_000}, "token_invalid"),
        ({"iat": "now"}, "token_invalid"),
        ({"iat": None}, None),
        ({"iat": 4_000_000_000}, "token_invalid"),
        # One of a day that is in its last hour is one of a day still.
        ({"iat": 1_700_000_000}, "token_lives_too_long"),
        ({"aud": ["attune", "shop"]}, None),
        ({"aud": ["shop"]}, "token_invalid"),
        ({"aud": "attune:server"}, "token_invalid"),
        ({"aud": "attune:conversation"}, "token_invalid"),
        ({"aud": {"attune": 1}}, "token_invalid"),
        ({"sub": "C-1\n"}, None),
        ({"sub": "C\n1"}, "token_invalid"),
    ],
)
def test_claims_must_be_whole(
    identity: Identity, clock: Clock, changes: dict[str, Any], code: str | None
) -> None:
    """Missing, wrong or senseless claims are refused."""
    token = jwt.encode(claims_for(clock, **changes), SHOP_SECRET, "HS256")
    try:
        identity.customer_of(token)
        actual = None
    except Unauthorized as refused:
        actual = refused.code

    assert code == actual


@pytest.mark.parametrize(
    ("minutes", "code"),
    [(59, None), (60, None), (62, "token_lives_too_long"), (0, "token_expired")],
)
def test_the_shops_tokens_live_an_hour_at_most(
    identity: Identity, clock: Clock, minutes: int, code: str | None
) -> None:
    """A token that could be used for longer than an hour is refused, as is one of the past."""
    claims = claims_for(clock, exp=clock().timestamp() + minutes * MINUTE)
    token = jwt.encode(claims, SHOP_SECRET, "HS256")
    try:
        identity.customer_of(token)
        actual = None
    except Unauthorized as refused:
        actual = refused.code

    assert code == actual


def test_forged_tokens_are_refused(identity: Identity, clock: Clock) -> None:
    """Another key, no signature, another algorithm, a changed content, or no token at all."""
    claims = claims_for(clock)
    good = jwt.encode(claims, SHOP_SECRET, "HS256")
    head, _, signature = good.split(".")
    changed = base64.urlsafe_b64encode(json.dumps(claims | {"sub": "C-2"}).encode()).decode()
    forged = [
        jwt.encode(claims, "another-key-of-at-least-thirty-two-bytes", "HS256"),
        jwt.encode(claims, TOKEN_KEY, "HS256"),
        jwt.encode(claims, SHOP_SECRET + "0" * 32, "HS512"),
        unsigned(claims),
        unsigned(claims, "HS256"),
        f"{head}.{changed.rstrip('=')}.{signature}",
        f"{good}x",
        "",
        "a.b.c",
        "💥",
    ]
    codes = []
    for token in forged:
        with pytest.raises(Unauthorized) as refused:
            identity.customer_of(token)
        codes.append(refused.value.code)

    assert ["token_invalid"] * len(forged) == codes


def test_the_shop_changes_its_secret(clock: Clock) -> None:
    """While a shop changes over, both secrets are good; then the old one is not."""
    old, new = "an-old-shop-secret-of-thirty-two-bytes", SHOP_SECRET
    tokens = [jwt.encode(claims_for(clock), secret, "HS256") for secret in (old, new)]
    during = Identity(TOKEN_KEY, new, clock, shop_secret_before=old)
    after = Identity(TOKEN_KEY, new, clock)

    assert ["C-1", "C-1"] == [during.customer_of(token) for token in tokens]
    assert "C-1" == after.customer_of(during.customer_token("C-1"))
    with pytest.raises(Unauthorized):
        after.customer_of(tokens[0])


def test_a_token_serves_one_purpose(identity: Identity, clock: Clock) -> None:
    """A conversation's token is no customer's, not even under one key for both."""
    both = Identity(TOKEN_KEY, TOKEN_KEY, clock)

    with pytest.raises(Unauthorized):
        both.customer_of(both.conversation_token("c1"))
    with pytest.raises(Unauthorized):
        both.conversation_of(both.customer_token("C-1"))


async def test_a_conversation_is_shown_to_its_token_only(service: Service) -> None:
    """No token, somebody else's, an expired or a forged one: refused, each in its own words."""
    mine, other = await service.begin(), await service.begin()
    await mine.say("m1", "My secret")
    answers = []
    for header in (
        {},
        {"Authorization": "Bearer "},
        {"Authorization": f"Basic {mine.token}"},
        {"Authorization": f"Bearer {mine.token}x"},
        {"Authorization": f"Bearer {other.token}"},
        {"Authorization": f"Bearer {unsigned({'sub': mine.id, 'aud': 'attune:conversation'})}"},
    ):
        for method in ("GET", "POST"):
            async with service.client.request(
                method, mine.path, headers=header, json={"client_message_id": "x", "text": "x"}
            ) as response:
                text = await response.text()
                answers.append((response.status, "My secret" in text))

    assert [(401, False)] * 8 + [(403, False)] * 2 + [(401, False)] * 2 == answers
    assert 2 == len(await mine.messages())


async def test_unknown_conversations_cannot_be_told_from_others(service: Service) -> None:
    """With a token for another conversation, one that exists looks like one that does not."""
    mine, other = await service.begin(), await service.begin()
    answers = []
    for conversation_id in (other.id, "nowhere"):
        path = f"/api/v1/conversations/{conversation_id}/messages"
        async with service.client.get(path, headers=mine.headers) as response:
            answers.append((response.status, (await response.json())["detail"]))

    assert answers[0] == answers[1]
    assert 403 == answers[0][0]


async def test_a_lost_conversation_is_said_to_be_lost(service: Service) -> None:
    """A good token for a conversation that is not in the store gets 404."""
    token = service.gateway.identity.conversation_token("gone")
    headers = {"Authorization": f"Bearer {token}"}
    async with service.client.get("/api/v1/conversations/gone", headers=headers) as response:
        assert (404, "no_conversation") == (response.status, (await response.json())["code"])


async def test_the_engine_learns_the_opaque_id_only(service: Service) -> None:
    """A vouched-for customer reaches the engine under an id that means nothing elsewhere."""
    token = service.gateway.identity.customer_token("C-77")
    talk = await service.begin(customer_token=token)
    again = await service.begin(customer_token=token)
    guest = await service.begin()
    for one in (talk, again, guest):
        await one.say("m1", "Hello")
    first, second, third = (body["customer"] for body in service.engine.asked)

    assert (first, None) == (second, third)
    assert "C-77" not in json.dumps(service.engine.asked)


@pytest.mark.parametrize("token", ["nonsense", 7, ["x"]])
async def test_a_bad_customer_token_begins_nothing(
    service: Service, sqlite_store: Store, token: object
) -> None:
    """Who is not vouched for is not quietly taken for a guest."""
    async with service.client.post(
        "/api/v1/conversations", json={"customer_token": token}
    ) as response:
        assert response.status in (401, 422)
    with sqlite_store.reading() as unit:
        count = unit.connection.exec_driver_sql("SELECT count(*) FROM conversations").scalar_one()

    assert 0 == count
