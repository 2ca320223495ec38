"""Who may not ask for predictions, and what cannot be asked."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import jwt
import pytest

from crm.setting_kinds import Rate
from crm.store import Store
from tests.gateway.predicting import ROWS, ask
from tests.gateway.service import SHOP_SECRET, TOKEN_KEY, Service, SignIn, settings_in
from tests.gateway.turn_engine import FakeEngine

LATER = {"sku": "x", "days_ago": -1}


async def test_only_programs_of_the_shop_may_ask(service: Service, sign_in: SignIn) -> None:
    """No token, a customer's, a conversation's, a desk's session: none opens it."""
    identity = service.gateway.identity
    talk = await service.begin()
    exp = service.gateway.store.store.clock().timestamp()
    claims = {"aud": "attune:server", "sub": "reports", "exp": exp + 600}
    refused = [
        "",
        "x",
        talk.token,
        identity.customer_token("C-1"),
        jwt.encode(claims, TOKEN_KEY, "HS256"),
        jwt.encode(claims | {"exp": exp - 1}, SHOP_SECRET, "HS256"),
        jwt.encode(claims | {"exp": exp + 7200}, SHOP_SECRET, "HS256"),
        jwt.encode(claims | {"sub": " "}, SHOP_SECRET, "HS256"),
        jwt.encode(claims, "", "none"),
    ]
    desk = await sign_in("Dora")
    async with desk.session.post(
        "/api/v1/predict/segment", json=ROWS, headers=desk.csrf
    ) as response:
        at_desk = response.status
    good = jwt.encode(claims, SHOP_SECRET, "HS256")

    assert [401] * len(refused) == [(await ask(service, "segment", token=t))[0] for t in refused]
    assert 401 == at_desk
    assert 200 == (await ask(service, "segment", token=good))[0]
    async with service.client.post(
        "/api/v1/conversations", json={"customer_token": good}
    ) as response:
        assert 401 == response.status


@pytest.mark.parametrize(
    ("kind", "body", "status", "code"),
    [
        ("horoscope", ROWS, 404, "no_such_kind"),
        ("segment", {}, 422, "customers_or_data"),
        ("segment", {"data": [{}], "customers": ["x"]}, 422, "customers_or_data"),
        ("segment", {"data": [{}], "extra": 1}, 422, "customers_or_data"),
        ("segment", [], 422, "not_an_object"),
        ("segment", {"data": []}, 422, "rows_invalid"),
        ("segment", {"data": [{}] * 1001}, 422, "rows_invalid"),
        ("segment", {"data": [{"orders": "many"}]}, 422, "wrong_value"),
        ("segment", {"data": [{"shoe_size": 41}]}, 422, "no_such_feature"),
        ("recommend", {"data": [{"shoe_size": 41}]}, 422, "no_such_feature"),
        ("recommend", {"data": [{"products": "TEA-1"}]}, 422, "products_invalid"),
        ("recommend", {"data": [{"products": [5]}]}, 422, "products_invalid"),
        ("recommend", {"data": [{"products": ["a\0b"]}]}, 422, "products_invalid"),
        ("recommend", {"data": [{"products": ["x"] * 201}]}, 422, "products_invalid"),
        ("recommend", {"data": [{"products": ["x"] * 200}] * 101}, 422, "products_invalid"),
        ("recommend", {"data": [{"products": [LATER]}]}, 422, "products_invalid"),
        (
            "recommend",
            {"data": [{"products": [LATER | {"days_ago": 0, "x": 1}]}]},
            422,
            "products_invalid",
        ),
        ("segment", {"customers": []}, 422, "customers_invalid"),
        ("segment", {"customers": "C-1"}, 422, "customers_invalid"),
        ("segment", {"customers": [1]}, 422, "customers_invalid"),
        ("segment", {"customers": ["a\0b"]}, 422, "customers_invalid"),
        ("segment", {"customers": ["x"] * 1001}, 422, "customers_invalid"),
    ],
)
async def test_bad_requests_are_named(
    service: Service, kind: str, body: Any, status: int, code: str
) -> None:
    """What cannot be answered is a problem with a code, never a 500."""
    got, answer = await ask(service, kind, body)

    assert (status, code) == (got, answer["code"])


async def test_a_body_has_an_end(service: Service) -> None:
    """More bytes than a thousand rows take are refused, not read."""
    headers = {"Authorization": f"Bearer {service.gateway.identity.server_token('reports')}"}
    body = io.BytesIO(b'{"data": [' + b" " * 3_000_000 + b"{}]}")
    async with service.client.post(
        "/api/v1/predict/segment", data=body, headers=headers
    ) as response:
        assert (413, "too_large") == (response.status, (await response.json())["code"])


async def test_askers_are_limited(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> None:
    """An address that asks too often waits, whether its tokens are good or not."""
    settings = settings_in(tmp_path, predictions_per_address=Rate(2, 1 / 3600))
    running = Service(sqlite_store, fake_engine, settings)
    await running.start()
    statuses = [(await ask(running, "segment", token=token))[0] for token in ("x", None, None)]
    await running.stop()

    assert [401, 200, 429] == statuses
