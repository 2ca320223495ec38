"""Delivers CRM events to the webhook: at least once, signed, in the order of each customer."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from contextlib import suppress

import aiohttp

from crm import outbox
from crm.outbox import Delivery
from gateway.database import AsyncStore

log = logging.getLogger(__name__)

WEBHOOK = "webhook"
SIGNATURE_HEADER = "X-Attune-Signature"
IDLE = 1.0
TIMEOUT = aiohttp.ClientTimeout(total=10.0)


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a delivery: ``t=SECONDS,v1=HEX``.

    HEX is the HMAC-SHA-256 of ``SECONDS.BODY`` under the shared secret, so that an old delivery
    cannot be passed off as a new one.
    """
    signed = str(timestamp).encode() + b"." + body
    digest = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


class Relay:
    """Posts what waits in the outbox to one address.

    Parameters
    ----------
    url, secret:
        Where to, and the key that signs.
    idle:
        Seconds between looks at an empty outbox.
    """

    def __init__(self, store: AsyncStore, url: str, secret: str, idle: float = IDLE) -> None:
        self._store = store
        self._url = url
        self._secret = secret
        self._idle = idle
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to deliver."""
        self._task = asyncio.create_task(self._run(), name="webhook-relay")

    async def stop(self) -> None:
        """Stop; what is undelivered waits in the outbox."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        async with aiohttp.ClientSession(timeout=TIMEOUT) as session:
            while True:
                try:
                    due = await self._store.write(lambda unit: outbox.claim(unit, WEBHOOK))
                    await asyncio.gather(*(self._deliver(session, one) for one in due))
                except Exception:
                    log.exception("the outbox could not be read or written")
                    due = []
                if not due:
                    await asyncio.sleep(self._idle)

    async def _deliver(self, session: aiohttp.ClientSession, delivery: Delivery) -> None:
        error = await self._post(session, delivery)
        if error is None:
            await self._store.write(lambda unit: outbox.mark_delivered(unit, delivery.key))
            return
        log.warning("event %s was not delivered: %s", delivery.event_id, error)
        await self._store.write(
            lambda unit: outbox.mark_failed(unit, delivery.key, delivery.attempts, error)
        )

    async def _post(self, session: aiohttp.ClientSession, delivery: Delivery) -> str | None:
        """Return why a delivery failed, or nothing."""
        body = json.dumps(delivery.payload).encode()
        timestamp = int(self._store.store.clock().timestamp())
        headers = {
            "Content-Type": "application/json",
            "X-Attune-Event": delivery.event_id,
            SIGNATURE_HEADER: signature(self._secret, timestamp, body),
        }
        try:
            async with session.post(
                self._url, data=body, headers=headers, allow_redirects=False
            ) as response:
                return None if 200 <= response.status < 300 else f"status {response.status}"
        except (aiohttp.ClientError, TimeoutError) as error:
            return type(error).__name__
