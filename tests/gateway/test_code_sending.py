"""Mails leave by SMTP, encrypted, or lie in the demo's mailbox; none is lost silently."""

from __future__ import annotations

import asyncio
import base64
import dataclasses
import logging
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import select

from crm.code_requests import ask_code
from crm.requester import requester_for
from crm.sending import SendingFailed
from crm.step_up import Purpose
from crm.store import Store, Unit
from crm.tables.conversations import messages
from gateway.code_courier import CodeCourier
from gateway.database import AsyncStore
from gateway.hub import Hub
from gateway.mailbox import MAILBOX, Mailbox
from gateway.smtp import SmtpSender
from tests.fixtures_store import Clock
from tests.gateway.service import Service, eventually, settings_in
from tests.gateway.turn_engine import FakeEngine
from tests.shop import add_conversation, add_customer


class MailServer:
    """A mail server that takes mails on a real socket, over TLS once asked to."""

    def __init__(self, context: ssl.SSLContext, *, offers_tls: bool = True) -> None:
        self.mails: list[str] = []
        self.said: list[str] = []
        self.refuses = ""
        self._context = context
        self._offers_tls = offers_tls
        self.port = 0

    async def start(self, *, tls: bool = False) -> None:
        """Listen on a free port."""
        context = self._context if tls else None
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0, ssl=context)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening."""
        self._server.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.test\r\n")
        secure = False
        while line := (await reader.readline()).decode().strip():
            self.said.append(line)
            word = line.split()[0].upper()
            if word == "EHLO":
                tls = b"250-STARTTLS\r\n" if self._offers_tls and not secure else b""
                writer.write(b"250-mail.test\r\n" + tls + b"250 AUTH PLAIN\r\n")
            elif word == "STARTTLS":
                writer.write(b"220 go on\r\n")
                await writer.drain()
                await writer.start_tls(self._context)
                secure = True
            elif word == "RCPT" and self.refuses:
                writer.write(f"550 {self.refuses}\r\n".encode())
            elif word == "AUTH":
                writer.write(b"235 welcome\r\n")
            elif word == "DATA":
                writer.write(b"354 go on\r\n")
                text = (await reader.readuntil(b"\r\n.\r\n")).decode()
                self.mails.append(text)
                writer.write(b"250 taken\r\n")
            elif word == "QUIT":
                writer.write(b"221 bye\r\n")
                break
            else:
                writer.write(b"250 fine\r\n")
        writer.close()


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the contexts of a server and of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    pem = folder / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pem.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    return server, ssl.create_default_context(cafile=str(pem))


Contexts = tuple[ssl.SSLContext, ssl.SSLContext]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_a_mail_goes_out_encrypted(contexts: Contexts, scheme: str) -> None:
    """By STARTTLS or TLS from the start, signed in as the settings say."""
    server = MailServer(contexts[0])
    await server.start(tls=scheme == "smtps")
    url = f"{scheme}://attune:p%40ss@localhost:{server.port}"
    await SmtpSender(url, "care@shop.example", contexts[1]).send("zoe@example.org", "Hi", "Grüße\n")
    await server.stop()
    (mail,) = server.mails
    signed_in = next(line.split()[2] for line in server.said if line.startswith("AUTH"))

    assert b"\0attune\0p@ss" == base64.b64decode(signed_in)
    assert ("STARTTLS" in server.said) == (scheme == "smtp")
    assert all(
        line in mail for line in ("From: care@shop.example", "To: zoe@example.org", "Subject: Hi")
    )


async def test_nothing_is_sent_without_encryption_or_trust(contexts: Contexts) -> None:
    """A server that offers none, or whose certificate nobody knows, gets no mail."""
    plain, unknown = MailServer(contexts[0], offers_tls=False), MailServer(contexts[0])
    reasons = []
    for server, trust in ((plain, contexts[1]), (unknown, None)):
        await server.start()
        sender = SmtpSender(f"smtp://localhost:{server.port}", "care@shop.example", trust)
        with pytest.raises(SendingFailed) as failed:
            await sender.send("zoe@example.org", "Hi", "482 913")
        reasons.append(str(failed.value))
        await server.stop()

    assert ["SMTPNotSupportedError", "SSLCertVerificationError"] == reasons
    assert [[], []] == [plain.mails, unknown.mails]


async def test_a_refusal_names_no_person(contexts: Contexts) -> None:
    """What the server says may quote the address; the reason does not."""
    server = MailServer(contexts[0])
    server.refuses = "no mailbox zoe@example.org"
    await server.start()
    sender = SmtpSender(f"smtp+plain://127.0.0.1:{server.port}", "care@shop.example")
    reasons = []
    for recipient in ("zoe@example.org", "zoe@example.org\nBcc: all@example.org"):
        with pytest.raises(SendingFailed) as failed:
            await sender.send(recipient, "Hi", "text")
        reasons.append(str(failed.value))
    await server.stop()
    gone = SmtpSender(f"smtp+plain://127.0.0.1:{server.port}", "care@shop.example", timeout=2)
    with pytest.raises(SendingFailed, match="ConnectionRefusedError"):
        await gone.send("zoe@example.org", "Hi", "text")

    assert ["SMTPRecipientsRefused", "ValueError"] == reasons


class Unreliable:
    """A sender that fails so many times."""

    name = "unreliable"

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.texts: list[str] = []

    async def send(self, recipient: str, subject: str, text: str) -> None:
        """Fail, or take the mail."""
        self.failures -= 1
        if self.failures >= 0:
            raise RuntimeError(f"{recipient} is not there")
        self.texts.append(text)


@pytest.mark.parametrize(("failures", "sent", "told"), [(0, 1, 0), (3, 1, 0), (4, 0, 1)])
async def test_a_code_is_sent_or_its_customer_told(
    store: Store,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    failures: int,
    sent: int,
    told: int,
) -> None:
    """Failures are tried again; after the last one a word stands in the conversation."""
    store.sends_codes = True
    with store.transaction() as unit:
        zoe = add_customer(unit, "Zoe", "zoe@example.org")
        talk = add_conversation(unit, zoe)
        asks = requester_for(unit, talk.public_id, zoe.opaque_id)
        ask_code(unit, asks, Purpose.EXPORT_DATA)
    sender = Unreliable(failures)
    courier = CodeCourier(AsyncStore(store), Hub(), sender)
    with caplog.at_level(logging.DEBUG):
        for _ in range(6):
            await courier.send_due()
            clock.advance(seconds=25)
    with store.reading() as unit:
        said = unit.connection.scalars(select(messages.c.text)).all()

    assert (sent, told) == (len(sender.texts), len(said))
    assert "zoe@" not in caplog.text


@pytest.fixture
async def demo(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> AsyncIterator[Service]:
    """Return a running demo."""
    settings = dataclasses.replace(settings_in(tmp_path), demo=True)
    service = Service(sqlite_store, fake_engine, settings)
    await service.start()
    yield service
    await service.stop()


async def test_the_demo_shows_its_mails(
    demo: Service, sqlite_store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """A code that was asked for is in the log and in the mailbox, newest first."""
    caplog.set_level(logging.INFO)
    async with demo.client.get("/demo/mailbox.json") as response:
        empty = await response.json()

    def ask(unit: Unit) -> None:
        zoe = add_customer(unit, "Zoe", "zoe@example.org")
        talk = add_conversation(unit, zoe)
        ask_code(unit, requester_for(unit, talk.public_id, zoe.opaque_id), Purpose.EXPORT_DATA)

    await demo.gateway.store.write(ask)
    assert demo.client.app is not None
    box = demo.client.app[MAILBOX]
    await eventually(lambda: box.newest_first)
    async with demo.client.get("/demo/mailbox.json") as response:
        (mail,) = (await response.json())["mails"]

    assert ("zoe@example.org", True) == (mail["to"], "is your code" in mail["subject"])
    assert {"mails": []} == empty
    assert "demo mail to zoe@example.org" in caplog.text


async def test_outside_the_demo_there_is_no_mailbox(service: Service) -> None:
    """Neither the page nor its mails."""
    for path in ("/demo/mailbox", "/demo/mailbox.json"):
        async with service.client.get(path) as response:
            assert 404 == response.status


async def test_the_mailbox_keeps_the_newest_first() -> None:
    """And a hundred at most."""
    box = Mailbox(lambda: datetime(2026, 6, 15, tzinfo=UTC))
    for number in range(105):
        await box.send("zoe@example.org", f"mail {number}", "text")

    assert ["mail 104", "mail 103"] == [mail.subject for mail in box.newest_first[:2]]
    assert 100 == len(box.newest_first)
