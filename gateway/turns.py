"""Turns: a message is accepted, the engine answers it, the answer is recorded and pushed.

Each conversation has a line of its own: its turns are answered one after the other in the order
of their messages, while other conversations go on beside it. A turn that the engine cannot answer
now stays ``waiting`` in the store and is taken up again, after a restart as well.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, TypeVar

from crm import turns as store_turns
from crm.acceptance import Accepted, accept, turn_of
from crm.errors import AttuneError
from crm.ownership import Owner
from crm.store import Unit
from crm.turns import Answer, Recorded, WaitingTurn
from gateway.database import AsyncStore
from gateway.engine.client import EngineClient, EngineFailed, EngineLost
from gateway.engine.state import EngineUnavailable
from gateway.hub import Hub, Said, Typing
from gateway.lines import Line, Lines, cancelled, settle
from gateway.metrics import Metrics

log = logging.getLogger(__name__)

Result = TypeVar("Result")

PATIENCE = 2.5
# An engine may fail at a message itself: it is tried once more. One that goes away while it has
# a turn may have been stopped for other reasons.
TRIES = {EngineFailed: 2, EngineLost: 5}
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 2.0


class Turns:
    """Takes customers' messages and sees to it that each is answered once.

    Parameters
    ----------
    patience:
        Seconds without an answer after which the customer is told that it takes longer.
    """

    def __init__(
        self,
        store: AsyncStore,
        engine: EngineClient,
        hub: Hub,
        metrics: Metrics,
        patience: float = PATIENCE,
    ) -> None:
        self._store = store
        self._engine = engine
        self._hub = hub
        self._metrics = metrics
        self._patience = patience
        self._lines = Lines()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._paused = False

    async def accept(self, conversation_id: str, client_id: object, text: object) -> Accepted:
        """Store a message and put its turn into the line; return after the commit.

        Raises what :func:`crm.acceptance.accept` raises.
        """
        # Once begun, this ends: a client that goes away meanwhile leaves no half-taken message.
        return await asyncio.shield(self._spawn(self._accept(conversation_id, client_id, text)))

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

    async def _accept(self, conversation_id: str, client_id: object, text: object) -> Accepted:
        with self._lines.entered(conversation_id) as line:
            # The order of the line is the order of the numbers.
            async with line.accepting:
                accepted = await self._store.write(
                    lambda unit: accept(unit, conversation_id, client_id, text)
                )
                if accepted.fresh:
                    self._took(line, accepted)
        return accepted

    def _took(self, line: Line, accepted: Accepted) -> None:
        conversation = accepted.conversation
        self._metrics.messages.inc()
        if accepted.moved:
            self._hub.publish_owner(conversation)
        for message in (accepted.message, *accepted.said):
            self._hub.publish(Said(conversation.public_id, message))
        if accepted.status == "waiting":
            # With nothing before it in the line, the state just read is the one to go on from.
            if not line.ends:
                line.known[accepted.message_key] = turn_of(accepted)
            self._enqueue(line, conversation.public_id, accepted.message_key)

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
        while line.waiting:
            key = heapq.heappop(line.waiting)
            end = line.ends[key]
            try:
                turn = line.known.pop(key, None) or await self._load(key)
                if turn is not None:
                    await self._answer(turn, end)
            except Exception as error:
                log.exception("turn %d of %s could not be ended", key, conversation_id)
                settle(end, error)
            finally:
                settle(end, None)
                del line.ends[key]
        line.worker = None
        self._lines.leave(conversation_id)

    async def _answer(self, turn: WaitingTurn, end: asyncio.Future[Recorded | None]) -> None:
        """Try until the turn has an end, and tell the customer when that takes long."""
        began = time.monotonic()
        self._hub.publish(Typing(turn.conversation_id, "bot", True))
        try:
            recorded = await self._try(turn, end, began)
        finally:
            self._hub.publish(Typing(turn.conversation_id, "bot", False))
        self._metrics.turn_seconds.observe(time.monotonic() - began)
        self._metrics.turns.labels(recorded.status).inc()
        settle(end, recorded)

    async def _try(
        self, turn: WaitingTurn, end: asyncio.Future[Recorded | None], began: float
    ) -> Recorded:
        failures: Counter[type[AttuneError]] = Counter()
        pause, told = FIRST_PAUSE, False
        current: WaitingTurn | None = turn
        while current is not None:
            try:
                answer = await self._engine.run(current)
            except (EngineUnavailable, EngineLost, EngineFailed) as error:
                failures[type(error)] += 1
                level = logging.WARNING if failures[type(error)] == 1 else logging.DEBUG
                log.log(level, "%s seq %d: %s", turn.conversation_id, turn.seq, error.detail)
                if failures[type(error)] >= TRIES.get(type(error), failures.total() + 1):
                    return await self._give_up(turn, error.code)
                if not told and time.monotonic() - began >= self._patience:
                    told = True
                    settle(end, await self._delay(turn, error.code))
            else:
                return await self._record(current, answer)
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)
            # Meanwhile a person may have taken over.
            current = await self._load(turn.message_key)
        return await self._end(turn, lambda unit: store_turns.ended(unit, turn.message_key))

    async def _record(self, turn: WaitingTurn, answer: Answer) -> Recorded:
        recorded = await self._end(
            turn, lambda unit: store_turns.record_answer(unit, turn.message_key, answer)
        )
        if recorded.reading is not None:
            message = turn.message().with_reading(recorded.reading)
            self._hub.publish(Said(turn.conversation_id, message, only_desk=True))
        return recorded

    async def _delay(self, turn: WaitingTurn, reason: str) -> Recorded:
        return await self._end(
            turn, lambda unit: store_turns.record_delay(unit, turn.message_key, reason)
        )

    async def _give_up(self, turn: WaitingTurn, reason: str) -> Recorded:
        return await self._end(
            turn, lambda unit: store_turns.record_failure(unit, turn.message_key, reason)
        )

    async def _end(self, turn: WaitingTurn, write: Callable[[Unit], Recorded]) -> Recorded:
        """Write how a turn stands and push what was said and who answers now."""
        recorded = await self._store.write(write)
        for message in recorded.messages:
            self._hub.publish(Said(turn.conversation_id, message))
        if recorded.conversation.owner is not Owner.BOT:
            self._hub.publish_owner(recorded.conversation)
        return recorded

    async def _load(self, message_key: int) -> WaitingTurn | None:
        found = await self._store.read(lambda unit: store_turns.waiting_turns(unit, message_key))
        return found[0] if found else None

    def _spawn(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
