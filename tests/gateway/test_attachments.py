"""Files over HTTP: given to their owners only, shown to the desk, and never run."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm.store import Store
from crm.tables.people import audit_log
from tests.gateway.service import Service, SignIn
from tests.gateway.uploading import fetch, send, upload, uploaded
from tests.sample_files import GOOD, png


@pytest.mark.parametrize("media_type", GOOD)
async def test_a_file_comes_back_as_it_was(service: Service, media_type: str) -> None:
    """Its kind is told by its content, whatever the page declares."""
    talk = await service.begin()
    content = GOOD[media_type]
    status, answer = await upload(talk, content, "ümläut", **{"Content-Type": "text/html"})
    file = answer["attachment"]
    found, body, headers = await fetch(talk, file["id"])

    assert (201, media_type, len(content)) == (status, file["media_type"], file["size"])
    assert file["name"].startswith("ümläut.")
    assert (200, content) == (found, body)
    assert media_type == headers["Content-Type"]


async def test_a_download_is_harmless(service: Service) -> None:
    """It is saved, not shown; nothing guesses its kind, runs it, keeps it or frames it."""
    talk = await service.begin()
    file = await uploaded(talk, name='a";\r\nX: y\u202e é.png')
    _, _, headers = await fetch(talk, file["id"])

    assert "a_;X_ y é.png" == file["name"]
    assert (
        "attachment; filename=\"a_;X_ y _.png\"; filename*=UTF-8''a_%3BX_%20y%20%C3%A9.png"
        == (headers["Content-Disposition"])
    )
    assert "sandbox; default-src 'none'" == headers["Content-Security-Policy"]
    assert ("nosniff", "private, no-store", "same-origin") == (
        headers["X-Content-Type-Options"],
        headers["Cache-Control"],
        headers["Cross-Origin-Resource-Policy"],
    )


async def test_only_the_conversations_token_opens(service: Service) -> None:
    """No token, a forged one and that of another conversation get nothing in or out."""
    mine, theirs = await service.begin(), await service.begin()
    file = await uploaded(mine)
    path = f"/api/v1/conversations/{mine.id}/attachments"
    statuses = []
    for headers in ({}, {"Authorization": "Bearer x.y.z"}, theirs.headers):
        async with service.client.post(path, data=png(), headers=headers) as response:
            statuses.append(response.status)
        async with service.client.get(f"{path}/{file['id']}", headers=headers) as response:
            statuses.append(response.status)

    assert [401, 401, 401, 401, 403, 403] == statuses


async def test_ids_lead_nowhere_else(service: Service) -> None:
    """Another conversation's file is as little there as one that never was."""
    mine, theirs = await service.begin(), await service.begin()
    file = await uploaded(mine)
    found = [(await fetch(theirs, one))[0] for one in (file["id"], "f" * 33, "x", "%00", "..%2f")]
    sent = [(await send(theirs, [one]))[0] for one in (file["id"], "f" * 33)]

    assert ([404] * 5, [404] * 2) == (found, sent)


async def test_a_message_takes_files_along(service: Service) -> None:
    """Everybody who reads it sees them; sent again it is the same; its turn runs as usual."""
    talk = await service.begin()
    file = await uploaded(talk)
    status, answer = await send(talk, [file["id"]])
    again, same = await send(talk, [file["id"]])
    first, *_ = await talk.messages()

    assert (201, 200, [file]) == (status, again, answer["message"]["attachments"])
    assert answer["replies"] == same["replies"]
    assert ["You said: See here"] == [reply["text"] for reply in answer["replies"]]
    assert [file] == first["attachments"]


async def test_files_alone_never_reach_the_engine(service: Service) -> None:
    """The bot says at once who can see them and offers a person, over REST and the socket."""
    talk = await service.begin()
    files_sent = [await uploaded(talk), await uploaded(talk)]
    _, answer = await send(talk, [files_sent[0]["id"]], "")
    socket = await talk.connect()
    await socket.send(
        type="message", client_message_id="m2", text="", attachments=[files_sent[1]["id"]]
    )
    events = [await socket.receive() for _ in range(3)]  # the welcome, too
    by_type = {event["type"]: event for event in events}

    assert [] == service.engine.texts
    assert [("bot", "Talk to a person")] == [
        (reply["author"], reply["quick_replies"][0]["title"]) for reply in answer["replies"]
    ]
    assert (3, answer["replies"][0]["text"]) == (
        by_type["ack"]["seq"],
        by_type["message"]["message"]["text"],
    )


async def test_the_desk_opens_files_and_leaves_a_trace(
    service: Service, sign_in: SignIn, sqlite_store: Store
) -> None:
    """An agent needs a session, gets what was sent only, and the audit log names them."""
    talk = await service.begin()
    file, waiting = await uploaded(talk), await uploaded(talk)
    await send(talk, [file["id"]])
    desk = await sign_in("Sam")
    room_shown = await desk.get(f"conversations/{talk.id}")
    async with desk.session.get(f"/desk/api/attachments/{file['id']}") as response:
        opened = response.status, await response.read(), response.headers["Content-Disposition"]
    async with desk.session.get(f"/desk/api/attachments/{waiting['id']}") as response:
        early = response.status
    async with service.client.get(f"/desk/api/attachments/{file['id']}") as response:
        stranger = response.status
    with sqlite_store.reading() as unit:
        subjects = list(
            unit.connection.scalars(
                select(audit_log.c.subject).where(audit_log.c.action == "opened")
            )
        )

    assert [file] == room_shown["messages"][0]["attachments"]
    assert (200, png(), "attachment; filename=\"photo.png\"; filename*=UTF-8''photo.png") == opened
    assert (404, 401) == (early, stranger)
    assert [f"attachment:{file['id']}"] == subjects
