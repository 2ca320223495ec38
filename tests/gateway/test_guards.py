"""The way in for engines, and limits for everybody."""

from __future__ import annotations

import pytest

from gateway.limits import Buckets, Rate, TooMany
from tests.gateway.service import Service
from tests.gateway.turn_engine import TOKEN


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 401),
        ("", 401),
        (TOKEN, 401),
        ("token:wrong", 401),
        (f"token:{TOKEN}x", 401),
        ("token:💥".encode().decode("latin-1"), 401),
        (f"token:{TOKEN}", 422),
    ],
)
async def test_only_engines_run_actions(service: Service, header: str | None, status: int) -> None:
    """Without the shared token no action runs."""
    headers = {} if header is None else {"X-Attune-Engine": header}
    async with service.client.post(
        "/internal/actions/webhook", json={"next_action": 5}, headers=headers
    ) as response:
        assert status == response.status


async def test_a_broken_action_tells_nothing(service: Service) -> None:
    """An error inside an action is a plain 500 for the engine."""
    call = {"next_action": "action_broken", "sender_id": "x", "tracker": {}}
    headers = {"X-Attune-Engine": f"token:{TOKEN}"}
    async with service.client.post(
        "/internal/actions/webhook", json=call, headers=headers
    ) as response:
        body = await response.text()

    assert (500, False) == (response.status, "broken" in body)


def test_a_bucket_refills() -> None:
    """A burst is let through, then one at a time as the bucket fills again."""
    times = iter((0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 1.0))
    buckets = Buckets("messages", Rate(burst=2, per_second=1), lambda: next(times))

    def taken(key: str) -> bool:
        try:
            buckets.take(key)
        except TooMany:
            return False
        return True

    actual = [taken("someone") for _ in range(6)]

    assert [True, True, False, False, True, False] == actual
    assert taken("somebody else")
