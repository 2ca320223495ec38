"""The REST API: messages are kept once, answered once and shown to nobody else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from crm import notices
from tests.gateway.service import Service, eventually


async def test_a_turn_is_answered(service: Service) -> None:
    """A message comes back with its number, the bot's replies and the reading."""
    talk = await service.begin()
    status, answer = await talk.say("m1", "Where is my order?")
    reply = answer["replies"][0]

    assert (201, "bot", 1) == (status, answer["owner"], answer["message"]["seq"])
    assert ("You said: Where is my order?", 2) == (reply["text"], reply["seq"])
    assert [{"title": "Yes", "text": "Yes, please"}] == reply["quick_replies"]
    assert ("track_order", "neutral") == (
        answer["reading"]["intent"],
        answer["reading"]["sentiment"]["label"],
    )


async def test_customers_never_see_why(service: Service) -> None:
    """Why the bot said something, and how it read the customer's messages, is for the desk."""
    talk = await service.begin()
    _, answer = await talk.say("m1", "Hello")
    shown = [*answer["replies"], answer["message"], *await talk.messages()]

    assert [] == [message for message in shown if {"why", "reading"} & message.keys()]


async def test_the_same_message_again_gets_the_same_answer(service: Service) -> None:
    """A repeated request is answered from the store, with 200 instead of 201."""
    talk = await service.begin()
    first = await talk.say("m1", "Hello")
    again = await talk.say("m1", "Hello")

    assert (201, 200) == (first[0], again[0])
    assert first[1] == again[1]
    assert ["Hello"] == service.engine.texts


async def test_the_same_message_at_once_is_answered_once(service: Service) -> None:
    """Ten times the same request together: one message, one turn, one answer for all."""
    talk = await service.begin()
    answers = await asyncio.gather(*(talk.say("m1", "Hello") for _ in range(10)))

    assert [200] * 9 + [201] == sorted(status for status, _ in answers)
    assert 1 == len({str(answer) for _, answer in answers})
    assert [(1, "customer", "Hello"), (2, "bot", "You said: Hello")] == await talk.lines()


async def test_the_dialogue_goes_on_from_its_state(service: Service) -> None:
    """The engine gets back with each turn what it gave with the one before."""
    talk = await service.begin()
    answers = [await talk.say(f"m{n}", "count") for n in range(3)]

    assert ["Turn 1", "Turn 2", "Turn 3"] == [a["replies"][0]["text"] for _, a in answers]


async def test_messages_at_once_are_answered_in_order(service: Service) -> None:
    """The turns of one conversation never race: each starts from the state of the one before."""
    talk = await service.begin()
    await asyncio.gather(*(talk.say(f"m{n}", "count") for n in range(8)))
    lines = await talk.lines()

    assert list(range(1, 17)) == [seq for seq, _, _ in lines]
    assert [f"Turn {n}" for n in range(1, 9)] == [t for _, author, t in lines if author == "bot"]


async def test_conversations_do_not_wait_for_each_other(service: Service) -> None:
    """While one conversation's turn is slow, another one is answered."""
    slow, quick = await service.begin(), await service.begin()
    waiting = asyncio.create_task(slow.say("m1", "slow one"))
    await service.engine.arrived.wait()
    status, _ = await quick.say("m1", "Hello")
    done_early = waiting.done()
    service.engine.gate.set()
    await waiting

    assert (201, False) == (status, done_early)


async def test_the_gap_is_replayed(service: Service) -> None:
    """Only the messages after a number are listed."""
    talk = await service.begin()
    for n in range(3):
        await talk.say(f"m{n}", f"text {n}")

    assert [4, 5, 6] == [message["seq"] for message in await talk.messages(after=3)]


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦 ok",
        "<script>alert(1)</script>",
        "'; DROP TABLE messages; --",
        "/restart",
        "x" * 10_000,
    ],
)
async def test_texts_arrive_to_the_letter(service: Service, text: str) -> None:
    """Whatever is typed is text, on the way to the engine and back."""
    talk = await service.begin()
    status, answer = await talk.say("m1", text)

    assert (201, text, [text]) == (status, answer["message"]["text"], service.engine.texts)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "client_message_id_invalid"),
        (b"{", 400, "malformed_json"),
        (b"\xff\xfe", 400, "malformed_json"),
        (b"[" * 100_000, 400, "malformed_json"),
        (b"[1]", 422, "not_an_object"),
        (b"null", 422, "not_an_object"),
        (b'{"client_message_id": "m1"}', 422, "text_missing"),
        (b'{"client_message_id": "m1", "text": ""}', 422, "text_empty"),
        (b'{"client_message_id": "m1", "text": "  \\u0000"}', 422, "text_empty"),
        (b'{"client_message_id": "m1", "text": 5}', 422, "text_missing"),
        (b'{"client_message_id": 5, "text": "a"}', 422, "client_message_id_invalid"),
        (b'{"client_message_id": "a b", "text": "a"}', 422, "client_message_id_invalid"),
        (
            b'{"client_message_id": "m1", "text": "' + b"x" * 10_001 + b'"}',
            422,
            "text_too_long",
        ),
        (b'{"text": "' + b"x" * 300_000 + b'"}', 413, "too_large"),
    ],
)
async def test_bad_bodies_are_refused_clearly(
    service: Service, body: bytes, status: int, code: str
) -> None:
    """What cannot be taken leads to a problem that says why, and nothing is stored."""
    talk = await service.begin()
    async with service.client.post(talk.path, data=body, headers=talk.headers) as response:
        problem = await response.json()

    assert (status, code, "application/problem+json") == (
        response.status,
        problem["code"],
        response.content_type,
    )
    assert {"type", "title", "status", "detail", "code"} == problem.keys()
    assert [] == await talk.messages()


