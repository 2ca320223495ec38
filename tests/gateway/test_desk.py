"""The desk: one owner at a time, everything known, nothing without a session."""

from __future__ import annotations

import asyncio

import pytest

from crm import leases, notices
from crm.store import Store
from gateway.desk_api import publish_change
from tests.crm.talk import event_types
from tests.fixtures_store import Clock
from tests.gateway.service import Service, SignIn


async def test_a_conversation_is_taken_answered_and_handed_back(
    service: Service, sign_in: SignIn
) -> None:
    """The customer asks for a person, is answered by one, and goes on with the bot."""
    talk, ana = await service.begin(), await sign_in("Ana")
    socket = await talk.connect()
    await socket.send(type="message", client_message_id="m1", text="person please")
    queued = await socket.until(type="owner")
    waiting = (await ana.get("conversations?view=queued"))["conversations"]
    await ana.post(f"conversations/{talk.id}/take")
    taken = await socket.until(type="owner")
    await ana.post(f"conversations/{talk.id}/messages", client_message_id="a1", text="I am Ana")
    said = await socket.until(type="message")
    while said["message"]["author"] != "agent":
        said = await socket.until(type="message")
    await socket.send(type="message", client_message_id="m2", text="Thanks")
    await socket.until(type="ack", client_message_id="m2")
    await ana.post(f"conversations/{talk.id}/hand-back", note="Is satisfied")
    back = await socket.until(type="owner")
    await talk.say("m3", "Bye")

    assert ["queued", "agent", "bot"] == [event["owner"] for event in (queued, taken, back)]
    assert ("Ana", "asked_for_person") == (taken["agent_name"], waiting[0]["handover_reason"])
    assert ("I am Ana", "Ana") == (said["message"]["text"], said["message"]["author_name"])
    assert [
        (1, "customer", "person please"),
        (2, "bot", "You said: person please"),
        (3, "system", "Ana has joined the conversation."),
        (4, "agent", "I am Ana"),
        (5, "customer", "Thanks"),
        (6, "system", notices.HANDED_BACK),
        (7, "customer", "Bye"),
        (8, "bot", "You said: Bye"),
    ] == await talk.lines()


async def test_a_waiting_customer_goes_on_with_the_bot(service: Service, sign_in: SignIn) -> None:
    """Socket, REST and desk all show the note, the way back and the new owner."""
    talk, ana = await service.begin(), await sign_in("Ana")
    await talk.say("m1", "person please")
    socket, desk = await talk.connect(), await ana.connect()
    await socket.until(type="welcome")
    _, asked = await talk.say("m2", "Where is my order?")
    (note,) = asked["replies"]
    heard = await socket.until(type="message")
    while heard["message"]["author"] != "system":
        heard = await socket.until(type="message")
    _, back = await talk.say("m3", note["quick_replies"][0]["text"])
    owner = await socket.until(type="owner")
    row = await desk.until(type="conversation")
    while row["conversation"]["owner"] != "bot":
        row = await desk.until(type="conversation")
    waiting = (await ana.get("conversations?view=queued"))["conversations"]
    room = await ana.get(f"conversations/{talk.id}")
    _, answered = await talk.say("m4", "Where is it?")
    await socket.close()
    await desk.close()

    assert ("queued", note) == (asked["owner"], heard["message"])
    assert ("bot", "bot", [notices.WITHDRAWN]) == (
        back["owner"],
        owner["owner"],
        [message["text"] for message in back["replies"]],
    )
    assert ([], "customer_withdrew") == (waiting, room["handovers"][-1]["reason"])
    assert "You said: Where is it?" == answered["replies"][0]["text"]


async def test_the_second_agent_hears_who_has_it(service: Service, sign_in: SignIn) -> None:
    """Two agents take at once: one has it, the other gets 409 with a name and cannot send."""
    talk = await service.begin()
    ana, ben = await sign_in("Ana"), await sign_in("Ben")
    path = f"conversations/{talk.id}/take"
    results = await asyncio.gather(ana.post(path), ben.post(path))
    loser, winner_name = (ben, "Ana") if results[0][0] == 200 else (ana, "Ben")
    refused = next(problem for status, problem in results if status == 409)
    writes = await loser.post(
        f"conversations/{talk.id}/messages", client_message_id="x", text="Me too"
    )
    gives = await loser.post(f"conversations/{talk.id}/hand-back")

    assert [200, 409] == sorted(status for status, _ in results)
    assert f"{winner_name} has this conversation" == refused["detail"]
    assert (409, 409) == (writes[0], gives[0])


