"""A customer who goes on writing while everything around them is killed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress

from benchmarks.chaos_page import Page
from crm.notices import STILL_IN_LINE_QUICK_REPLIES

BACK_TO_THE_ASSISTANT = STILL_IN_LINE_QUICK_REPLIES[0]["text"]
WITHDRAWAL = "back"
# Nobody goes on writing for ever without an answer.
PATIENT_WITH = 8
PHRASES = (
    "What is your return policy?",
    "How long does delivery take?",
    "Which payment methods do you take?",
    "Hello",
    "Thank you",
)


class Customer:
    """One conversation: a page that writes and, for some, a second tab that only looks.

    Parameters
    ----------
    pages:
        The first one writes.
    phrases:
        What is said, in turns; nothing: texts that no other message has.
    """

    def __init__(
        self, pages: Sequence[Page], chance: random.Random, phrases: Sequence[str] = ()
    ) -> None:
        self.pages = pages
        self.written: list[str] = []
        self.withdrawals = 0
        self._chance = chance
        self._phrases = phrases

    @property
    def page(self) -> Page:
        """The page that writes."""
        return self.pages[0]

    @property
    def due(self) -> int:
        """How many answers have not come yet."""
        messages = self.page.messages.values()
        return len(self.written) - sum(message["author"] == "bot" for message in messages)

    async def talk(self, pace: float) -> None:
        """Write until cancelled: a few messages at once, then a pause."""
        while True:
            for _ in range(self._chance.choice((1, 1, 1, 2, 3))):
                if self.due < PATIENT_WITH:
                    self._write()
                await asyncio.sleep(self._chance.random() * 0.05)
            await asyncio.sleep(self._chance.expovariate(1 / pace))

    async def go_back(self) -> None:
        """Leave the line for a person as the quick reply offers, each time, until cancelled."""
        while True:
            await asyncio.sleep(0.5 + self._chance.random() * 2)
            if self.page.link.ready and self.page.owner == "queued" and not self.page.outbox:
                self.withdrawals += 1
                client_id = f"{WITHDRAWAL}{self.withdrawals}"
                self.page.write(client_id, BACK_TO_THE_ASSISTANT)

    async def suffer(self, every: float) -> None:
        """Lose the connection at random points, until cancelled."""
        while True:
            await asyncio.sleep(self._chance.expovariate(1 / every))
            self._chance.choice(self.pages).link.cut()

    async def leave(self) -> None:
        """Close all pages."""
        with suppress(Exception):
            await asyncio.gather(*(page.close() for page in self.pages))

    def _write(self) -> None:
        number = len(self.written)
        client_id = f"m{number}"
        text = f"message {number} of {self.page.id}"
        if self._phrases:
            text = self._phrases[number % len(self._phrases)]
        self.written.append(client_id)
        self.page.write(client_id, text)
        # A network may go at this very moment, before or after the message was taken.
        if self._chance.random() < 0.05:
            asyncio.get_running_loop().call_later(self._chance.random() * 0.02, self.page.link.cut)
