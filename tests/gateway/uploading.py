"""Sending and fetching files, for tests."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote

from tests.gateway.service import Talk
from tests.sample_files import png


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
