"""Files over HTTP: taken within limits, given to their owners only, and never run."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from crm.setting_kinds import Rate
from crm.store import Store
from crm.tables.people import audit_log
from crm.tables.widget import attachments
from gateway import attachments as room
from gateway import files
from tests.gateway.service import Service, SignIn, Talk, settings_in
from tests.gateway.turn_engine import FakeEngine
from tests.sample_files import GOOD, archive, png, png_of

MB = 2**20


async def upload(
    talk: Talk, content: Any, name: str | None = "photo.png", **headers: str
) -> tuple[int, dict[str, Any]]:
    """Upload a file; return status and answer."""
    sent = {"Content-Type": "image/png"} | talk.headers | headers
    if name is not None:
        sent["X-File-Name"] = quote(name, safe="")
    path = f"/api/v1/conversations/{talk.id}/attachments"
    data = io.BytesIO(content) if isinstance(content, bytes) else content
    async with talk.service.client.post(path, data=data, headers=sent) as response:
        return response.status, await response.json()


async def uploaded(talk: Talk, content: bytes = png(), name: str = "photo.png") -> dict[str, Any]:
    """Upload a good file and return how messages name it."""
    status, answer = await upload(talk, content, name)
    assert 201 == status, answer
    file: dict[str, Any] = answer["attachment"]
    return file


async def fetch(talk: Talk, file_id: str, token: str | None = None) -> tuple[int, bytes, Any]:
    """Download a file; return status, body and headers."""
    headers = talk.headers if token is None else {"Authorization": f"Bearer {token}"}
    path = f"/api/v1/conversations/{talk.id}/attachments/{file_id}"
    async with talk.service.client.get(path, headers=headers) as response:
        return response.status, await response.read(), response.headers


async def send(talk: Talk, ids: list[str], text: str = "See here") -> tuple[int, dict[str, Any]]:
    """Send a message with files."""
    body = {"client_message_id": "m1", "text": text, "attachments": ids}
    async with talk.service.client.post(talk.path, json=body, headers=talk.headers) as response:
        return response.status, await response.json()


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


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "attachment_empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "attachment_type"),
        (b"<!doctype html><script>1</script>", 415, "attachment_type"),
        (archive(), 415, "attachment_type"),
        (png() + archive(), 415, "attachment_type"),
        (png_of(5 * MB + 1), 413, "attachment_too_large"),
    ],
)
async def test_what_is_not_taken(service: Service, content: bytes, status: int, code: str) -> None:
    """Empty, too large, or of no allowed kind; the declared type helps nobody."""
    talk = await service.begin()
    found, answer = await upload(talk, content)

    assert (status, code) == (found, answer["code"])


async def test_five_megabytes_are_taken(service: Service) -> None:
    """To the last byte of the limit."""
    talk = await service.begin()
    content = png_of(5 * MB)
    file = await uploaded(talk, content)
    _, body, _ = await fetch(talk, file["id"])

    assert (5 * MB, content) == (file["size"], body)


async def test_chunks_count_like_one_piece(service: Service) -> None:
    """A body without a length is read as far as the limit goes, and no farther."""
    talk = await service.begin()

    async def chunks(count: int) -> AsyncIterator[bytes]:
        content = png_of(count * MB)
        for start in range(0, len(content), MB):
            yield content[start : start + MB]

    statuses = [(await upload(talk, chunks(count)))[0] for count in (2, 6)]

    assert [201, 413] == statuses


async def test_packed_bodies_are_not_taken(service: Service) -> None:
    """A body that unpacks to more than it is cannot surprise anybody."""
    talk = await service.begin()
    status, answer = await upload(talk, b"x" * 100, **{"Content-Encoding": "gzip"})

    assert 400 <= status < 500
    assert answer["code"] in ("attachment_type", "malformed_body", "bad_request")


async def test_a_slow_body_is_given_up(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends nothing any more gets 408, and a body that lies of its length likewise."""
    monkeypatch.setattr(files, "IDLE", 0.1)
    talk = await service.begin()

    async def slow() -> AsyncIterator[bytes]:
        yield png()[:20]
        await asyncio.sleep(30)

    first, answer = await upload(talk, slow())
    url = service.client.make_url("/")
    reader, writer = await asyncio.open_connection(url.host, url.port)
    head = (
        f"POST /api/v1/conversations/{talk.id}/attachments HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {talk.token}\r\nContent-Length: 5000\r\n\r\n"
    )
    writer.write(head.encode() + png())
    line = await reader.readline()
    writer.close()

    assert (408, "body_slow") == (first, answer["code"])
    assert line.startswith(b"HTTP/1.1 408")


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


async def test_uploads_are_limited_like_messages(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> None:
    """So many at once, then 429."""
    settings = settings_in(tmp_path, messages_per_conversation=Rate(2, 1 / 3600))
    running = Service(sqlite_store, fake_engine, settings)
    await running.start()
    talk = await running.begin()
    statuses = [(await upload(talk, png()))[0] for _ in range(3)]
    await running.stop()

    assert [201, 201, 429] == statuses


async def test_many_uploads_at_once_hold_little(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a crowd of uploads few are read at the same time; all of them end, and none is lost."""
    reading, most = 0, 0
    read_file = room.read_file

    async def counted(*args: Any) -> bytes:
        nonlocal reading, most
        reading += 1
        most = max(most, reading)
        try:
            return await read_file(*args)
        finally:
            reading -= 1

    monkeypatch.setattr(room, "read_file", counted)
    running = Service(sqlite_store, fake_engine, settings_in(tmp_path))
    await running.start()
    talks = [await running.begin() for _ in range(10)]
    content = png_of(100_000)
    answers = await asyncio.gather(*(upload(talks[n % 10], content) for n in range(100)))
    await running.stop()
    with sqlite_store.reading() as unit:
        count = unit.connection.scalar(select(func.count()).select_from(attachments))

    assert ({201}, 100) == ({status for status, _ in answers}, count)
    assert most <= 4
