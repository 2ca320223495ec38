"""The customer's socket: nothing lost, doubled or out of order."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.gateway.service import Service, Talk


async def greeted(talk: Talk, after: int = 0) -> tuple[object, dict[str, object]]:
    """Open a socket and return it with its welcome."""
    socket = await talk.connect(after)
    return socket, await socket.until(type="welcome")


async def test_a_turn_over_the_socket(service: Service) -> None:
    """Acknowledged after the commit, then typing, then the reply; no echo of one's own text."""
    talk = await service.begin()
    socket = await talk.connect()
    welcome = await socket.receive()
    await socket.send(type="message", client_message_id="m1", text="Hello")
    events = [await socket.receive() for _ in range(4)]

    assert (talk.id, "bot", []) == (
        welcome["conversation_id"],
        welcome["owner"],
        welcome["messages"],
    )
    assert {"type": "ack", "client_message_id": "m1", "seq": 1} in events
    replies = [event["message"] for event in events if event["type"] == "message"]
    assert [("You said: Hello", 2)] == [(m["text"], m["seq"]) for m in replies]
    assert [True, False] == [event["on"] for event in events if event["type"] == "typing"]


async def test_history_is_there_after_a_reload(service: Service) -> None:
    """A new socket is welcomed with the messages after the number that the page knows."""
    talk = await service.begin()
    for n in range(2):
        await talk.say(f"m{n}", f"text {n}")
    _, whole = await greeted(talk)
    _, gap = await greeted(talk, after=3)
    _, beyond = await greeted(talk, after=99)

    assert [1, 2, 3, 4] == [message["seq"] for message in whole["messages"]]  # type: ignore[attr-defined]
    assert [4] == [message["seq"] for message in gap["messages"]]  # type: ignore[attr-defined]
    assert [] == beyond["messages"]


async def test_a_resent_message_is_acknowledged_again(service: Service) -> None:
    """A page that missed its acknowledgement sends again and gets the same number."""
    talk = await service.begin()
    socket = await talk.connect()
    await socket.send(type="message", client_message_id="m1", text="Hello")
    first = await socket.until(type="ack")
    await socket.close()
    second_socket = await talk.connect()
    await second_socket.send(type="message", client_message_id="m1", text="Hello")

    assert first == await second_socket.until(type="ack")
    assert ["Hello"] == service.engine.texts


async def test_two_tabs_show_the_same(service: Service) -> None:
    """What one tab sends and gets, the other one shows as well, in order."""
    talk = await service.begin()
    one, other = await talk.connect(), await talk.connect()
    await other.until(type="welcome")
    await one.until(type="welcome")
    for n in range(3):
        await one.send(type="message", client_message_id=f"m{n}", text=f"text {n}")
    seen = [(await other.until(type="message"))["message"]["seq"] for _ in range(6)]

    assert [1, 2, 3, 4, 5, 6] == seen


async def test_a_message_over_rest_reaches_the_socket(service: Service) -> None:
    """The ways in can be mixed: sockets show what came over REST."""
    talk = await service.begin()
    socket = await talk.connect()
    await socket.until(type="welcome")
    await talk.say("m1", "Hello")
    texts = [(await socket.until(type="message"))["message"]["text"] for _ in range(2)]

    assert ["Hello", "You said: Hello"] == texts


async def test_a_lost_socket_loses_no_answer(service: Service) -> None:
    """The connection breaks while the bot thinks; the answer is there at the reconnection."""
    talk = await service.begin()
    socket = await talk.connect()
    await socket.send(type="message", client_message_id="m1", text="slow one")
    await socket.until(type="ack")
    await socket.close()
    service.engine.gate.set()
    again = await talk.connect(after=1)
    welcome = await again.until(type="welcome")
    late = welcome["messages"] or [(await again.until(type="message"))["message"]]

    assert [(2, "You said: slow one")] == [(m["seq"], m["text"]) for m in late]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ('{"type": "message", "client_message_id": "m1", "text": ""}', "text_empty"),
        ('{"type": "message", "client_message_id": "", "text": "a"}', "client_message_id_invalid"),
        ('{"type": "message"}', "client_message_id_invalid"),
        ('{"type": "dance"}', "unknown_type"),
        ("{}", "unknown_type"),
        ("{", "malformed_json"),
        ("[]", "not_an_object"),
    ],
)
async def test_a_bad_command_is_answered_and_survived(
    service: Service, frame: str, code: str
) -> None:
    """An error says what was wrong; the socket goes on."""
    talk = await service.begin()
    socket = await talk.connect()
    await socket.until(type="welcome")
    await socket.raw.send_str(frame)
    error = await socket.until(type="error")
    await socket.send(type="ping")

    assert (code, "pong") == (error["code"], (await socket.receive())["type"])


@pytest.mark.parametrize(
    "hello",
    [
        '{"type": "hello", "token": "forged"}',
        '{"type": "hello"}',
        '{"type": "message", "client_message_id": "m1", "text": "a"}',
        "nonsense",
    ],
)
async def test_nobody_gets_in_without_a_token(service: Service, hello: str) -> None:
    """A socket that does not show a good token first is told so and closed."""
    raw = await service.client.ws_connect("/api/v1/socket")
    await raw.send_str(hello)
    error = await raw.receive_json(timeout=5)
    end = await raw.receive(timeout=5)

    assert ("error", True) == (error["type"], end.type in (aiohttp.WSMsgType.CLOSE,))


async def test_other_sites_may_not_connect(service: Service) -> None:
    """A browser on a page that is not allowed is refused before anything is said."""
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await service.client.ws_connect(
            "/api/v1/socket", headers={"Origin": "https://evil.example"}
        )

    assert 403 == refused.value.status


async def test_a_stopping_service_says_goodbye(service: Service) -> None:
    """Open sockets are closed as going away, so that pages come back by themselves."""
    talk = await service.begin()
    socket = await talk.connect()
    await socket.until(type="welcome")
    stopping = asyncio.create_task(service.client.server.close())
    end = await socket.raw.receive(timeout=5)
    await stopping

    assert (aiohttp.WSMsgType.CLOSE, 1001) == (end.type, end.data)
