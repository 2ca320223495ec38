"""Mails by SMTP: on a thread, with time limits, and never unencrypted across a network."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from urllib.parse import unquote, urlsplit

from crm.sending import SendingFailed

TIMEOUT = 8.0
_PORTS = {"smtps": 465, "smtp": 587, "smtp+plain": 25}


class SmtpSender:
    """Hands mails to a mail server.

    Parameters
    ----------
    url:
        ``smtp://user:password@host:587`` (STARTTLS, which the server must offer),
        ``smtps://...:465`` (TLS from the start), or ``smtp+plain://127.0.0.1:25`` for a server on
        this machine.
    mail_from:
        The sender's address.
    context:
        What trusts the server's certificate; none: the system's authorities.
    """

    name = "smtp"

    def __init__(
        self,
        url: str,
        mail_from: str,
        context: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT,
    ) -> None:
        parts = urlsplit(url)
        self._scheme = parts.scheme
        self._host = parts.hostname or "localhost"
        self._port = parts.port or _PORTS[parts.scheme]
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._mail_from = mail_from
        self._context = context or ssl.create_default_context()
        self._timeout = timeout

    async def send(self, recipient: str, subject: str, text: str) -> None:
        """Hand a mail over.

        Raises
        ------
        SendingFailed
            If the server cannot be reached, does not encrypt, or does not take the mail.
        """
        await asyncio.to_thread(self._send, recipient, subject, text)

    def _send(self, recipient: str, subject: str, text: str) -> None:
        try:
            message = self._message(recipient, subject, text)
            with self._connected() as server:
                if self._scheme == "smtp":
                    server.starttls(context=self._context)
                if self._user:
                    server.login(self._user, self._password)
                server.send_message(message)
        except smtplib.SMTPResponseException as error:
            # What the server says may quote the address.
            raise SendingFailed(f"{type(error).__name__} {error.smtp_code}") from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise SendingFailed(type(error).__name__) from None

    def _connected(self) -> smtplib.SMTP:
        if self._scheme == "smtps":
            return smtplib.SMTP_SSL(
                self._host, self._port, timeout=self._timeout, context=self._context
            )
        return smtplib.SMTP(self._host, self._port, timeout=self._timeout)

    def _message(self, recipient: str, subject: str, text: str) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._mail_from
        # The policy of the message refuses line ends, so that no header can be smuggled in.
        message["To"] = recipient
        message["Subject"] = subject
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=self._mail_from.rpartition("@")[2] or None)
        # Answers of machines ("out of office") are wanted by nobody.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        return message
