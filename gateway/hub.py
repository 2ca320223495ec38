"""Who is listening: what happened in a conversation goes to its sockets and to the desk."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from crm.conversations import Conversation
from crm.messages import Message
from crm.queue_place import Place
from crm.ratings import closing_of

# A listener that far behind comes back sooner by a new connection, which replays the gap.
LONGEST_QUEUE = 500


@dataclass(frozen=True)
class Said:
    """A message was stored; ``only_desk`` when customers know it already and only its reading is
    new."""

    conversation_id: str
    message: Message
    only_desk: bool = False


@dataclass(frozen=True)
class Owned:
    """Another one answers from now on; ``closing`` when nobody does, for it can be rated."""

    conversation_id: str
    owner: str
    agent_name: str | None
    closing: int | None = None


@dataclass(frozen=True)
class Rated:
    """The customer answered the question after a closing, or skipped it."""

    conversation_id: str


@dataclass(frozen=True)
class Placed:
    """A waiting customer's place in the line changed; desks see the line itself."""

    conversation_id: str
    place: Place


@dataclass(frozen=True)
class Typing:
    """Somebody began or ended to write: ``customer``, ``bot`` or ``agent``."""

    conversation_id: str
    author: str
    on: bool


Happening = Said | Owned | Rated | Placed | Typing


class Subscription:
    """A queue of what happens, for one listener."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Happening | None] = asyncio.Queue()

    def put(self, happening: Happening) -> None:
        """Queue a happening; a listener too far behind gets an end instead."""
        if self._queue.qsize() < LONGEST_QUEUE:
            self._queue.put_nowait(happening)
        elif self._queue.qsize() == LONGEST_QUEUE:
            self._queue.put_nowait(None)

    @property
    def waiting(self) -> int:
        """Number of happenings not yet taken."""
        return self._queue.qsize()

    async def get(self) -> Happening | None:
        """Return the next happening, or nothing when this listener was left behind."""
        return await self._queue.get()


class Hub:
    """Hands out what happens to everybody who listens in this process."""

    def __init__(self) -> None:
        self._conversations: dict[str, set[Subscription]] = {}
        self._desk: set[Subscription] = set()

    def publish(self, happening: Happening) -> None:
        """Queue a happening for all its listeners."""
        for subscription in self._conversations.get(happening.conversation_id, ()):
            subscription.put(happening)
        if isinstance(happening, Placed):
            return
        for subscription in self._desk:
            subscription.put(happening)

    def publish_owner(self, conversation: Conversation) -> None:
        """Say who answers a conversation now."""
        owner = conversation.owner.value
        closing = closing_of(conversation)
        self.publish(Owned(conversation.public_id, owner, conversation.agent_name, closing))

    def listened_to(self, conversation_id: str) -> bool:
        """Return whether anybody listens to one conversation."""
        return conversation_id in self._conversations

    @contextmanager
    def listening(self, conversation_id: str) -> Iterator[Subscription]:
        """Yield a subscription to one conversation."""
        subscription = Subscription()
        group = self._conversations.setdefault(conversation_id, set())
        group.add(subscription)
        try:
            yield subscription
        finally:
            group.discard(subscription)
            if not group and self._conversations.get(conversation_id) is group:
                del self._conversations[conversation_id]

    @contextmanager
    def listening_to_all(self) -> Iterator[Subscription]:
        """Yield a subscription to all conversations, for the desk."""
        subscription = Subscription()
        self._desk.add(subscription)
        try:
            yield subscription
        finally:
            self._desk.discard(subscription)

    @property
    def customers(self) -> int:
        """Number of those who listen to one conversation each."""
        return sum(len(group) for group in self._conversations.values())
