"""The lines of turns: one for each conversation that has any in work."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from crm.turns import Recorded, WaitingTurn


@dataclass
class Line:
    """One conversation's turns in work.

    ``waiting`` is a heap of message keys; ``ends`` holds what comes of each of them; ``known``
    holds turns that were just written and need not be read, ``woken`` those that came back from
    the queue and wait anew.
    """

    accepting: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0
    waiting: list[int] = field(default_factory=list)
    ends: dict[int, asyncio.Future[Recorded | None]] = field(default_factory=dict)
    known: dict[int, WaitingTurn] = field(default_factory=dict)
    woken: set[int] = field(default_factory=set)
    worker: asyncio.Task[None] | None = None

    def forget_waiting(self) -> None:
        """Take all turns off the line that are not in work: a person has them."""
        for key in self.waiting:
            settle(self.ends.pop(key), None)
        self.waiting.clear()
        self.known.clear()
        self.woken.clear()


class Lines:
    """The lines by their conversations; one that nobody needs is forgotten."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}

    def __iter__(self) -> Iterator[Line]:
        """Iterate over the lines."""
        return iter(self._lines.values())

    def of(self, conversation_id: str) -> Line | None:
        """Return the line of a conversation, if it has one."""
        return self._lines.get(conversation_id)

    @contextmanager
    def entered(self, conversation_id: str) -> Iterator[Line]:
        """Yield the line of a conversation, which lasts at least as long as the block."""
        line = self._lines.setdefault(conversation_id, Line())
        line.users += 1
        try:
            yield line
        finally:
            line.users -= 1
            self.leave(conversation_id)

    def leave(self, conversation_id: str) -> None:
        """Forget the line of a conversation unless somebody uses it."""
        line = self._lines.get(conversation_id)
        if line is not None and not line.users and line.worker is None:
            del self._lines[conversation_id]


def settle(end: asyncio.Future[Recorded | None], outcome: Recorded | Exception | None) -> None:
    """Give a turn its end, unless it has one."""
    if end.done():
        return
    if isinstance(outcome, Exception):
        end.set_exception(outcome)
        # Nobody may be waiting; the error is in the log already.
        end.exception()
    else:
        end.set_result(outcome)


async def cancelled(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel tasks and wait for their end."""
    gathered = list(tasks)
    for task in gathered:
        task.cancel()
    await asyncio.gather(*gathered, return_exceptions=True)
