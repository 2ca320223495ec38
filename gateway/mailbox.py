"""The demo's mailbox: what a real shop would send lies here, for everybody at the demo to read.

Outside the demo there is neither the page nor the sender.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from gateway import static

log = logging.getLogger(__name__)

MOST = 100


@dataclass(frozen=True)
class Mail:
    """A mail that nobody was sent."""

    number: int
    recipient: str
    subject: str
    text: str
    sent_at: datetime

    def to_json(self) -> dict[str, Any]:
        """Return the mail as the page reads it."""
        return {
            "number": self.number,
            "to": self.recipient,
            "subject": self.subject,
            "text": self.text,
            "sent_at": self.sent_at.isoformat(),
        }


class Mailbox:
    """A sender that keeps the newest mails in memory and prints them to the log.

    Parameters
    ----------
    clock:
        Returns the present instant.
    """

    name = "the demo's log and its mailbox at /demo/mailbox"

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._mails: deque[Mail] = deque(maxlen=MOST)
        self._count = 0

    async def send(self, recipient: str, subject: str, text: str) -> None:
        """Keep a mail; its customers are made up, so its text may be printed."""
        self._count += 1
        self._mails.append(Mail(self._count, recipient, subject, text, self._clock()))
        log.info("demo mail to %s: %s", recipient, subject)

    @property
    def newest_first(self) -> list[Mail]:
        """The mails that are kept."""
        return list(reversed(self._mails))


MAILBOX: web.AppKey[Mailbox] = web.AppKey("mailbox", Mailbox)


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_get("/demo/mailbox", static.mailbox_page)
    app.router.add_get("/demo/mailbox.json", list_mails)


async def list_mails(request: web.Request) -> web.Response:
    """List the mails, newest first."""
    mails = [mail.to_json() for mail in request.app[MAILBOX].newest_first]
    return web.json_response({"mails": mails})
