"""Uploads of any kind and speed: taken within limits, and in little memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from crm.setting_kinds import Rate
from crm.store import Store
from crm.tables.widget import attachments
from gateway import attachments as room
from gateway import files
from tests.gateway.service import Service, settings_in
from tests.gateway.turn_engine import FakeEngine
from tests.gateway.uploading import fetch, upload, uploaded
from tests.sample_files import archive, png, png_of

MB = 2**20


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
