"""Logs tell what happened, and nothing of persons."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from crm.store import Store
from crm.tables.people import agents
from gateway.logs import MALFORMED, configure_logging
from tests.gateway.service import Service


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Return what is logged; the test's own logging comes back at the end."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    configure_logging("info", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def test_tracebacks_hold_no_addresses(written: io.StringIO) -> None:
    """What an error quotes is taken out; that it happened, and where, is told."""
    try:
        raise ValueError("cannot write to anna@example.org or +49 170 1234567")
    except ValueError:
        logging.getLogger("gateway").exception("turn %d failed", 7)
    text = written.getvalue()

    assert [] == [secret for secret in ("anna", "170") if secret in text]
    assert [] == [part for part in ("turn 7 failed", "ValueError", __file__) if part not in text]


def test_errors_of_the_database_hide_values(store: Store, written: io.StringIO) -> None:
    """A failed statement is logged without the values that it was given."""
    row = {"email": "a@b.example", "name": "Zo\u00eb Secret", "password_hash": "x"}
    row |= {"created_at": store.clock()}
    try:
        with store.transaction() as unit:
            for _ in range(2):
                unit.connection.execute(insert(agents).values(row))
    except IntegrityError:
        logging.getLogger("gateway").exception("failed")

    assert "Zo\u00eb Secret" not in written.getvalue()


async def send(service: Service, head: bytes) -> bytes:
    """Send bytes in the place of a request; return the first line of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", service.client.port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")
    answer = await reader.readline()
    writer.close()
    return answer


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"Authorization: Bearer my-token\x00", "BadHttpMessage"),
        (b"Authorization: Bearer my-token" + b"x" * 10_000, "LineTooLong"),
        (b"\r\n".join(b"X-%d: my-token" % n for n in range(1000)), "BadHttpMessage"),
    ],
)
async def test_malformed_requests_are_not_quoted(
    service: Service, written: io.StringIO, head: bytes, kind: str
) -> None:
    """A header that breaks the rules may hold a token: that it came is logged, and no more."""
    answer = await send(service, head)
    # The service runs without the access log that the tests' own server keeps.
    text = "".join(line for line in written.getvalue().split("\n") if "aiohttp.access" not in line)

    assert b" 400 " in answer
    assert f"WARNING aiohttp.server refused what is no HTTP ({kind})" in text
    assert [] == [part for part in ("my-token", "127.0.0.1", "Traceback") if part in text]


async def test_a_flood_of_malformed_requests_does_not_fill_the_log(
    service: Service, written: io.StringIO
) -> None:
    """So many lines, and then one now and then."""
    for _ in range(60):
        await send(service, b"X: \x00")
    lines = written.getvalue().count("refused what is no HTTP")

    assert MALFORMED.burst <= lines < 60


def test_errors_of_the_server_name_no_address(written: io.StringIO) -> None:
    """What fails outside of all handlers is told with its traceback, and without the client."""
    try:
        raise RuntimeError("broken")
    except RuntimeError:
        logging.getLogger("aiohttp.server").exception("Error handling request from %s", "192.0.2.1")
    text = written.getvalue()

    assert ("192.0.2.1" in text, "RuntimeError: broken" in text) == (False, True)
