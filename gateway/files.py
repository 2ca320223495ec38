"""Files on their way: a body that is read within limits, and bytes that are sent as a download."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from aiohttp import web
from aiohttp.http_exceptions import PayloadEncodingError

from crm.errors import AttuneError, Invalid

READ_WITHIN = 120.0
"""Seconds that a body may take."""
IDLE = 15.0
"""Seconds after which nothing more of a body is expected."""
SEND_WITHIN = 300.0
_CHUNK = 64 * 1024


async def read_file(request: web.Request, largest: int, within: float = READ_WITHIN) -> bytes:
    """Return the bytes of a request's body, whatever it says of their number.

    Raises
    ------
    Invalid
        ``attachment_empty``, ``attachment_too_large``, ``attachment_type`` for one that is
        packed, ``malformed_body``.
    AttuneError
        ``body_slow`` when it does not come in time.
    """
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Invalid("attachment_type", "send the file as it is, without a Content-Encoding")
    if (request.content_length or 0) > largest:
        raise too_large(largest)
    body = bytearray()
    try:
        async with asyncio.timeout(within):
            while chunk := await _chunk_of(request):
                if len(body) + len(chunk) > largest:
                    raise too_large(largest)
                body += chunk
    except TimeoutError as error:
        raise AttuneError("body_slow", f"the file did not come within {within:g} s") from error
    except (web.RequestPayloadError, PayloadEncodingError) as error:
        raise Invalid("malformed_body", "the body is not encoded as its headers say") from error
    if not body:
        raise Invalid("attachment_empty", "the file is empty; send its bytes as the body")
    return bytes(body)


async def _chunk_of(request: web.Request) -> bytes:
    """Return the next bytes of a body; none at its end."""
    async with asyncio.timeout(IDLE):
        return await request.content.readany()


def too_large(largest: int) -> Invalid:
    """Return the error of a file that is too large."""
    return Invalid(
        "attachment_too_large", f"a file may have {largest / 2**20:.3g} MB; send a smaller one"
    )


async def send_file(
    request: web.Request, content: bytes, media_type: str, name: str
) -> web.StreamResponse:
    """Send bytes as a download that no browser runs or shows as a page."""
    response = web.StreamResponse(
        headers={
            "Content-Type": media_type,
            "Content-Disposition": disposition(name),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
            "Referrer-Policy": "no-referrer",
        }
    )
    response.content_length = len(content)
    await response.prepare(request)
    view = memoryview(content)
    # Whoever reads too slowly must not hold the file in memory for ever.
    async with asyncio.timeout(SEND_WITHIN):
        for start in range(0, len(content), _CHUNK):
            await response.write(bytes(view[start : start + _CHUNK]))
        await response.write_eof()
    return response


def disposition(name: str) -> str:
    """Return the header that names a download (RFC 6266, RFC 5987)."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
