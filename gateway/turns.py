"""Turns: a message is accepted, the engine answers it, the answer is recorded and pushed.

Each conversation has a line of its own: its turns are answered one after the other in the order
of their messages, while other conversations go on beside it. A turn that the engine cannot answer
now stays ``waiting`` in the store and is taken up again, after a restart as well.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
from collections.abc import Coroutine, Iterable
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError

from crm import turns as store_turns
from crm import unanswered
from crm.acceptance import Accepted, accept, turn_of
from crm.store import Unit
from crm.turns import Recorded, WaitingTurn
from crm.unanswered import Return
from gateway.answering import PATIENCE, PERSON_AFTER, Answering
from gateway.database import AsyncStore
from gateway.engine.client import EngineClient
from gateway.hub import Hub, Said
from gateway.lines import Line, Lines, cancelled, settle
from gateway.metrics import Metrics

log = logging.getLogger(__name__)

Result = TypeVar("Result")

STORE_TRIES, STORE_PAUSE, LONGEST_STORE_PAUSE = 20, 0.5, 5.0


class Turns:
    """Takes customers' messages and sees to it that each is answered once.

    Parameters
    ----------
    patience:
        Seconds without an answer after which the customer is told that it takes longer.
    person_after:
        Seconds without an answer after which a person is asked to look; 0: never.
    """

    def __init__(
        self,
        store: AsyncStore,
        engine: EngineClient,
        hub: Hub,
        metrics: Metrics,
        patience: float = PATIENCE,
        person_after: float = PERSON_AFTER,
    ) -> None:
        self._store = store
        self._engine = engine
        self._hub = hub
        self._metrics = metrics
        self._answering = Answering(store, engine, hub, metrics, patience, person_after)
        self._lines = Lines()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._paused = False

    async def accept(
        self,
        conversation_id: str,
        client_id: object,
        text: object,
        attachment_ids: object = None,
    ) -> Accepted:
        """Store a message and put its turn into the line; return after the commit.

        Raises what :func:`crm.acceptance.accept` raises.
        """
        # Once begun, this ends: a client that goes away meanwhile leaves no half-taken message.
        return await asyncio.shield(
            self._spawn(self._accept(conversation_id, client_id, text, attachment_ids))
        )

    async def end_of(self, accepted: Accepted) -> Recorded | None:
        """Wait for what comes of a turn first: its answer, or word that it will take longer.

        Returns nothing when the turn is not in work: answered before, or a person's to answer.
        """
        line = self._lines.of(accepted.conversation.public_id)
        end = line.ends.get(accepted.message_key) if line is not None else None
        return await asyncio.shield(end) if end is not None else None

    async def resume(self, older_than: timedelta = timedelta(0)) -> int:
        """Take up the turns that wait in the store and are not in work; return their number."""

        def old_enough(unit: Unit) -> list[WaitingTurn]:
            before = unit.now - older_than
            return [t for t in store_turns.waiting_turns(unit) if t.sent_at <= before]

        turns = await self._store.read(old_enough)
        count = 0
        for turn in turns:
            with self._lines.entered(turn.conversation_id) as line:
                if turn.message_key not in line.ends:
                    self._enqueue(line, turn.conversation_id, turn.message_key)
                    count += 1
        if count:
            log.info("took up %d waiting turns", count)
        return count

    async def take_back(self) -> int:
        """Answer what was left to people for want of an engine, now that there is one.

        Only while no person is there: who is has been asked, and the customer may choose.
        Returns the number of conversations.
        """
        if self._paused or not await self._engine.ready():
            return 0
        count = 0
        for conversation_id in await self._store.read(unanswered.left_to_nobody):
            with self._lines.entered(conversation_id) as line:
                async with line.accepting:
                    back = await self._store.write(
                        lambda unit, its=conversation_id: unanswered.answer_after_all(unit, its)  # type: ignore[misc]
                    )
                    if back is not None:
                        self._came_back(line, back)
                        count += 1
        if count:
            log.info("took back %d conversations that no person had taken", count)
        return count

    async def pause(self) -> None:
        """Stop answering; what is unanswered waits in the store for the next start.

        This comes first when the service stops: an engine whose actions nobody runs any more
        would only spoil its turns. Messages are still accepted.
        """
        self._paused = True
        await cancelled({line.worker for line in self._lines if line.worker})
        for line in self._lines:
            for end in line.ends.values():
                settle(end, None)
            line.ends.clear()

    async def close(self) -> None:
        """Stop altogether."""
        await self.pause()
        await cancelled(self._tasks)

    @property
    def busy(self) -> int:
        """Number of turns in work or waiting."""
        return sum(len(line.ends) for line in self._lines)

    async def _accept(
        self, conversation_id: str, client_id: object, text: object, attachment_ids: object
    ) -> Accepted:
        with self._lines.entered(conversation_id) as line:
            # The order of the line is the order of the numbers.
            async with line.accepting:
                accepted = await self._store.write(
                    lambda unit: accept(unit, conversation_id, client_id, text, attachment_ids)
                )
                if accepted.fresh:
                    self._took(line, accepted)
                elif accepted.status == "waiting" and accepted.message_key not in line.ends:
                    # Stored by a write of which nobody heard any more.
                    self._enqueue(line, conversation_id, accepted.message_key)
        return accepted

    def _took(self, line: Line, accepted: Accepted) -> None:
        conversation = accepted.conversation
        self._metrics.messages.inc()
        if accepted.moved:
            self._hub.publish_owner(conversation)
        for message in (accepted.message, *accepted.said):
            self._hub.publish(Said(conversation.public_id, message))
        self._wake(line, conversation.public_id, accepted.woken)
        if accepted.status == "waiting":
            # With nothing before it in the line, the state just read is the one to go on from.
            if not line.ends:
                line.known[accepted.message_key] = turn_of(accepted)
            self._enqueue(line, conversation.public_id, accepted.message_key)

    def _came_back(self, line: Line, back: Return) -> None:
        conversation = back.change.conversation
        self._hub.publish_owner(conversation)
        for message in back.change.messages:
            self._hub.publish(Said(conversation.public_id, message))
        self._wake(line, conversation.public_id, back.message_keys)

    def _wake(self, line: Line, conversation_id: str, message_keys: Iterable[int]) -> None:
        for key in message_keys:
            if key not in line.ends:
                line.woken.add(key)
                self._enqueue(line, conversation_id, key)

    def _enqueue(self, line: Line, conversation_id: str, message_key: int) -> None:
        if self._paused:
            return
        heapq.heappush(line.waiting, message_key)
        line.ends[message_key] = asyncio.get_running_loop().create_future()
        if line.worker is None:
            work = self._work(conversation_id, line)
            line.worker = asyncio.create_task(work, name=f"turns-{conversation_id}")

    async def _work(self, conversation_id: str, line: Line) -> None:
        """Answer the line's turns until none is left."""
        tries = 0
        while line.waiting:
            key = heapq.heappop(line.waiting)
            try:
                await self._end_turn(line, key, again=tries > 0)
            except (OperationalError, InterfaceError) as error:
                tries += 1
                log.warning("turn %d of %s: %s", key, conversation_id, type(error.orig).__name__)
                if tries < STORE_TRIES:
                    # The store is away. The turn keeps its place, and those behind it theirs.
                    heapq.heappush(line.waiting, key)
                    await asyncio.sleep(min(tries * STORE_PAUSE, LONGEST_STORE_PAUSE))
                    continue
                settle(line.ends[key], error)
            except Exception as error:
                log.exception("turn %d of %s could not be ended", key, conversation_id)
                settle(line.ends[key], error)
            tries = 0
            line.woken.discard(key)
            settle(line.ends.pop(key), None)
        line.worker = None
        self._lines.leave(conversation_id)

    async def _end_turn(self, line: Line, key: int, again: bool) -> None:
        turn = line.known.pop(key, None) or await self._answering.load(key)
        if turn is not None:
            await self._answering.answer(turn, line)
        elif again:
            await self._answering.repeat(key)

    def _spawn(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