async def test_the_bots_late_reply_is_dropped(
    service: Service, sign_in: SignIn, sqlite_store: Store
) -> None:
    """An agent steps in while the bot thinks: its reply is recorded and never shown."""
    talk, ana = await service.begin(), await sign_in("Ana")
    asking = asyncio.create_task(talk.say("m1", "slow one"))
    await service.engine.arrived.wait()
    await ana.post(f"conversations/{talk.id}/take")
    service.engine.gate.set()
    status, answer = await asking

    assert (201, [], "agent") == (status, answer["replies"], answer["owner"])
    assert [
        (1, "customer", "slow one"),
        (2, "system", "Ana has joined the conversation."),
    ] == await talk.lines()
    assert "ReplyDropped" in event_types(sqlite_store)


async def test_the_bot_is_silent_while_people_talk(service: Service, sign_in: SignIn) -> None:
    """What a customer writes to an agent does not go to the engine."""
    talk, ana = await service.begin(), await sign_in("Ana")
    await ana.post(f"conversations/{talk.id}/take")
    status, answer = await talk.say("m1", "Hello Ana")

    assert (201, [], None, "agent", []) == (
        status,
        answer["replies"],
        answer["reading"],
        answer["owner"],
        service.engine.texts,
    )


async def test_agents_see_how_the_bot_read_and_why_it_spoke(
    service: Service, sign_in: SignIn
) -> None:
    """The room holds readings, reasons, the customer and the handovers."""
    token = service.gateway.identity.customer_token("C-1")
    talk, ana = await service.begin(customer_token=token), await sign_in("Ana")
    await talk.say("m1", "person please")
    room = await ana.get(f"conversations/{talk.id}")
    asked, replied = room["messages"]

    assert ("track_order", None) == (asked["reading"]["intent"], asked["why"])
    assert (None, {"segment": "loyal"}) == (replied["reading"], replied["why"])
    assert ("C-1", None, []) == (
        room["customer"]["id"],
        room["customer"]["segment"],
        room["customer"]["orders"],
    )
    assert [("bot", "queued", "asked_for_person")] == [
        (row["from"], row["to"], row["reason"]) for row in room["handovers"]
    ]
    assert (0.3, 2) == (room["conversation"]["frustration"], room["conversation"]["messages"])


async def test_a_closed_conversation_opens_by_writing(service: Service, sign_in: SignIn) -> None:
    """After closing, the customer's next message is answered by the bot."""
    talk, ana = await service.begin(), await sign_in("Ana")
    await ana.post(f"conversations/{talk.id}/take")
    await ana.post(f"conversations/{talk.id}/close")
    closed = (await ana.get("conversations?view=closed"))["conversations"]
    _, answer = await talk.say("m1", "One more thing")

    assert ([talk.id], "bot") == ([row["id"] for row in closed], answer["owner"])
    assert "You said: One more thing" == answer["replies"][0]["text"]


async def test_a_vanished_agents_customer_is_back_in_line(
    service: Service, sign_in: SignIn, clock: Clock
) -> None:
    """When nobody renews the lease, the queue has the conversation and the customer knows."""
    talk, ana = await service.begin(), await sign_in("Ana")
    await ana.post(f"conversations/{talk.id}/take")
    socket = await talk.connect()
    await socket.until(type="welcome")
    clock.advance(seconds=61)
    for change in await service.gateway.store.write(leases.expire_leases):
        publish_change(service.gateway.hub, change)

    assert "queued" == (await socket.until(type="owner"))["owner"]
    assert notices.AGENT_LOST == (await socket.until(type="message"))["message"]["text"]


