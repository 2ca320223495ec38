"""The question after closing, over HTTP and the sockets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.service import Desk, Service, SignIn, Talk


async def rate(talk: Talk, **body: Any) -> tuple[int, dict[str, Any]]:
    """Answer the question."""
    path = f"/api/v1/conversations/{talk.id}/rating"
    async with talk.service.client.post(path, json=body, headers=talk.headers) as response:
        return response.status, await response.json()


async def closed_by(desk: Desk, talk: Talk) -> None:
    """Take a conversation and close it."""
    for move in ("take", "close"):
        status, _ = await desk.post(f"conversations/{talk.id}/{move}")
        assert 200 == status


async def test_closing_asks_and_an_answer_ends_it(service: Service, sign_in: SignIn) -> None:
    """Every page of the customer is asked at once, after a reload too, and none once answered."""
    talk, desk = await service.begin(), await sign_in("Sam")
    await talk.say("m1", "Hello")
    socket = await talk.connect()
    open_one = await socket.until(type="welcome")
    await closed_by(desk, talk)
    asked = await socket.until(type="owner", owner="closed")
    welcome = await (await talk.connect()).until(type="welcome")
    status, answer = await rate(talk, **asked["rating"], score=5, comment="Thanks!")
    over = await socket.until(type="owner")
    after = await (await talk.connect()).until(type="welcome")
    room = await desk.get(f"conversations/{talk.id}")

    assert None is open_one["rating"]
    assert asked["rating"] == welcome["rating"]
    assert (200, {**asked["rating"], "score": 5, "comment": "Thanks!"}) == (
        status,
        answer["rating"],
    )
    assert ("closed", None, None) == (over["owner"], over["rating"], after["rating"])
    assert (5, "Thanks!", "Sam") == tuple(
        room["rating"][name] for name in ("score", "comment", "agent_name")
    )
    assert 5 == room["conversation"]["rating"]


async def test_the_desk_hears_of_a_rating(service: Service, sign_in: SignIn) -> None:
    """Its list shows the score without a reload."""
    talk, desk = await service.begin(), await sign_in("Sam")
    await talk.say("m1", "Hello")
    await closed_by(desk, talk)
    desk_socket = await desk.connect()
    _, stands = await show(talk)
    await rate(talk, **stands["rating"], score=2)
    event = await desk_socket.until(type="conversation")

    assert (talk.id, 2) == (event["conversation"]["id"], event["conversation"]["rating"])


async def show(talk: Talk) -> tuple[int, dict[str, Any]]:
    """Ask how the conversation stands."""
    path = f"/api/v1/conversations/{talk.id}"
    async with talk.service.client.get(path, headers=talk.headers) as response:
        return response.status, await response.json()


async def test_answers_repeat_and_conflict(service: Service, sign_in: SignIn) -> None:
    """The same again is the same; another, and one while it is open, are refused."""
    talk, desk = await service.begin(), await sign_in("Sam")
    await talk.say("m1", "Hello")
    early = await rate(talk, closing=1, score=3)
    await closed_by(desk, talk)
    _, stands = await show(talk)
    question = stands["rating"]
    skipped = [await rate(talk, **question, score=None) for _ in range(2)]
    other = await rate(talk, **question, score=1)
    await talk.say("m2", "One more thing")
    _, open_again = await show(talk)

    assert (409, "not_closed") == (early[0], early[1]["code"])
    assert [200, 200] == [status for status, _ in skipped]
    assert skipped[0] == skipped[1]
    assert (409, "already_rated") == (other[0], other[1]["code"])
    assert None is open_again["rating"]


@pytest.mark.parametrize("body", [{}, {"closing": 1}, {"closing": "x", "score": 3}, {"score": 3}])
async def test_what_is_no_answer_is_refused(service: Service, body: dict[str, Any]) -> None:
    """A score must be there, if only as null."""
    status, answer = await rate(await service.begin(), **body)

    assert 422 == status
    assert answer["code"] in ("score_invalid", "closing_invalid")


async def test_only_its_customer_rates(service: Service) -> None:
    """Another conversation's token does not."""
    mine, theirs = await service.begin(), await service.begin()
    path = f"/api/v1/conversations/{mine.id}/rating"
    statuses = []
    for headers in ({}, theirs.headers):
        async with service.client.post(path, json={}, headers=headers) as response:
            statuses.append(response.status)

    assert [401, 403] == statuses
