"""One turn, from its question to its end: answered, given up, or left to a person."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from crm import turns as store_turns
from crm import unanswered
from crm.errors import AttuneError
from crm.ownership import Owner
from crm.store import Unit
from crm.turns import Answer, Recorded, WaitingTurn
from gateway.database import AsyncStore
from gateway.engine.client import EngineClient, EngineFailed, EngineLost
from gateway.engine.state import EngineUnavailable
from gateway.hub import Hub, Said, Typing
from gateway.lines import Line, settle
from gateway.metrics import Metrics

log = logging.getLogger(__name__)

PATIENCE, PERSON_AFTER = 2.5, 20.0
# An engine may fail at a message itself: it is tried once more. One that goes away while it has
# a turn may have been stopped for other reasons.
TRIES = {EngineFailed: 2, EngineLost: 5}
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 2.0
SLOW = "engine_slow"


class NoAnswerInTime(AttuneError):
    """A turn waits for longer than a customer should."""


@dataclass
class Wait:
    """How long a turn has waited. Times are those of the monotonic clock.

    Parameters
    ----------
    tell_at:
        When the customer is told that it takes longer.
    person_at:
        When a person is asked to look; nothing: never.
    delay:
        What the customer was told.
    """

    tell_at: float
    person_at: float | None
    delay: Recorded | None = None

    @property
    def overdue(self) -> bool:
        """Whether it is time for a person."""
        return self.person_at is not None and time.monotonic() >= self.person_at

    async def of(self, running: asyncio.Task[Answer], until: float | None) -> bool:
        """Wait for an answer until an instant; return whether it is there."""
        seconds = None if until is None else max(0.0, until - time.monotonic())
        await asyncio.wait((running,), timeout=seconds)
        return running.done()


class Answering:
    """Sees to it that a waiting turn comes to an end, and tells the customer when that takes long.

    Parameters
    ----------
    patience:
        Seconds without an answer after which the customer is told that it takes longer.
    person_after:
        Seconds since the message was sent after which a person is asked to look at it; 0: never.
    """

    def __init__(
        self,
        store: AsyncStore,
        engine: EngineClient,
        hub: Hub,
        metrics: Metrics,
        patience: float,
        person_after: float,
    ) -> None:
        self._store = store
        self._engine = engine
        self._hub = hub
        self._metrics = metrics
        self._patience = patience
        self._person_after = person_after

    async def answer(self, turn: WaitingTurn, line: Line) -> None:
        """Try until the first turn of a line has an end, and settle its future with that."""
        end = line.ends[turn.message_key]
        began = time.monotonic()
        self._hub.publish(Typing(turn.conversation_id, "bot", True))
        try:
            recorded = await self._try(turn, end, self._wait(turn, began, line))
            if recorded is None:
                recorded = await self._hand_over(turn, line)
        finally:
            self._hub.publish(Typing(turn.conversation_id, "bot", False))
        self._metrics.turn_seconds.observe(time.monotonic() - began)
        self._metrics.turns.labels(recorded.status).inc()
        settle(end, recorded)

    async def load(self, message_key: int) -> WaitingTurn | None:
        """Return a turn if it still waits."""
        found = await self._store.read(lambda unit: store_turns.waiting_turns(unit, message_key))
        return found[0] if found else None

    async def repeat(self, message_key: int) -> None:
        """Push the answers to a message whose end may have been written unheard."""
        conversation, said = await self._store.read(
            lambda unit: store_turns.answers_of(unit, message_key)
        )
        for message in said:
            self._hub.publish(Said(conversation.public_id, message))
        self._hub.publish_owner(conversation)

    def _wait(self, turn: WaitingTurn, began: float, line: Line) -> Wait:
        tell_at = began + self._patience
        if not self._person_after:
            return Wait(tell_at, None)
        if turn.message_key in line.woken:
            # The customer, or an engine that is back, chose to try again.
            return Wait(tell_at, began + self._person_after)
        # What was sent long ago, before a crash say, is still asked once: an engine may be there.
        age = (self._store.store.clock() - turn.sent_at) / timedelta(seconds=1)
        return Wait(tell_at, max(tell_at, began + self._person_after - max(0.0, age)))

    async def _try(
        self, turn: WaitingTurn, end: asyncio.Future[Recorded | None], wait: Wait
    ) -> Recorded | None:
        """Return how the turn ended, or nothing when it is time for a person."""
        failures: Counter[type[AttuneError]] = Counter()
        pause = FIRST_PAUSE
        current: WaitingTurn | None = turn
        while current is not None:
            try:
                answer = await self._ask(current, wait)
            except NoAnswerInTime:
                return None
            except (EngineUnavailable, EngineLost, EngineFailed) as error:
                failures[type(error)] += 1
                level = logging.WARNING if failures[type(error)] == 1 else logging.DEBUG
                log.log(level, "%s seq %d: %s", turn.conversation_id, turn.seq, error.detail)
                if failures[type(error)] >= TRIES.get(type(error), failures.total() + 1):
                    return await self._give_up(turn, error.code)
                if time.monotonic() >= wait.tell_at:
                    await self._tell(turn, wait, error.code)
                    # Who asked over REST hears of it now instead of when the engine is back.
                    settle(end, wait.delay)
            else:
                return await self._record(current, answer)
            await asyncio.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)
            if wait.overdue:
                return None
            # Meanwhile a person may have taken over.
            current = await self.load(turn.message_key)
        return await self._end(turn, lambda unit: store_turns.ended(unit, turn.message_key))

    async def _ask(self, turn: WaitingTurn, wait: Wait) -> Answer:
        """Return the engine's answer; what is written meanwhile is never cut short."""
        running = asyncio.create_task(self._engine.run(turn))
        try:
            if wait.delay is None and not await wait.of(running, wait.tell_at):
                await self._tell(turn, wait, SLOW)
            if not await wait.of(running, wait.person_at):
                raise NoAnswerInTime("no_answer_in_time", "the engine has not answered in time")
            return running.result()
        finally:
            running.cancel()
            await asyncio.wait((running,))

    async def _tell(self, turn: WaitingTurn, wait: Wait, reason: str) -> None:
        if wait.delay is None:
            wait.delay = await self._end(
                turn, lambda unit: store_turns.record_delay(unit, turn.message_key, reason)
            )

    async def _record(self, turn: WaitingTurn, answer: Answer) -> Recorded:
        recorded = await self._end(
            turn, lambda unit: store_turns.record_answer(unit, turn.message_key, answer)
        )
        if recorded.reading is not None:
            message = turn.message().with_reading(recorded.reading)
            self._hub.publish(Said(turn.conversation_id, message, only_desk=True))
        return recorded

    async def _hand_over(self, turn: WaitingTurn, line: Line) -> Recorded:
        log.warning("%s seq %d: no answer in time", turn.conversation_id, turn.seq)
        # The customer may go back to the bot in the next moment. By then the line is empty, so
        # that all their questions come back into it, in their order.
        async with line.accepting:
            recorded = await self._end(
                turn, lambda unit: unanswered.hand_over(unit, turn.message_key)
            )
            if recorded.conversation.owner is not Owner.BOT:
                line.forget_waiting()
        return recorded

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