async def test_an_open_desk_keeps_its_conversations(
    service: Service, sign_in: SignIn, clock: Clock
) -> None:
    """Presence renews the lease: a desk that connects again has its conversations."""
    talk, ana = await service.begin(), await sign_in("Ana")
    await ana.post(f"conversations/{talk.id}/take")
    clock.advance(seconds=50)
    desk = await ana.connect()
    await desk.send(type="ping")
    await desk.until(type="pong")
    await asyncio.sleep(0.05)
    clock.advance(seconds=50)

    assert [] == await service.gateway.store.write(leases.expire_leases)
    await desk.close()


async def test_the_desk_sees_conversations_live(service: Service, sign_in: SignIn) -> None:
    """Summaries of all come by themselves, messages with reading and reason of watched ones."""
    watched, other = await service.begin(), await service.begin()
    ana = await sign_in("Ana")
    desk = await ana.connect()
    await desk.send(type="watch", conversation_id=watched.id)
    await desk.send(type="ping")
    await desk.until(type="pong")
    await other.say("m1", "Not watched")
    await watched.say("m1", "Hello")
    asked = await desk.until(type="message")
    replied = await desk.until(type="message")
    read = await desk.until(type="message")
    # A summary may have been made between the question and its answer.
    summary = (await desk.until(type="conversation"))["conversation"]
    while (summary["id"], summary["messages"]) != (watched.id, 2):
        summary = (await desk.until(type="conversation"))["conversation"]
    await desk.close()

    assert [1, 2, 1] == [event["message"]["seq"] for event in (asked, replied, read)]
    assert {watched.id} == {event["conversation_id"] for event in (asked, replied, read)}
    assert ("track_order", {"segment": "loyal"}) == (
        read["message"]["reading"]["intent"],
        replied["message"]["why"],
    )
    assert "You said: Hello" == summary["last_text"]


async def test_typing_is_shown_to_the_other_side(service: Service, sign_in: SignIn) -> None:
    """The customer sees their agent writing, and nobody else's; the desk sees the customer."""
    talk = await service.begin()
    ana, ben = await sign_in("Ana"), await sign_in("Ben")
    await ana.post(f"conversations/{talk.id}/take")
    customer, desk, stranger = await talk.connect(), await ana.connect(), await ben.connect()
    await customer.until(type="welcome")
    await desk.send(type="watch", conversation_id=talk.id)
    await desk.send(type="ping")
    await desk.until(type="pong")
    await stranger.send(type="typing", conversation_id=talk.id, on=True)
    await stranger.send(type="ping")
    await stranger.until(type="pong")
    await desk.send(type="typing", conversation_id=talk.id, on=False)
    seen = await customer.until(type="typing")
    await customer.send(type="typing", on=True)
    shown = await desk.until(type="typing", author="customer")
    await desk.close()
    await stranger.close()

    assert ("agent", False, True) == (seen["author"], seen["on"], shown["on"])


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("conversations/nowhere/take", {}, 404),
        ("conversations/nowhere/messages", {"client_message_id": "a", "text": "a"}, 404),
        ("conversations/nowhere/messages", {"client_message_id": "a", "text": ""}, 422),
        ("conversations/nowhere/hand-back", {"note": 5}, 422),
    ],
)
async def test_wrong_requests_of_agents_are_named(
    service: Service, sign_in: SignIn, path: str, body: dict[str, object], status: int
) -> None:
    """Unknown conversations and bad values lead to problems."""
    ana = await sign_in("Ana")

    assert status == (await ana.post(path, **body))[0]


async def test_an_unknown_view_is_named(service: Service, sign_in: SignIn) -> None:
    """A view that does not exist is refused with those that do."""
    ana = await sign_in("Ana")
    async with ana.session.get("/desk/api/conversations?view=secret") as response:
        assert (422, "unknown_view") == (response.status, (await response.json())["code"])


async def test_an_agents_message_is_stored_once(service: Service, sign_in: SignIn) -> None:
    """A repeated message of an agent is there once; another text under its id is refused."""
    talk, ana = await service.begin(), await sign_in("Ana")
    await ana.post(f"conversations/{talk.id}/take")
    path = f"conversations/{talk.id}/messages"
    statuses = [
        (await ana.post(path, client_message_id="a1", text=text))[0]
        for text in ("Hello", "Hello", "Goodbye")
    ]

    assert ([201, 200, 409], 2) == (statuses, len(await talk.messages()))