async def test_an_id_used_for_another_text_is_refused(service: Service) -> None:
    """Two texts under one id would lose one of them: the second is refused."""
    talk = await service.begin()
    await talk.say("m1", "Hello")
    status, problem = await talk.say("m1", "Goodbye")

    assert (409, "client_message_id_used") == (status, problem["code"])


async def test_ids_of_the_service_cannot_be_taken(service: Service) -> None:
    """A client cannot use the id of the bot's message before or after it is written."""
    talk = await service.begin()
    status, problem = await talk.say("bot#2", "Hello")

    assert (422, "client_message_id_invalid") == (status, problem["code"])


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "99999999999", "१"])
async def test_a_wrong_number_is_named(service: Service, after: str) -> None:
    """What is no sequence number is refused."""
    talk = await service.begin()
    async with service.client.get(
        talk.path, params={"after": after}, headers=talk.headers
    ) as response:
        assert (422, "after_invalid") == (response.status, (await response.json())["code"])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/api/v1/conversations", 405),
        ("PUT", "/healthz", 405),
        ("GET", "/assets/shop/../../../pyproject.toml", 404),
        ("GET", "/assets/shop/%2e%2e%2f%2e%2e%2findex.html", 404),
        ("GET", "/demo/customers", 404),
    ],
)
async def test_other_errors_are_problems_too(
    service: Service, method: str, path: str, status: int
) -> None:
    """Unknown addresses and wrong methods get problem details, with the headers of all answers."""
    async with service.client.request(method, path) as response:
        problem = await response.json()

    assert (status, status) == (response.status, problem["status"])
    assert "nosniff" == response.headers["X-Content-Type-Options"]


async def test_an_engine_that_fails_is_tried_once_more(service: Service) -> None:
    """An error of the engine at a message ends in words of regret after the second try."""
    talk = await service.begin()
    status, answer = await talk.say("m1", "fail please")

    assert (201, notices.FAILED) == (status, answer["replies"][0]["text"])
    assert ["fail please"] * 2 == service.engine.texts


async def test_nonsense_of_the_engine_is_a_failure(service: Service) -> None:
    """An answer that is none is not passed on."""
    talk = await service.begin()
    _, answer = await talk.say("m1", "nonsense")

    assert [notices.FAILED] == [reply["text"] for reply in answer["replies"]]


async def test_a_turn_survives_its_engine(impatient_service: Service) -> None:
    """The engine dies with the turn: the customer is told, and answered once it is back."""
    service = impatient_service
    talk = await service.begin()
    _, answer = await talk.say("m1", "die now")
    service.engine.dying = False
    await eventually(lambda: len(service.engine.texts) >= 2)
    await eventually(lambda: not service.gateway.turns.busy)
    repeated = await talk.say("m1", "die now")

    assert ([notices.DELAYED], None) == (
        [reply["text"] for reply in answer["replies"]],
        answer["reading"],
    )
    assert [
        (1, "customer", "die now"),
        (2, "system", notices.DELAYED),
        (3, "bot", "You said: die now"),
    ] == await talk.lines()
    assert [notices.DELAYED, "You said: die now"] == [r["text"] for r in repeated[1]["replies"]]


async def test_a_dead_engine_keeps_messages_waiting_in_order(
    impatient_service: Service,
) -> None:
    """While no engine is there, messages are taken; later each is answered, in order."""
    service = impatient_service
    service.engine.up = False
    talk = await service.begin()
    first = await talk.say("m1", "one")
    second = asyncio.create_task(talk.say("m2", "two"))
    await eventually(lambda: service.gateway.turns.busy == 2)
    service.engine.up = True
    await second

    assert notices.DELAYED == first[1]["replies"][0]["text"]
    bots = [text for _, author, text in await talk.lines() if author == "bot"]
    assert ["You said: one", "You said: two"] == bots


async def test_a_restart_loses_nothing(service: Service) -> None:
    """The service stops between taking a message and answering it: the next start answers."""
    talk = await service.begin()
    asking = asyncio.create_task(talk.say("m1", "slow one"))
    await service.engine.arrived.wait()
    await service.stop()
    await asyncio.gather(asking, return_exceptions=True)
    service.engine.gate.set()
    await service.start()
    await eventually(lambda: not service.gateway.turns.busy)

    assert [(1, "customer", "slow one"), (2, "bot", "You said: slow one")] == await talk.lines()
    assert ["slow one"] * 2 == service.engine.texts


async def test_too_many_messages_are_slowed(service: Service) -> None:
    """A visitor who floods a conversation is told to wait, and how long."""
    buckets: Any = service.gateway.limits.messages_by_conversation
    talk = await service.begin()
    for _ in range(300):
        await buckets.take(talk.id)
    async with service.client.post(talk.path, json={}, headers=talk.headers) as response:
        problem = await response.json()

    assert (429, "rate_limited", "1") == (
        response.status,
        problem["code"],
        response.headers["Retry-After"],
    )
