"""Sends one-time codes after they were asked for: see :mod:`crm.code_sending` for the promise."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web

from crm import code_sending
from crm.code_sending import CodeMail, GivenUp
from crm.sending import Sender, SendingFailed
from crm.store import Unit
from gateway.database import AsyncStore
from gateway.hub import Hub, Said
from gateway.keys import GATEWAY
from gateway.senders import SENDER

log = logging.getLogger(__name__)

IDLE = 0.5
# Within a claim, so that nobody else takes the same code up while it is being sent.
TIME_LIMIT = 20.0


class CodeCourier:
    """Takes codes that wait and hands them to a sender.

    Parameters
    ----------
    sender:
        Brings the mails to their recipients.
    idle:
        Seconds between looks when nothing waits.
    """

    def __init__(self, store: AsyncStore, hub: Hub, sender: Sender, idle: float = IDLE) -> None:
        self._store = store
        self._hub = hub
        self._sender = sender
        self._idle = idle
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to send."""
        log.info("one-time codes are sent by %s", self._sender.name)
        self._task = asyncio.create_task(self._run(), name="code-courier")

    async def stop(self) -> None:
        """Stop; what is unsent waits in the store."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def send_due(self) -> int:
        """Send what is due now; return how many mails that were."""
        if not await self._store.read(code_sending.some_due):
            return 0
        mails = await self._store.write(code_sending.claim)
        await asyncio.gather(*(self._send(mail) for mail in mails))
        return len(mails)

    async def _run(self) -> None:
        while True:
            try:
                sent = await self.send_due()
            except Exception:
                log.exception("the waiting codes could not be read or written")
                sent = 0
            if not sent:
                await asyncio.sleep(self._idle)

    async def _send(self, mail: CodeMail) -> None:
        error = await self._try(mail)
        if error is None:
            await self._store.write(lambda unit: code_sending.mark_sent(unit, mail))
            return
        log.warning("code %d was not sent, try %d: %s", mail.key, mail.sends, error)
        given_up = await self._store.write(lambda unit: _failed(unit, mail))
        if given_up is not None:
            log.error("code %d was given up; the customer was told", mail.key)
            for message in given_up.messages:
                self._hub.publish(Said(given_up.conversation_id, message))

    async def _try(self, mail: CodeMail) -> str | None:
        """Return why a mail was not taken, or nothing. The reason names no person."""
        try:
            async with asyncio.timeout(TIME_LIMIT):
                await self._sender.send(mail.recipient, mail.subject, mail.text)
        except SendingFailed as error:
            return str(error)
        except Exception as error:
            # A sender of somebody else's making; what its errors say may be personal.
            return type(error).__name__
        return None


async def life(app: web.Application) -> AsyncIterator[None]:
    """Send codes as long as the application runs, if anybody sends mails."""
    gateway, sender = app[GATEWAY], app[SENDER]
    if sender is None:
        log.warning("no mails are sent: what needs a one-time code goes to people")
        yield
        return
    courier = CodeCourier(gateway.store, gateway.hub, sender)
    await courier.start()
    try:
        yield
    finally:
        await courier.stop()


def _failed(unit: Unit, mail: CodeMail) -> GivenUp | None:
    return code_sending.mark_failed(unit, mail)
