"""What handlers read from a request."""

from __future__ import annotations

import json
import re
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from aiohttp import WSMessage, WSMsgType, web
from aiohttp.http_exceptions import ContentEncodingError
from aiohttp.typedefs import Handler

from crm.errors import Forbidden, Invalid
from gateway.identity import Unauthorized
from gateway.keys import GATEWAY

# 10,000 characters take up to 120,000 bytes when each is escaped as two halves.
LARGEST_BODY = 256 * 1024
# Escapes of surrogates; most come in pairs, which are whole characters.
_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


async def read_object(request: web.Request, largest: int = LARGEST_BODY) -> dict[str, Any]:
    """Return the JSON object in a request's body; no body at all is an empty one.

    Raises
    ------
    Invalid
        If it cannot be unpacked (``malformed_body``), is no JSON (``malformed_json``), is no
        object, or holds half a character (``text_malformed``).
    HTTPRequestEntityTooLarge
        If it is larger than ``largest`` bytes.
    """
    if (request.content_length or 0) > largest:
        raise web.HTTPRequestEntityTooLarge(largest, request.content_length or 0)
    body = bytearray()
    try:
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > largest:
                raise web.HTTPRequestEntityTooLarge(largest, len(body))
    except (web.RequestPayloadError, ContentEncodingError) as error:
        raise Invalid("malformed_body", "the body is not encoded as its headers say") from error
    return parse_object(bytes(body)) if body else {}


def parse_object(text: str | bytes) -> dict[str, Any]:
    """Return the JSON object in a text."""
    try:
        # Bytes are decoded here, because `json` would let halves of characters through.
        decoded = text.decode() if isinstance(text, bytes) else text
        value = json.loads(decoded)
    except (ValueError, RecursionError) as error:
        place = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise Invalid("malformed_json", f"the body is not valid JSON{place}") from error
    if not isinstance(value, dict):
        raise Invalid("not_an_object", "the body must be a JSON object")
    if _HALF.search(decoded) and _has_half(value):
        raise Invalid(
            "text_malformed", "a text holds half of a surrogate pair, which is no character"
        )
    return value


def _has_half(value: dict[str, Any]) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def parse_frame(message: WSMessage) -> dict[str, Any]:
    """Return the JSON object in a socket's frame."""
    if message.type is not WSMsgType.TEXT:
        raise Invalid("binary_frame", "send JSON in text frames, not binary ones")
    return parse_object(message.data)


def bearer_conversation(request: web.Request) -> str:
    """Return the conversation in the address, which the token must open.

    Raises
    ------
    Unauthorized
        If there is no valid token.
    Forbidden
        If the token is for another conversation.
    """
    opened = request.app[GATEWAY].identity.conversation_of(_bearer(request, "conversation"))
    if opened != request.match_info["id"]:
        raise Forbidden("another_conversation", "the token is for another conversation")
    return opened


def bearer_server(request: web.Request) -> str:
    """Return the name of the shop's program that a token vouches for.

    Raises
    ------
    Unauthorized
        If there is no valid token of a server.
    """
    return request.app[GATEWAY].identity.server_of(_bearer(request, "server"))


def _bearer(request: web.Request, whose: str) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthorized("token_missing", f"send the {whose}'s token: Authorization: Bearer")
    return token.strip()


def sequence_number(text: str) -> int:
    """Return a sequence number in a query, 0 when it is empty.

    Raises
    ------
    Invalid
        If it is none.
    """
    if text == "":
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise Invalid("after_invalid", f"after={text[:20]!r} is no sequence number; send 0 or more")
    return int(text)


def address_of(request: web.Request) -> str:
    """Return the network address that a request comes from, as far as it means one customer.

    One customer has a whole /64 of IPv6. Behind proxies, the address that the outermost of them
    saw counts (``ATTUNE_PROXIES``): what stands before it is only what the client says.
    """
    address = request.remote or "unknown"
    proxies = request.app[GATEWAY].settings.proxies
    if proxies:
        chain = ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")
        address = chain[-proxies:][0].strip() or address
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:60]
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
    return str(parsed)


@web.middleware
async def origin_middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let browsers use the API on pages of this service and of the allowed origins only.

    The answers are hidden from other pages anyway; their requests would still do something.

    Raises
    ------
    Forbidden
        If another page sends the request.
    """
    if request.path.startswith("/api/") and not from_own_page(request):
        origin = request.headers["Origin"].lower()
        if origin not in request.app[GATEWAY].settings.allowed_origins:
            raise Forbidden("origin_not_allowed", f"pages of {origin[:100]} may not connect here")
    return await handler(request)


def from_own_page(request: web.Request) -> bool:
    """Return whether a browser sends this from a page of this service, or no browser sends it."""
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.lower() == request.host.lower()
    except ValueError:
        return False
